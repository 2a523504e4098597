import Foundation

/// A CP2112 as umockdev shows it to a program.
public enum USBTestbed {
  public static let program = "/usr/bin/umockdev-run"
  public static var isThere: Bool { FileManager.default.isExecutableFile(atPath: program) }
  public static let missing = "umockdev is not installed: USB devices are not tested"

  /// Device, configuration, interface, HID and endpoint descriptors.
  public static let cp2112: [UInt8] = [
    18, 1, 0x00, 0x02, 0, 0, 0, 64, 0xc4, 0x10, 0x90, 0xea, 0x00, 0x01, 1, 2, 3, 1,
    9, 2, 41, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 2, 3, 0, 0, 0, 9, 0x21, 0x11, 0x01, 0, 1, 0x22, 0xb1, 0x01,
    7, 5, 0x81, 3, 64, 0, 1, 7, 5, 0x01, 3, 64, 0, 1
  ]

  public static let path = "/dev/bus/usb/001/004"

  /// What umockdev calls a device description.
  public static func description(_ descriptors: [UInt8] = cp2112) -> String {
    let hex = descriptors.map { String(format: "%02X", $0) }.joined()
    return """
      P: /devices/pci0000:00/0000:00:14.0/usb1/1-2
      N: bus/usb/001/004=\(hex)
      E: DEVNAME=\(path)
      E: DEVTYPE=usb_device
      E: SUBSYSTEM=usb
      E: BUSNUM=001
      E: DEVNUM=004
      E: MAJOR=189
      E: MINOR=3
      E: PRODUCT=10c4/ea90/100
      A: bConfigurationValue=1
      A: busnum=1
      A: devnum=4
      A: devpath=2
      A: dev=189:3
      A: speed=12
      A: idVendor=10c4
      A: idProduct=ea90
      A: manufacturer=Silicon Laboratories
      A: product=CP2112 HID USB-to-SMBus Bridge
      H: descriptors=\(hex)

      P: /devices/pci0000:00/0000:00:14.0/usb1
      N: bus/usb/001/001=12010002090001406B1D020001060302010109021900010100E0000904000001090000000705810304000C
      E: DEVNAME=/dev/bus/usb/001/001
      E: DEVTYPE=usb_device
      E: SUBSYSTEM=usb
      E: BUSNUM=001
      E: DEVNUM=001
      E: MAJOR=189
      E: MINOR=0
      A: bConfigurationValue=1
      A: busnum=1
      A: devnum=1
      A: devpath=0
      A: dev=189:0
      A: speed=480
      A: idVendor=1d6b
      A: idProduct=0002
      H: descriptors=12010002090001406B1D020001060302010109021900010100E0000904000001090000000705810304000C

      """
  }
}
