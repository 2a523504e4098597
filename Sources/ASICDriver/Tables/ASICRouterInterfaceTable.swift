import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Router interfaces: a row on the way in, one on the way out, the router's MAC address, and a mark on the port or VLAN.
final class ASICRouterInterfaceTable: ChipTable, RouterInterfaceTable {
  let core: DeviceCore
  private let state: ChipState
  private let ingress: TableImage
  private let egress: TableImage
  private let macs: HashPlan
  /// `nil` where the chip has no sub-ports.
  private let subPorts: HashPlan?
  /// 0 means "no interface" in port and VLAN rows.
  private var numbers: NumberAllocator

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let ingress = core.images[.routerInterface], let egress = core.images[.egressInterface], let macs = HashPlan(core, .routerMAC)
    else { return nil }
    self.ingress = ingress
    self.egress = egress
    self.macs = macs
    subPorts = core.images[.port]?.layout.place(.hasSubPorts) == nil ? nil : HashPlan(core, .subPort)
    numbers = NumberAllocator(1..<min(ingress.rows, egress.rows))
    macs.onMove = { [unowned self] from, to in
      for (id, held) in self.state.interfaces where held.macRow == from { self.state.interfaces[id]?.macRow = to }
    }
  }

  func apply(_ changes: Span<Change<RouterInterface>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<RouterInterface>) throws(Refusal) {
    let id = change.key
    let held = state.interfaces[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let interface = change.after else {
      if let held { remove(held) }
      state.interfaces[id] = nil
      return
    }
    guard state.routers[interface.virtualRouter] != nil else { throw Refusal(.unresolved(.virtualRouter(interface.virtualRouter))) }
    if let held, held.row.attachment != interface.attachment { throw Refusal(.invalid(RouterInterface.schema.id("attachment"))) }
    if interface.attachment == .loopback {
      state.interfaces[id] = .init(row: interface, number: 0, macRow: nil)
      return
    }
    guard egress.fits(.mtu, UInt64(interface.mtu)) else { throw Refusal(.unsupported(RouterInterface.schema.id("mtu"))) }
    try checkAttachment(interface, held)
    let number: Int
    if let held {
      number = held.number
    } else {
      guard !numbers.isExhausted, let taken = numbers.take() else {
        throw core.full(ingress, used: numbers.used)
      }
      number = taken
    }
    var macRow = held?.macRow
    if held?.row.mac != interface.mac {
      let row = macRowImage(interface, number)
      guard let free = macs.take(row) else {
        if held == nil { numbers.give(number) }
        throw Refusal(.exhausted(macs.exhaustion(row)))
      }
      core.stage(macs.image, free, macRowImage(interface, number))
      // Its place may have changed to make room for the new one.
      if macRow != nil, let old = state.interfaces[id]?.macRow { macs.give(old) }
      macRow = free
    }
    state.interfaces[id] = .init(row: interface, number: number, macRow: macRow)
    stageRows(interface, number)
    attach(interface, number)
  }

  private func macRowImage(_ interface: RouterInterface, _ number: Int) -> UnsafeMutablePointer<UInt64> {
    let row = macs.image.blank()
    macs.image.setTag(in: row)
    macs.image.setKey(.mac, interface.mac.bits, in: row)
    macs.image.setKey(.interface, UInt64(number), in: row)
    macs.image.setValid(in: row)
    return row
  }

  private func checkAttachment(_ interface: RouterInterface, _ held: ChipState.InterfaceState?) throws(Refusal) {
    let column = RouterInterface.schema.id("attachment")
    switch interface.attachment {
    case .port(let port):
      let logical = try state.logicalPort(port, column)
      guard logical != state.cpuPort else { throw Refusal(.unsupported(column)) }
      guard state.logicalPort(ofChip: logical) == logical else { throw Refusal(.invalid(column)) }
      if held == nil, state.interfaceOfPort[logical] != nil { throw Refusal(.invalid(column)) }
    case .vlan(let vlan):
      guard state.vlans[vlan] != nil else { throw Refusal(.unresolved(.vlan(vlan))) }
      if held == nil, state.interfaceOfVLAN[vlan] != nil { throw Refusal(.invalid(column)) }
    case .subPort(let port, let vlan):
      guard let subPorts else { throw Refusal(.unsupported(column)) }
      let logical = try state.logicalPort(port, column)
      guard logical != state.cpuPort else { throw Refusal(.unsupported(column)) }
      guard state.logicalPort(ofChip: logical) == logical else { throw Refusal(.invalid(column)) }
      guard held == nil else { return }
      let row = subPortKey(logical, vlan)
      if subPorts.find(row) != nil { throw Refusal(.invalid(column)) }
      guard subPorts.hasRoom(row) else { throw Refusal(.exhausted(subPorts.exhaustion(row))) }
    case .loopback: break
    }
  }

  private func subPortKey(_ logical: Int, _ vlan: VLANID) -> UnsafeMutablePointer<UInt64> {
    guard let image = subPorts?.image else { return ingress.blank() }
    let row = image.blank()
    image.setTag(in: row)
    image.setKey(.port, UInt64(logical), in: row)
    image.setKey(.vlan, UInt64(vlan.rawValue), in: row)
    return row
  }

  private func stageRows(_ interface: RouterInterface, _ number: Int) {
    let router = state.routers[interface.virtualRouter]
    let input = ingress.blank()
    ingress.set(.valid, 1, in: input)
    ingress.set(.virtualRouter, UInt64(router?.number ?? 0), in: input)
    ingress.set(.ipv4Enabled, interface.isIPv4Enabled && router?.row.isIPv4Enabled != false ? 1 : 0, in: input)
    ingress.set(.ipv6Enabled, interface.isIPv6Enabled && router?.row.isIPv6Enabled != false ? 1 : 0, in: input)
    core.stage(ingress, number, input)
    let output = egress.blank()
    egress.set(.valid, 1, in: output)
    egress.set(.mac, interface.mac.bits, in: output)
    egress.set(.mtu, UInt64(interface.mtu), in: output)
    switch interface.attachment {
    case .port(let port):
      egress.set(.interfaceKind, InterfaceKind.port.rawValue, in: output)
      egress.set(.port, UInt64((try? state.logicalPort(port, nil)) ?? 0), in: output)
    case .vlan(let vlan):
      egress.set(.interfaceKind, InterfaceKind.vlan.rawValue, in: output)
      egress.set(.vlan, UInt64(vlan.rawValue), in: output)
    case .subPort(let port, let vlan):
      egress.set(.interfaceKind, InterfaceKind.subPort.rawValue, in: output)
      egress.set(.port, UInt64((try? state.logicalPort(port, nil)) ?? 0), in: output)
      egress.set(.vlan, UInt64(vlan.rawValue), in: output)
    case .loopback: break
    }
    core.stage(egress, number, output)
  }

  /// Marks the port or VLAN last, when everything that the mark leads to is there.
  private func attach(_ interface: RouterInterface, _ number: Int) {
    switch interface.attachment {
    case .port(let port):
      guard let logical = try? state.logicalPort(port, nil) else { return }
      state.interfaceOfPort[logical] = number
      stagePorts(port)
    case .vlan(let vlan):
      state.interfaceOfVLAN[vlan] = number
      state.stageVLAN(vlan)
    case .subPort(let port, let vlan):
      guard let logical = try? state.logicalPort(port, nil), let plan = subPorts else { return }
      let found = plan.find(subPortKey(logical, vlan))
      guard let place = found ?? plan.take(subPortKey(logical, vlan)) else { return }
      let isNew = found == nil
      let row = subPortKey(logical, vlan)
      plan.image.setValid(in: row)
      plan.image.set(.interface, UInt64(number), in: row)
      core.stage(plan.image, place, row)
      guard isNew else { return }
      state.subPorts[logical, default: 0] += 1
      stagePorts(port)
    case .loopback: break
    }
  }

  /// The interface of a row among the sub-ports.
  func interface(ofSubPortRow row: Int) -> RouterInterfaceID? {
    guard let image = subPorts?.image, row >= 0, row < image.rows, image.isOwn(row) else { return nil }
    let number = Int(truncatingIfNeeded: image.get(.interface, in: image.row(row)))
    return state.interfaces.first { $0.value.number == number }?.key
  }

  private func stagePorts(_ port: PortID) { for chipPort in state.chipPorts(of: port) { state.stagePort(chipPort) } }

  private func remove(_ held: ChipState.InterfaceState) {
    switch held.row.attachment {
    case .port(let port):
      if let logical = try? state.logicalPort(port, nil) {
        state.interfaceOfPort[logical] = nil
        stagePorts(port)
      }
    case .vlan(let vlan):
      state.interfaceOfVLAN[vlan] = nil
      state.stageVLAN(vlan)
    case .subPort(let port, let vlan):
      if let logical = try? state.logicalPort(port, nil), let plan = subPorts {
        state.subPorts[logical, default: 1] -= 1
        stagePorts(port)
        if let place = plan.find(subPortKey(logical, vlan)) { plan.give(place) }
      }
    case .loopback: return
    }
    if let macRow = held.macRow { macs.give(macRow) }
    core.clear(ingress, held.number)
    core.clear(egress, held.number)
    numbers.give(held.number)
  }

  /// Writes the interfaces of a virtual router again, whose families have changed.
  func restage(of router: VirtualRouterID) {
    for held in state.interfaces.values where held.row.virtualRouter == router && held.number > 0 { stageRows(held.row, held.number) }
  }

  func row(at key: RouterInterfaceID) -> RouterInterface? {
    guard let held = state.interfaces[key] else { return nil }
    guard held.number > 0 else { return held.row }
    guard core.holds(ingress, held.number), core.holds(egress, held.number) else { return nil }
    if let macRow = held.macRow, !core.holds(macs.image, macRow) { return nil }
    return held.row
  }

  func forEachRow(_ body: (RouterInterface) -> Void) { for key in state.interfaces.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.interfaces.count,
      levels: [
        Usage.Level(pool: core.pools[ingress.pool].name, capacity: ingress.rows - 1, occupied: numbers.used), macs.level
      ] + (subPorts.map { [$0.level] } ?? []))
  }
}
