import Foundation
import HardwareAccess
import HostFixtures
import Testing

@Suite struct USBEnumerationTests {
  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func devicesAreFoundByLibusb() throws {
    try Lister.withFolder { folder in
      let device = folder.appending(path: "cp2112.umockdev")
      try USBTestbed.description().write(to: device, atomically: true, encoding: .utf8)
      let output = try Lister.output(["usb"], by: [USBTestbed.program, "-d", device.path, "--"])
      let lines = output.split(separator: "\n").map(String.init)
      #expect(lines.contains("usb1 1d6b:0002"))
      let bytes = USBTestbed.cp2112.map { String(format: "%02x", $0) }.joined()
      #expect(lines.contains("1-2 10c4:ea90 CP2112 HID USB-to-SMBus Bridge \(bytes)"), "\(output)")
    }
  }
}
