import SwitchHAL
import SwitchModel

// The samples of each kind. Keys are small numbers, addresses are locally administered or private.

private func sampleMAC(_ low: UInt64) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 | low) }
private func sampleVLAN(_ number: UInt16) -> VLANID { VLANID(100 + number) ?? .default }
private func sampleAddress(_ number: UInt16) -> IPAddress { IPAddress(v4: 0x0a00_0002 | UInt32(number) << 8) }

extension Port: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Port] {
    guard Int(number) < world.ports.count else { return [] }
    let port = world.ports[Int(number)]
    var larger = port
    larger.mtu = port.mtu == 1600 ? 1514 : 1600
    var switched = port
    switched.isEnabled.toggle()
    var learning = port
    learning.isLearning.toggle()
    return [port, larger, switched, learning]
  }
}

extension VLAN: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [VLAN] {
    let empty = VLAN(id: sampleVLAN(number))
    guard let port = world.port(number) else { return [empty] }
    return [empty.with(members: [Member(port: port, isTagged: true)]), empty, empty.with(members: [Member(port: port, isTagged: false)])]
  }
}

extension FDBEntry: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [FDBEntry] {
    // In the first VLAN too, for a device with one.
    [sampleVLAN(number), sampleVLAN(0)].flatMap { vlan in
      (0..<3).compactMap { world.port(number + $0) }.map { FDBEntry(vlan: vlan, mac: sampleMAC(UInt64(number)), port: $0) }
    }
  }
}

extension VirtualRouter: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [VirtualRouter] {
    let id = VirtualRouterID(number)
    return [VirtualRouter(id: id), VirtualRouter(id: id, isIPv6Enabled: false), VirtualRouter(id: id, isIPv4Enabled: false)]
  }
}

extension RouterInterface: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [RouterInterface] {
    var attachments: [Attachment] = [.vlan(sampleVLAN(number))]
    if let port = world.port(number) { attachments.append(.port(port)) }
    attachments.append(.loopback)
    let router = sampleMAC(0x0100)
    return [VirtualRouterID(number), VirtualRouterID(0)].flatMap { virtualRouter in
      attachments.flatMap { attachment in
        var row = RouterInterface(
          id: RouterInterfaceID(number + 1), virtualRouter: virtualRouter, attachment: attachment, mac: router)
        let plain = row
        row.mtu = 1400
        let smaller = row
        row = plain
        row.mac = sampleMAC(0x0101)
        return [plain, smaller, row]
      }
    }
  }
}

extension Neighbor: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Neighbor] {
    [number + 1, 1].flatMap { interface in
      [sampleMAC(0x0200 + UInt64(number)), sampleMAC(0x0300 + UInt64(number))].map {
        Neighbor(interface: RouterInterfaceID(interface), address: sampleAddress(number), mac: $0)
      }
    }
  }
}

extension NextHop: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [NextHop] {
    [number + 1, 1].map { interface in
      NextHop(
        id: NextHopID(UInt32(number) + 1), neighbor: .init(interface: RouterInterfaceID(interface), address: sampleAddress(number)))
    }
  }
}

extension NextHopGroup: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [NextHopGroup] {
    let members: [[UInt32]] = [[1, 2], [2, 3], [1], [2], []]
    return members.map { members in
      NextHopGroup(id: NextHopGroupID(UInt32(number) + 1), members: members.map { Member(nextHop: NextHopID($0)) })
    }
  }
}

extension Route: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Route] {
    guard let prefix = IPPrefix(IPAddress(v4: 0x0a64_0000 | UInt32(number) << 8), length: 24) else { return [] }
    let destinations: [Destination] = [
      .nextHop(NextHopID(UInt32(number) + 1)), .nextHop(NextHopID(1)), .nextHopGroup(NextHopGroupID(1)),
      .routerInterface(RouterInterfaceID(1)), .drop, .cpu
    ]
    return [VirtualRouterID(number), VirtualRouterID(0)].flatMap { virtualRouter in
      destinations.map { Route(virtualRouter: virtualRouter, prefix: prefix, destination: $0) }
    }
  }
}

extension SampleWorld {
  /// A stage whose entries match something, and a field that they match.
  fileprivate var matched: (stage: ACLTable.Stage, field: ACLMatch.Fields, match: ACLMatch)? {
    var ipProtocol = ACLMatch()
    ipProtocol.ipProtocol = 17
    var destination = ACLMatch()
    destination.destinationIP = IPPrefix(host: IPAddress(v4: 0x0a00_0001))
    var etherType = ACLMatch()
    etherType.etherType = 0x88cc
    for stage in ACLTable.Stage.allCases {
      for match in [ipProtocol, destination, etherType] {
        if capabilities.aclFields[stage]?.isSuperset(of: match.fields) == true { return (stage, match.fields, match) }
      }
    }
    return nil
  }
}

extension ACLTable: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [ACLTable] {
    guard let (stage, field, _) = world.matched else { return [] }
    let ports: [[PortID]] = [world.port(number).map { [$0] } ?? [], [], world.ports.map(\.id)]
    return ports.map { ACLTable(id: ACLTableID(number + 1), stage: stage, fields: field, ports: $0) }
  }
}

extension ACLEntry: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [ACLEntry] {
    guard let (_, _, match) = world.matched else { return [] }
    let actions: [Action] = [.drop, .permit, .trap]
    // The third tries a policer, where the device has them.
    let policer = number == 2 ? PolicerID(1) : nil
    return [policer, nil].flatMap { policer in
      actions.map {
        ACLEntry(
          table: ACLTableID(1), number: UInt32(number) + 1, priority: UInt32(number) + 1, match: match, action: $0, policer: policer)
      }
    }
  }
}

extension LAG: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [LAG] {
    let id = LAGID(number + 1)
    guard let port = world.port(number) else { return [LAG(id: id)] }
    return [
      LAG(id: id), LAG(id: id, members: [Member(port: port)]), LAG(id: id, members: [Member(port: port, distributes: false)]),
      LAG(id: id, isLearning: false)
    ]
  }
}

extension SpanningTree: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [SpanningTree] {
    let id = SpanningTreeID(number)
    guard let port = world.port(number) else { return [SpanningTree(id: id)] }
    return [
      SpanningTree(id: id), SpanningTree(id: id, ports: [PortState(port: port, state: .blocking)]),
      SpanningTree(id: id, ports: [PortState(port: port, state: .learning)])
    ]
  }
}

extension TrapGroup: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [TrapGroup] {
    let id = TrapGroupID(number)
    return [
      TrapGroup(id: id), TrapGroup(id: id, queue: 3, policer: PolicerID(0)), TrapGroup(id: id, queue: 3),
      TrapGroup(id: id, isEnabled: false)
    ]
  }
}

extension Trap: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Trap] {
    let kinds: [Kind] = [.lldp, .arpRequest, .ttlError]
    let group = TrapGroupID(0)
    return [PacketAction.trap, .drop, .copy, .forward].map {
      Trap(kind: kinds[Int(number) % kinds.count], action: $0, priority: UInt32(number), group: group)
    }
  }
}

extension Policer: SampleRow {
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Policer] {
    let id = PolicerID(number)
    let rate = 125_000 * (UInt64(number) + 1)
    var plain = Policer(id: id, meterType: .bytes, mode: .srTCM, cir: rate, cbs: 10_000, pbs: 20_000, redAction: .drop)
    if number % 2 == 1 { plain = Policer(id: id, meterType: .packets, mode: .trTCM, cir: rate, cbs: 100, pir: 2 * rate, pbs: 200) }
    var faster = plain
    faster.cir += 1000
    faster.yellowAction = .drop
    return [plain, faster]
  }
}
