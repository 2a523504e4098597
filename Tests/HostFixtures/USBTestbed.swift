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

  /// A report to the device, or from it.
  public enum Report {
    case to([UInt8])
    case from([UInt8])
  }

  /// What umockdev calls an ioctl record: reports of 64 bytes, the device's behind those that they answer.
  public static func record(_ reports: [Report]) -> String {
    // The bridge's configuration, by a control transfer: setup packet and report.
    let setup = "2109060300000E00" + "06000186A0020000640064010001"
    var text = "@DEV \(path)\nUSBDEVFS_REAPURBNDELAY 0 2 0 0 0 22 14 0 \(setup)\n"
    for report in reports {
      let (indent, endpoint, bytes) =
        switch report {
        case .to(let bytes): ("", 0x01, bytes)
        case .from(let bytes): (" ", 0x81, bytes)
        }
      let hex = (bytes + Array(repeating: 0, count: max(0, 64 - bytes.count))).map { String(format: "%02X", $0) }.joined()
      // What the call returns, then the URB: interrupt, endpoint, status, flags, its length and that of what was transferred, errors.
      text += "\(indent)USBDEVFS_REAPURBNDELAY 0 1 \(endpoint) 0 0 64 64 0 \(hex)\n"
    }
    return text
  }

  /// A CP2112 behind which a device at 0x50 has 0x5a in register 0x10.
  public static let oneRegister = record([
    .to([0x11, 0xa0, 0, 1, 1, 0x10]), .to([0x15, 1]), .from([0x16, 2, 5, 0, 0, 0, 1]), .to([0x12, 0, 1]), .from([0x13, 2, 1, 0x5a])
  ])

  /// The same bridge where no device answers.
  public static let noDevice = record([
    .to([0x11, 0xa0, 0, 1, 1, 0x10]), .to([0x15, 1]), .from([0x16, 3, 0, 0, 0, 0, 0]), .to([0x17, 1])
  ])

  /// A bridge of the same kind in the port before, or behind, whose device file is not there.
  public static func closed(_ descriptors: [UInt8] = cp2112, port: Int, number: Int) -> String {
    description(descriptors).components(separatedBy: "\n\n").first.map { text in
      text.split(separator: "\n").filter { !$0.hasPrefix("N: ") }.joined(separator: "\n")
        .replacing("usb1/1-2", with: "usb1/1-\(port)").replacing("001/004", with: "001/00\(number)")
        .replacing("DEVNUM=004", with: "DEVNUM=00\(number)").replacing("MINOR=3", with: "MINOR=\(number - 1)")
        .replacing("dev=189:3", with: "dev=189:\(number - 1)").replacing("devnum=4", with: "devnum=\(number)")
        .replacing("devpath=2", with: "devpath=\(port)") + "\n\n"
    } ?? ""
  }

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
