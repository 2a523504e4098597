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

  func chipPortName(_ number: Int) -> String {
    if number == owner.platform.asic.ports.cpu { return "CPU" }
    return owner.driver.port(ofChip: number).map { name(of: .port($0)) } ?? "chip port \(number)"
  }

  /// Whose row stands at a row of the chip, and what asked for it.
  func origin(_ role: TableRole, _ level: UInt8, _ row: Int) -> Explanation.Origin? {
    guard let key = owner.driver.origin(role: role, level: Int(level), row: row) else { return nil }
    let provenance = owner.control.provenance(of: key)
    return Explanation.Origin(
      row: key.description, name: names[key], source: provenance.flatMap { owner.control.sources.text($0) },
      isLearned: provenance == nil && key.kind == .fdbEntry)
  }
}
