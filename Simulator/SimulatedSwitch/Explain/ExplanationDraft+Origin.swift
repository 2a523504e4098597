import ASICDriver
import SwitchControl
import SwitchModel
import SwitchPlatform

extension ExplanationDraft {
  /// What people call a row.
  func name(of key: RowKey) -> String {
    if let name = names[key] { return name }
    if case .port(let port) = key {
      if port == .cpu { return "CPU" }
      if let board = owner.platform.board.ports.first(where: { $0.number == port.rawValue }) { return board.name }
    }
    return key.description
  }

  /// A row inside a sentence: shorter than its name, which says the kind too.
  func label(of key: RowKey) -> String {
    switch key {
    case .neighbor(let neighbor): return "\(neighbor.address) on \(label(of: .routerInterface(neighbor.interface)))"
    case .route(let route):
      return "\(route.prefix)" + (route.virtualRouter.rawValue == 0 ? "" : " in \(label(of: .virtualRouter(route.virtualRouter)))")
    case .aclTable:
      // The configuration's `ACL_TABLE|name`.
      let name = name(of: key)
      return name.split(separator: "|").last.map(String.init) ?? name
    default: return name(of: key)
    }
  }

  func chipPortName(_ number: Int) -> String {
    if number == owner.platform.asic.ports.cpu { return "CPU" }
    return owner.driver.port(ofChip: number).map { name(of: .port($0)) } ?? "chip port \(number)"
  }

  /// The name of a port or LAG where a table's number means either.
  func logicalPortName(_ number: Int) -> String {
    number < owner.platform.asic.firstLAG
      ? chipPortName(number) : owner.driver.port(ofLogical: number).map { name(of: $0.rowKey) } ?? "LAG \(number)"
  }

  func key(_ role: TableRole, _ level: UInt8, _ row: Int) -> RowKey? { owner.driver.origin(role: role, level: Int(level), row: row) }

  /// Whose row stands at a row of the chip, and what asked for it.
  func origin(_ role: TableRole, _ level: UInt8, _ row: Int) -> Explanation.Origin? {
    guard let key = key(role, level, row) else { return nil }
    let provenance = owner.control.provenance(of: key)
    return Explanation.Origin(
      row: key.description, name: names[key], source: provenance.flatMap { owner.control.sources.text($0) },
      isLearned: provenance == nil && key.kind == .fdbEntry)
  }
}
