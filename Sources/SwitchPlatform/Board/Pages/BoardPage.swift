/// The page of one board, in Markdown.
struct BoardPage {
  let board: BoardDescription
  /// The base name of its file.
  let name: String
  /// Chips that have a chip file.
  let chips: Set<String>
  let inventory: ChipInventory

  /// Its line in the list of all.
  func row(link: String) -> String {
    "| [\(BoardPages.cell(board.platform.product))](\(link)) | \(chip) | \(ports) | \(BoardPages.cell(board.platform.arch ?? "")) | \(status) |"
  }

  private var chip: String {
    let names = board.asics.map { asic in
      let name = asic.replaces ?? asic.chip
      let family = inventory.chip(named: name)?.family
      return BoardPages.cell(family.map { "\(name) (\($0))" } ?? name)
    }
    let first = names.first ?? ""
    return names.count > 1 ? "\(names.count) × \(first)" : first
  }

  private var status: String {
    guard board.asics.count == 1, let asic = board.asics.first, chips.contains(asic.chip) else { return "described" }
    return asic.replaces == nil ? "simulated" : "stand-in \(BoardPages.cell(asic.chip))"
  }

  /// Ports of the default profile by speed, fastest first.
  private var ports: String {
    guard let profile = board.defaultProfile else { return "" }
    let groups = Dictionary(grouping: board.ports(of: profile), by: \.speed).sorted { $0.key > $1.key }
    return groups.map { "\($0.value.count) × \(BoardPages.speed($0.key))" }.joined(separator: ", ")
  }

  func text(drawing: String?) -> String {
    let platform = board.platform
    var lines = ["# \(BoardPages.cell(platform.vendor)) \(BoardPages.cell(platform.product))", ""]
    if let drawing { lines += ["![Front panel](\(drawing))", ""] }
    var facts: [(String, String)] = [
      ("id", "`\(platform.id.replacing("`", with: "'"))`"), ("form", platform.form.rawValue),
      ("CPU", BoardPages.cell(platform.arch ?? "not known")),
      ("chip", chip), ("status", status), ("ports", ports)
    ]
    if let poe = board.poe { facts.append(("PoE budget", "\(poe.budget.plain) W")) }
    lines += ["| | |", "|---|---|"] + facts.map { "| \($0.0) | \($0.1) |" }
    lines += ["", "## Cages", "", "| positions | kind | lanes each | breakouts |", "|---|---|---|---|"] + cages
    lines += ["", "## Profiles", "", "| profile | ports |", "|---|---|"]
    for profile in board.profiles {
      let groups = Dictionary(grouping: board.ports(of: profile), by: \.speed).sorted { $0.key > $1.key }
      let ports = groups.map { "\($0.value.count) × \(BoardPages.speed($0.key))" }.joined(separator: ", ")
      lines.append("| \(BoardPages.cell(profile.name))\(profile == board.defaultProfile ? " (default)" : "") | \(ports) |")
    }
    let parts: [(String, Int)] = [
      ("device", board.devices.count), ("sensor", board.sensors.count), ("fan", board.fans.count), ("PSU", board.psus.count),
      ("LED", board.leds.count), ("EEPROM", board.eeproms.count), ("component", board.components.count)
    ]
    let known = parts.filter { $0.1 > 0 }
    if !known.isEmpty {
      lines += ["", "## Inside", "", known.map { "\($0.1) \($0.0)\($0.1 == 1 ? "" : "s")" }.joined(separator: ", ") + "."]
    }
    if let source = platform.source { lines += ["", "Source: \(BoardPages.cell(source))."] }
    lines += ["", "Made from [\(name).yaml](\(name).yaml) by `make pages`. The drawing's order of ports is the usual one, not measured."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Runs of equal cages.
  private var cages: [String] {
    var rows: [(first: Int, last: Int, text: String)] = []
    for cage in board.cages {
      let lanes = cage.lanes.space == nil ? "\(cage.lanes.lanes.count)" : "\(cage.lanes.lanes.count) (management)"
      let text = "\(cage.kind.rawValue) | \(lanes) | \(BoardPages.cell(cage.breakouts.map(\.description).joined(separator: ", ")))"
      if let last = rows.last, last.text == text, last.last + 1 == cage.number {
        rows[rows.count - 1].last = cage.number
      } else {
        rows.append((cage.number, cage.number, text))
      }
    }
    return rows.map { "| \($0.first == $0.last ? "\($0.first)" : "\($0.first)…\($0.last)") | \($0.text) |" }
  }
}
