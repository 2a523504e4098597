import SwitchModel
import SwitchPlatform

extension Draft {
  /// FDB: `Vlan100|00:11:22:33:44:55`, or with a colon between the two.
  mutating func readFDB() {
    var seen: Set<FDBEntry.Key> = []
    for entry in entries["FDB"] ?? [] {
      guard let separator = entry.key.firstIndex(where: { $0 == "|" || $0 == ":" }),
        let mac = MACAddress(entry.key[entry.key.index(after: separator)...])
      else {
        error(.key, at: entry.position, "\(entry.name) is no key of FDB; expected FDB|Vlan100|00:11:22:33:44:55")
        continue
      }
      let vlanName = LocatedText(text: String(entry.key[..<separator]), position: entry.position)
      guard let vlan = vlanIndex(vlanName, in: entry.name) else { continue }
      if mac.isMulticast || mac == .zero {
        error(.value, at: entry.position, "\(entry.name): \(mac) is not the address of one station")
        continue
      }
      guard let portName = text("port", of: entry) else {
        if entry.field("port") == nil { error(.missing, at: entry.position, "\(entry.name) has no port") }
        continue
      }
      guard let port = portIndex(portName, in: entry.name), let isStatic = isStatic(entry) else { continue }
      guard vlans[vlan].contains(ports[port].port.id) else {
        error(.contradiction, at: portName.position, "\(entry.name): port \(ports[port].board.name) is no member of \(vlans[vlan].name)")
        continue
      }
      let row = FDBEntry(vlan: vlans[vlan].id, mac: mac, port: ports[port].port.id, isStatic: isStatic)
      guard seen.insert(row.key).inserted else {
        error(.duplicate, at: entry.position, "\(entry.name) is there already, written otherwise")
        continue
      }
      names[.fdbEntry(row.key)] = entry.name
      rows.fdb.append(Configured(row: row, provenance: provenance(entry.position)))
    }
  }

  /// Entries of CONFIG_DB are static unless they say otherwise.
  private mutating func isStatic(_ entry: Entry) -> Bool? {
    guard let type = text("type", of: entry) else { return entry.field("type") == nil ? true : nil }
    switch type.text {
    case "static": return true
    case "dynamic": return false
    default:
      error(.value, at: type.position, "\(entry.name)|type is \(quoted(type.text)); expected 'static' or 'dynamic'")
      return nil
    }
  }
}
