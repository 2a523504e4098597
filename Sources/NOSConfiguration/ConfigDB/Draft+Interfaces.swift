import SwitchControl
import SwitchModel
import SwitchPlatform

/// A router interface while the file is read.
struct InterfaceDraft {
  let name: String
  let id: RouterInterfaceID
  let virtualRouter: VirtualRouterID
  let attachment: RouterInterface.Attachment
  var addresses: [(address: IPAddress, length: UInt8)] = []

  func isConnected(to address: IPAddress) -> Bool {
    addresses.contains { IPPrefix($0.address, length: $0.length)?.contains(address) ?? false }
  }
}

extension Draft {
  static let interfaceTables: Set<String> = ["INTERFACE", "VLAN_INTERFACE", "LOOPBACK_INTERFACE"]

  /// VRF. The virtual router `default`, number 0, always has its number.
  mutating func readVirtualRouters() {
    rows.virtualRouters.append(Configured(row: VirtualRouter(id: VirtualRouterID(0)), provenance: .none))
    names[.virtualRouter(VirtualRouterID(0))] = "default"
    for entry in entries["VRF"] ?? [] {
      guard entry.key.hasPrefix("Vrf"), entry.parts.count == 1 else {
        if entry.key == "default" {
          note(.assumed, at: entry.position, "VRF|default is there without being named")
        } else {
          error(.key, at: entry.position, "\(entry.name) is no key of VRF; a VRF's name begins with 'Vrf'")
        }
        continue
      }
      guard let number = UInt16(exactly: rows.virtualRouters.count) else {
        error(.value, at: entry.position, "\(entry.name) is one VRF too many; 65535 are the most")
        continue
      }
      let id = VirtualRouterID(number)
      virtualRouters[entry.key] = id
      names[.virtualRouter(id)] = entry.key
      rows.virtualRouters.append(Configured(row: VirtualRouter(id: id), provenance: provenance(entry.position)))
    }
  }

  /// INTERFACE, VLAN_INTERFACE and LOOPBACK_INTERFACE: interfaces are numbered from 1 in file order, by their first entry.
  mutating func readInterfaces() {
    for table in tableOrder where Draft.interfaceTables.contains(table) {
      var order: [String] = []
      var groups: [String: [Entry]] = [:]
      for entry in entries[table] ?? [] {
        let name = entry.parts[0]
        if groups[name] == nil { order.append(name) }
        groups[name, default: []].append(entry)
      }
      for name in order { readInterface(name, groups[name] ?? []) }
    }
  }

  private mutating func readInterface(_ name: String, _ group: [Entry]) {
    guard let first = group.first else { return }
    let owner = group.first { $0.parts.count == 1 } ?? first
    guard let attachment = attachment(name, first), let virtualRouter = virtualRouter(of: owner) else {
      broken.insert(name)
      return
    }
    guard let number = UInt16(exactly: interfaces.count + 1) else {
      error(.value, at: first.position, "\(first.name) is one interface too many; 65535 are the most")
      broken.insert(name)
      return
    }
    let id = RouterInterfaceID(number)
    var mtu = PortDraft.defaultMTU
    switch attachment {
    case .port(let port), .subPort(let port, _):
      if let index = ports.firstIndex(where: { $0.port.id == port }) {
        ports[index].interface = owner.name
        mtu = ports[index].mtu
      }
    case .vlan(let vlan):
      if let index = vlanIndices[vlan] { mtu = vlans[index].mtu ?? mtu }
    case .loopback: break
    }
    let row = RouterInterface(id: id, virtualRouter: virtualRouter, attachment: attachment, mac: routerMAC, mtu: mtu)
    rows.routerInterfaces.append(Configured(row: row, provenance: provenance(owner.position)))
    names[.routerInterface(id)] = name
    interfaceIndices[name] = interfaces.count
    interfaces.append(InterfaceDraft(name: name, id: id, virtualRouter: virtualRouter, attachment: attachment))
    for entry in group where entry.parts.count > 1 { readAddress(entry, interfaces.count - 1) }
  }

  private mutating func attachment(_ name: String, _ entry: Entry) -> RouterInterface.Attachment? {
    let located = LocatedText(text: name, position: entry.position)
    switch entry.table {
    case "VLAN_INTERFACE":
      return vlanIndex(located, in: entry.name).map { .vlan(vlans[$0].id) }
    case "LOOPBACK_INTERFACE":
      if name.hasPrefix("Loopback"), UInt16(name.dropFirst(8)) != nil { return .loopback }
      error(.key, at: entry.position, "\(entry.name) is no key of LOOPBACK_INTERFACE; expected Loopback0 and the like")
      return nil
    default:
      if name.contains(".") {
        warning(.unsupported, at: entry.position, "\(entry.name): sub-interfaces are not supported; it is left out")
        return nil
      }
      guard let index = portIndex(located, in: entry.name) else { return nil }
      if let membership = ports[index].membership {
        error(
          .contradiction, at: entry.position,
          "\(entry.name) makes \(ports[index].board.name) a routed port, and it is in a VLAN by \(membership)")
        return nil
      }
      if let other = ports[index].interface {
        error(.duplicate, at: entry.position, "\(entry.name) names the port of \(other) again")
        return nil
      }
      return .port(ports[index].port.id)
    }
  }

  private mutating func virtualRouter(of entry: Entry) -> VirtualRouterID? {
    guard let name = text("vrf_name", of: entry) else { return entry.field("vrf_name") == nil ? VirtualRouterID(0) : nil }
    return virtualRouter(name, in: "\(entry.name)|vrf_name")
  }

  /// The virtual router of a name; the empty name is `default`.
  mutating func virtualRouter(_ name: LocatedText, in user: String) -> VirtualRouterID? {
    if let id = name.text.isEmpty ? VirtualRouterID(0) : virtualRouters[name.text] { return id }
    if name.text == "mgmt" {
      warning(.unsupported, at: name.position, "\(user): the management VRF is not the chip's; it is left out")
    } else {
      error(
        .unknownName, at: name.position,
        "\(user): there is no VRF \(quoted(name.text))\(NearestName.suggestion(for: name.text, among: virtualRouters.keys.sorted()))")
    }
    return nil
  }
}
