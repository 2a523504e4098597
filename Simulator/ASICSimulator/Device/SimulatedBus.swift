public import DeviceAccess

/// The simulated chip's bus: registers, DMA memory and the interrupt line.
public final class SimulatedBus: DeviceBus {
  private let asic: SimulatedASIC
  /// 32-bit words that went over the bus.
  public private(set) var wordsWritten: UInt64 = 0
  public private(set) var wordsRead: UInt64 = 0

  public init(_ asic: SimulatedASIC) { self.asic = asic }

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    wordsRead &+= 1
    return try asic.registers.read(address)
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    wordsWritten &+= 1
    try asic.registers.write(value, at: address)
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var place = address
    for value in values {
      try write(value, at: place)
      place &+= 4
    }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    var place = address
    for index in values.indices {
      values[index] = try read(place)
      place &+= 4
    }
  }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try asic.dma.allocate(byteCount) }

  public func pollInterrupt() throws(BusError) -> Bool { asic.takeInterrupt() }
}
