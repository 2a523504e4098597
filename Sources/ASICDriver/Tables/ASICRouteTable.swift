import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Routes, by the plan that suits each family's table.
final class ASICRouteTable: ChipTable, RouteTable {
  let core: DeviceCore
  private let state: ChipState
  private var plans: [(any PrefixPlan)?] = [nil, nil]

  init?(_ state: ChipState) throws(Refusal) {
    core = state.core
    self.state = state
    for family in IPFamily.allCases {
      let role: TableRole = family == .v4 ? .routeIPv4 : .routeIPv6
      guard let table = core.asic.table(role) else { continue }
      switch table.match {
      case .algorithmicLPM(let match): plans[family.slot] = try AlgorithmicPlan(core, table, match, family: family)
      case .prefixTCAM: plans[family.slot] = try TCAMPrefixPlan(core, table, family: family)
      case .prefixHash: plans[family.slot] = try HashPrefixPlan(core, table, family: family)
      case .index, .hash, .ternary: continue
      }
    }
    if plans.allSatisfy({ $0 == nil }) { return nil }
  }

  func apply(_ changes: Span<Change<Route>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<Route>) throws(Refusal) {
    let key = change.key
    guard let plan = plans[key.prefix.family.slot] else { throw Refusal(.unsupported(Route.schema.id("prefix"))) }
    guard let router = state.routers[key.virtualRouter]?.number else {
      throw Refusal(change.before == nil ? .unresolved(.virtualRouter(key.virtualRouter)) : .missing)
    }
    let prefix = PrefixBits(key.prefix)
    let held = plan.result(of: prefix, in: router)
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let route = change.after else {
      plan.remove(prefix, in: router)
      return
    }
    try plan.put(prefix, in: router, try result(route.destination))
  }

  private func result(_ destination: Route.Destination) throws(Refusal) -> RouteResult {
    func make(_ kind: DestinationKind, _ number: Int) -> RouteResult {
      RouteResult(kind: UInt8(kind.rawValue), number: UInt32(number), destination: destination)
    }
    switch destination {
    case .nextHop(let id): return make(.nextHop, try state.number(of: id))
    case .nextHopGroup(let id):
      guard let group = state.groups[id] else { throw Refusal(.unresolved(.nextHopGroup(id))) }
      return make(.nextHopGroup, group.number)
    case .routerInterface(let id):
      guard state.interfaces[id] != nil else { throw Refusal(.unresolved(.routerInterface(id))) }
      // To the CPU, to be resolved: number 1 says so.
      return make(.cpu, 1)
    case .cpu: return make(.cpu, 0)
    case .drop: return make(.drop, 0)
    }
  }

  func row(at key: Route.Key) -> Route? {
    guard let plan = plans[key.prefix.family.slot], let router = state.routers[key.virtualRouter]?.number else { return nil }
    let prefix = PrefixBits(key.prefix)
    guard let result = plan.result(of: prefix, in: router), plan.isHeld(prefix, in: router) else { return nil }
    return Route(virtualRouter: key.virtualRouter, prefix: key.prefix, destination: result.destination)
  }

  func forEachRow(_ body: (Route) -> Void) {
    for family in IPFamily.allCases {
      plans[family.slot]?.forEach { bits, number, result in
        let address = family == .v4 ? IPAddress(v4: UInt32(bits.high >> 32)) : IPAddress(v6: bits.high, bits.low)
        guard let router = state.routerOfNumber[number], let prefix = IPPrefix(address, length: bits.length) else { return }
        body(Route(virtualRouter: router, prefix: prefix, destination: result.destination))
      }
    }
  }

  /// The route whose row stands at a row of a family's table (level 0), or that gives a pivot's default (level 1).
  func key(_ family: IPFamily, _ level: Int, atRow row: Int) -> Route.Key? {
    guard let (bits, number) = plans[family.slot]?.prefix(level: level, atRow: row), let router = state.routerOfNumber[number] else {
      return nil
    }
    let address = family == .v4 ? IPAddress(v4: UInt32(bits.high >> 32)) : IPAddress(v6: bits.high, bits.low)
    return IPPrefix(address, length: bits.length).map { Route.Key(virtualRouter: router, prefix: $0) }
  }

  /// Chip rows moved to make room since power-on.
  var moves: UInt64 { plans.reduce(0) { $0 + ($1?.moves ?? 0) } }

  var usage: Usage {
    var levels: [Usage.Level] = []
    for level in plans.flatMap({ $0?.levels ?? [] }) where !levels.contains(level) { levels.append(level) }
    return Usage(rows: plans.reduce(0) { $0 + ($1?.count ?? 0) }, levels: levels)
  }
}

extension IPFamily {
  var slot: Int { self == .v4 ? 0 : 1 }
}
