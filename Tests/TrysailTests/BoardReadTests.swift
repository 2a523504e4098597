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

  /// A board whose file names the register that is behind the bridge.
  private static let board = """
    schema: switch-platform/1
    platform: { id: x-y, vendor: x, product: Y }
    asics: { npu0: { chip: rtl8380 } }
    cages: { 1: { kind: rj45, lanes: "npu0[1]", breakouts: [ 1x1000 ] } }
    devices:
      bus: { kind: i2c-adapter, on: usb }
      cpld: { kind: cpld, on: bus, addr: 0x50, registers: { VERSION: { at: 0x10, fields: { major: 7..4, minor: 3..0 } } } }
    profiles: { p: { ports: { 1: { breakout: 1x1000 } } } }
    """

  /// The address, and how the register stands on the bus, are the board file's.
  @Test(
    .enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)),
    arguments: [
      ([String](), "VERSION (0x10): 0x5a\n  major: 0x5\n  minor: 0xa\n"), (["VERSION.minor"], "VERSION.minor: 0xa\n"),
      (["0x10"], "VERSION (0x10): 0x5a\n  major: 0x5\n  minor: 0xa\n")
    ])
  func aRegisterByName(_ arguments: [String], _ text: String) throws {
    let result = try Self.readNamed(arguments, USBTestbed.oneRegister)
    #expect(result.output == text)
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func aRegisterByNameAsJSON() throws {
    let result = try Self.readNamed(["VERSION", "--json"], USBTestbed.oneRegister)
    let list = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(list.count == 1)
    #expect(list.first?["name"] as? String == "VERSION")
    #expect(list.first?["value"] as? Int == 0x5a)
    #expect(list.first?["fields"] as? [String: Int] == ["major": 5, "minor": 10])
  }

  @Test(.enabled(if: USBTestbed.isThere, Comment(rawValue: USBTestbed.missing)))
  func aNamedRegisterThatDoesNotAnswer() throws {
    let result = try Self.readNamed([], USBTestbed.noDevice)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains("register VERSION (0x10): ") && result.errors.contains("no device answers at 0x50"), "\(result.errors)")
  }

  private static func readNamed(_ arguments: [String], _ record: String) throws -> Tool.Result {
    guard let program = Tool.program else { throw Tool.Missing() }
    return try Tool.withFolder { folder in
      let (description, reports) = (folder.appending(path: "cp2112.umockdev"), folder.appending(path: "cp2112.ioctl"))
      try USBTestbed.description().write(to: description, atomically: true, encoding: .utf8)
      try record.write(to: reports, atomically: true, encoding: .utf8)
      let board = folder.appending(path: "board.yaml")
      try Self.board.write(to: board, atomically: true, encoding: .utf8)
      return try Tool.execute(
        URL(filePath: USBTestbed.program),
        ["-d", description.path, "-i", "\(USBTestbed.path)=\(reports.path)", "--", program.path, "board", "read", "usb:10c4:ea90"]
          + arguments + ["--board", board.path, "--device", "cpld"])
    }
  }

  /// What a board's file does not say, or has otherwise.
  @Test(arguments: [
    (["i2c-0", "--device", "cpld"], "<register>"), (["i2c-0"], "--device, a device's name"),
    (["i2c-0", "--device", "cpdl"], "did you mean 'cpld'?"), (["i2c-0", "--device", "bus"], "has no 'addr'"),
    (["i2c-0", "VERSON", "--device", "cpld"], "did you mean 'VERSION'?"), (["i2c-9999", "--device", "cpld"], "/dev/i2c-9999 is not there"),
    (["i2c-0", "--device", "cpld", "--value-bytes", "2"], "stand in the board's file"),
    (["i2c-0", "VERSION", "--device", "cpld", "--count", "2"], "--count goes with a register's number"),
    (["pci:0000:00:00.0", "--device", "cpld"], "i2c-N or usb:PLACE"), (["i2c-0", "--device", "cpld", "--speed", "100000"], "--speed")
  ]) func wrongUseOfNames(_ arguments: [String], _ message: String) throws {
    try Tool.withFolder { folder in
      let board = folder.appending(path: "board.yaml")
      try Self.board.write(to: board, atomically: true, encoding: .utf8)
      let isWithout = message == "<register>"
      let result = try Tool.run(["board", "read"] + arguments + (isWithout ? [] : ["--board", board.path]))
      #expect(result.status != 0)
      #expect(result.errors.contains(message), "\(result.errors)")
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
