import SwitchModel
import Testing

@Suite struct SchemaTests {
  private func each(_ body: (any Row.Type) -> Void) {
    let types: [any Row.Type] = [
      Port.self, VLAN.self, FDBEntry.self, VirtualRouter.self, RouterInterface.self, Neighbor.self, NextHop.self, NextHopGroup.self,
      Route.self, ACLTable.self, ACLEntry.self, LAG.self, SpanningTree.self, TrapGroup.self, Trap.self,
      Policer.self
    ]
    types.forEach(body)
  }

  @Test func everyKindHasOneRow() {
    var kinds: [RowKind] = []
    each { kinds.append($0.kind) }
    #expect(kinds == RowKind.allCases)
  }

  @Test func dependencyOrderIsTopological() {
    let order = RowKind.dependencyOrder
    #expect(Set(order) == Set(RowKind.allCases) && order.count == RowKind.allCases.count)
    for (position, kind) in order.enumerated() {
      #expect(kind.referencedKinds.isSubset(of: order.prefix(position)), "\(kind)")
    }
    #expect(
      order == [
        .port, .lag, .spanningTree, .vlan, .fdbEntry, .virtualRouter, .routerInterface, .neighbor, .nextHop, .nextHopGroup, .route,
        .aclTable, .policer, .aclEntry, .trapGroup, .trap
      ])
  }

  @Test func columnsHaveOneNameEach() {
    func check<R: Row>(_ type: R.Type) {
      let schema = R.schema
      let names = schema.columns.map(\.name)
      #expect(Set(names).count == names.count && !names.contains(""), "\(schema.name)")
      #expect(schema.columns.count <= 256)
      for (index, name) in names.enumerated() {
        #expect(schema.column(named: name) == ColumnID(UInt8(index)))
        #expect(schema.kind.columnName(ColumnID(UInt8(index))) == name)
      }
      #expect(schema.column(named: "nothing") == nil)
      #expect(schema.kind.columnName(ColumnID(.max)) == nil)
      #expect("\(schema.kind)" == schema.name && "\(R.self)" == schema.name)
      #expect(schema.columns.contains { $0.access == .key }, "\(schema.name)")
      // A range must admit the default; a key has none.
      for column in schema.columns {
        if let range = column.range, case .unsigned(let value) = column.defaultValue { #expect(range.contains(value)) }
        if column.access == .key { #expect(column.defaultValue == nil) }
        #expect(column.referencedKinds.isEmpty == (column.references == nil), "\(schema.name).\(column.name)")
      }
    }
    each { check($0) }
  }

  @Test func saiNamesAreOfTheirObject() {
    func check<R: Row>(_ type: R.Type) {
      let names = R.schema.columns.compactMap(\.sai)
      #expect(Set(names).count == names.count)
      #expect(names.allSatisfy { $0.hasPrefix("SAI_") && $0.contains("_ATTR_") })
      #expect(R.schema.sai.hasPrefix("SAI_OBJECT_TYPE_"))
    }
    each { check($0) }
  }

  @Test func rangesAreOfBothEnds() {
    func mtu(_ value: UInt16) -> ColumnID? {
      Port.schema.firstInvalidColumn(of: Port(id: PortID(1), lanes: [], speed: 1000, mtu: value))
    }
    let column = Port.schema.column(named: "mtu")
    #expect(mtu(63) == column && mtu(64) == nil && mtu(16383) == nil && mtu(16384) == column)
    #expect(Port.schema.firstInvalidColumn(of: Port(id: PortID(1), lanes: [], speed: 9)) == Port.schema.column(named: "speed"))
  }

  @Test func referencesAreThoseOfTheRow() {
    func references<R: Row>(_ row: R) -> [RowKey] {
      var keys: [RowKey] = []
      R.schema.forEachReference(of: row) { keys.append($0) }
      return keys
    }
    let interface = RouterInterface(
      id: RouterInterfaceID(3), virtualRouter: VirtualRouterID(1), attachment: .vlan(.default), mac: .zero)
    #expect(references(interface) == [.virtualRouter(VirtualRouterID(1)), .vlan(.default)])
    let prefix = IPPrefix(host: IPAddress(v4: 1))
    #expect(references(Route(prefix: prefix, destination: .drop)) == [.virtualRouter(VirtualRouterID(0))])
    #expect(
      references(Route(prefix: prefix, destination: .nextHopGroup(NextHopGroupID(5))))
        == [.virtualRouter(VirtualRouterID(0)), .nextHopGroup(NextHopGroupID(5))])
    #expect(references(Port(id: PortID(1), lanes: [1], speed: 1000)) == [])
    let members = [NextHopGroup.Member(nextHop: NextHopID(2)), NextHopGroup.Member(nextHop: NextHopID(1), weight: 0)]
    let group = NextHopGroup(id: NextHopGroupID(1), members: members)
    #expect(references(group) == [.nextHop(NextHopID(1)), .nextHop(NextHopID(2))])
    #expect(group.members.map(\.weight) == [1, 1])
  }

  @Test func differencesNameTheColumns() {
    let old = Port(id: PortID(1), lanes: [1], speed: 1000)
    var new = old
    new.mtu = 9000
    new.isEnabled = true
    #expect(Port.schema.differences(old, new).map { Port.schema.columns[Int($0.rawValue)].name } == ["isEnabled", "mtu"])
    #expect(Port.schema.differences(old, old).isEmpty)
  }
}

@Suite struct MixedKeyTests {
  /// Equal keys mix alike; prefixes of one address, ids in a row and other near keys do not meet in the low bits.
  @Test func nearKeysSpread() throws {
    var low: [UInt64: Int] = [:]
    let count = 1 << 14
    for number in 0..<UInt32(count) {
      let prefix = try #require(IPPrefix(IPAddress(v4: number << 8), length: 24))
      let key = Route.Key(virtualRouter: VirtualRouterID(0), prefix: prefix)
      #expect(key.mixed(7) == key.mixed(7))
      low[key.mixed(7) & 0xffff, default: 0] += 1
    }
    // 16,384 balls in 65,536 places: about 14,500 places are hit, hardly any of them six times.
    #expect(low.count > 14_000)
    #expect((low.values.max() ?? 0) < 8)

    var words: Set<UInt64> = []
    for length in UInt8(0)...32 {
      let prefix = try #require(IPPrefix(IPAddress(v4: 0), length: length))
      for router in UInt16(0)..<8 { words.insert(Route.Key(virtualRouter: VirtualRouterID(router), prefix: prefix).mixed(1)) }
    }
    #expect(words.count == 33 * 8)
    #expect(Set((0..<1000).map { NextHopID($0).mixed(3) }).count == 1000)
    #expect(NextHopID(1).mixed(1) != NextHopID(1).mixed(2))
  }
}
