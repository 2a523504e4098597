import ASICDriver
import ASICSimulator
public import PacketKit
import SwitchHAL
import TrafficManager
public import SwitchModel

/// Writes what leaves a switch into a folder: a capture for each port that sent something, and `cpu.pcap`.
///
/// Time stamps are virtual: for ports when the last bit was out, for the CPU when the packet had left the pipeline.
public final class SentCaptures {
  /// A capture that was written.
  public struct File: Hashable, Sendable {
    public let name: String
    public var frames: Int
  }

  /// The folder or a file in it could not be written, or the device failed when the CPU took a packet.
  public enum Failure: Error, CustomStringConvertible {
    case file(String, CaptureWriteError)
    case device(SwitchError)

    public var description: String {
      switch self {
      case .file(let path, let error): "\(path): \(error)"
      case .device(let error): "the packets for the CPU: \(error)"
      }
    }
  }

  private struct Output {
    let path: String
    let writer: CaptureFileWriter
    var file: File
  }

  private let folder: String
  private let name: (PortID) -> String
  /// By chip port.
  private var ports: [Output?] = []
  private var cpu: Output
  /// Frames that wait in the traffic manager, by serial number.
  private var waiting: [UInt64: [UInt8]] = [:]
  private var nextDeparture: UInt64 = 0

  /// - Parameters:
  ///   - folder: A folder that exists.
  ///   - name: The base name of a port's file.
  public init(folder: String, name: @escaping (PortID) -> String) throws(Failure) {
    self.folder = folder
    self.name = name
    cpu = try SentCaptures.open("cpu", in: folder)
  }

  /// Writes the frames that left because of the last packet, and takes those for the CPU.
  public func write(from target: SimulatedSwitch) throws(Failure) {
    let output = target.asic.output
    for index in 0..<output.count {
      let (header, bytes) = output.frame(index)
      guard header.firstBit >= 0 else {
        waiting[header.serial] = Array(bytes)
        continue
      }
      try append(bytes, port: Int(header.port), at: header.lastBit, of: target)
    }
    try writeDepartures(of: target)
    guard target.asic.outcome.trap != .none, let packets = target.driver.device.packets else { return }
    let time = target.wholeNanoseconds(target.asic.outcome.pipelineOut)
    while let packet = try SentCaptures.take(from: packets) {
      var failure: CaptureWriteError?
      packet.frame.withUnsafeBytes { bytes in
        do throws(CaptureWriteError) { try cpu.writer.append(bytes, timestamp: time) } catch { failure = error }
      }
      if let failure { throw .file(cpu.path, failure) }
      cpu.file.frames += 1
    }
  }

  /// Writes what has left the traffic manager since it was asked last, pause frames among it.
  public func writeDepartures(of target: SimulatedSwitch) throws(Failure) {
    guard let traffic = target.asic.traffic else { return }
    let first = Int(clamping: max(nextDeparture, traffic.departuresBefore) - traffic.departuresBefore)
    nextDeparture = traffic.departuresBefore + UInt64(traffic.departureCount)
    guard first < traffic.departureCount else { return }
    for index in first..<traffic.departureCount {
      let departure = traffic.departure(index)
      let port = Int(departure.port)
      var frame = waiting.removeValue(forKey: departure.serial) ?? []
      if departure.serial == Departure.pause {
        // A MAC address of its own for each port, locally administered.
        frame = PauseFrame.bytes(departure, source: 0x0200_0000_ff00 | UInt64(clamping: port))
      }
      guard departure.drop == .none, !frame.isEmpty else { continue }
      if departure.isMarked { PauseFrame.mark(&frame) }
      var failure: Failure?
      frame.withUnsafeBytes { bytes in
        do throws(Failure) { try append(bytes, port: port, at: departure.lastBit, of: target) } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  private func append(_ bytes: UnsafeRawBufferPointer, port: Int, at cycle: Int64, of target: SimulatedSwitch) throws(Failure) {
    guard port >= 0 else { return }
    while ports.count <= port { ports.append(nil) }
    if ports[port] == nil {
      ports[port] = try SentCaptures.open(name(target.driver.port(ofChip: port) ?? .cpu), in: folder)
    }
    try SentCaptures.append(bytes, at: target.wholeNanoseconds(cycle), to: &ports[port])
  }

  /// Closes all files.
  ///
  /// - Returns: what was written, ports in the chip's order, the CPU last.
  public func close() throws(Failure) -> [File] {
    let outputs = ports.compactMap { $0 } + [cpu]
    for output in outputs {
      do throws(CaptureWriteError) { try output.writer.close() } catch { throw .file(output.path, error) }
    }
    return outputs.map(\.file)
  }

  private static func take(from packets: any PacketPort) throws(Failure) -> PuntedPacket? {
    do throws(SwitchError) { return try packets.receive() } catch { throw .device(error) }
  }

  private static func open(_ name: String, in folder: String) throws(Failure) -> Output {
    let path = "\(folder)/\(name).pcap"
    do throws(CaptureWriteError) {
      return Output(path: path, writer: try CaptureFileWriter(path: path), file: File(name: "\(name).pcap", frames: 0))
    } catch {
      throw .file(path, error)
    }
  }

  private static func append(_ bytes: UnsafeRawBufferPointer, at time: Int64, to output: inout Output?) throws(Failure) {
    guard let path = output?.path else { return }
    do throws(CaptureWriteError) { try output?.writer.append(bytes, timestamp: time) } catch { throw .file(path, error) }
    output?.file.frames += 1
  }
}
