/// What is known of a host: what its buses hold, and what its firmware says it is.
///
/// `nil` means that nobody looked, or nobody could; empty means that nothing is there.
public struct MachineFacts: Hashable, Sendable {
  public var pci: [PCIDevice]?
  public var usb: [USBDevice]?
  /// The BIOS's names by sysfs' names of them: `sys_vendor`, `product_name`, `board_name` ….
  public var dmi: [String: String]?
  /// The device tree's `compatible`, most specific first.
  public var compatible: [String]?
  /// The device tree's `model`.
  public var model: String?
  /// ONIE's name of the platform: `x86_64-accton_as7726_32x-r0`.
  public var onie: String?
  public var i2c: [I2CAdapter]?

  public init() {}

  /// The names that are kept: none of them tells one box from another of its kind.
  public static let dmiNames: [String] = [
    "sys_vendor", "product_name", "product_family", "product_sku", "product_version", "board_vendor", "board_name", "board_version",
    "chassis_vendor", "chassis_type", "chassis_version", "bios_vendor", "bios_version"
  ]
}

/// An I2C adapter of the kernel.
public struct I2CAdapter: Hashable, Sendable, Comparable {
  /// As in `/dev/i2c-3`.
  public var number: Int
  /// `SMBus I801 adapter at f000`.
  public var name: String

  public init(number: Int, name: String) {
    self.number = number
    self.name = name
  }

  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
