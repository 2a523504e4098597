import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("Route lists")
struct RouteListTests {
  static func read(
    _ text: String, into configuration: Configuration = Fixture.read([:]), pieces: Int = .max, virtualRouter: UInt16 = 0,
    spread: RouteSpread = .nextHops
  ) -> (configuration: Configuration, summary: RouteListReader.Summary) {
    var reader = RouteListReader(configuration: configuration, file: "r.txt", virtualRouter: VirtualRouterID(virtualRouter), spread: spread)
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = pieces < bytes.count - start ? start + pieces : bytes.count
      reader.read(Array(bytes[start..<end]))
      start = end
    }
    return reader.finish()
  }

  static let text = """
    ; a comment
    # another

      \t
    198.18.0.0/24\t64496
    198.18.1.0/24   64497 and more
    198.18.2.0/24
      198.18.3.0/24
    2001:db8:5::/48\t64496\r
    198.18.4.4
    2001:db8:6::/48
    """

  @Test(arguments: [1, 2, 3, 7, 64, Int.max])
  func linesInPieces(pieces: Int) {
    let (configuration, summary) = Self.read(Self.text, pieces: pieces)
    #expect(summary.lines == 11 && summary.ipv4Routes == 5 && summary.ipv6Routes == 2 && summary.refused == 0)
    #expect(configuration.transaction.count == Fixture.read([:]).transaction.count + 7)
    #expect(!configuration.diagnostics.contains { $0.file == "r.txt" })
  }

  @Test func refusedLinesSayWhy() {
    let (configuration, summary) = Self.read(
      """
      198.18.0.1/24
      198.18.0.0/33
      hello world
      2001:db8::1/32
      224.0.0.0/4
      198.18.0.0/
      198.18.0.0/+8
      198.18.0/24
      /24
      \(String(repeating: "1", count: 9000))
      198.18.0.0/24
      ::/129
      198.018.0.0/24
      """)
    #expect(summary.refused == 12 && summary.routes == 1)
    let found = configuration.diagnostics.filter { $0.file == "r.txt" }
    #expect(found.map(\.position.line) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13])
    #expect(found.allSatisfy { $0.severity == .warning && $0.rule == "RTE01" })
    #expect(found.first?.message == "the address has bits after its prefix; expected 198.18.0.0/24")
    #expect(found[3].message.contains("expected 2001:db8::/32"))
    #expect(found[4].message.contains("multicast"))
    #expect(found[9].message.contains("too long"))
  }

  @Test func aLongCommentBehindAPrefixIsNoFault() {
    let text = "198.18.0.0/24 " + String(repeating: "x", count: 100_000) + "\n198.18.1.0/24\n"
    for pieces in [1000, 4096, Int.max] { #expect(Self.read(text, pieces: pieces).summary.ipv4Routes == 2) }
  }

  @Test func duplicatesAndConfiguredPrefixes() {
    let (configuration, summary) = Self.read("198.18.0.0/24\n192.0.2.0/24\n198.18.0.0/24\n10.0.0.0/24\n198.18.0.0/25\n")
    #expect(summary.ipv4Routes == 2 && summary.duplicates == 1 && summary.configured == 2)
    let found = configuration.diagnostics.filter { $0.file == "r.txt" }.map(\.description)
    #expect(
      found == [
        "r.txt:2:1: warning RTE03 192.0.2.0/24 is routed by STATIC_ROUTE|192.0.2.0/24, which stands",
        "r.txt:3:1: warning RTE02 198.18.0.0/24 stands in r.txt:1 already",
        "r.txt:4:1: warning RTE03 10.0.0.0/24 is routed by VLAN_INTERFACE|Vlan100|10.0.0.1/24, which stands"
      ])
    // A second list knows the first.
    let second = Self.read("198.18.0.0/24\n198.18.9.0/24\n", into: configuration)
    #expect(second.summary.duplicates == 1 && second.summary.ipv4Routes == 1)
    // Another virtual router is another space.
    #expect(Self.read("198.18.0.0/24\n", into: configuration, virtualRouter: 1).summary.ipv4Routes == 1)
  }

  @Test func reportsAreLimitedAndCounted() {
    let (configuration, summary) = Self.read(String(repeating: "nonsense\n", count: 500))
    let found = configuration.diagnostics.filter { $0.file == "r.txt" }
    #expect(summary.refused == 500 && found.count == RouteListReader.reportLimit + 1)
    #expect(found.last?.message == "500 lines that are no route in all; the first 20 are reported")
  }

  @Test func withoutNeighborsThereIsOneErrorAFamily() {
    let (configuration, summary) = Self.read(
      "198.18.0.0/24\n198.18.1.0/24\n2001:db8:5::/48\n", into: Fixture.read(["NEIGH": nil, "STATIC_ROUTE": nil]))
    #expect(summary.routes == 0 && summary.withoutNextHop == 3)
    let found = configuration.diagnostics.filter { $0.file == "r.txt" }
    #expect(found.map(\.position.line) == [1, 3] && found.allSatisfy { $0.rule == "RTE04" && $0.severity == .warning })
  }

  @Test func groups() {
    let (configuration, summary) = Self.read("198.18.0.0/24\n2001:db8:5::/48\n", spread: .groups(of: 2))
    #expect(summary.routes == 2)
    // Three IPv4 next hops in a circle; the one IPv6 next hop stays alone.
    #expect(configuration.rows.nextHopGroups.map { $0.row.members.map(\.nextHop.rawValue) } == [[1, 2], [2, 3], [1, 3]])
    let wide = Self.read("198.18.0.0/24\n", spread: .groups(of: 99)).configuration
    #expect(wide.rows.nextHopGroups.map { $0.row.members.map(\.nextHop.rawValue) } == [[1, 2, 3]])
    // Groups that are there are used.
    let again = Self.read("198.18.1.0/24\n", into: configuration, spread: .groups(of: 2)).configuration
    #expect(again.rows.nextHopGroups.count == 3)
  }

  @Test func emptyAndByteOrderMark() {
    #expect(Self.read("").summary.lines == 0)
    #expect(Self.read("\u{feff}198.18.0.0/24\n").summary.ipv4Routes == 1)
    #expect(Self.read("\n\n").summary.lines == 2)
  }

  @Test func prefixIndexAgreesWithASet() {
    // Many lengths of few addresses: the index must tell them apart.
    var text = ""
    for length in 8...32 { for octet in 0..<8 { text += "\(octet + 1).0.0.0/\(length)\n" } }
    let (_, summary) = Self.read(text + text)
    #expect(summary.ipv4Routes == 200 && summary.duplicates == 200)
  }
}
