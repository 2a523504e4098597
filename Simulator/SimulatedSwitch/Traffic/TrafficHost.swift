import SwitchControl
import SwitchHAL
import SwitchModel

/// A station outside the switch, as its configuration lets one guess it.
struct TrafficHost: Hashable {
  var port: PortID
  /// The VLAN it is in, and whether its frames carry the tag; `nil` on a routed port.
  var vlan: VLANID?
  var isTagged = false
  var mac: MACAddress
  var ipv4: IPAddress?
  var ipv6: IPAddress?
  /// The router it sends to; `nil` where its VLAN has none.
  var gateway: Gateway?

  struct Gateway: Hashable {
    var mac: MACAddress
    var virtualRouter: VirtualRouterID
    var interface: RouterInterfaceID
  }

  func address(_ family: IPFamily) -> IPAddress? { family == .v4 ? ipv4 : ipv6 }
}

/// What a switch is configured for, seen from outside: who sends, and to where.
struct TrafficSurroundings {
  /// Destinations of one virtual router.
  struct Targets {
    /// Prefixes that are routed to next hops, connected subnets, the switch's own addresses, and what is dropped.
    var routed: [IPPrefix] = []
    var connected: [IPPrefix] = []
    var own: [IPPrefix] = []
    var dropped: [IPPrefix] = []
    var neighbors: [IPAddress] = []
    /// Whether every address is routed somewhere.
    var hasDefault = false
  }

  private(set) var hosts: [TrafficHost] = []
  /// By family, then by virtual router.
  private(set) var targets: [IPFamily: [VirtualRouterID: Targets]] = [:]
  /// Ingress ACL entries with a port they are bound to.
  private(set) var rules: [(port: PortID, match: ACLMatch)] = []

  /// Hosts that are made up for one VLAN, at most.
  private static let guessesEach = 16

  init(_ control: ManagedSwitch) {
    var enabled: Set<PortID> = []
    control.forEach(Port.self) { if $0.isEnabled { enabled.insert($0.id) } }
    var vlans: [VLANID: VLAN] = [:]
    control.forEach(VLAN.self) { vlans[$0.id] = $0 }
    var places: [FDBEntry.Key: PortID] = [:]
    control.forEach(FDBEntry.self) { places[$0.key] = $0.port }
    var interfaces: [RouterInterfaceID: RouterInterface] = [:]
    var gateways: [VLANID: TrafficHost.Gateway] = [:]
    control.forEach(RouterInterface.self) { row in
      interfaces[row.id] = row
      if case .vlan(let vlan) = row.attachment {
        gateways[vlan] = TrafficHost.Gateway(mac: row.mac, virtualRouter: row.virtualRouter, interface: row.id)
      }
    }
    var found: [FDBEntry.Key: TrafficHost] = [:]
    var routed: [TrafficHost] = []

    func host(in vlan: VLANID, _ mac: MACAddress, at port: PortID) -> TrafficHost? {
      guard enabled.contains(port), let member = vlans[vlan]?.members.first(where: { $0.port == port }) else { return nil }
      return TrafficHost(port: port, vlan: vlan, isTagged: member.isTagged, mac: mac, gateway: gateways[vlan])
    }
    for (key, port) in places { found[key] = host(in: key.vlan, key.mac, at: port) }
    control.forEach(Neighbor.self) { neighbor in
      guard let interface = interfaces[neighbor.key.interface] else { return }
      targets[neighbor.key.address.family, default: [:]][interface.virtualRouter, default: Targets()].neighbors
        .append(neighbor.key.address)
      func add(_ address: IPAddress, to host: inout TrafficHost) {
        if address.family == .v4 { host.ipv4 = address } else { host.ipv6 = address }
      }
      switch interface.attachment {
      case .port(let port) where enabled.contains(port):
        let gateway = TrafficHost.Gateway(mac: interface.mac, virtualRouter: interface.virtualRouter, interface: interface.id)
        let index = routed.firstIndex { $0.port == port && $0.mac == neighbor.mac }
        var host = index.map { routed[$0] } ?? TrafficHost(port: port, mac: neighbor.mac, gateway: gateway)
        add(neighbor.key.address, to: &host)
        if let index { routed[index] = host } else { routed.append(host) }
      case .vlan(let vlan):
        let key = FDBEntry.Key(vlan: vlan, mac: neighbor.mac)
        guard let port = places[key] ?? vlans[vlan]?.members.first(where: { enabled.contains($0.port) })?.port else { return }
        guard var host = found[key] ?? host(in: vlan, neighbor.mac, at: port) else { return }
        add(neighbor.key.address, to: &host)
        found[key] = host
      case .port, .subPort, .loopback: break
      }
    }
    // Members where nobody is known: someone made up.
    let occupied = Set(found.values.map { Place(vlan: $0.vlan, port: $0.port) })
    for vlan in vlans.values {
      for member in vlan.members.prefix(TrafficSurroundings.guessesEach) where !occupied.contains(Place(vlan: vlan.id, port: member.port)) {
        let mac = MACAddress(bits: 0x02_fe_00_00_00_00 | UInt64(vlan.id.rawValue) << 16 | UInt64(member.port.rawValue))
        found[FDBEntry.Key(vlan: vlan.id, mac: mac)] = host(in: vlan.id, mac, at: member.port)
      }
    }
    // Dictionaries have no order of their own.
    hosts = (routed + found.values).sorted {
      ($0.port, $0.vlan?.rawValue ?? 0, $0.mac) < ($1.port, $1.vlan?.rawValue ?? 0, $1.mac)
    }
    addTargets(control)
    addRules(control, enabled)
  }

  private struct Place: Hashable {
    let vlan: VLANID?
    let port: PortID
  }

  private mutating func addTargets(_ control: ManagedSwitch) {
    var targets = self.targets
    control.forEach(Route.self) { route in
      let (family, router) = (route.key.prefix.family, route.key.virtualRouter)
      func add(_ list: WritableKeyPath<Targets, [IPPrefix]>) {
        targets[family, default: [:]][router, default: Targets()][keyPath: list].append(route.key.prefix)
      }
      if route.key.prefix.length == 0 { targets[family, default: [:]][router, default: Targets()].hasDefault = true }
      switch route.destination {
      case .nextHop, .nextHopGroup: add(\.routed)
      case .routerInterface: add(\.connected)
      case .cpu: if !route.key.prefix.address.isMulticast { add(\.own) }
      case .drop: add(\.dropped)
      }
    }
    self.targets = targets
  }

  private mutating func addRules(_ control: ManagedSwitch, _ enabled: Set<PortID>) {
    var ports: [ACLTableID: [PortID]] = [:]
    control.forEach(ACLTable.self) { if $0.stage == .ingress { ports[$0.id] = $0.ports.filter(enabled.contains) } }
    var rules: [(PortID, ACLMatch)] = []
    control.forEach(ACLEntry.self) { entry in
      for port in ports[entry.key.table] ?? [] { rules.append((port, entry.match)) }
    }
    self.rules = rules.map { (port: $0.0, match: $0.1) }
  }
}
