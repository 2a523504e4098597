import DeviceAccess
import Testing

/// Hosts that tests make.
enum Host {
  static func function(_ address: String, _ id: String, classCode: UInt32 = 0x020000) throws -> PCIDevice {
    let parts = id.split(separator: ":").compactMap { UInt16($0, radix: 16) }
    return PCIDevice(
      address: try #require(PCIAddress(address)), identity: PCIIdentity(vendor: parts[0], device: parts[1]), classCode: classCode,
      revision: 1, configuration: PCIConfiguration((0..<64).map { UInt8($0) }))
  }

  /// A device descriptor, a configuration, and one HID interface with an endpoint each way.
  static func descriptors(_ vendor: UInt16, _ product: UInt16) -> [UInt8] {
    [
      18, 1, 0, 2, 0, 0, 0, 64, UInt8(vendor & 0xff), UInt8(vendor >> 8), UInt8(product & 0xff), UInt8(product >> 8), 0, 1, 1, 2, 3, 1, 9,
      2,
      41, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 2, 3, 0, 0, 0, 9, 0x21, 0x11, 1, 0, 1, 0x22, 0xb1, 1, 7, 5, 0x81, 3, 64, 0, 1, 7, 5, 1, 3, 64,
      0,
      1
    ]
  }

  static func device(_ name: String, _ vendor: UInt16, _ product: UInt16) throws -> USBDevice {
    let place = try #require(USBDevice.place(name))
    return USBDevice(bus: place.bus, ports: place.ports, descriptors: try USBDescriptors(descriptors(vendor, product)))
  }

  /// A box with a Trident3 behind 01:00.0.
  static func trident() throws -> MachineFacts {
    var facts = MachineFacts()
    facts.pci = [
      try function("00:00.0", "8086:6f00", classCode: 0x060000), try function("01:00.0", "14e4:b870"), try function("02:00.0", "8086:1533")
    ]
    facts.usb = [try device("usb1", 0x1d6b, 2), try device("1-1.2", 0x10c4, 0xea90)]
    facts.dmi = ["sys_vendor": "Accton", "product_name": "AS7726-32X"]
    facts.i2c = [I2CAdapter(number: 0, name: "SMBus I801 adapter at f000")]
    return facts
  }
}
