import SwitchModel
import SwitchPlatform

extension Draft {
  /// ACL_RULE: the rules of a table are numbered from 1 in file order. A rule is taken as a whole or left out: one without
  /// one of its matches would match more than it says.
  mutating func readACLRules() {
    var used: [ACLTableID: ACLMatch.Fields] = [:]
    for entry in entries["ACL_RULE"] ?? [] {
      guard let (tableName, _) = parts(of: entry, "DATAACL|RULE_1") else { continue }
      guard let table = aclTables[tableName] else {
        if broken.contains(tableName) {
          note(.dependent, at: entry.position, "\(entry.name) is left out with its table")
        } else {
          error(
            .unknownName, at: entry.position,
            "\(entry.name): there is no ACL table \(quoted(tableName))\(NearestName.suggestion(for: tableName, among: aclTables.keys.sorted()))"
          )
        }
        continue
      }
      let errorsBefore = errorCount
      let isSupported = checkRuleFields(entry)
      let priority: UInt32? = number("PRIORITY", of: entry, in: 0...999_999)
      if entry.field("PRIORITY") == nil { error(.missing, at: entry.position, "\(entry.name) has no PRIORITY") }
      let action = action(of: entry)
      var match = ACLMatch()
      readMatch(entry, &match)
      let hasType = setType(entry, table.type, &match)
      checkTable(entry, table.type, match)
      guard errorCount == errorsBefore, isSupported, hasType, let priority, let action else { continue }
      let number = table.ruleCount + 1
      aclTables[tableName]?.ruleCount = number
      used[table.id, default: []].formUnion(match.fields)
      let row = ACLEntry(table: table.id, number: number, priority: priority, match: match, action: action, isCounted: true)
      names[.aclEntry(row.key)] = entry.name
      rows.aclEntries.append(Configured(row: row, provenance: provenance(entry.position)))
    }
    narrowTables(to: used)
  }

  /// Tables match what their rules match and no more: a type's whole list does not fit the narrow keys of small chips.
  private mutating func narrowTables(to used: [ACLTableID: ACLMatch.Fields]) {
    rows.aclTables = rows.aclTables.map { table in
      guard let fields = used[table.row.id] else { return table }
      let row = ACLTable(id: table.row.id, stage: table.row.stage, priority: table.row.priority, fields: fields, ports: table.row.ports)
      return Configured(row: row, provenance: table.provenance)
    }
  }

  /// Whether all fields can be had; a field that nobody knows is reported with the other fields, but the rule is out at once.
  private mutating func checkRuleFields(_ entry: Entry) -> Bool {
    var isSupported = true
    for field in entry.fields {
      if ACLRuleField.unsupported.contains(field.name) {
        isSupported = false
        warning(.unsupported, at: field.position, "\(entry.name): \(field.name) is not supported; the rule is left out")
      } else if TableSchema.applied["ACL_RULE"].map({ !$0.applied.contains(field.name) && !$0.descriptive.contains(field.name) }) ?? false {
        isSupported = false
        note(.dependent, at: entry.position, "\(entry.name) is left out with its field \(quoted(field.name))")
      }
    }
    return isSupported
  }

  private mutating func action(of entry: Entry) -> ACLEntry.Action? {
    if let redirect = text("REDIRECT_ACTION", of: entry) {
      if let other = entry.field("PACKET_ACTION") {
        error(.contradiction, at: other.position, "\(entry.name) has both PACKET_ACTION and REDIRECT_ACTION")
        return nil
      }
      return self.redirect(redirect.text, entry, at: redirect.position)
    }
    guard let located = text("PACKET_ACTION", of: entry) else {
      let hasOther = entry.field("PACKET_ACTION") != nil || entry.field("REDIRECT_ACTION") != nil
      if !hasOther, !entry.fields.contains(where: { ACLRuleField.unsupported.contains($0.name) && $0.name.contains("ACTION") }) {
        error(.missing, at: entry.position, "\(entry.name) has no PACKET_ACTION")
      }
      return nil
    }
    let name = located.text.uppercased()
    switch name {
    case "FORWARD", "ACCEPT": return .permit
    case "DROP": return .drop
    case "TRAP": return .trap
    case "COPY", "DO_NOT_NAT":
      warning(.unsupported, at: located.position, "\(entry.name): PACKET_ACTION \(name) is not supported; the rule is left out")
      return nil
    default: break
    }
    if name.hasPrefix("REDIRECT:") { return redirect(String(located.text.dropFirst("REDIRECT:".count)), entry, at: located.position) }
    error(
      .value, at: located.position,
      "\(entry.name)|PACKET_ACTION is \(quoted(located.text)); expected FORWARD, DROP, TRAP, or REDIRECT: with a port or a next hop"
        + NearestName.suggestion(for: name, among: ["FORWARD", "DROP", "REDIRECT:", "TRAP"]))
    return nil
  }

  /// A port, or a next hop as `10.0.0.2` or `10.0.0.2@Vlan100`.
  private mutating func redirect(_ target: String, _ entry: Entry, at position: SourcePosition) -> ACLEntry.Action? {
    if target.contains(",") {
      warning(.unsupported, at: position, "\(entry.name): redirection to several next hops is not supported; the rule is left out")
      return nil
    }
    let parts = target.split(separator: "@", omittingEmptySubsequences: false)
    if let first = parts.first, let address = IPAddress(first) {
      let interface = parts.count == 2 ? String(parts[1]) : nil
      guard parts.count <= 2 else {
        error(.value, at: position, "\(entry.name): \(quoted(target)) is no redirection target")
        return nil
      }
      return nextHop(to: address, interface: interface, in: nil, at: position, for: entry.name).map { .redirectToNextHop($0) }
    }
    return portIndex(LocatedText(text: target, position: position), in: entry.name).map { .redirectToPort(ports[$0].port.id) }
  }

  /// A rule may match only what its table's type lists.
  private mutating func checkTable(_ entry: Entry, _ type: ACLTableType, _ match: ACLMatch) {
    let foreign = match.fields.subtracting(type.fields)
    if !foreign.isEmpty {
      error(
        .contradiction, at: entry.position,
        "\(entry.name) matches \(foreign.names.joined(separator: ", ")), which a table of type \(type.rawValue) does not")
    }
  }
}
