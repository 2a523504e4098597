/// A master of an I2C bus: an adapter of the host, or a bridge on USB.
///
/// One thread at a time.
public protocol I2CBus: AnyObject {
  /// As messages name it: `/dev/i2c-3`, `CP2112 usb 1-2`.
  var name: String { get }

  /// Writes bytes to a device, then reads some behind a repeated start; either may be left out.
  ///
  /// - Parameters:
  ///   - address: 7 bits, 0x03…0x77.
  ///   - count: Bytes to read.
  /// - Returns: `count` bytes.
  /// - Throws: `DeviceError`: `.noAnswer` where no device acknowledges the address, `.tooLong` beyond what the master does at once.
  func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8]
}

/// An address of a device on an I2C bus.
public enum I2CAddress {
  /// What a device can have: the others are the bus's own (NXP UM10204, table 3).
  public static let range: ClosedRange<UInt8> = 0x03...0x77

  /// Refuses an address that no device can have.
  public static func check(_ address: UInt8, on bus: String) throws(DeviceError) {
    guard range.contains(address) else {
      throw DeviceError(bus, .malformed("address \(text(address)); expected \(text(range.lowerBound))…\(text(range.upperBound))"))
    }
  }

  public static func text(_ address: UInt8) -> String { "0x" + Hexadecimal.text(address, digits: 2) }
}
