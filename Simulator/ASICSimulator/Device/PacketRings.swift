import SwitchPlatform
import Synchronization

/// The two descriptor rings between chip and CPU; see `RingsDescription` for their form.
final class PacketRings {
  private let description: RingsDescription
  private let registers: RegisterFile
  private let memory: DMAMemory

  init(_ description: RingsDescription, _ registers: RegisterFile, _ memory: DMAMemory) {
    self.description = description
    self.registers = registers
    self.memory = memory
  }

  static let descriptorBytes = 16

  private func descriptor(_ ring: RingsDescription.Ring, _ number: UInt32) -> UnsafeMutableRawBufferPointer? {
    let base = UInt64(registers[ring.baseHigh]) << 32 | UInt64(registers[ring.baseLow])
    return memory.bytes(at: base &+ UInt64(number) * UInt64(PacketRings.descriptorBytes), count: PacketRings.descriptorBytes)
  }

  /// Puts a packet into the receive ring.
  ///
  /// - Returns: `false` when the driver has posted no buffer.
  func receive(_ frame: UnsafeRawBufferPointer, port: Int, reason: TrapReason, kind: UInt8, queue: Int) -> Bool {
    let ring = description.receive
    let size = registers[ring.size]
    let tail = registers[ring.tail]
    guard size > 1, tail < size, tail != registers[ring.head], let descriptor = descriptor(ring, tail) else { return false }
    let address = UInt64(littleEndian: descriptor.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    let length = min(frame.count, description.bufferBytes, Int(UInt16.max))
    guard let buffer = memory.bytes(at: address, count: length) else { return false }
    if length > 0 { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: frame[..<length])) }
    descriptor.storeBytes(of: UInt16(length).littleEndian, toByteOffset: 8, as: UInt16.self)
    descriptor.storeBytes(of: UInt16(truncatingIfNeeded: port).littleEndian, toByteOffset: 10, as: UInt16.self)
    descriptor.storeBytes(of: (UInt16(kind) << 8 | UInt16(reason.rawValue)).littleEndian, toByteOffset: 12, as: UInt16.self)
    // The driver may be another process, which looks at the flag without asking: what it tells of is there before it.
    atomicMemoryFence(ordering: .releasing)
    descriptor.storeBytes(of: (UInt16(truncatingIfNeeded: queue) << 8 | 1).littleEndian, toByteOffset: 14, as: UInt16.self)
    registers[ring.tail] = tail + 1 == size ? 0 : tail + 1
    return true
  }

  /// Takes every packet the driver has put into the transmit ring.
  ///
  /// - Parameter send: Is given the VLAN of a frame that enters the pipeline, `nil` for one that leaves by its port.
  func transmit(_ send: (_ frame: UnsafeRawBufferPointer, _ port: Int, _ vlan: UInt64?) -> Void) {
    let ring = description.transmit
    let size = registers[ring.size]
    guard size > 1, registers[ring.tail] < size, registers[ring.head] < size else { return }
    while registers[ring.tail] != registers[ring.head] {
      let tail = registers[ring.tail]
      if let descriptor = descriptor(ring, tail) {
        let address = UInt64(littleEndian: descriptor.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        let length = Int(UInt16(littleEndian: descriptor.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
        let port = Int(UInt16(littleEndian: descriptor.loadUnaligned(fromByteOffset: 10, as: UInt16.self)))
        let entersPipeline = UInt16(littleEndian: descriptor.loadUnaligned(fromByteOffset: 14, as: UInt16.self)) & 2 != 0
        let vlan = UInt64(UInt16(littleEndian: descriptor.loadUnaligned(fromByteOffset: 12, as: UInt16.self)) & 0xfff)
        if let frame = memory.bytes(at: address, count: length) {
          send(UnsafeRawBufferPointer(frame), port, entersPipeline ? vlan : nil)
        }
      }
      registers[ring.tail] = tail + 1 == size ? 0 : tail + 1
    }
  }
}
