import ASICDriver
import ASICSimulator
import DeviceAccess
import SwitchConformance
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// The tables' contract, clause by clause, on every chip there is.
@Suite struct DriverConformanceTests {
  private func run(_ description: ASICDescription, ports: [Port]) -> [ConformanceResult] {
    Conformance(ports: ports) {
      guard let chip = try? Chip(description) else {
        Issue.record("the chip cannot be built")
        return SwitchDevice()
      }
      return chip.device
    }.run()
  }

  @Test func dataCentreChip() throws {
    let description = try Chip.small(pivots: 32, bucketEntries: 8)
    let results = run(description, ports: (1...3).map { Port(id: PortID($0), lanes: [$0 * 4 - 3], speed: 100_000, isEnabled: true) })
    #expect(results.filter { $0.verdict != .kept } == [])
    #expect(Set(results.map(\.kind)) == Set(RowKind.allCases))
    #expect(results.count == RowKind.allCases.count * ConformanceClause.allCases.count)
  }

  /// Chips of one lane a port. Of each: the rows that it has.
  private static let hobbyChips: [(chip: String, kinds: Set<RowKind>)] = [
    ("88e6393x", [.port, .vlan, .fdbEntry, .lag, .spanningTree, .aclTable, .aclEntry]),
    ("mt7530", [.port, .vlan, .fdbEntry, .spanningTree]),
    ("rtl8380", [.port, .vlan, .fdbEntry, .lag, .spanningTree, .aclTable, .aclEntry]),
    ("rtl8390", [.port, .vlan, .fdbEntry, .lag, .spanningTree, .aclTable, .aclEntry]),
    (
      "rtl9300",
      [
        .port, .vlan, .fdbEntry, .lag, .spanningTree, .aclTable, .aclEntry, .virtualRouter, .routerInterface, .neighbor, .nextHop, .route
      ]
    )
  ]

  @Test(arguments: hobbyChips) func hobbyChip(_ name: String, _ kinds: Set<RowKind>) throws {
    let description = try Chip.catalog.chip(named: name)
    let results = run(description, ports: (1...3).map { Port(id: PortID($0), lanes: [$0], speed: 1000, isEnabled: true) })
    #expect(results.filter { $0.verdict != .kept } == [])
    #expect(Set(results.map(\.kind)) == kinds)
  }

  /// Chips with ports of four lanes; modes that only differ in sizes are one.
  @Test(arguments: [("spectrum", nil), ("tofino1", nil), ("trident2", nil), ("trident2", "lpm-profile")] as [(String, String?)])
  func largeChip(_ name: String, mode: String?) throws {
    var description = try Chip.catalog.chip(named: name, boot: BootChoice(mode: mode))
    description.shrink()
    let results = run(description, ports: (1...3).map { Port(id: PortID($0), lanes: [$0 * 4 - 3], speed: 40_000, isEnabled: true) })
    #expect(results.filter { $0.verdict != .kept } == [])
    // Their meters are not published, and not made up.
    #expect(Set(results.map(\.kind)) == Set(RowKind.allCases).subtracting([.policer]))
  }

  @Test func noChipIsLeftOut() {
    let large = ["ts-32x100g", "spectrum", "tofino1", "trident2"]
    #expect(Set(Chip.catalog.chips.map(\.name)) == Set(Self.hobbyChips.map(\.chip) + large))
  }

  @Test func whatTheHobbyChipLacksIsUnsupported() throws {
    let chip = try Chip(try Chip.catalog.chip(named: "rtl8380"))
    func refuses<R: DeviceRow>(_ row: R) {
      #expect(chip.apply([Change.insert(row)]).map(\.error) == [SwitchError(R.kind, .unsupported(nil))])
      #expect(R.table(of: chip.device).usage.rows == 0)
      #expect(!chip.device.capabilities.supports(R.kind))
    }
    let address = IPAddress(v4: 0x0a00_0001)
    refuses(VirtualRouter(id: .init(0)))
    refuses(RouterInterface(id: .init(1), virtualRouter: .init(0), attachment: .loopback, mac: MACAddress(bits: 2)))
    refuses(Neighbor(interface: .init(1), address: address, mac: MACAddress(bits: 2)))
    refuses(NextHop(id: .init(1), neighbor: .init(interface: .init(1), address: address)))
    refuses(NextHopGroup(id: .init(1), members: []))
    refuses(Route(prefix: IPPrefix(host: address), destination: .drop))
    // Its ACL has no IPv6 addresses and no egress stage.
    #expect(chip.device.capabilities.aclFields[.egress] == nil)
    let fields = chip.device.capabilities.aclFields[.ingress] ?? []
    #expect(fields.isSuperset(of: [.sourceIPv4, .destinationIPv4, .l4DestinationPort]))
    #expect(fields.isDisjoint(with: [.sourceIPv6, .destinationIPv6]))
    let table = ACLTable(id: .init(1), stage: .egress, fields: [.ipProtocol], ports: [])
    #expect(chip.apply([Change.insert(table)]).map(\.error.cause) == [.unsupported(ACLTable.schema.column(named: "stage"))])
  }
}
