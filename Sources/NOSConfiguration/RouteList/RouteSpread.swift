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

  /// The next hops of a family in a virtual router, alone or in groups; groups that are not there yet go to `transaction`.
  init(
    _ family: IPFamily, in virtualRouter: VirtualRouterID, of rows: ConfiguredRows, _ spread: RouteSpread,
    nextGroup: inout UInt32, adding transaction: inout Transaction
  ) {
    let routers = Dictionary(rows.routerInterfaces.map { ($0.row.id, $0.row.virtualRouter) }) { first, _ in first }
    let nextHops = rows.nextHops.map(\.row).filter {
      $0.neighbor.address.family == family && routers[$0.neighbor.interface] == virtualRouter
    }
    guard case .groups(let size) = spread, nextHops.count > 1 else {
      destinations = nextHops.map { .nextHop($0.id) }
      return
    }
    // As many groups as next hops, each of neighbours in a circle: every next hop is in equally many groups.
    let width = min(max(size, 2), nextHops.count)
    var known: [[NextHopGroup.Member]: NextHopGroupID] = [:]
    for group in rows.nextHopGroups where known[group.row.members] == nil { known[group.row.members] = group.row.id }
    var destinations: [Route.Destination] = []
    for start in nextHops.indices {
      let members = (0..<width).map { NextHopGroup.Member(nextHop: nextHops[(start + $0) % nextHops.count].id) }.sorted()
      if let id = known[members] {
        if !destinations.contains(.nextHopGroup(id)) { destinations.append(.nextHopGroup(id)) }
        continue
      }
      let id = NextHopGroupID(nextGroup)
      nextGroup &+= 1
      known[members] = id
      transaction.insert(NextHopGroup(id: id, members: members))
      destinations.append(.nextHopGroup(id))
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
