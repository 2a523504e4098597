import DeviceAccess
public import Foundation

/// A tree as /sys, in plain files.
public struct FakeSysfs {
  public let root: URL

  public init(_ root: URL) { self.root = root }

  public func folder(_ address: String) -> URL { root.appending(path: "bus/pci/devices/\(address)") }

  /// - Parameters:
  ///   - bars: Sizes and flags by number; a file `resourceN` is made of each.
  ///   - driver: The name of the driver it is bound to.
  public func add(_ space: ConfigurationSpace, bars: [Int: (size: Int, flags: UInt64)] = [:], driver: String? = nil) throws {
    let name = space.address.count < 12 ? "0000:" + space.address : space.address
    let folder = folder(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(space.bytes).write(to: folder.appending(path: "config"))
    func hex(_ offset: Int, _ count: Int) -> String {
      "0x" + space.bytes[offset..<offset + count].reversed().map { Hexadecimal.text($0, digits: 2) }.joined() + "\n"
    }
    for (file, text) in [
      ("vendor", hex(0, 2)), ("device", hex(2, 2)), ("class", hex(9, 3)), ("revision", hex(8, 1)), ("subsystem_vendor", hex(0x2c, 2)),
      ("subsystem_device", hex(0x2e, 2)), ("irq", "10\n"), ("numa_node", "1\n")
    ] { try text.write(to: folder.appending(path: file), atomically: false, encoding: .utf8) }
    var lines: [String] = []
    for number in 0..<7 {
      guard let bar = bars[number] else {
        lines.append("0x0000000000000000 0x0000000000000000 0x0000000000000000")
        continue
      }
      let first = UInt64(0xfe00_0000 + number * 0x10_0000)
      lines.append([first, first + UInt64(bar.size) - 1, bar.flags].map { "0x" + Hexadecimal.text($0, digits: 16) }.joined(separator: " "))
      try Data(count: bar.size).write(to: folder.appending(path: "resource\(number)"))
    }
    try (lines.joined(separator: "\n") + "\n").write(to: folder.appending(path: "resource"), atomically: false, encoding: .utf8)
    if let driver {
      let target = root.appending(path: "bus/pci/drivers/\(driver)")
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      // Relative, as the kernel's are.
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "driver").path, withDestinationPath: "../../drivers/\(driver)")
    }
  }

  public static let memory: UInt64 = 0x0004_0200
  public static let ports: UInt64 = 0x0004_0101
}
