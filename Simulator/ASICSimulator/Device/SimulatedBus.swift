public import DeviceAccess

/// The simulated chip's bus: registers, DMA memory and the interrupt line.
public final class SimulatedBus: DeviceBus {
  private let asic: SimulatedASIC
  /// 32-bit words that went over the bus.
  public private(set) var wordsWritten: UInt64 = 0
  public private(set) var wordsRead: UInt64 = 0

  public init(_ asic: SimulatedASIC) { self.asic = asic }

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    begin(address, isRead: true)
    return try readWord(address)
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    begin(address, isRead: false)
    try writeWord(value, at: address)
  }

  private func begin(_ address: UInt64, isRead: Bool) {
    asic.writes.begin(now: asic.now, isRead: isRead) { asic.registers.leadsToTable(address) }
  }

  private func readWord(_ address: UInt64) throws(BusError) -> UInt32 {
    wordsRead &+= 1
    asic.writes.word(isRead: true)
    return try asic.registers.read(address)
  }

  private func writeWord(_ value: UInt32, at address: UInt64) throws(BusError) {
    wordsWritten &+= 1
    asic.writes.word(isRead: false)
    try asic.registers.write(value, at: address)
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var place = address
    begin(address, isRead: false)
    for value in values {
      try writeWord(value, at: place)
      place &+= 4
    }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var place = address
    begin(address, isRead: true)
    for index in values.indices {
      values[index] = try readWord(place)
      place &+= 4
    }
  }

  /// Writes are done when their calls return; what is written between two calls is one update.
  public func complete() throws(BusError) { asic.writes.complete() }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try asic.dma.allocate(byteCount) }

  public func pollInterrupt() throws(BusError) -> Bool { asic.takeInterrupt() }
}
