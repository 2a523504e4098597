import SwitchModel
import SwitchPlatform

// SONiC keeps a static route's next hops in parallel lists: the i-th elements of `nexthop`, `ifname`, `distance`,
// `blackhole` and `nexthop-vrf` are one next hop. A list is absent or as long as the others. Of the next hops, those of
// the smallest distance are used; the others wait for these to fail, and nothing fails here.

/// One next hop of a static route.
private struct StaticNextHop {
  enum Target {
    case drop
    case interface(String)
    case address(IPAddress, interface: String?)
  }
  var target: Target
  var distance: UInt8
  var virtualRouter: VirtualRouterID
  var position: SourcePosition
}

extension Draft {
  /// STATIC_ROUTE.
  mutating func readStaticRoutes() {
    for entry in entries["STATIC_ROUTE"] ?? [] {
      let errorsBefore = errorCount
      guard let key = routeKey(entry), var hops = staticNextHops(entry, key), errorCount == errorsBefore else { continue }
      let least = hops.map(\.distance).min() ?? 0
      let backups = hops.filter { $0.distance != least }
      if let backup = backups.first {
        warning(
          .unsupported, at: backup.position,
          "\(entry.name): next hops of distance \(backup.distance) back up those of \(least); backups are not supported and left out")
        hops.removeAll { $0.distance != least }
      }
      if let owner = routeOwners[key] {
        let rule: Rule = owner.hasPrefix("STATIC_ROUTE|") ? .duplicate : .contradiction
        error(rule, at: entry.position, "\(entry.name): \(key.prefix) is routed by \(owner) already")
        continue
      }
      if let destination = destination(of: hops, entry) { insertRoute(key, destination, entry.name, at: entry.position) }
    }
  }

  private mutating func routeKey(_ entry: Entry) -> Route.Key? {
    let parts = entry.parts
    guard parts.count <= 2, let text = parts.last, let prefix = IPPrefix(text) else {
      error(
        .key, at: entry.position,
        "\(entry.name) is no key of STATIC_ROUTE; expected STATIC_ROUTE|10.0.0.0/8 or STATIC_ROUTE|VrfRed|10.0.0.0/8")
      return nil
    }
    var router = VirtualRouterID(0)
    if parts.count == 2 {
      guard let found = virtualRouter(LocatedText(text: parts[0], position: entry.position), in: entry.name) else { return nil }
      router = found
    }
    if prefix.address.isMulticast {
      error(.value, at: entry.position, "\(entry.name): \(prefix) is multicast, and a route is unicast")
      return nil
    }
    if let address = IPAddress(text.prefix { $0 != "/" }), address != prefix.address {
      warning(.assumed, at: entry.position, "\(entry.name) has bits after its prefix; \(prefix) is routed")
    }
    return Route.Key(virtualRouter: router, prefix: prefix)
  }

  private mutating func staticNextHops(_ entry: Entry, _ key: Route.Key) -> [StaticNextHop]? {
    let names = ["nexthop", "ifname", "distance", "blackhole", "nexthop-vrf"]
    var lists: [String: [LocatedText]] = [:]
    for name in names { lists[name] = list(name, of: entry) }
    let count = lists.values.map(\.count).max() ?? 0
    guard count > 0 else {
      error(.missing, at: entry.position, "\(entry.name) has neither nexthop nor ifname nor blackhole")
      return nil
    }
    for name in names {
      if let list = lists[name], !list.isEmpty, list.count != count {
        error(
          .contradiction, at: entry.field(name)?.value.position ?? entry.position,
          "\(entry.name)|\(name) has \(list.count) of \(count) elements; the lists of a route are parallel")
        return nil
      }
    }
    func element(_ name: String, _ index: Int) -> LocatedText? {
      guard let list = lists[name], index < list.count, !list[index].text.isEmpty else { return nil }
      return list[index]
    }
    var result: [StaticNextHop] = []
    for index in 0..<count {
      var distance: UInt8 = 0
      if let text = element("distance", index) {
        distance = number(text, what: "\(entry.name)|distance", in: 0...255) ?? 0
      }
      var router = key.virtualRouter
      if let name = element("nexthop-vrf", index) {
        router = virtualRouter(name, in: "\(entry.name)|nexthop-vrf") ?? router
      }
      let target = staticTarget(
        entry, key, blackhole: element("blackhole", index), address: element("nexthop", index), interface: element("ifname", index))
      guard let target else { continue }
      let position = element("nexthop", index)?.position ?? element("ifname", index)?.position ?? entry.position
      result.append(StaticNextHop(target: target, distance: distance, virtualRouter: router, position: position))
    }
    return result
  }

  private mutating func staticTarget(
    _ entry: Entry, _ key: Route.Key, blackhole: LocatedText?, address: LocatedText?, interface: LocatedText?
  ) -> StaticNextHop.Target? {
    if let blackhole {
      switch blackhole.text.lowercased() {
      case "true": return .drop
      case "false": break
      default: error(.value, at: blackhole.position, "\(entry.name)|blackhole is \(quoted(blackhole.text)); expected 'true' or 'false'")
      }
    }
    // With an interface, the address of all zeros stands for none.
    if let address, address.text != "0.0.0.0", address.text != "::" {
      guard let parsed = IPAddress(address.text) else {
        error(.value, at: address.position, "\(entry.name)|nexthop is \(quoted(address.text)); expected an IP address")
        return nil
      }
      if parsed.family != key.prefix.family {
        error(.contradiction, at: address.position, "\(entry.name)|nexthop \(parsed) is of another family than \(key.prefix)")
        return nil
      }
      return .address(parsed, interface: interface?.text)
    }
    if let interface { return .interface(interface.text) }
    error(.missing, at: address?.position ?? entry.position, "\(entry.name) has a next hop without address and interface")
    return nil
  }

  private mutating func destination(of hops: [StaticNextHop], _ entry: Entry) -> Route.Destination? {
    let errorsBefore = errorCount
    var members: [NextHopID] = []
    var interfaces: [RouterInterfaceID] = []
    var drops = false
    var isComplete = true
    for hop in hops {
      switch hop.target {
      case .drop: drops = true
      case .interface(let name):
        guard let index = interfaceIndex(LocatedText(text: name, position: hop.position), in: entry.name) else {
          isComplete = false
          continue
        }
        interfaces.append(self.interfaces[index].id)
      case .address(let address, let name):
        guard let id = nextHop(to: address, interface: name, in: hop.virtualRouter, at: hop.position, for: entry.name) else {
          isComplete = false
          continue
        }
        if members.contains(id) {
          warning(.duplicate, at: hop.position, "\(entry.name) has next hop \(address) twice; it counts once")
        } else {
          members.append(id)
        }
      }
    }
    guard errorCount == errorsBefore, isComplete else { return nil }
    if drops, members.isEmpty, interfaces.isEmpty { return .drop }
    if !drops, members.isEmpty, let interface = interfaces.first, interfaces.allSatisfy({ $0 == interface }) {
      return .routerInterface(interface)
    }
    guard !drops, interfaces.isEmpty, let first = members.first else {
      warning(
        .unsupported, at: entry.position,
        "\(entry.name) mixes next hops with interfaces or blackholes, which is not supported; it is left out")
      return nil
    }
    return members.count == 1 ? .nextHop(first) : .nextHopGroup(group(of: members, name: entry.name, at: entry.position))
  }
}
