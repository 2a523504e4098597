import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Spanning trees: a row of two bitmaps each, which VLANs name.
final class ASICSpanningTreeTable: ChipTable, SpanningTreeTable {
  let core: DeviceCore
  private let state: ChipState
  private let image: TableImage
  private var numbers: NumberAllocator

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.spanningTree], let vlan = core.images[.vlan], vlan.layout.place(.spanningTree) != nil else { return nil }
    self.image = image
    numbers = NumberAllocator(0..<image.rows)
  }

  func apply(_ changes: Span<Change<SpanningTree>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<SpanningTree>) throws(Refusal) {
    let id = change.key
    let held = state.trees[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let tree = change.after else {
      guard let held else { return }
      core.clear(image, held.number)
      numbers.give(held.number)
      state.trees[id] = nil
      return
    }
    for port in tree.ports { _ = try state.logicalPort(port.port, SpanningTree.schema.id("ports")) }
    guard let number = held?.number ?? numbers.take() else {
      throw core.full(image, used: numbers.used)
    }
    let new = ChipState.TreeState(row: tree, number: number)
    state.trees[id] = new
    state.stageTree(new)
  }

  func row(at key: SpanningTreeID) -> SpanningTree? {
    guard let held = state.trees[key], core.holds(image, held.number) else { return nil }
    return held.row
  }

  func forEachRow(_ body: (SpanningTree) -> Void) { for key in state.trees.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.trees.count, levels: [Usage.Level(pool: core.pools[image.pool].name, capacity: image.rows, occupied: numbers.used)])
  }
}
