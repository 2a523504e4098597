public import DeviceAccess

/// The simulated chip's bus: registers, DMA memory and the interrupt line.
public final class SimulatedBus: DeviceBus {
  private let asic: SimulatedASIC
  /// 32-bit words that went over the bus.
  public private(set) var wordsWritten: UInt64 = 0
  public private(set) var wordsRead: UInt64 = 0

  public init(_ asic: SimulatedASIC) { self.asic = asic }

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    if asic.registers.isTimed { charge(address, 1, isRead: true) }
    wordsRead &+= 1
    return try asic.registers.read(address)
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    if asic.registers.isTimed { charge(address, 1, isRead: false) }
    wordsWritten &+= 1
    try asic.registers.write(value, at: address)
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    let isTimed = asic.registers.isTimed
    if isTimed { charge(address, 0, isRead: false) }
    if !isTimed, try asic.registers.writeRow(values, at: address) {
      wordsWritten &+= UInt64(values.count)
      return
    }
    var place = address
    for value in values {
      if isTimed { asic.writes.word(isRead: false) }
      wordsWritten &+= 1
      try asic.registers.write(value, at: place)
      place &+= 4
    }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    if asic.registers.isTimed { charge(address, values.count, isRead: true) }
    var place = address
    for index in values.indices {
      wordsRead &+= 1
      values[index] = try asic.registers.read(place)
      place &+= 4
    }
  }

  /// Lets an access take its time, with so many words of it.
  private func charge(_ address: UInt64, _ words: Int, isRead: Bool) {
    asic.writes.begin(now: asic.now, isRead: isRead) { asic.registers.leadsToTable(address) }
    for _ in 0..<words { asic.writes.word(isRead: isRead) }
  }

  /// Writes are done when their calls return; what is written between two calls is one update.
  public func complete() throws(BusError) { asic.writes.complete() }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try asic.dma.allocate(byteCount) }

  public func pollInterrupt() throws(BusError) -> Bool { asic.takeInterrupt() }
}
