/// Registers of a device on an I2C bus, as a `DeviceBus`: a register's number is written, and its value read or written behind it.
///
/// There is no DMA and no interrupt: both are refused, and polled as none.
public final class I2CRegisterBus: DeviceBus {
  /// How a device's registers stand on the bus.
  public struct Format: Hashable, Sendable {
    public enum Order: String, Hashable, Sendable, CaseIterable {
      case big, little
    }
    /// Bytes of a register's number.
    ///
    /// - Range: 1…4.
    public var numberBytes: Int
    /// Bytes of a value; a register of fewer than four reads as zero above.
    ///
    /// - Range: 1…4.
    public var valueBytes: Int
    /// Of both.
    public var order: Order
    /// `DeviceBus` addresses of a register: its number is the address divided by this.
    ///
    /// - Range: 1…4.
    public var spacing: Int

    public init(numberBytes: Int = 1, valueBytes: Int = 1, order: Order = .big, spacing: Int = 1) {
      self.numberBytes = min(max(numberBytes, 1), 4)
      self.valueBytes = min(max(valueBytes, 1), 4)
      self.order = order
      self.spacing = min(max(spacing, 1), 4)
    }
  }

  private let bus: any I2CBus
  private let device: UInt8
  private let format: Format
  /// Why the last access failed; `BusError` has room for a number only.
  public private(set) var lastFailure: DeviceError?

  /// - Parameter device: 7 bits, 0x03…0x77.
  public init(_ bus: any I2CBus, device: UInt8, format: Format = Format()) throws(DeviceError) {
    try I2CAddress.check(device, on: bus.name)
    self.bus = bus
    self.device = device
    self.format = format
  }

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    let bytes = try attempt { () throws(DeviceError) in try bus.transfer(device, write: number(address), read: format.valueBytes) }
    let ordered = format.order == .big ? bytes : bytes.reversed()
    return ordered.reduce(0) { $0 << 8 | UInt32($1) }
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    guard format.valueBytes == 4 || value >> UInt32(format.valueBytes * 8) == 0 else { throw .unmapped(address) }
    _ = try attempt { () throws(DeviceError) in
      try bus.transfer(device, write: number(address) + bytes(UInt64(value), format.valueBytes), read: 0)
    }
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    for index in values.indices { try write(values[index], at: address &+ UInt64(index * format.spacing)) }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    for index in values.indices { values[index] = try read(address &+ UInt64(index * format.spacing)) }
  }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { throw .outOfMemory(byteCount) }

  public func pollInterrupt() throws(BusError) -> Bool { false }

  private func number(_ address: UInt64) throws(DeviceError) -> [UInt8] {
    let number = address / UInt64(format.spacing)
    guard address % UInt64(format.spacing) == 0, number >> UInt64(format.numberBytes * 8) == 0 else {
      throw DeviceError(bus.name, .malformed("register \(number) has no place in \(format.numberBytes) bytes"))
    }
    return bytes(number, format.numberBytes)
  }

  private func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    let big = (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64((count - 1 - $0) * 8)) }
    return format.order == .big ? big : big.reversed()
  }

  private func attempt(_ body: () throws(DeviceError) -> [UInt8]) throws(BusError) -> [UInt8] {
    do throws(DeviceError) { return try body() } catch {
      lastFailure = error
      throw .failed(error.code)
    }
  }
}
