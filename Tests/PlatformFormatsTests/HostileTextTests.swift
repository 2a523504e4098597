import Foundation
import SwitchPlatform
import Testing

@testable import PlatformFormats

/// Texts made to exhaust a reader: refused, in time that is proportional to their size.
struct HostileTextTests {
  typealias Reader = @Sendable ([UInt8]) -> [Diagnostic]
  static let readers: [(name: String, open: String, read: Reader)] = [
    ("JSON", "[", { JSONDocument.parse(bytes: $0, file: "a").diagnostics }),
    ("YAML", "[", { YAMLDocument.parse(String(decoding: $0, as: UTF8.self), file: "a").diagnostics }),
    ("XML", "<a>", { XMLDocument.parse(bytes: $0, file: "a").diagnostics }),
    ("pbtext", "a{", { PBText.parse(bytes: $0, file: "a").diagnostics }),
    ("pbtext list", "a:[", { PBText.parse(bytes: $0, file: "a").diagnostics }),
    ("device tree", "/{a", { DeviceTree.parse(SourceFile(path: "a", bytes: Array($0.prefix(1_000_000)))).diagnostics })
  ]

  /// The greatest resident size of the process so far.
  static var residentMegabytes: Int {
    var usage = rusage()
    _ = getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  /// Ten megabytes of levels are refused at the limit, and binary data at its first bytes.
  @Test(arguments: 0..<6) func deepAndBinary(index: Int) {
    let reader = HostileTextTests.readers[index]
    let deep = Array(String(repeating: reader.open, count: 10_000_000 / reader.open.utf8.count).utf8)
    let binary = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 255) }
    let before = HostileTextTests.residentMegabytes
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(reader.read(deep).contains { $0.severity == .error })
      #expect(reader.read(binary).contains { $0.severity == .error })
    }
    // Far above what it takes: a reader whose time grows with the square of the text takes hours.
    #expect(time < .seconds(120), "\(reader.name): \(time)")
    #expect(HostileTextTests.residentMegabytes - before < 512)
  }

  /// Aliases of aliases would be 10^12 nodes.
  @Test func aliasesThatGrow() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let use = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(use)]\n"
    }
    #expect(YAMLDocument.parse(text, file: "a").diagnostics.contains { $0.severity == .error })
  }

  /// A map of a hundred thousand names that no port has: what is not shown is not looked for.
  @Test func unknownPorts() throws {
    let text = """
      schema: switch-platform/1
      platform: { id: a, vendor: a, product: A, form: fixed, arch: x86_64 }
      asics: { npu0: { chip: mt7530 } }
      cages: { "1..4": { kind: rj45, label: "{n}", lanes: "npu0[{n}]", breakouts: [ "1x1000" ] } }
      profiles: { p: { default: true, names: { port: "Ethernet{cage}", alias: "e{cage}" }, ports: { "1..4": { breakout: "1x1000" } } } }
      """
    let board = try #require(BoardLoader.load(text: text, file: "b").board)
    let map = String(repeating: "Ethernte9 eth0\n", count: 100_000)
    let time = ContinuousClock().measure {
      #expect(PortMap.read(text: map, file: "a", board: board).diagnostics.last?.rule == "SYN06")
      #expect(LaneMap.read(text: map, file: "a", board: board).diagnostics.count > 1000)
    }
    #expect(time < .seconds(8))
  }

  @Test func entitiesCannotBeDefined() {
    let text = "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;\">]><a>&d;</a>"
    #expect(XMLDocument.parse(text, file: "a").diagnostics.count == 1)
  }
}

struct PBTextTests {
  @Test func valuesHavePlaces() throws {
    let text = "# c\na { b: 'x' \"y\" }\nr: [1, -2]\n[e.x] < f: TRUE; >\nr: 0x3 s: \"\\101\\x42\\n\"\n"
    let (node, diagnostics) = PBText.parse(text, file: "a")
    #expect(diagnostics.isEmpty)
    let root = try #require(node)
    #expect(root["a"]?["b"]?.text == "xy" && root["a"]?["b"]?.position == SourcePosition(line: 2, column: 8))
    #expect(root.all("r").map(\.integer) == [1, -2, 3])
    #expect(root["[e.x]"]?["f"]?.text == "TRUE" && root["s"]?.text == "AB\n")
  }

  @Test(arguments: [
    ("a: ", 1, 4), ("a {\n b: 1", 2, 6), ("a b", 1, 3), ("a: \"x\n\"", 1, 4), ("a: [1 2]", 1, 7), ("}", 1, 1), ("a: '\\q'", 1, 5)
  ])
  func faultsHavePlaces(text: String, line: Int, column: Int) {
    #expect(PBText.parse(text, file: "a").diagnostics.map(\.position) == [SourcePosition(line: line, column: column)])
  }
}

struct CSVTableTests {
  @Test func cellsHavePlaces() throws {
    let table = CSVTable(SourceFile(path: "a", bytes: Array("A,B\n 1 ,\"x,y\"\n\n2\n3,4,5\n".utf8)))
    #expect(table.rows.map { table.cell($0, "B") } == ["x,y", nil, "4"])
    #expect(table.position(table.rows[0], "B") == SourcePosition(line: 2, column: 5))
    #expect(table.diagnostics.map(\.rule) == ["PRT03"] && table.diagnostics.first?.position == SourcePosition(line: 5, column: 5))
  }
}
