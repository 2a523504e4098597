import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Synchronization

/// Packets by the chip's two rings; see `RingsDescription`.
final class ASICPacketPort: PacketPort {
  private let core: DeviceCore
  private let state: ChipState
  private let rings: RingsDescription
  private let receiveRing: DMARegion
  private let receiveBuffers: DMARegion
  private let transmitRing: DMARegion
  private let transmitBuffers: DMARegion
  /// The next descriptor to look at, and the next buffer to post.
  private var next = 0
  private var posted: Int

  private static let descriptorBytes = 16

  /// The chip uses these rings, and not those of a driver before this.
  private var isStarted = false

  /// - Parameter isStarting: Whether to tell the chip of the rings now; else `start` does.
  init(_ state: ChipState, _ rings: RingsDescription, isStarting: Bool) throws(ASICDriverError) {
    core = state.core
    self.state = state
    self.rings = rings
    guard rings.descriptors >= 2, rings.bufferBytes >= 64 else { throw .badDescription("rings are too small") }
    let bus = core.bus
    do throws(BusError) {
      receiveRing = try bus.allocateDMA(byteCount: rings.descriptors * ASICPacketPort.descriptorBytes)
      receiveBuffers = try bus.allocateDMA(byteCount: rings.descriptors * rings.bufferBytes)
      transmitRing = try bus.allocateDMA(byteCount: rings.descriptors * ASICPacketPort.descriptorBytes)
      transmitBuffers = try bus.allocateDMA(byteCount: rings.descriptors * rings.bufferBytes)
    } catch { throw .bus(error) }
    posted = rings.descriptors - 1
    for index in 0..<rings.descriptors {
      let address = receiveBuffers.busAddress + UInt64(index * rings.bufferBytes)
      receiveRing.bytes.storeBytes(of: address.littleEndian, toByteOffset: index * ASICPacketPort.descriptorBytes, as: UInt64.self)
    }
    if isStarting { try start() }
  }

  /// Tells the chip where the rings are. What another driver's rings hold is lost.
  func start() throws(ASICDriverError) {
    do throws(BusError) {
      try start(rings.receive, receiveRing)
      try start(rings.transmit, transmitRing)
      try write(UInt32(posted), rings.receive.head)
      if let interrupts = core.asic.interrupts {
        try core.enableInterrupts(interrupts.receive.mask | (interrupts.receiveOverflow?.mask ?? 0))
      }
      try core.bus.complete()
      isStarted = true
    } catch { throw .bus(error) }
  }

  private func start(_ ring: RingsDescription.Ring, _ region: DMARegion) throws(BusError) {
    try write(UInt32(truncatingIfNeeded: region.busAddress), ring.baseLow)
    try write(UInt32(truncatingIfNeeded: region.busAddress >> 32), ring.baseHigh)
    try write(UInt32(rings.descriptors), ring.size)
    try write(0, ring.tail)
    try write(0, ring.head)
  }

  private func write(_ value: UInt32, _ register: Int) throws(BusError) {
    try core.bus.write(value, at: core.asic.registers[register].address)
  }

  func receive() throws(SwitchError) -> PuntedPacket? {
    do throws(BusError) { return try take() } catch { throw SwitchError(.port, .device(5)) }
  }

  private func take() throws(BusError) -> PuntedPacket? {
    let place = next * ASICPacketPort.descriptorBytes
    guard UInt16(littleEndian: receiveRing.bytes.load(fromByteOffset: place + 14, as: UInt16.self)) & 1 == 1 else {
      // The buffers that were given back are known to the chip before anybody waits for more.
      try core.bus.complete()
      return nil
    }
    // What the flag tells of is read after it.
    atomicMemoryFence(ordering: .acquiring)
    let length = min(rings.bufferBytes, Int(UInt16(littleEndian: receiveRing.bytes.load(fromByteOffset: place + 8, as: UInt16.self))))
    let chipPort = Int(UInt16(littleEndian: receiveRing.bytes.load(fromByteOffset: place + 10, as: UInt16.self)))
    let reason = receiveRing.bytes.load(fromByteOffset: place + 12, as: UInt8.self)
    let kind = receiveRing.bytes.load(fromByteOffset: place + 13, as: UInt8.self)
    let queue = receiveRing.bytes.load(fromByteOffset: place + 15, as: UInt8.self)
    let start = next * rings.bufferBytes
    let frame = [UInt8](receiveBuffers.bytes[start..<start + length])
    receiveRing.bytes.storeBytes(of: 0, toByteOffset: place + 14, as: UInt16.self)
    next = next + 1 == rings.descriptors ? 0 : next + 1
    posted = posted + 1 == rings.descriptors ? 0 : posted + 1
    try write(UInt32(posted), rings.receive.head)
    if let interrupts = core.asic.interrupts { try write(interrupts.receive.mask, interrupts.status) }
    return PuntedPacket(
      frame: frame, port: state.portOfChip[chipPort] ?? .cpu, reason: UInt16(reason), queue: queue,
      trap: kind > 0 ? Trap.Kind(rawValue: kind - 1) : nil)
  }

  func send(_ frame: [UInt8], to port: PortID) throws(SwitchError) {
    guard let chipPort = state.ports[port]?.chipPort else { throw SwitchError(.port, .unresolved(.port(port))) }
    try transmit(frame, port: UInt16(truncatingIfNeeded: chipPort), vlan: 0, flags: 0)
  }

  func send(_ frame: [UInt8], in vlan: VLANID) throws(SwitchError) {
    guard state.vlans[vlan] != nil else { throw SwitchError(.vlan, .unresolved(.vlan(vlan))) }
    try transmit(frame, port: UInt16(truncatingIfNeeded: state.cpuPort), vlan: vlan.rawValue, flags: 2)
  }

  private func transmit(_ frame: [UInt8], port: UInt16, vlan: UInt16, flags: UInt16) throws(SwitchError) {
    guard isStarted else { throw SwitchError(.port, .busy) }
    guard frame.count >= 14, frame.count <= rings.bufferBytes else { throw SwitchError(.port, .invalid(Port.schema.id("mtu"))) }
    do throws(BusError) {
      let head = Int(try core.bus.read(core.asic.registers[rings.transmit.head].address))
      let tail = Int(try core.bus.read(core.asic.registers[rings.transmit.tail].address))
      guard head < rings.descriptors else { throw .failed(5) }
      let after = head + 1 == rings.descriptors ? 0 : head + 1
      guard after != tail else { throw .failed(16) }
      let offset = head * rings.bufferBytes
      for (index, byte) in frame.enumerated() { transmitBuffers.bytes[offset + index] = byte }
      let place = head * ASICPacketPort.descriptorBytes
      transmitRing.bytes.storeBytes(of: (transmitBuffers.busAddress + UInt64(offset)).littleEndian, toByteOffset: place, as: UInt64.self)
      transmitRing.bytes.storeBytes(of: UInt16(frame.count).littleEndian, toByteOffset: place + 8, as: UInt16.self)
      transmitRing.bytes.storeBytes(of: port.littleEndian, toByteOffset: place + 10, as: UInt16.self)
      transmitRing.bytes.storeBytes(of: vlan.littleEndian, toByteOffset: place + 12, as: UInt16.self)
      transmitRing.bytes.storeBytes(of: flags.littleEndian, toByteOffset: place + 14, as: UInt16.self)
      try write(UInt32(after), rings.transmit.head)
      try core.bus.complete()
    } catch {
      if case .failed(16) = error { throw SwitchError(.port, .busy) }
      throw SwitchError(.port, .device(5))
    }
  }
}
