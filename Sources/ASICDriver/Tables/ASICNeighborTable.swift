import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Neighbors: a next hop of the chip each, and a host entry that leads to it.
final class ASICNeighborTable: ChipTable, NeighborTable {
  let core: DeviceCore
  private let state: ChipState
  private let nextHops: TableImage
  private var numbers: NumberAllocator
  private var hosts: [IPFamily: HashPlan] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let nextHops = core.images[.nextHop] else { return nil }
    self.nextHops = nextHops
    numbers = NumberAllocator(0..<nextHops.rows)
    for (family, role) in [(IPFamily.v4, TableRole.hostIPv4), (.v6, .hostIPv6)] {
      if let image = core.images[role], let table = core.asic.table(role) { hosts[family] = HashPlan(image, table) }
    }
  }

  func apply(_ changes: Span<Change<Neighbor>>) -> [Failure] { applyAll(changes) }

  /// Link-local addresses are no host entries: every interface has the same ones.
  private func needsHost(_ address: IPAddress) -> Bool { !(address.family == .v6 && address.high >> 54 == 0x3fa) }

  func stage(_ change: Change<Neighbor>) throws(Refusal) {
    let key = change.key
    let held = state.neighbors[key]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let neighbor = change.after else {
      guard let held else { return }
      if let row = held.hostRow, let plan = hosts[key.address.family] {
        core.clear(plan.image, row)
        hosts[key.address.family]?.count(-1)
      }
      core.clear(nextHops, held.nextHop)
      numbers.give(held.nextHop)
      state.neighbors[key] = nil
      return
    }
    guard let interface = state.interfaces[key.interface] else { throw Refusal(.unresolved(.routerInterface(key.interface))) }
    guard interface.number > 0 else { throw Refusal(.invalid(Neighbor.schema.id("interface"))) }
    if let held {
      state.neighbors[key]?.row = neighbor
      stageNextHop(neighbor, held.nextHop, interface.number)
      return
    }
    guard !numbers.isExhausted else { throw Refusal(.exhausted(Exhaustion(pool: PoolID(UInt16(nextHops.pool)), constraint: .rows))) }
    var hostRow: Int?
    if needsHost(key.address) {
      guard let plan = hosts[key.address.family] else { throw Refusal(.unsupported(Neighbor.schema.id("address"))) }
      let row = hostKey(key, plan.image, interface.row.virtualRouter)
      if plan.find(row) != nil { throw Refusal(.invalid(Neighbor.schema.id("address"))) }
      hostRow = plan.freeRow(row)
      guard hostRow != nil else {
        throw Refusal(.exhausted(Exhaustion(pool: PoolID(UInt16(plan.image.pool)), constraint: plan.constraint(row))))
      }
    }
    guard let number = numbers.take() else { return }
    stageNextHop(neighbor, number, interface.number)
    if let hostRow, let plan = hosts[key.address.family] {
      let row = hostKey(key, plan.image, interface.row.virtualRouter)
      plan.image.setValid(in: row)
      plan.image.set(.destinationKind, DestinationKind.nextHop.rawValue, in: row)
      plan.image.set(.destination, UInt64(number), in: row)
      core.stage(plan.image, hostRow, row)
      hosts[key.address.family]?.count(1)
    }
    state.neighbors[key] = .init(row: neighbor, nextHop: number, hostRow: hostRow)
  }

  private func stageNextHop(_ neighbor: Neighbor, _ number: Int, _ interface: Int) {
    let row = nextHops.blank()
    nextHops.set(.valid, 1, in: row)
    nextHops.set(.mac, neighbor.mac.bits, in: row)
    nextHops.set(.interface, UInt64(interface), in: row)
    core.stage(nextHops, number, row)
  }

  private func hostKey(_ key: Neighbor.Key, _ image: TableImage, _ router: VirtualRouterID) -> UnsafeMutablePointer<UInt64> {
    let row = image.blank()
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

  var usage: Usage {
    var levels = [Usage.Level(pool: core.pools[nextHops.pool].name, capacity: nextHops.rows, occupied: numbers.used)]
    for family in IPFamily.allCases {
      if let plan = hosts[family] {
        levels.append(Usage.Level(pool: core.pools[plan.image.pool].name, capacity: plan.image.rows, occupied: plan.used))
      }
    }
    return Usage(rows: state.neighbors.count, levels: levels)
  }
}
