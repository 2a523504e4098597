import Foundation
import HardwareAccess
import HostFixtures
import Testing

@Suite struct USBEnumerationTests {
  /// A bridge is found, and a register of a device behind it read, by libusb's own transfers.
  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)), arguments: ["1-2", "10c4:ea90"])
  func aRegisterIsReadThroughABridge(_ place: String) throws {
    #expect(try read(place, "50", USBTestbed.oneRegister) == "5a\n")
  }

  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func whatGoesWrongIsTold() throws {
    #expect(try read("1-2", "50", USBTestbed.noDevice) == "CP2112 usb 1-2: no device answers at 0x50\n")
    #expect(try read("1-3", "50", USBTestbed.oneRegister) == "usb 1-3: the device is not there\n")
    #expect(try read("usb1", "50", USBTestbed.oneRegister).hasPrefix("usb1: is no I2C bridge that is known"))
  }

  /// One of two bridges that cannot be opened does not end the search for an identity; which of them comes first is libusb's to say.
  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func aDeviceThatCannotBeOpenedIsPassedOver() throws {
    let others = USBTestbed.closed(port: 1, number: 3) + USBTestbed.closed(port: 3, number: 5)
    let lines = try read("10c4:ea90", "50", USBTestbed.oneRegister, beside: others).split(separator: "\n")
    #expect(lines.last == "5a")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("passed over: usb 1-1: ") || $0.hasPrefix("passed over: usb 1-3: ") }, "\(lines)")
    #expect(lines.count >= 2, "one of the two comes first: \(lines)")
    #expect(try read("1-1", "50", USBTestbed.oneRegister, beside: others).hasPrefix("usb 1-1: "))
  }

  private func read(_ place: String, _ device: String, _ record: String, beside others: String = "") throws -> String {
    try Lister.withFolder { folder in
      let (description, reports) = (folder.appending(path: "cp2112.umockdev"), folder.appending(path: "cp2112.ioctl"))
      try (others + USBTestbed.description()).write(to: description, atomically: true, encoding: .utf8)
      try record.write(to: reports, atomically: true, encoding: .utf8)
      let runner = [USBTestbed.program, "-d", description.path, "-i", "\(USBTestbed.path)=\(reports.path)", "--"]
      return try Lister.output(["i2c", place, device, "10"], by: runner)
    }
  }

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
