/// Whether the tables fit each other: numbers are wide enough for what they name, and in the order in which packets need them.
extension ASICFileReader {
  /// Fields that hold a number of something are wide enough for all of it.
  func checkReferences() {
    func depth(_ role: TableRole) -> Int? { index(of: role).map { tables[$0].depth } }
    func width(_ role: TableRole, _ field: Field) -> Int? {
      index(of: role).flatMap { tables[$0].data.first { $0.field == field }?.width }
    }
    let cpu = ports.map { $0.cpu + 1 }
    // Where a LAG can stand in a port's place.
    let logical = depth(.lag).flatMap { lags in ports.map { firstLAG($0) + lags } }
    for (table, places) in zip(tables, tablePlaces) {
      for field in table.data {
        let place = places.data[field.field] ?? places.name
        func holds(_ count: Int?, _ what: String) { self.holds(count, what, field, table, place) }
        switch field.field {
        case .port:
          holds(cpu, "ports, the CPU's included,")
          if table.role != .lagMember { holds(logical, "ports and LAGs") }
        case .members, .untagged, .blocked, .learning:
          if let cpu, field.width < cpu { tooNarrow(field, table, place, "\(cpu) ports, the CPU's included, need \(cpu)") }
        case .interface:
          if table.role == .nextHop {
            holds(depth(.egressInterface), "egress interfaces")
          } else {
            holds(depth(.routerInterface), "router interfaces")
          }
        case .base where table.role == .lag: holds(depth(.lagMember), "LAG members")
        case .base: holds(depth(.nextHopGroupMember), "next-hop group members")
        case .count where table.role == .lag: holds(ports.map { $0.count + 1 }, "numbers of members, none included,")
        case .lag: holds(depth(.lag).map { $0 + 1 }, "LAGs, none included,")
        case .spanningTree: holds(depth(.spanningTree).map { $0 + 1 }, "spanning trees, none included,")
        case .interfaceKind: holds(declared.roles[.subPort] == nil ? 2 : 3, "kinds of interface")
        case .nextHop: holds(depth(.nextHop), "next hops")
        case .counter: holds(depth(.aclCounter), "counters")
        case .meter: holds(depth(.meter), "meters")
        case .committedTokens: atLeast(width(.meter, .committedBurst), "the meters' size of that bucket", field, table, place)
        case .peakTokens: atLeast(width(.meter, .peakBurst), "the meters' size of that bucket", field, table, place)
        case .destination:
          holds(depth(.nextHop), "next hops")
          holds(depth(.nextHopGroup), "next-hop groups")
          if table.role == .aclIngress {
            holds(cpu, "ports, the CPU's included,")
            holds(logical, "ports and LAGs")
          }
        case .destinationKind: holds(table.role == .aclIngress ? 6 : 5, "kinds of destination")
        case .action: holds(4, "actions")
        default: break
        }
      }
      for field in table.key {
        let place = places.key[field.field] ?? places.name
        func holds(_ count: Int?, _ what: String) { self.holds(count, what, field, table, place) }
        switch field.field {
        case .fid: atLeast(width(.vlan, .fid), "the VLAN table's", field, table, place)
        case .virtualRouter: atLeast(width(.routerInterface, .virtualRouter), "the router interfaces'", field, table, place)
        case .aclTables where table.role == .aclIngress:
          atLeast(width(.port, .ingressACLTables), "the port table's", field, table, place)
        case .aclTables: atLeast(width(.port, .egressACLTables), "the port table's", field, table, place)
        case .inPort, .port:
          holds(cpu, "ports, the CPU's included,")
          holds(logical, "ports and LAGs")
        case .interface:
          if let count = depth(.routerInterface), field.width < ASICFileReader.bits(for: count) {
            tooNarrow(field, table, place, "\(count) router interfaces need \(ASICFileReader.bits(for: count))")
          }
        default: break
        }
      }
    }
    if let ingress = index(of: .routerInterface), let egress = index(of: .egressInterface), tables[ingress].depth != tables[egress].depth {
      findings.error(
        "CHP08", at: tablePlaces[egress].name,
        "table '\(tables[egress].name)' has \(tables[egress].depth) rows; expected as many as table '\(tables[ingress].name)' has: "
          + "\(tables[ingress].depth)")
    }
  }

  private func holds(_ count: Int?, _ what: String, _ field: FieldWidth, _ table: TableDescription, _ place: SourcePosition) {
    guard let count, field.width < ASICFileReader.bits(for: count) else { return }
    tooNarrow(field, table, place, "\(count) \(what) need \(ASICFileReader.bits(for: count))")
  }

  private func firstLAG(_ ports: PortGeometry) -> Int { 1 << ASICFileReader.bits(for: max(ports.cpu, ports.count) + 1) }

  private func tooNarrow(_ field: FieldWidth, _ table: TableDescription, _ place: SourcePosition, _ why: String) {
    findings.error("CHP08", at: place, "field '\(field.field.rawValue)' of table '\(table.name)' has \(field.width) bits; \(why)")
  }

  private func atLeast(_ needed: Int?, _ whose: String, _ field: FieldWidth, _ table: TableDescription, _ place: SourcePosition) {
    if let needed, field.width < needed { tooNarrow(field, table, place, "\(whose) has \(needed)") }
  }

  /// A table that cannot work without another one.
  func checkCompanions() {
    let companions: [TableRole: [TableRole]] = [
      .vlan: [.port], .fdb: [.vlan], .routerMAC: [.routerInterface], .routerInterface: [.routerMAC, .vlan],
      .hostIPv4: [.routerInterface, .nextHop], .hostIPv6: [.routerInterface, .nextHop],
      .routeIPv4: [.routerInterface, .nextHop], .routeIPv6: [.routerInterface, .nextHop],
      .nextHopGroup: [.nextHopGroupMember], .nextHopGroupMember: [.nextHopGroup, .nextHop], .nextHop: [.egressInterface],
      .egressInterface: [.routerInterface], .aclIngress: [.port], .aclEgress: [.port], .portCounter: [.port], .queueCounter: [.port],
      .interfaceCounter: [.routerInterface], .vlanCounter: [.vlan], .trap: [.vlan], .lag: [.lagMember, .port], .lagMember: [.lag],
      .spanningTree: [.vlan], .rangeChecker: [.aclIngress], .subPort: [.port, .routerInterface, .egressInterface],
      .meter: [.meterState], .meterState: [.meter]
    ]
    for (table, places) in zip(tables, tablePlaces) {
      for other in companions[table.role] ?? [] where declared.roles[other] == nil {
        findings.error(
          "CHP16", at: places.name, "table '\(table.name)' of role '\(table.role.rawValue)' needs a table of role '\(other.rawValue)'")
      }
      if let ranges = places.key[.ranges], declared.roles[.rangeChecker] == nil {
        findings.error("CHP16", at: ranges, "table '\(table.name)' compares range checkers; no table has role 'rangeChecker'")
      }
      if let counter = places.data[.counter], declared.roles[.aclCounter] == nil {
        findings.error("CHP16", at: counter, "table '\(table.name)' names counters; no table has role 'aclCounter'")
      }
      if let meter = places.data[.meter] ?? places.data[.metered] {
        if declared.roles[.meter] == nil {
          findings.error("CHP16", at: meter, "table '\(table.name)' names meters; no table has role 'meter'")
        }
        if places.data[.meter] == nil || places.data[.metered] == nil {
          findings.error("CHP16", at: meter, "table '\(table.name)' has one of the fields 'meter' and 'metered', which go together")
        }
      }
    }
    func needs(_ field: Field, of role: TableRole, for other: TableRole) {
      guard declared.roles[other] != nil, let index = index(of: role), tablePlaces[index].data[field] == nil else { return }
      findings.error(
        "CHP16", at: tablePlaces[index].name,
        "table '\(tables[index].name)' has no field '\(field.rawValue)', which a chip with a table of role '\(other.rawValue)' needs")
    }
    needs(.ingressACLTables, of: .port, for: .aclIngress)
    needs(.egressACLTables, of: .port, for: .aclEgress)
    needs(.interface, of: .vlan, for: .routerInterface)
    needs(.interface, of: .port, for: .routerInterface)
    needs(.lag, of: .port, for: .lag)
    needs(.collects, of: .port, for: .lag)
    needs(.hasSubPorts, of: .port, for: .subPort)
    needs(.spanningTree, of: .vlan, for: .spanningTree)
  }

  /// Roles in the order in which a packet needs their results: each pair, first before second.
  private static let order: [(TableRole, TableRole)] = [
    (.port, .vlan), (.vlan, .fdb), (.vlan, .routerMAC), (.vlan, .aclIngress), (.routerMAC, .routerInterface),
    (.routerInterface, .hostIPv4), (.routerInterface, .hostIPv6), (.routerInterface, .routeIPv4), (.routerInterface, .routeIPv6),
    (.hostIPv4, .nextHopGroup), (.hostIPv6, .nextHopGroup), (.routeIPv4, .nextHopGroup), (.routeIPv6, .nextHopGroup),
    (.hostIPv4, .nextHop), (.hostIPv6, .nextHop), (.routeIPv4, .nextHop), (.routeIPv6, .nextHop),
    (.nextHopGroup, .nextHopGroupMember), (.nextHopGroupMember, .nextHop), (.nextHop, .egressInterface), (.egressInterface, .aclEgress),
    (.vlan, .aclEgress), (.aclIngress, .aclEgress), (.vlan, .trap), (.fdb, .trap), (.routerMAC, .trap), (.nextHop, .trap),
    (.egressInterface, .trap), (.port, .subPort), (.subPort, .vlan), (.subPort, .routerMAC), (.vlan, .spanningTree), (.fdb, .lag),
    (.egressInterface, .lag), (.lag, .lagMember), (.aclIngress, .meter)
  ]

  /// Every table that packets look up is in one stage, in an order that has each result when it is needed.
  func checkStages() {
    var rank: [Int: (rank: Int, place: SourcePosition)] = [:]
    for (stage, places) in zip(stages, stagePlaces) {
      for (table, place) in zip(stage.tables, places) {
        if let first = rank[table] {
          findings.error(
            "CHP11", at: place, "table '\(tables[table].name)' is in a stage already (line \(first.place.line))")
        } else {
          rank[table] = (rank.count, place)
        }
      }
    }
    for index in tables.indices where rank[index] == nil && !tables[index].role.isCounter {
      findings.error("CHP11", at: tablePlaces[index].name, "table '\(tables[index].name)' is in no stage")
    }
    for (first, second) in ASICFileReader.order {
      guard let first = index(of: first), let second = index(of: second), let before = rank[first], let after = rank[second] else {
        continue
      }
      if before.rank > after.rank {
        findings.error(
          "CHP12", at: after.place,
          "table '\(tables[second].name)' is looked up before table '\(tables[first].name)', whose result it needs")
      }
    }
    for index in tables.indices where tables[index].role.isCounter && tables[index].role != .aclCounter {
      guard let place = rank[index]?.place else { continue }
      findings.error("CHP11", at: place, "table '\(tables[index].name)' holds counters; expected in no stage")
    }
    // Its place says nothing about its effect, but it may only stand where an ACL is.
    if let counters = index(of: .aclCounter), rank[counters] != nil {
      let stage = stages.first { $0.tables.contains(counters) }
      let isWithACL = stage?.tables.contains { tables[$0].role == .aclIngress || tables[$0].role == .aclEgress } ?? false
      if !isWithACL, let place = rank[counters]?.place {
        findings.error("CHP11", at: place, "table '\(tables[counters].name)' holds counters; expected in no stage, or in its ACL's")
      }
    }
  }
}
