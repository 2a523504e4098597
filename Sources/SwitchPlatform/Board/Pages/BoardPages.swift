import Foundation

/// Pages of a catalog's boards: a list of all, and for each board a page with a drawing of its front. The same files give the same text.
public struct BoardPages {
  /// A file, by its path below the catalog's parent: `HARDWARE.md`, `Platforms/boards/accton/x.md`.
  public struct File: Hashable, Sendable {
    public var path: String
    public var text: String
  }

  let catalog: Catalog

  public init(_ catalog: Catalog) { self.catalog = catalog }

  /// All pages, by path.
  ///
  /// - Parameter boards: The folder of board files, as links name it.
  /// - Throws: for the first board with errors.
  public func files(boards folder: String = "Platforms/boards") throws(CatalogError) -> [File] {
    let chips = Set(catalog.chips.map(\.name))
    let inventory = catalog.inventory
    var files: [File] = []
    var rows: [(vendor: String, text: String)] = []
    for entry in catalog.boards {
      let board = try catalog.description(named: entry.path)
      let base = "\(folder)/\(entry.vendor)/\(entry.name)"
      let page = BoardPage(board: board, name: entry.name, chips: chips, inventory: inventory)
      let svg = FrontPanelDrawing(board: board).svg
      if let svg { files.append(File(path: base + ".svg", text: svg)) }
      files.append(File(path: base + ".md", text: page.text(drawing: svg == nil ? nil : entry.name + ".svg")))
      rows.append((entry.vendor, page.row(link: base + ".md")))
    }
    files.append(File(path: "HARDWARE.md", text: list(rows)))
    return files.sorted { $0.path < $1.path }
  }

  private func list(_ rows: [(vendor: String, text: String)]) -> String {
    let vendors = Set(rows.map(\.vendor)).sorted()
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    var lines = [
      "# Hardware", "",
      "\(count(rows.count, "board")) of \(count(vendors.count, "vendor")). *Simulated*: the chip has a chip file, and packets can be sent through the board.",
      "*Stand-in*: another chip's file stands for the real one. *Described*: ports, devices and wiring are known, the chip is not simulated.",
      "", "This page and those it links to are made by `make pages` from `Platforms/boards`."
    ]
    for vendor in vendors {
      lines += ["", "## \(BoardPages.cell(vendor))", "", "| product | chip | ports | CPU | status |", "|---|---|---|---|---|"]
      lines += rows.filter { $0.vendor == vendor }.map(\.text)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Mb/s as people say it: `100G`, `2.5G`, `100M`.
  static func speed(_ megabits: UInt32) -> String {
    if megabits >= 1_000_000, megabits % 100_000 == 0 { return "\(megabits / 1_000_000).\(megabits / 100_000 % 10)T" }
    if megabits >= 1000, megabits % 1000 == 0 { return "\(megabits / 1000)G" }
    if megabits >= 1000, megabits % 100 == 0 { return "\(megabits / 1000).\(megabits / 100 % 10)G" }
    return "\(megabits)M"
  }

  /// Text for XML and HTML.
  static func escaped(_ text: String) -> String {
    String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0xfffe && $0.value != 0xffff }.map(Character.init)).replacing(
      "&", with: "&amp;"
    ).replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }

  /// Text for a cell of a table in Markdown.
  static func cell(_ text: String) -> String {
    var result = ""
    for character in escaped(text.replacing("\n", with: " ")) {
      if "|\\`*_[]#".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
