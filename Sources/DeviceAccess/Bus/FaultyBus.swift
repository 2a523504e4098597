/// A bus round a bus whose n-th write fails, to see what a driver makes of it.
public final class FaultyBus: DeviceBus {
  private let inner: any DeviceBus
  /// The number of the write that fails, counted from 0 since `arm`; `nil`: none.
  private var failing: Range<UInt64>?
  /// Writes asked for since `arm`. A burst counts once a word.
  public private(set) var writes: UInt64 = 0

  public init(_ inner: any DeviceBus) { self.inner = inner }

  /// Starts to count anew; the writes whose number is in `failing` fail, and the device does not see them.
  public func arm(failing: Range<UInt64>?) {
    self.failing = failing
    writes = 0
  }

  private func count() throws(BusError) {
    defer { writes += 1 }
    if let failing, failing.contains(writes) { throw .injected(writes) }
  }

  public func read(_ address: UInt64) throws(BusError) -> UInt32 { try inner.read(address) }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    try count()
    try inner.write(value, at: address)
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    for (index, value) in values.enumerated() { try write(value, at: address + UInt64(index) * 4) }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try inner.read(into: values, at: address)
  }

  public func complete() throws(BusError) { try inner.complete() }
  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try inner.allocateDMA(byteCount: byteCount) }
  public func pollInterrupt() throws(BusError) -> Bool { try inner.pollInterrupt() }
}
