import SwitchPlatform
import Testing

/// Chips of boxes that one can buy: what public drivers say of them.
@Suite struct HobbyChipTests {
  struct Facts: Sendable, CustomTestStringConvertible {
    var chip: String
    var vendor: String
    var ports: Int
    var cpu: Int
    /// - Unit: Mb/s.
    var speed: UInt32
    var fdb: Int
    var ways: Int
    var hashes = 1
    var lags = 0
    var trees: Int
    var aclIngress = 0
    var aclEgress = 0
    var aclCounters = 0
    var functions: [ChipFunction]
    var testDescription: String { chip }
  }

  static let facts: [Facts] = [
    Facts(
      chip: "rtl8380", vendor: "realtek", ports: 28, cpu: 28, speed: 1000, fdb: 8192, ways: 4, lags: 8, trees: 64, aclIngress: 12 * 128,
      aclCounters: 128, functions: [.bridging, .linkAggregation, .spanningTree, .ageing, .ingressACL]),
    Facts(
      chip: "rtl8390", vendor: "realtek", ports: 52, cpu: 52, speed: 1000, fdb: 16384, ways: 4, lags: 16, trees: 256, aclIngress: 9 * 128,
      aclEgress: 9 * 128, aclCounters: 1024,
      functions: [.bridging, .linkAggregation, .spanningTree, .ageing, .ingressACL, .egressACL]),
    Facts(
      chip: "rtl9300", vendor: "realtek", ports: 28, cpu: 28, speed: 10000, fdb: 16384, ways: 4, hashes: 2, lags: 16, trees: 64,
      aclIngress: 16 * 128, aclCounters: 2048,
      functions: [.bridging, .linkAggregation, .spanningTree, .ageing, .routing, .ingressACL]),
    Facts(
      chip: "88e6393x", vendor: "marvell", ports: 10, cpu: 10, speed: 10000, fdb: 16384, ways: 4, lags: 16, trees: 64, aclIngress: 256,
      functions: [.bridging, .linkAggregation, .spanningTree, .ageing, .ingressACL]),
    Facts(
      chip: "mt7530", vendor: "mediatek", ports: 6, cpu: 6, speed: 1000, fdb: 2048, ways: 4, trees: 8,
      functions: [.bridging, .spanningTree, .ageing])
  ]

  private func load(_ name: String) throws -> ASICDescription { try Catalog(folder: Fixtures.platforms).chip(named: name) }

  @Test(arguments: facts) func geometry(_ facts: Facts) throws {
    let chip = try load(facts.chip)
    func depth(_ role: TableRole) -> Int { chip.table(role)?.depth ?? 0 }
    #expect(chip.vendor == facts.vendor)
    #expect(
      chip.ports == PortGeometry(count: facts.ports, cpu: facts.cpu, lanes: facts.ports, maximumSpeed: facts.speed, pipes: 1))
    #expect(depth(.fdb) == facts.fdb)
    guard case .hash(let hash)? = chip.table(.fdb)?.match else {
      Issue.record("the FDB is found by hash")
      return
    }
    #expect((hash.ways, hash.hashes) == (facts.ways, facts.hashes))
    #expect(depth(.lag) == facts.lags)
    #expect(depth(.spanningTree) == facts.trees)
    #expect(depth(.aclIngress) == facts.aclIngress)
    #expect(depth(.aclEgress) == facts.aclEgress)
    #expect(depth(.aclCounter) == facts.aclCounters)
    #expect(chip.functions == facts.functions)
    // Row r of a bucket is way r: a bucket is a word of the memory.
    #expect(chip.table(.fdb).map { chip.memories[$0.memory].rowsPerBlock } == facts.ways)
    #expect(chip.provenance.shareAssumed < 0.5, "more is known than is not")
  }

  /// OpenWrt's rtl838x_tbl_regs and Linux' mt7530.h: where the command of a table's access is, and which number the table has there.
  @Test(
    arguments: [
      ("rtl8380", TableRole.spanningTree, 0x6914, 2), ("rtl8390", .fdb, 0x1180, 0), ("rtl8390", .aclIngress, 0x1190, 2),
      ("rtl8390", .aclCounter, 0x1190, 4), ("rtl8390", .spanningTree, 0x1190, 5), ("rtl9300", .fdb, 0xb320, 0),
      ("rtl9300", .vlan, 0xb340, 1), ("rtl9300", .hostIPv4, 0xb3a0, 1), ("rtl9300", .routeIPv4, 0xb3a0, 2),
      ("rtl9300", .nextHop, 0xb3a0, 3), ("rtl9300", .egressInterface, 0xb3a0, 4), ("mt7530", .fdb, 0x80, 0), ("mt7530", .vlan, 0x90, 0)
    ] as [(String, TableRole, UInt64, UInt32)])
  func access(_ name: String, _ role: TableRole, _ address: UInt64, _ number: UInt32) throws {
    let chip = try load(name)
    let table = try #require(chip.table(role))
    guard case .indirect(let access) = chip.access[table.access].method else {
      Issue.record("expected indirect access")
      return
    }
    #expect(chip.registers[access.command].address == address)
    #expect(access.selection == number)
  }

  /// What the driver of the RTL930x knows of its routing.
  @Test func routingTables() throws {
    let chip = try load("rtl9300")
    func depth(_ role: TableRole) -> Int { chip.table(role)?.depth ?? 0 }
    #expect(depth(.hostIPv4) + depth(.hostIPv6) == 2 * 512 * 6, "one table of two halves of 512 buckets on the chip")
    #expect(depth(.routeIPv4) + depth(.routeIPv6) == 512, "one table on the chip")
    #expect(chip.table(.routeIPv4)?.match == .prefixTCAM)
    #expect(depth(.nextHop) == 2048)
    #expect(depth(.egressInterface) == 128)
    #expect(depth(.routerMAC) == 64)
    guard case .hash(let macs)? = chip.table(.routerMAC)?.match else {
      Issue.record("router MACs are found by hash")
      return
    }
    #expect(macs.ways == 64, "all are compared")
    #expect(chip.table(.nextHopGroup) == nil)
  }

  @Test func functionsFollowTheTables() throws {
    var chip = try load("rtl9300")
    chip.ageing = nil
    #expect(!chip.functions.contains(.ageing))
    chip.tables.removeAll { $0.role == .routeIPv4 }
    #expect(chip.functions.contains(.routing), "there are IPv6 routes")
    chip.tables.removeAll { $0.role == .routeIPv6 }
    #expect(!chip.functions.contains(.routing), "hosts alone do not route")
    chip.tables.removeAll { $0.role == .lagMember || $0.role == .spanningTree || $0.role == .aclIngress }
    #expect(chip.functions == [.bridging])
    #expect(try load("ts-32x100g").functions == ChipFunction.allCases)
  }
}
