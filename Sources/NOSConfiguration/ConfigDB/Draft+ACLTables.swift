import SwitchModel
import SwitchPlatform

/// An ACL table while its rules are read.
struct ACLTableDraft {
  let id: ACLTableID
  let type: ACLTableType
  var ruleCount: UInt32 = 0
}

extension Draft {
  /// ACL_TABLE: tables are numbered from 1 in file order.
  mutating func readACLTables() {
    for entry in entries["ACL_TABLE"] ?? [] {
      guard !entry.key.isEmpty, entry.parts.count == 1 else {
        error(.key, at: entry.position, "\(entry.name) is no key of ACL_TABLE; expected a name")
        continue
      }
      let errorsBefore = errorCount
      guard let type = tableType(entry), let stage = stage(entry), errorCount == errorsBefore else {
        broken.insert(entry.key)
        continue
      }
      guard let number = UInt16(exactly: aclTables.count + 1) else {
        error(.value, at: entry.position, "\(entry.name) is one ACL table too many; 65535 are the most")
        broken.insert(entry.key)
        continue
      }
      let id = ACLTableID(number)
      let row = ACLTable(id: id, stage: stage, fields: .ipType, ports: boundPorts(entry))
      if row.ports.isEmpty { note(.assumed, at: entry.position, "\(entry.name) is bound to no port") }
      aclTables[entry.key] = ACLTableDraft(id: id, type: type)
      names[.aclTable(id)] = entry.name
      rows.aclTables.append(Configured(row: row, provenance: provenance(entry.position)))
    }
  }

  private mutating func boundPorts(_ entry: Entry) -> [PortID] {
    var bound: [PortID] = []
    for name in list("ports", of: entry) where !name.text.isEmpty {
      guard let index = portIndex(name, in: entry.name) else { continue }
      if bound.contains(ports[index].port.id) {
        warning(.duplicate, at: name.position, "\(entry.name)|ports has \(quoted(name.text)) twice")
      } else {
        bound.append(ports[index].port.id)
      }
    }
    return bound
  }

  private mutating func tableType(_ entry: Entry) -> ACLTableType? {
    guard let located = text("type", of: entry) else {
      if entry.field("type") == nil { error(.missing, at: entry.position, "\(entry.name) has no type") }
      return nil
    }
    let name = located.text.uppercased()
    if let type = ACLTableType(rawValue: name) { return type }
    if ACLTableType.unsupported.contains(name) {
      warning(.unsupported, at: located.position, "\(entry.name): type \(name) is not supported; the table and its rules are left out")
      return nil
    }
    let known = ACLTableType.allCases.map(\.rawValue) + ACLTableType.unsupported.sorted()
    error(
      .unknownName, at: located.position,
      "\(entry.name): there is no ACL table type \(quoted(located.text))\(NearestName.suggestion(for: name, among: known))")
    return nil
  }

  private mutating func stage(_ entry: Entry) -> ACLTable.Stage? {
    guard let located = text("stage", of: entry) else { return entry.field("stage") == nil ? .ingress : nil }
    switch located.text.lowercased() {
    case "ingress": return .ingress
    case "egress": return .egress
    default:
      error(.value, at: located.position, "\(entry.name)|stage is \(quoted(located.text)); expected 'ingress' or 'egress'")
      return nil
    }
  }
}
