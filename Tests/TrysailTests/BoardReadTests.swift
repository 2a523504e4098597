import Foundation
import HostFixtures
import Testing

/// `board read`, as somebody types it.
@Suite struct BoardReadTests {
  /// Behind a USB bridge, as umockdev shows it.
  @Test(
    .enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)),
    arguments: [
      ([String](), "0x10: 0x5a\n"), (["--json"], #"[{"register": 16, "value": 90}]"# + "\n")
    ])
  func aRegisterBehindABridge(_ options: [String], _ text: String) throws {
    guard let program = Tool.program else { throw Tool.Missing() }
    try Tool.withFolder { folder in
      let (description, reports) = (folder.appending(path: "cp2112.umockdev"), folder.appending(path: "cp2112.ioctl"))
      try USBTestbed.description().write(to: description, atomically: true, encoding: .utf8)
      try USBTestbed.oneRegister.write(to: reports, atomically: true, encoding: .utf8)
      let result = try Tool.execute(
        URL(filePath: USBTestbed.program),
        ["-d", description.path, "-i", "\(USBTestbed.path)=\(reports.path)", "--", program.path, "board", "read", "usb:10c4:ea90"]
          + ["0x10", "--device", "0x50"] + options)
      #expect(result.output == text)
      #expect(result.status == 0)
    }
  }

  @Test(arguments: [
    (["spi-0", "0"], "expected i2c-N"), (["i2c-9999", "0", "--device", "0x50"], "/dev/i2c-9999 is not there"),
    (["usb:x", "0", "--device", "0x50"], "expected a place"), (["pci:x", "0"], "no PCI function"),
    (["pci:0000:ff:1f.7", "0"], "is not there"), (["i2c-0", "ten"], "no register"), (["i2c-0", "0x100000000"], "no register"),
    (["pci:0000:00:00.0", "0", "--device", "0x50"], "--device"), (["i2c-0", "0", "--count", "0"], "1…4096"),
    (["i2c-0", "0", "--value-bytes", "5"], "1…4")
  ]) func wrongUse(_ arguments: [String], _ message: String) throws {
    let result = try Tool.run(["board", "read"] + arguments)
    #expect(result.status != 0)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
