import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Ports. Chip port p is the port whose first lane is p + 1.
final class ASICPortTable: ChipTable, PortTable {
  let core: DeviceCore
  private let state: ChipState

  init(_ state: ChipState) {
    core = state.core
    self.state = state
  }

  func apply(_ changes: Span<Change<Port>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<Port>) throws(Refusal) {
    let image = try core.image(.port)
    let held = state.ports[change.key]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let port = change.after else {
      guard let held else { return }
      state.ports[change.key] = nil
      state.portOfChip[held.chipPort] = nil
      state.stagePort(held.chipPort)
      return
    }
    let lanes = Port.schema.id("lanes")
    guard let first = port.lanes.first, first >= 1, port.id != .cpu else { throw Refusal(.invalid(lanes)) }
    let chipPort = Int(first) - 1
    guard chipPort < core.asic.ports.count, chipPort < image.rows, port.lanes.allSatisfy({ (1...core.asic.ports.lanes).contains(Int($0)) })
    else { throw Refusal(.unsupported(lanes)) }
    if let other = state.portOfChip[chipPort], other != port.id { throw Refusal(.invalid(lanes)) }
    if let held, held.chipPort != chipPort { throw Refusal(.invalid(lanes)) }
    guard port.speed <= core.asic.ports.maximumSpeed, image.fits(.speed, UInt64(port.speed)) else {
      throw Refusal(.unsupported(Port.schema.id("speed")))
    }
    guard image.fits(.mtu, UInt64(port.mtu)) else { throw Refusal(.unsupported(Port.schema.id("mtu"))) }
    guard image.fits(.dropUntagged, port.dropsUntagged ? 1 : 0) else { throw Refusal(.unsupported(Port.schema.id("dropsUntagged"))) }
    guard image.fits(.dropTagged, port.dropsTagged ? 1 : 0) else { throw Refusal(.unsupported(Port.schema.id("dropsTagged"))) }
    state.ports[port.id] = .init(row: port, chipPort: chipPort)
    state.portOfChip[chipPort] = port.id
    state.stagePort(chipPort)
  }

  func row(at key: PortID) -> Port? {
    guard let held = state.ports[key], let image = core.images[.port], core.holds(image, held.chipPort) else { return nil }
    return held.row
  }

  func forEachRow(_ body: (Port) -> Void) { for key in state.ports.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.ports.count,
      levels: [
        Usage.Level(pool: core.pools[core.images[.port]?.pool ?? 0].name, capacity: core.asic.ports.count, occupied: state.ports.count)
      ])
  }
}
