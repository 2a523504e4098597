import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Virtual routers: numbers in the keys of hosts and routes; their families are switched at their interfaces.
final class ASICVirtualRouterTable: ChipTable, VirtualRouterTable {
  let core: DeviceCore
  private let state: ChipState
  private var numbers: NumberAllocator
  private let capacity: Int
  private let interfaces: ASICRouterInterfaceTable

  init?(_ state: ChipState, _ interfaces: ASICRouterInterfaceTable) {
    core = state.core
    self.state = state
    self.interfaces = interfaces
    guard let place = core.images[.routerInterface]?.layout.place(.virtualRouter) else { return nil }
    capacity = 1 << min(16, place.width)
    numbers = NumberAllocator(0..<capacity)
  }

  func apply(_ changes: Span<Change<VirtualRouter>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<VirtualRouter>) throws(Refusal) {
    let id = change.key
    let held = state.routers[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let router = change.after else {
      guard let held else { return }
      numbers.give(held.number)
      state.routers[id] = nil
      state.routerOfNumber[held.number] = nil
      return
    }
    let number: Int
    if let held {
      number = held.number
    } else {
      guard let taken = numbers.take() else {
        let pool = core.images[.routerInterface]?.pool ?? 0
        throw Refusal(
          .exhausted(
            Exhaustion(pool: PoolID(UInt16(pool)), constraint: .rows, occupied: state.routers.count, capacity: capacity)))
      }
      number = taken
    }
    state.routers[id] = .init(row: router, number: number)
    state.routerOfNumber[number] = id
    if held != nil { interfaces.restage(of: id) }
  }

  func row(at key: VirtualRouterID) -> VirtualRouter? { state.routers[key]?.row }
  func forEachRow(_ body: (VirtualRouter) -> Void) { for router in state.routers.values { body(router.row) } }
  var usage: Usage {
    Usage(rows: state.routers.count, levels: [Usage.Level(pool: "virtualRouter", capacity: capacity, occupied: state.routers.count)])
  }
}
