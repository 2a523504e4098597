public import DeviceAccess
import SwitchPlatform

// The chip's side of memory that a driver in another process shares with it.
extension SimulatedASIC {
  /// Lets the chip see memory, which the caller keeps until `unmapDMA`.
  ///
  /// Its bytes may change at any time: the other process writes when it likes.
  ///
  /// - Returns: its bus address.
  public func mapDMA(_ bytes: UnsafeMutableRawBufferPointer) throws(BusError) -> UInt64 { try dma.map(bytes, at: nil) }

  /// The same at the bus address it had on another chip.
  public func mapDMA(_ bytes: UnsafeMutableRawBufferPointer, at address: UInt64) { _ = try? dma.map(bytes, at: address) }

  /// - Unit: bytes of memory that the chip sees.
  public var mappedDMA: Int { dma.allocated }

  public func unmapDMA(at address: UInt64) { dma.unmap(at: address) }

  /// Whether the chip asks for attention, and nobody has polled the interrupt since it began to.
  public var asksForAttention: Bool { interruptPending }

  /// Forgets the packet rings, and asks for attention no more: nobody is there to serve them. Packets to the CPU are dropped until
  /// a driver starts them again.
  public func stopRings() {
    guard let rings = description.rings else { return }
    for ring in [rings.receive, rings.transmit] {
      for register in [ring.size, ring.head, ring.tail, ring.baseLow, ring.baseHigh] { registers[register] = 0 }
    }
    if let interrupts = description.interrupts {
      registers[interrupts.mask] = 0
      // Events stay in their queue, and are still to be told.
      registers[interrupts.status] &= ~(interrupts.receive.mask | (interrupts.receiveOverflow?.mask ?? 0))
    }
    _ = takeInterrupt()
  }
}
