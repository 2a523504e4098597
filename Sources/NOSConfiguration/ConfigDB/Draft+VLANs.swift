import SwitchControl
import SwitchModel
import SwitchPlatform

/// A VLAN while the file is read.
struct VLANDraft {
  let id: VLANID
  let provenance: Provenance
  var members: [VLAN.Member] = []
  /// The smallest MTU of the members' ports.
  var mtu: UInt16?

  var name: String { "Vlan\(id)" }
  func contains(_ port: PortID) -> Bool { members.contains { $0.port == port } }
}

extension Draft {
  /// VLAN.
  mutating func readVLANs() {
    for entry in entries["VLAN"] ?? [] {
      guard let id = Draft.vlanID(entry.key) else {
        error(.key, at: entry.position, "\(entry.name) is no key of VLAN; expected VLAN|Vlan1 to VLAN|Vlan4094")
        continue
      }
      if let number: UInt16 = number("vlanid", of: entry, in: 1...4094), number != id.rawValue {
        error(
          .contradiction, at: entry.field("vlanid")?.value.position ?? entry.position,
          "\(entry.name)|vlanid is \(number); its key says \(id), which is used")
      }
      vlanIndices[id] = vlans.count
      vlans.append(VLANDraft(id: id, provenance: provenance(entry.position)))
      names[.vlan(id)] = entry.key
    }
  }

  /// VLAN_MEMBER.
  mutating func readMembers() {
    for entry in entries["VLAN_MEMBER"] ?? [] {
      guard let (vlanName, portName) = parts(of: entry, "Vlan100|Ethernet0"),
        let vlan = vlanIndex(LocatedText(text: vlanName, position: entry.position), in: entry.name),
        let port = portIndex(LocatedText(text: portName, position: entry.position), in: entry.name),
        let isTagged = tagging(of: entry)
      else { continue }
      addMember(entry, vlan: vlan, port: port, isTagged: isTagged)
    }
  }

  private mutating func addMember(_ entry: Entry, vlan: Int, port: Int, isTagged: Bool) {
    let id = vlans[vlan].id
    if vlans[vlan].contains(ports[port].port.id) {
      error(.duplicate, at: entry.position, "\(entry.name): port \(ports[port].board.name) is in VLAN \(id) already")
      return
    }
    if !isTagged {
      if let other = ports[port].untagged {
        error(
          .contradiction, at: entry.position,
          "\(entry.name) is untagged, and so is \(other.entry): a port's untagged frames are of one VLAN")
        return
      }
      ports[port].untagged = (id, entry.name)
      ports[port].port.portVLAN = id
    } else {
      ports[port].isTaggedMember = true
    }
    if ports[port].membership == nil { ports[port].membership = entry.name }
    vlans[vlan].members.append(VLAN.Member(port: ports[port].port.id, isTagged: isTagged))
    vlans[vlan].mtu = min(vlans[vlan].mtu ?? .max, ports[port].mtu)
  }

  private mutating func tagging(of entry: Entry) -> Bool? {
    guard let mode = text("tagging_mode", of: entry) else {
      if entry.field("tagging_mode") != nil { return nil }
      warning(.assumed, at: entry.position, "\(entry.name) has no tagging_mode; it is untagged, as SONiC has it")
      return false
    }
    switch mode.text {
    case "tagged": return true
    case "untagged": return false
    case "priority_tagged":
      warning(.unsupported, at: mode.position, "\(entry.name): tagging_mode priority_tagged is not supported; frames leave untagged")
      return false
    default:
      error(
        .value, at: mode.position,
        "\(entry.name)|tagging_mode is \(quoted(mode.text)); expected 'tagged', 'untagged' or 'priority_tagged'")
      return nil
    }
  }

  /// The rows of ports and VLANs, after all that can change them was read.
  mutating func finishPortsAndVLANs() {
    for draft in ports {
      var port = draft.port
      // SONiC leaves the port VLAN of such a port at one that it is no member of, and ingress filtering drops the frames.
      port.dropsUntagged = draft.isTaggedMember && draft.untagged == nil
      rows.ports.append(Configured(row: port, provenance: draft.provenance))
    }
    rows.vlans = vlans.map { Configured(row: VLAN(id: $0.id, members: $0.members), provenance: $0.provenance) }
  }

  /// `Vlan100` without leading zeros.
  static func vlanID(_ name: String) -> VLANID? {
    guard name.hasPrefix("Vlan") else { return nil }
    let digits = name.dropFirst(4)
    guard let value = UInt16(digits), String(value) == digits else { return nil }
    return VLANID(value)
  }

  /// The VLAN of a name; `nil` with a diagnostic for a name of none.
  mutating func vlanIndex(_ name: LocatedText, in user: String) -> Int? {
    if let id = Draft.vlanID(name.text), let index = vlanIndices[id] { return index }
    error(
      .unknownName, at: name.position,
      "\(user): there is no VLAN \(quoted(name.text))\(NearestName.suggestion(for: name.text, among: vlans.map(\.name)))")
    return nil
  }
}
