import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Neighbors: a next hop of the chip each, and a host entry that leads to it.
final class ASICNeighborTable: ChipTable, NeighborTable {
  let core: DeviceCore
  private let state: ChipState
  private let nextHops: TableImage
  private let numbers: RunAllocator
  /// Where neighbors that are gone had their next hops: one that comes back leaves the runs beside it as they were.
  private var former: [Neighbor.Key: Int] = [:]
  private var hosts: [IPFamily: HashPlan] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let nextHops = core.images[.nextHop] else { return nil }
    self.nextHops = nextHops
    numbers = nextHops.storage.runs
    for (family, role) in [(IPFamily.v4, TableRole.hostIPv4), (.v6, .hostIPv6)] {
      guard let plan = HashPlan(core, role) else { continue }
      hosts[family] = plan
      keyAtRow[family] = [:]
      plan.onMove = { [unowned self] from, to in follow(family, from, to) }
    }
  }

  /// By family and host row: whose it is, where the chip's entries can move.
  private var keyAtRow: [IPFamily: [Int: Neighbor.Key]] = [:]

  private func follow(_ family: IPFamily, _ from: Int, _ to: Int) {
    guard let key = keyAtRow[family]?.removeValue(forKey: from) else { return }
    keyAtRow[family]?[to] = key
    state.neighbors[key]?.hostRow = to
  }

  func apply(_ changes: Span<Change<Neighbor>>) -> [Failure] { applyAll(changes) }

  /// Link-local addresses are no host entries: every interface has the same ones.
  private func needsHost(_ neighbor: Neighbor) -> Bool {
    neighbor.isHostRoute && !(neighbor.key.address.family == .v6 && neighbor.key.address.high >> 54 == 0x3fa)
  }

  func stage(_ change: Change<Neighbor>) throws(Refusal) {
    let key = change.key
    let held = state.neighbors[key]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let neighbor = change.after else {
      guard let held else { return }
      removeHost(held)
      core.clear(nextHops, held.nextHop)
      numbers.give(held.nextHop, 1)
      if former.count >= nextHops.rows { former.removeAll(keepingCapacity: true) }
      former[key] = held.nextHop
      state.neighbors[key] = nil
      return
    }
    guard let interface = state.interfaces[key.interface] else { throw Refusal(.unresolved(.routerInterface(key.interface))) }
    guard interface.number > 0 else { throw Refusal(.invalid(Neighbor.schema.id("interface"))) }
    if held == nil, numbers.isExhausted {
      throw core.full(nextHops, used: numbers.used)
    }
    var hostRow = held?.hostRow
    if needsHost(neighbor), hostRow == nil { hostRow = try takeHostRow(key, interface.row.virtualRouter) }
    guard let number = held?.nextHop ?? numbers.take(1, former: former.removeValue(forKey: key)) else { return }
    stageNextHop(neighbor, number, interface.number)
    if !needsHost(neighbor) {
      if let held { removeHost(held) }
      hostRow = nil
    } else if held?.hostRow == nil, let hostRow, let plan = hosts[key.address.family] {
      let row = hostKey(key, plan.image, interface.row.virtualRouter)
      plan.image.setValid(in: row)
      plan.image.set(.destinationKind, DestinationKind.nextHop.rawValue, in: row)
      plan.image.set(.destination, UInt64(number), in: row)
      core.stage(plan.image, hostRow, row)
      plan.stageContinuation(of: hostRow)
      if plan.match.moves != .none || plan.match.stash > 0 { keyAtRow[key.address.family]?[hostRow] = key }
    }
    state.neighbors[key] = .init(row: neighbor, nextHop: number, hostRow: hostRow)
  }

  private func removeHost(_ held: ChipState.NeighborState) {
    let family = held.row.key.address.family
    guard let row = held.hostRow, let plan = hosts[family] else { return }
    keyAtRow[family]?[row] = nil
    plan.give(row)
  }

  /// - Throws: `.invalid(address)` where another interface of the virtual router has the host.
  private func takeHostRow(_ key: Neighbor.Key, _ router: VirtualRouterID) throws(Refusal) -> Int {
    guard let plan = hosts[key.address.family] else { throw Refusal(.unsupported(Neighbor.schema.id("address"))) }
    let row = hostKey(key, plan.image, router)
    do throws(BusError) { try plan.refresh(row) } catch { throw Refusal(.device(5)) }
    if plan.find(row) != nil { throw Refusal(.invalid(Neighbor.schema.id("address"))) }
    guard let free = plan.take(row) else { throw Refusal(.exhausted(plan.exhaustion(row))) }
    return free
  }

  private func stageNextHop(_ neighbor: Neighbor, _ number: Int, _ interface: Int) {
    let row = nextHops.blank()
    // A neighbor whose MAC address is not known is no place to send packets to.
    nextHops.set(.valid, neighbor.mac == .zero ? 0 : 1, in: row)
    nextHops.set(.mac, neighbor.mac.bits, in: row)
    nextHops.set(.interface, UInt64(interface), in: row)
    core.stage(nextHops, number, row)
  }

  private func hostKey(_ key: Neighbor.Key, _ image: TableImage, _ router: VirtualRouterID) -> UnsafeMutablePointer<UInt64> {
    let row = image.blank()
    image.setTag(in: row)
    image.setKey(.virtualRouter, UInt64(state.routers[router]?.number ?? 0), in: row)
    if key.address.family == .v4 {
      image.setKey(.ipv4, UInt64(key.address.v4), in: row)
    } else {
      image.setKey(.ipv6, key.address.low, part: 0, in: row)
      image.setKey(.ipv6, key.address.high, part: 1, in: row)
    }
    return row
  }

  func row(at key: Neighbor.Key) -> Neighbor? {
    guard let held = state.neighbors[key], core.holds(nextHops, held.nextHop) else { return nil }
    if let hostRow = held.hostRow, let plan = hosts[key.address.family], !core.holds(plan.image, hostRow) { return nil }
    return held.row
  }

  func forEachRow(_ body: (Neighbor) -> Void) { for key in state.neighbors.keys { if let row = row(at: key) { body(row) } } }

  /// Host rows moved to make room since power-on.
  var moves: UInt64 { hosts.values.reduce(0) { $0 + $1.moves } }

  var usage: Usage {
    var levels = [Usage.Level(pool: core.pools[nextHops.pool].name, capacity: nextHops.rows, occupied: numbers.used)]
    for family in IPFamily.allCases {
      // Both families in one memory are as full as each other.
      if let level = hosts[family]?.level, levels.last?.pool != level.pool { levels.append(level) }
    }
    return Usage(rows: state.neighbors.count, levels: levels)
  }
}
