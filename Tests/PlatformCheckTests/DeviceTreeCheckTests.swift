import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Rules of device trees: each on a tree that has one fault.
struct DeviceTreeCheckTests {
  static let good = """
    /dts-v1/;
    / {
      compatible = "acme,box";
      eth: ethernet { };
      gpio0: gpio { };
      i2c0: i2c { temp@48 { reg = <0x48>; }; temp@49 { reg = <0x49>; }; };
      sfp0: sfp { compatible = "sff,sfp"; i2c-bus = <&i2c0>; los-gpio = <&gpio0 1 0>; };
      leds { sys { gpios = <&gpio0 2 0>; }; };
      mdio { phy0: phy@0 { reg = <0>; }; phy1: phy@1 { reg = <1>; }; };
      switch0: switch {
        ports {
          port@0 { reg = <0>; label = "lan1"; phy-handle = <&phy0>; };
          port@1 { reg = <1>; label = "lan2"; phy-handle = <&phy1>; };
          port@2 { reg = <2>; label = "lan3"; sfp = <&sfp0>; };
          port@5 { reg = <5>; ethernet = <&eth>; fixed-link { speed = <1000>; }; };
        };
      };
    };
    """

  static func check(_ text: String, name: String = "box.dts") throws -> [String] {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "trysail-dts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try text.write(to: root.appending(path: name), atomically: true, encoding: .utf8)
    let report = Report()
    #expect(DeviceTreeCheck.check(file: name, in: FileTree(root: root.path), into: report))
    #expect(DeviceTreeCheck.recognises(FileTree(root: root.path)) == name.hasSuffix(".dts"))
    return report.sorted.map { "\($0.severity.rawValue) \($0.rule) \($0.position.line)" }
  }

  @Test func aGoodTreeIsSilent() throws { #expect(try Self.check(Self.good) == []) }

  @Test(arguments: [
    ("{ reg = <1>; label = \"lan2\"", "{ reg = <0>; label = \"lan2\"", ["note DSA07 13", "error DSA01 13"]),
    ("\"lan2\"", "\"lan1\"", ["error DSA02 13"]), ("phy-handle = <&phy1>; ", "", ["warning DSA03 13"]),
    ("<&phy1>", "<&phy0>", ["error DSA04 13"]), ("ethernet = <&eth>", "phy-mode = \"internal\"", ["warning DSA05 10"]),
    ("port@1 { reg = <1>; ", "port@1 { ", ["error DSA06 13"]), ("port@1 {", "port@7 {", ["note DSA07 13"]),
    ("\"sff,sfp\"", "\"a,b\"", ["error DSA08 14"]), ("i2c-bus = <&i2c0>; ", "", ["warning DSA08 7"]),
    ("temp@49 { reg = <0x49>", "temp@49 { reg = <0x48>", ["error I2C04 6"]), ("<&gpio0 2 0>", "<&gpio0 1 0>", ["warning DTS07 8"]),
    ("phy1: phy@1", "phy0: phy@1", ["error DTS03 9", "error DTS05 13"]), ("<&eth>", "<&etj>", ["error DTS05 15"]),
    ("compatible = \"acme,box\";", "compatible = \"a\"; compatible = \"b\";", ["error DTS04 3"]),
    ("compatible = \"acme,box\";", "/delete-property/ none;", ["warning DTS06 3"]),
    ("compatible = \"acme,box\";", "NEW(1)", ["warning DTS02 3"]),
    ("/dts-v1/;", "#include \"b.dtsi\"", ["note DTS01 1"]), ("};\n};", "};", ["error SYN05 17"])
  ])
  func oneFault(old: String, new: String, findings: [String]) throws {
    let text = Self.good.replacing(old, with: new, maxReplacements: 1)
    #expect(text != Self.good)
    #expect(try Self.check(text) == findings)
  }

  /// A file that is included is not blamed for what its includer brings.
  @Test func aPartOfATree() throws {
    #expect(try Self.check("&switch0 { ports { port@0 { reg = <0>; phy-handle = <&phy0>; }; }; };", name: "part.dtsi") == [])
  }
}
