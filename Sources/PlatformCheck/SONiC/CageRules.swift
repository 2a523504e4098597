import PlatformFormats
import SwitchPlatform

/// PRT09, 10, 12: which ports share a cage, by the index in `port_config.ini`.
enum CageRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for files in platform.portFiles {
      guard let config = files.portConfig, config.hasColumn("index") else { continue }
      guard report.isFirst("cages \(platform.tree.absolute("\(files.folder)/port_config.ini"))") else { continue }
      shared(config, report)
      gaps(config, report)
      crowded(config, report)
    }
  }

  /// The cage that an alias names: `Eth31` of `Eth31/2`, `etp4` of `etp4b`. `nil`: it does not end as a broken-out port's does.
  static func cage(of alias: String) -> String? {
    if let slash = alias.lastIndex(of: "/"), slash > alias.startIndex, alias[alias.index(after: slash)...].allSatisfy(\.isNumber) {
      let cage = alias[..<slash]
      return cage.last?.isNumber ?? false ? String(cage) : nil
    }
    if let last = alias.last, ("a"..."h").contains(last), alias.dropLast().last?.isNumber ?? false { return String(alias.dropLast()) }
    return nil
  }

  /// Two cages' ports on one index: an error where aliases and indexes agree one to one everywhere else, so that it cannot be meant.
  private static func shared(_ config: SONiCPortConfig, _ report: Report) {
    var cages: [Int: [(cage: String, row: SONiCPortConfig.Row)]] = [:]
    var indexes: [String: Set<Int>] = [:]
    for row in config.rows where !row.isInternal {
      guard let index = row.index, let alias = row.alias, let cage = cage(of: alias) else { continue }
      indexes[cage, default: []].insert(index)
      if !(cages[index]?.contains { $0.cage == cage } ?? false) { cages[index, default: []].append((cage, row)) }
    }
    let crossed = cages.filter { $0.value.count > 1 }
    guard !crossed.isEmpty else { return }
    let isRule = cages.count >= 4 && crossed.count * 8 <= cages.count && indexes.values.filter { $0.count > 1 }.count * 8 <= indexes.count
    for (index, ports) in crossed.sorted(by: { $0.key < $1.key }) {
      guard let cell = ports[1].row["index"] else { continue }
      let names = ports.prefix(4).map { "\($0.row.name.excerpt) (\($0.row.alias?.excerpt ?? ""))" }.joined(separator: ", ")
      let message = "index \(index) is shared by ports whose aliases name different cages: \(names)"
      let related = ports.enumerated().filter { $0.offset != 1 }.prefix(4).map {
        Diagnostic.Related(config.file, at: $0.element.row["index"]?.position ?? $0.element.row.position, "also on index \(index)")
      }
      if isRule {
        report.error("PRT09", config.file, at: cell.position, message, related: Array(related))
      } else {
        report.note("PRT09", config.file, at: cell.position, message, related: Array(related))
      }
    }
  }

  private static func gaps(_ config: SONiCPortConfig, _ report: Report) {
    let rows = config.rows.filter { !$0.isInternal && $0.index != nil }
    let sorted = Set(rows.compactMap(\.index)).sorted()
    guard let first = sorted.first, let cell = rows.first(where: { $0.index == first })?["index"] else { return }
    if first > 1 {
      report.note("PRT10", config.file, at: cell.position, "indexes begin at \(first); 0 or 1 is usual")
    } else if let gap = zip(sorted, sorted.dropFirst()).first(where: { $0 &+ 1 < $1 }),
      let after = rows.first(where: { $0.index == gap.1 })?["index"]
    {
      report.note("PRT10", config.file, at: after.position, "no port has an index between \(gap.0) and \(gap.1)")
    }
  }

  private static func crowded(_ config: SONiCPortConfig, _ report: Report) {
    var lanes: [Int: (count: Int, row: SONiCPortConfig.Row)] = [:]
    for row in config.rows where !row.isInternal {
      guard let index = row.index else { continue }
      lanes[index] = ((lanes[index]?.count ?? 0) + (row.lanes?.count ?? 0), lanes[index]?.row ?? row)
    }
    for (index, cage) in lanes.sorted(by: { $0.key < $1.key }) where cage.count > 8 {
      guard let cell = cage.row["index"] else { continue }
      report.note(
        "PRT12", config.file, at: cell.position, "the ports of index \(index) have \(cage.count) lanes together; most cages have 8 at most")
    }
  }
}
