public import ASICDriver
public import ASICSimulator
public import DeviceAccess
public import SwitchControl
public import SwitchHAL
public import SwitchModel
public import SwitchPlatform

/// A whole switch: a board's chip, simulated, its driver, and the control that commits to it.
///
///     platform (board + chip file)
///        ├─ SimulatedASIC ── SimulatedBus ──┐
///        └─ ASICDriver ─────────────────────┘ ── ManagedSwitch
public final class SimulatedSwitch {
  public let platform: Platform
  public let asic: SimulatedASIC
  public let bus: SimulatedBus
  public let driver: ASICDriver
  public let control: ManagedSwitch
  /// The cycle of the next sweep of counters. Behind a pointer: each packet asks for it.
  let sweepDue: UnsafeMutablePointer<Int64>

  /// - Parameter wrapping: puts a bus round the chip's, to see or to break what goes over it.
  public init(_ platform: Platform, wrapping: (SimulatedBus) -> any DeviceBus = { $0 }) throws(SimulatedSwitchError) {
    self.platform = platform
    do throws(ASICBuildError) { asic = try SimulatedASIC(platform.asic) } catch { throw .chip(error) }
    bus = SimulatedBus(asic)
    do throws(ASICDriverError) { driver = try ASICDriver(platform.asic, bus: wrapping(bus)) } catch { throw .driver(error) }
    control = ManagedSwitch(device: driver.device)
    sweepDue = .allocate(capacity: 1)
    sweepDue.initialize(to: .max)
    planSweep()
  }

  deinit { sweepDue.deallocate() }

  /// The wire side of a port.
  ///
  /// - Returns: `nil` for a port that the switch does not have yet.
  public func chipPort(of port: PortID) -> Int? { driver.chipPort(of: port) }

  /// Takes a frame (FCS not counted) in on a port; what happened is in `asic.outcome` and `asic.output`.
  public func receive(_ frame: UnsafeRawBufferPointer, on port: PortID, notBefore start: Int64 = 0) {
    guard let chipPort = chipPort(of: port) else { return asic.refuse(.portDisabled) }
    asic.receive(frame, on: chipPort, notBefore: start)
    if asic.now >= sweepDue.pointee { sweepCounters() }
  }

  /// The same for a frame in an array.
  public func receive(_ frame: [UInt8], on port: PortID, notBefore start: Int64 = 0) {
    frame.withUnsafeBytes { receive($0, on: port, notBefore: start) }
  }

  /// The frames that left because of the last packet.
  public func sentFrames() -> [SentFrame] {
    (0..<asic.output.count).map { index in
      let (header, bytes) = asic.output.frame(index)
      return SentFrame(
        port: driver.port(ofChip: Int(header.port)) ?? .cpu, bytes: Array(bytes), firstBit: header.firstBit, lastBit: header.lastBit)
    }
  }

  /// Takes all packets that wait for the CPU.
  public func takePunted() throws(SwitchError) -> [PuntedPacket] {
    var packets: [PuntedPacket] = []
    while let packet = try driver.device.packets?.receive() { packets.append(packet) }
    return packets
  }

  /// Nanoseconds of a number of core cycles.
  public func nanoseconds(_ cycles: Int64) -> Double { Double(cycles) * 1e9 / Double(platform.asic.clock) }
}

/// A frame that left a port.
public struct SentFrame: Hashable, Sendable {
  public let port: PortID
  /// FCS not counted.
  public let bytes: [UInt8]
  /// Core cycles.
  public let firstBit: Int64
  public let lastBit: Int64
}

/// Why a switch could not be put together.
public enum SimulatedSwitchError: Error, CustomStringConvertible {
  case chip(ASICBuildError)
  case driver(ASICDriverError)

  public var description: String {
    switch self {
    case .chip(let error): error.description
    case .driver(let error): error.description
    }
  }
}
