public import SwitchHAL
public import SwitchModel
public import SwitchPlatform

/// What somebody did to a switch, step by step: the same steps, the same chip.
///
///     ports 1, 2, 3 (tagged)   VLAN 10             port 6   routed, in
///     ports 4, 5               VLAN 20             port 7   routed, where the neighbors are
///
/// Rows come, change and go, so that where the last ones stand follows from those before.
public struct ExampleHistory {
  public struct Step {
    public let name: String
    public let apply: (inout SwitchDevice) -> [Failure]
  }
  public private(set) var steps: [Step] = []
  private var random: UInt64

  public init(routes: Int, seed: UInt64 = 1) {
    random = seed
    addBridging()
    addRouting()
    addRoutes(routes)
    addACL()
  }

  /// Plays all steps.
  ///
  /// - Returns: the first failure's text, `nil` when all took effect.
  public func play(on device: inout SwitchDevice, from first: Int = 0) -> String? {
    for step in steps[first...] {
      if let failure = step.apply(&device).first { return "\(step.name): \(failure.error)" }
    }
    return nil
  }

  /// The history without some of its steps.
  public func without(_ isLeftOut: (Step) -> Bool) -> ExampleHistory {
    var copy = self
    copy.steps.removeAll(where: isLeftOut)
    return copy
  }

  private mutating func add<R: DeviceRow>(_ name: String, _ changes: [Change<R>]) {
    steps.append(Step(name: name) { device in R.apply(changes.span, to: &device) })
  }
  private mutating func insert<R: DeviceRow>(_ name: String, _ rows: [R]) { add(name, rows.map { .insert($0) }) }
  private mutating func draw(_ limit: Int) -> Int {
    // SplitMix64.
    random &+= 0x9e37_79b9_7f4a_7c15
    var word = random
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return Int((word ^ word >> 31) % UInt64(max(1, limit)))
  }

  // MARK: Rows

  public static let routerMAC = MACAddress(bits: 0x02_00_00_00_00_fe)
  public static func host(_ number: Int) -> MACAddress { MACAddress(bits: 0x02_00_00_00_10_00 + UInt64(number)) }
  public static func vlan(_ number: Int) -> VLANID { VLANID(number) ?? .default }

  private mutating func addBridging() {
    func port(_ number: UInt16, _ vlan: Int) -> Port {
      let first = number * 4 - 3
      return Port(
        id: PortID(number), lanes: [first, first + 1, first + 2, first + 3], speed: 100_000, isEnabled: true, mtu: 9114,
        portVLAN: Self.vlan(vlan))
    }
    let vlans = [1: 10, 2: 10, 3: 1, 4: 20, 5: 20, 6: 1, 7: 1, 8: 1]
    insert("ports", (1...8).map { port(UInt16($0), vlans[$0] ?? 1) })
    func members(_ untagged: [UInt16], _ tagged: [UInt16]) -> [VLAN.Member] {
      untagged.map { .init(port: PortID($0), isTagged: false) } + tagged.map { .init(port: PortID($0), isTagged: true) }
    }
    insert("VLANs", [VLAN(id: Self.vlan(10), members: members([1, 2], [3])), VLAN(id: Self.vlan(20), members: members([4, 5], []))])
    insert("FDB", (2...30).map { FDBEntry(vlan: Self.vlan(10), mac: Self.host($0), port: PortID($0 % 2 == 0 ? 2 : 3)) })
    add(
      "FDB removals", (20...25).map { .remove(FDBEntry(vlan: Self.vlan(10), mac: Self.host($0), port: PortID($0 % 2 == 0 ? 2 : 3))) })
    insert("FDB again", [FDBEntry(vlan: Self.vlan(10), mac: Self.host(21), port: PortID(1))])
  }

  static let neighbors = 48
  static func address(_ number: Int) -> IPAddress { IPAddress(v4: 0x0a07_0000 + UInt32(number)) }

  private mutating func addRouting() {
    insert("virtual routers", [VirtualRouter(id: .init(0)), VirtualRouter(id: .init(1))])
    func interface(_ id: UInt16, _ router: UInt16, _ attachment: RouterInterface.Attachment) -> RouterInterface {
      RouterInterface(id: .init(id), virtualRouter: .init(router), attachment: attachment, mac: Self.routerMAC, mtu: 1500)
    }
    insert(
      "interfaces",
      [interface(6, 0, .port(PortID(6))), interface(8, 1, .port(PortID(8))), interface(7, 0, .port(PortID(7)))])
    add("interface removal", [.remove(interface(8, 1, .port(PortID(8))))])
    insert("interface on a VLAN", [interface(10, 0, .vlan(Self.vlan(10)))])
    func neighbor(_ number: Int) -> Neighbor { Neighbor(interface: .init(7), address: Self.address(number), mac: Self.host(100 + number)) }
    insert("neighbors", (1...Self.neighbors).map { neighbor($0) })
    add("neighbor removals", [5, 17, 9, 31].map { .remove(neighbor($0)) })
    insert("neighbors again", [9, 5, 31, 17].map { neighbor($0) })
    insert(
      "next hops",
      (1...Self.neighbors).map { NextHop(id: .init(UInt32($0)), neighbor: .init(interface: .init(7), address: Self.address($0))) })
    func group(_ id: UInt32, _ members: [Int]) -> NextHopGroup {
      NextHopGroup(id: .init(id), members: members.map { .init(nextHop: .init(UInt32($0)), weight: UInt8($0 % 3 + 1)) })
    }
    insert("groups", (1...12).map { group($0, [Int($0), Int($0) + 12, Int($0) + 24]) })
    add(
      "group updates", [2, 7].compactMap { .update(from: group($0, [Int($0), Int($0) + 12, Int($0) + 24]), to: group($0, [Int($0), 40])) })
    add("group removal", [.remove(group(4, [4, 16, 28]))])
    insert("group again", [group(20, [41, 42, 43, 44])])
  }

  private mutating func addRoutes(_ count: Int) {
    var routes: [Route] = []
    var seen: Set<IPPrefix> = []
    func route(_ prefix: IPPrefix, _ choice: Int) -> Route {
      switch choice % 10 {
      case 0: Route(prefix: prefix, destination: .drop)
      case 1: Route(prefix: prefix, destination: .nextHopGroup(.init([1, 2, 3, 5, 6, 20][choice / 10 % 6])))
      default: Route(prefix: prefix, destination: .nextHop(.init(UInt32(choice / 10 % Self.neighbors + 1))))
      }
    }
    while routes.count < count {
      let isV6 = draw(10) == 0
      let length = isV6 ? 20 + draw(60) : 12 + draw(21)
      let address =
        isV6
        ? IPAddress(v6: 0x2001_0db8_0000_0000 | UInt64(draw(1 << 30)), UInt64(draw(1 << 40)))
        : IPAddress(v4: 0x1400_0000 | UInt32(draw(1 << 28)))
      guard let prefix = IPPrefix(address, length: UInt8(length)), seen.insert(prefix).inserted else { continue }
      routes.append(route(prefix, draw(1000)))
    }
    // The traffic's own.
    if let prefix = IPPrefix("10.200.0.0/16") {
      routes.insert(Route(prefix: prefix, destination: .nextHop(.init(3))), at: routes.count / 2)
    }
    for start in stride(from: 0, to: routes.count, by: 500) {
      insert("routes", Array(routes[start..<min(routes.count, start + 500)]))
    }
    let victims = routes.enumerated().filter { $0.offset % 7 == 3 && $0.element.key.prefix.description != "10.200.0.0/16" }
    add("route removals", victims.map { .remove($0.element) })
    insert("routes again", victims.filter { $0.offset % 2 == 0 }.reversed().map(\.element))
  }

  private mutating func addACL() {
    let ports = [1, 4, 6].map { PortID($0) }
    let fields: ACLMatch.Fields = [.destinationIPv4, .l4DestinationPort, .ipProtocol]
    insert(
      "ACL tables",
      [
        ACLTable(id: .init(1), stage: .ingress, priority: 10, fields: fields, ports: ports),
        ACLTable(id: .init(2), stage: .egress, priority: 5, fields: [.destinationIPv4], ports: [PortID(7)])
      ])
    func entry(_ number: Int, _ priority: Int, table: UInt16 = 1) -> ACLEntry {
      var match = ACLMatch()
      match.destinationIP = IPPrefix(IPAddress(v4: 0x0b00_0000 | UInt32(number) << 8), length: 24)
      if table == 1, number % 3 == 0 {
        match.ipProtocol = 17
        match.l4DestinationPort = L4PortRange(UInt16(number)...UInt16(number + 5))
      }
      return ACLEntry(
        table: .init(table), number: UInt32(number), priority: UInt32(priority), match: match, action: number % 2 == 0 ? .drop : .permit,
        isCounted: number % 2 == 0)
    }
    insert("ACL entries", (0..<20).map { entry($0, 100 + $0 * 3 % 17) })
    for number in 20..<40 { insert("ACL entry", [entry(number, 90 + draw(40))]) }
    add("ACL removals", [3, 8, 15].map { .remove(entry($0, 100 + $0 * 3 % 17)) })
    for number in 40..<45 { insert("ACL entry", [entry(number, 120 - number)]) }
    insert("ACL entries, out", (0..<6).map { entry($0, 10 + $0, table: 2) })
  }

  // MARK: Traffic

  /// From port 1 to `host(2)`: out of port 2 as it is.
  public static let bridged: [UInt8] =
    [2, 0, 0, 0, 0x10, 2, 2, 0, 0, 0, 0x20, 1, 0x88, 0xb5] + [UInt8](repeating: 0xab, count: 46)

  /// From port 6 to 10.200.1.2: out of port 7 to `host(103)`.
  public static let routed: [UInt8] =
    [2, 0, 0, 0, 0, 0xfe, 2, 0, 0, 0, 0x20, 6, 8, 0] + [0x45, 0, 0, 46, 0x12, 0x34, 0, 0, 64, 253, 0x51, 0xce, 10, 6, 0, 2, 10, 200, 1, 2]
    + [UInt8](repeating: 0xcd, count: 26)

  /// The data-centre chip with tables that fit this history.
  public static func chip(_ catalog: Catalog, pivots: Int) throws -> ASICDescription {
    var chip = try catalog.chip(named: "ts-32x100g")
    func resize(_ role: TableRole, _ rows: Int) {
      guard let index = chip.tables.firstIndex(where: { $0.role == role }) else { return }
      chip.memories[chip.tables[index].memory].rows = rows
      chip.memories[chip.tables[index].memory].rowsPerBlock = rows
      chip.tables[index].depth = rows
    }
    for role in [TableRole.fdb, .hostIPv4, .hostIPv6, .nextHop, .aclIngress, .aclEgress, .aclCounter] { resize(role, 512) }
    resize(.nextHopGroupMember, 512)
    for role in [TableRole.routeIPv4, .routeIPv6] {
      guard let index = chip.tables.firstIndex(where: { $0.role == role }), case .algorithmicLPM(var match) = chip.tables[index].match
      else { continue }
      resize(role, pivots * match.bucketEntries)
      match.pivots = pivots
      chip.memories[match.pivotMemory].rows = pivots
      chip.memories[match.pivotMemory].rowsPerBlock = pivots
      chip.tables[index].match = .algorithmicLPM(match)
    }
    return chip
  }
}
