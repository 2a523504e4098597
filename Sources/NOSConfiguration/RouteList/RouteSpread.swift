import SwitchControl
import SwitchModel

/// How the routes of a list are spread over the configured neighbors.
public enum RouteSpread: Hashable, Sendable {
  /// Each route over one next hop, chosen by a hash of its prefix.
  case nextHops
  /// Each route over one of some next-hop groups of this many members (at least 2), chosen by a hash of its prefix.
  case groups(of: Int)
}

/// The destinations for one family's routes.
struct RouteDestinations {
  private let destinations: [Route.Destination]

  var isEmpty: Bool { destinations.isEmpty }

  /// The next hops of a family in a virtual router, alone or in groups; groups that are not there yet are added.
  init(
    _ family: IPFamily, in virtualRouter: VirtualRouterID, _ spread: RouteSpread, adding provenance: Provenance,
    to configuration: inout Configuration
  ) {
    let routers = Dictionary(configuration.rows.routerInterfaces.map { ($0.row.id, $0.row.virtualRouter) }) { first, _ in first }
    let nextHops = configuration.rows.nextHops.map(\.row).filter {
      $0.neighbor.address.family == family && routers[$0.neighbor.interface] == virtualRouter
    }
    guard case .groups(let size) = spread, nextHops.count > 1 else {
      destinations = nextHops.map { .nextHop($0.id) }
      return
    }
    // As many groups as next hops, each of neighbours in a circle: every next hop is in equally many groups.
    let width = min(max(size, 2), nextHops.count)
    var known: [[NextHopGroup.Member]: NextHopGroupID] = [:]
    for group in configuration.rows.nextHopGroups where known[group.row.members] == nil { known[group.row.members] = group.row.id }
    var destinations: [Route.Destination] = []
    var used: Set<NextHopGroupID> = []
    for start in nextHops.indices {
      let members = (0..<width).map { NextHopGroup.Member(nextHop: nextHops[(start + $0) % nextHops.count].id) }.sorted()
      let id = known[members] ?? configuration.addGroup(members, provenance)
      known[members] = id
      if used.insert(id).inserted { destinations.append(.nextHopGroup(id)) }
    }
    self.destinations = destinations
  }

  /// The destination of a prefix: the same on every run.
  subscript(hash: UInt64) -> Route.Destination? {
    if destinations.isEmpty { return nil }
    // The high half of a product is uniform over the range, without a division.
    return destinations[Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(destinations.count)).high)]
  }
}

extension Configuration {
  /// Adds a group after all that are there.
  mutating func addGroup(_ members: [NextHopGroup.Member], _ provenance: Provenance) -> NextHopGroupID {
    let last = rows.nextHopGroups.map(\.row.id.rawValue).max() ?? 0
    let group = NextHopGroup(id: NextHopGroupID(last &+ 1), members: members)
    rows.nextHopGroups.append(Configured(row: group, provenance: provenance))
    transaction.insert(group, from: provenance)
    return group.id
  }
}
