/// How a driver reaches a device: 32-bit registers, memory that both see, and interrupts.
///
/// The addresses are those of the chip file. A bus knows no tables; a driver knows no bus.
public protocol DeviceBus: AnyObject {
  /// Reads the register at byte address `address`, a multiple of 4.
  func read(_ address: UInt64) throws(BusError) -> UInt32

  /// Writes the register at byte address `address`, a multiple of 4.
  func write(_ value: UInt32, at address: UInt64) throws(BusError)

  /// Writes consecutive registers, lowest first.
  ///
  /// A bus that can burst does so; the device sees the words in the same order as with single writes.
  func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError)

  /// Reads consecutive registers, lowest first.
  func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError)

  /// Reads `rows` runs of `words` consecutive registers, each run `stride` bytes after the one before, into `values`, run by run.
  ///
  /// A bus that can does so in one go. `values` has room for all.
  func read(
    rows: Int, of words: Int, every stride: Int, into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64
  ) throws(BusError)

  /// Returns when every write before it is done.
  ///
  /// A bus may gather writes and be told of their failure later. It does not keep them back for long: a read, a poll and an
  /// allocation complete them too.
  ///
  /// - Throws: the first failure of a write that no call has thrown yet; whether those after it were done is not known.
  func complete() throws(BusError)

  /// Memory that driver and device both see, for rings and packet buffers; zeroed.
  func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion

  /// Whether the device has asked for attention since the last call.
  func pollInterrupt() throws(BusError) -> Bool
}

extension DeviceBus {
  /// Run by run.
  public func read(
    rows: Int, of words: Int, every stride: Int, into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64
  ) throws(BusError) {
    guard words > 0 else { return }
    for row in 0..<min(rows, values.count / words) {
      let run = UnsafeMutableBufferPointer(rebasing: values[row * words..<(row + 1) * words])
      try read(into: run, at: address &+ UInt64(truncatingIfNeeded: row * stride))
    }
  }

  /// Writes are done when their calls return.
  public func complete() throws(BusError) {}
}

/// Memory that driver and device both see.
///
/// The region lives as long as the bus that gave it.
public struct DMARegion {
  /// The address by which the device knows the first byte.
  public let busAddress: UInt64
  public let bytes: UnsafeMutableRawBufferPointer

  public init(busAddress: UInt64, bytes: UnsafeMutableRawBufferPointer) {
    self.busAddress = busAddress
    self.bytes = bytes
  }
}

/// Why a bus access failed.
@frozen
public enum BusError: Error, Hashable, Sendable, BitwiseCopyable {
  /// No register at this address.
  case unmapped(UInt64)
  /// The device did not answer, or is gone (errno).
  case failed(Int32)
  /// A fault that a test asked for, by number.
  case injected(UInt64)
  /// No DMA memory of this size.
  case outOfMemory(Int)
}
