import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("CONFIG_DB: hostile files")
struct HostileTests {
  /// SplitMix64.
  struct Randomness: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
      return value ^ value >> 31
    }
  }

  static let words = [
    "", "|", "||", ":", "/", "-", ",", "@", "null", "0", "-1", "+1", "0x", "0x+5", "18446744073709551616", "99999999999999999999999",
    "4095",
    "Vlan", "Vlan0", "Vlan4095", "Vlan99999", "Vlan+1", "Ethernet", "Loopback99999999999", "Vrf", "PortChannel1", "::", "0.0.0.0/0", "::/0",
    "10.0.0.1/0",
    "10.0.0.1/255", "255.255.255.255/32", "REDIRECT:", "REDIRECT:@", "REDIRECT:10.0.0.1@@", "0x2/", "/0x2", "1-", "-1", "65535-0",
    "\u{1b}[31m",
    "e\u{301}\u{301}\u{301}", "Ethernet0|", "Vlan100|10.1.0.10|x", "default|10.0.0.0/8|x", "10.0.0.0/8|default", "Vlan100:", "NULL",
    String(repeating: "a", count: 5000), String(repeating: ",", count: 300)
  ]

  static func replacement(_ position: SourcePosition, _ randomness: inout Randomness) -> Node {
    let word = words.randomElement(using: &randomness) ?? ""
    let scalar = Node(.scalar(word, isQuoted: Bool.random(using: &randomness)), at: position)
    switch Int.random(in: 0..<6, using: &randomness) {
    case 0: return Node(.mapping([]), at: position)
    case 1: return Node(.sequence([]), at: position)
    case 2: return Node(.mapping([Node.Pair(key: scalar, value: scalar), Node.Pair(key: scalar, value: scalar)]), at: position)
    case 3: return Node(.sequence([scalar, Node(.sequence([scalar]), at: position)]), at: position)
    default: return scalar
    }
  }

  /// The document with each node replaced with a chance of 1 in `odds`.
  static func mutate(_ node: Node, odds: Int, _ randomness: inout Randomness) -> Node {
    if Int.random(in: 0..<odds, using: &randomness) == 0 { return replacement(node.position, &randomness) }
    switch node.content {
    case .scalar: return node
    case .sequence(let elements): return Node(.sequence(elements.map { mutate($0, odds: odds, &randomness) }), at: node.position)
    case .mapping(let pairs):
      var changed = pairs.map { pair in
        Node.Pair(key: mutate(pair.key, odds: odds * 2, &randomness), value: mutate(pair.value, odds: odds, &randomness))
      }
      if Int.random(in: 0..<10, using: &randomness) == 0 { changed.shuffle(using: &randomness) }
      if let pair = changed.first, Int.random(in: 0..<10, using: &randomness) == 0 { changed.append(pair) }
      return Node(.mapping(changed), at: node.position)
    }
  }

  @Test(arguments: [8, 30, 100, 400])
  func anyNodeOfAnyKind(odds: Int) throws {
    let node = try #require(JSONDocument.parse(Fixture.text(), file: "c.json").node)
    let reader = ConfigurationReader(board: Fixture.board, defaultMAC: Fixture.mac)
    var randomness = Randomness(state: UInt64(odds))
    for _ in 0..<150 {
      let document = Self.mutate(node, odds: odds, &randomness)
      let configuration = reader.read(document, file: "c.json")
      Fixture.checkWhole(configuration)
      for diagnostic in configuration.diagnostics where diagnostic.message.unicodeScalars.contains(where: { $0.value < 0x20 }) {
        Issue.record("control characters in \(diagnostic.message.debugDescription)")
      }
    }
  }

  @Test func anyByte() {
    let text = Array(Fixture.text().utf8)
    let reader = ConfigurationReader(board: Fixture.board, defaultMAC: Fixture.mac)
    var randomness = Randomness(state: 1)
    for _ in 0..<300 {
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &randomness) {
        let index = Int.random(in: bytes.indices, using: &randomness)
        bytes[index] = UInt8.random(in: 0...255, using: &randomness)
      }
      let configuration = reader.read(bytes: bytes, file: "c.json")
      #expect(configuration.rows.ports.count == 32)
    }
  }

  @Test func aBoardWithoutPorts() {
    let board = Board(id: "none", vendor: "", product: "", chip: "", ports: [])
    let configuration = ConfigurationReader(board: board, defaultMAC: Fixture.mac).read(Fixture.text(), file: "c.json")
    #expect(configuration.rows.ports.isEmpty && configuration.rows.fdb.isEmpty)
    Fixture.checkWhole(configuration)
  }

  @Test func theSameFileGivesTheSameRows() {
    let text = Fixture.text(["PORT": #"{"Ethernet0": {"a": 1, "b": 2, "c": 3, "fec": 1}}"#, "X1": "{}", "X2": "{}"])
    let first = Fixture.read(text)
    for _ in 0..<5 {
      let again = Fixture.read(text)
      #expect(again.diagnostics == first.diagnostics)
      #expect(RowDump.text(again) == RowDump.text(first))
    }
  }
}
