import Foundation
import SwitchPlatform
import Testing

@testable import PlatformFormats

/// Device trees in source form: what they say, and where it stands.
struct DeviceTreeTests {
  static func tree(_ text: String, _ others: [String: String] = [:]) throws -> DeviceTree {
    let (tree, diagnostics) = DeviceTree.parse(SourceFile(path: "a.dts", bytes: Array(text.utf8))) { name, _ in
      others[name].map { SourceFile(path: name, bytes: Array($0.utf8)) }
    }
    #expect(diagnostics.map(\.description) == [])
    return try #require(tree)
  }

  @Test func nodesAndValuesHavePlaces() throws {
    let tree = try Self.tree(
      """
      /dts-v1/;
      / {
        model = "Box \\"1\\"";
        compatible = "a,b", "a,c";  // why
        soc: soc@10 {
          reg = <0x10 020 (1 << 3) 'A' NAME (NAME | 1)>, <&soc &{/soc@10}>;
          mac = [00 1f A0];
          path = &soc;
          flag;
        };
      };
      """)
    let root = try #require(tree.node(0))
    #expect(root.text("model") == "Box \"1\"" && root.compatible == ["a,b", "a,c"])
    let soc = try #require(tree.node(labelled: "soc"))
    #expect(tree.path(of: soc) == "/soc@10" && soc.unit == "10" && soc.position == SourcePosition(line: 5, column: 8))
    let cells = try #require(soc.property("reg")).cells
    #expect(cells.map(\.number) == [16, 16, 8, 65, nil, nil, nil, nil])
    #expect(cells[4].content == .opaque("NAME") && cells[4].position == SourcePosition(line: 6, column: 34))
    #expect(soc.property("reg")?.references.map(\.name) == ["soc", "/soc@10"])
    #expect(tree.target("reg", of: soc)?.number == soc.number)
    #expect(soc.property("mac")?.values.first?.content == .bytes([0, 0x1f, 0xa0]))
    #expect(soc.property("flag")?.values == [] && tree.isWhole)
  }

  @Test func overlaysAndDeletions() throws {
    let tree = try Self.tree(
      """
      / { a: a { x = <1>; y = <2>; b { z; }; c: c {}; }; };
      &a { x = <3>; /delete-property/ y; /delete-node/ b; d {}; };
      &c { w; };
      /delete-node/ &c;
      &{/a} { v; /delete-property/ none; };
      """)
    let node = try #require(tree.node(labelled: "a"))
    #expect(node.properties.map(\.name) == ["x", "v"] && node.number("x") == 3)
    #expect(tree.children(of: node).map(\.name) == ["d"])
    #expect(tree.node(labelled: "c") == nil && tree.all.map(\.name) == ["/", "a", "d"])
    #expect(tree.vainDeletions.map(\.text) == ["none"])
  }

  @Test func includesMacrosAndConditions() throws {
    let tree = try Self.tree(
      """
      #include "soc.dtsi"
      #include <dt-bindings/gpio/gpio.h>
      #define TWICE(x, y) x = <(y * 2)>; \\
        y##_##x = #y
      #ifdef SOC
      / { PORT(8, 1) };
      #else
      / { wrong; };
      #endif
      #if !defined(NONE) && SOC + 1 == 5
      / { TWICE(n, 21); };
      #endif
      &gone { PORT(9, 2) };
      """,
      [
        "soc.dtsi": "#define SOC 4\n#define LABEL(n) JOIN(lan, n)\n#define JOIN(a, b) QUOTE(a ## b)\n#define QUOTE(s) #s\n"
          + "#define PORT(n, l) port##n: port@##n { reg = <##n>; label = LABEL(l) ; };\n/ { from; };\n"
      ])
    #expect(tree.includes.map(\.isResolved) == [true, false] && !tree.isWhole)
    let root = try #require(tree.node(0))
    #expect(root.properties.map(\.name) == ["from", "n", "21_n"])
    #expect(root.number("n") == 42 && root.text("21_n") == "21")
    let port = try #require(tree.node(labelled: "port8"))
    #expect(port.name == "port@8" && port.number("reg") == 8 && port.text("label") == "lan1")
    // A macro's nodes stand where it is used.
    #expect(tree.place(port.position) == "a.dts:6")
    #expect(root.property("from").map { tree.place($0.position) } == "soc.dtsi:6")
    #expect(tree.orphans.compactMap { tree.node($0)?.name } == ["&gone"])
    #expect(tree.node(labelled: "port9").map { tree.path(of: $0) } == "&gone/port@9")
  }

  /// OpenWrt's macros are known where the file that defines them is not there.
  @Test func knownMacros() throws {
    let tree = try Self.tree(
      """
      #include "rtl838x.dtsi"
      &mdio { INTERNAL_PHY(8) EXTERNAL_SFP_PHY_FULL(24, 0) PHY_C45(25, 1) };
      &switch0 { ports { SWITCH_PORT(8, 1, internal) SWITCH_PORT_SDS(9, 2, 3, qsgmii) SWITCH_SFP_PORT(24, 9, 1000base-x) NEW_PORT(1, 2) }; };
      """)
    let port = try #require(tree.node(labelled: "port9"))
    #expect(port.text("label") == "lan2" && port.text("phy-mode") == "qsgmii")
    #expect(port.property("pcs-handle")?.references.map(\.name) == ["serdes3"])
    #expect(port.property("phy-handle")?.references.map(\.name) == ["phy9"])
    #expect(tree.node(labelled: "phy25")?.number("reg") == 1)
    let cage = try #require(tree.node(labelled: "port24"))
    #expect(tree.child("fixed-link", of: cage)?.number("speed") == 1000)
    #expect(tree.unknownMacros.map(\.text) == ["NEW_PORT"])
    let list = DSASwitch.all(in: tree)
    #expect(list.map { $0.ports.map(\.reg) } == [[8, 9, 24]])
  }

  @Test func whatStandsTwiceIsKept() throws {
    let tree = try Self.tree("/ { a: x {}; a: y {}; p = <1>; p = <2>; };\n/ { p = <3>; };")
    #expect(tree.repeatedLabels.map(\.name) == ["a"] && tree.repeatedProperties.map(\.name) == ["p"])
  }

  @Test(arguments: [
    ("", "SYN01", 1, 1), ("/ {", "SYN05", 1, 4), ("/ { a = <1 ; };", "SYN05", 1, 12), ("/ { a = \"x };", "SYN05", 1, 9),
    ("/ { 5 };", "SYN05", 1, 7),
    ("/* x", "SYN05", 1, 1), ("#if 1\n/ {};", "SYN05", 1, 1), ("#endif", "SYN05", 1, 1), ("/ { a = [0]; };", "SYN05", 1, 11),
    ("x", "SYN05", 1, 1),
    ("#error no\n", "SYN05", 1, 1), ("/ { /delete-node/ ; };", "SYN05", 1, 19)
  ])
  func faultsHavePlaces(text: String, rule: String, line: Int, column: Int) {
    let diagnostics = DeviceTree.parse(SourceFile(path: "a", bytes: Array(text.utf8))).diagnostics
    #expect(diagnostics.map(\.rule) == [rule])
    #expect(diagnostics.map(\.position) == [SourcePosition(line: line, column: column)])
  }

  /// A fault in an included file names that file.
  @Test func faultsOfIncludesNameTheirFile() {
    let (_, diagnostics) = DeviceTree.parse(SourceFile(path: "a.dts", bytes: Array("#include \"b\"\n".utf8))) { name, _ in
      SourceFile(path: name, bytes: Array("/ {\n  a = ;\n};\n".utf8))
    }
    #expect(diagnostics.map { "\($0.file):\($0.position.line):\($0.position.column)" } == ["b:2:7"])
  }

  /// Includes are found beside the file and below the folder, and never outside of it.
  @Test func includesStayInTheFolder() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "trysail-dts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root.appending(path: "in/dts"), withIntermediateDirectories: true)
    for (name, text) in [
      ("in/dts/a.dts", "#include \"b.dtsi\"\n#include \"../c.dtsi\"\n#include \"../../d.dtsi\"\n#include \"/etc/hostname\"\n/ {};"),
      ("in/dts/b.dtsi", ""), ("in/c.dtsi", ""), ("d.dtsi", "")
    ] { try text.write(to: root.appending(path: name), atomically: true, encoding: .utf8) }
    let tree = try #require(DeviceTree.read("dts/a.dts", in: FileTree(root: root.appending(path: "in").path)).tree)
    #expect(tree.includes.map(\.isResolved) == [true, true, false, false])
  }

  /// Texts that would grow, nest or run for long end at a limit.
  static let hostile: [String] = [
    "#include \"a\"\n", String(repeating: "a{", count: 300_000), "/ {" + String(repeating: "a{", count: 100_000),
    "#define A0 x x x x x x x x x x\n"
      + (1...12).map { "#define A\($0) " + Array(repeating: "A\($0 - 1)", count: 10).joined(separator: " ") + "\n" }.joined() + "/ { A12 };"
  ]

  @Test(arguments: 0..<4) func hostileTextsAreRefused(index: Int) {
    let text = Self.hostile[index]
    let source = SourceFile(path: "a", bytes: Array(text.utf8))
    let time = ContinuousClock().measure {
      #expect(DeviceTree.parse(source) { _, _ in source }.diagnostics.contains { $0.severity == .error })
    }
    #expect(time < .seconds(60), "\(time)")
  }

  /// Many nodes, properties and deletions take time in proportion.
  @Test func manyNodes() throws {
    var text = "/ {\n"
    for number in 0..<20_000 { text += "n\(number) {}; p\(number); /delete-property/ p\(number); /delete-node/ n\(number);\n" }
    var count = 0
    let time = try ContinuousClock().measure { count = try Self.tree(text + "};").all.count }
    #expect(count == 1)
    #expect(time < .seconds(30), "\(time)")
  }

  @Test func expressions() {
    for (text, value) in [
      ("1 + 2 * 3", 7), ("(1 << 4) | 2", 18), ("-3", -3), ("!0 && ~0", 1), ("0x10UL", 16), ("5 / 0", nil), ("1 <<", nil),
      ("9223372036854775807 + 1", nil),
      ("1 ? 2 : 3", 2), ("7 % 4 == 3", 1), ("1 << 80", nil), ("", nil), ("2 >= 2 != 0", 1), ("-9223372036854775807 - 1", Int.min),
      ("08", nil)
    ] as [(String, Int?)] {
      #expect(DTSExpression.value(text.utf8) == value, "\(text)")
    }
    #expect(DTSExpression.value(String(repeating: "(", count: 100_000).utf8) == nil)
    #expect(DTSExpression.value("A + 1".utf8, name: { $0 == "A" ? 2 : nil }) == 3)
  }
}
