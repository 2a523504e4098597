/// A board with its chip: all that a driver or a simulator is built from.
public struct Platform: Sendable {
  public var board: Board
  public var asic: ASICDescription

  public init(board: Board, asic: ASICDescription) {
    self.board = board
    self.asic = asic
  }
}

/// Why a platform cannot be had.
public struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and the nearest name where there is one.
  public var message: String
  /// What is wrong in the files.
  public var diagnostics: [Diagnostic]

  public init(message: String, diagnostics: [Diagnostic] = []) {
    self.message = message
    self.diagnostics = diagnostics
  }

  public var description: String { ([message] + diagnostics.map(\.description)).joined(separator: "\n") }
}

extension Catalog {
  /// Finds a board by the base name of its file, `vendor/name`, product, platform id, or the path of a YAML file. Case does not matter.
  ///
  /// - Throws: with the nearest name where none fits, and with all candidates where several do.
  public func entry(named name: String) throws(CatalogError) -> (path: String, vendor: String) {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json") { return (name, "") }
    let wanted = name.lowercased()
    let all = boards
    let found = all.filter { entry in
      [entry.name, "\(entry.vendor)/\(entry.name)", entry.product, entry.id].contains { $0.lowercased() == wanted }
    }
    if let entry = found.first, found.count == 1 { return (entry.path, entry.vendor) }
    if found.count > 1 {
      let names = found.map { "\($0.vendor)/\($0.name)" }.joined(separator: ", ")
      throw CatalogError(message: "several boards are named '\(name)': \(names)")
    }
    let names = all.flatMap { [$0.name, "\($0.vendor)/\($0.name)", $0.product, $0.id] }.filter { !$0.isEmpty }
    let choices = NearestName.choices(for: name, among: names, else: all.map(\.name), "boards")
    throw CatalogError(message: "no board is named '\(name)'\(choices)")
  }

  /// Loads a board; for `named`, see `entry(named:)`.
  ///
  /// - Parameter profile: Its name; `nil`: the default one.
  public func board(named name: String, profile: String? = nil) throws(CatalogError) -> Board {
    let path = try entry(named: name).path
    let chips = knownChips
    let description = try self.description(of: path, chips: chips)
    do throws(BoardFault) {
      return try Board(description, profile: profile, chips: chips)
    } catch {
      throw CatalogError(message: "\(path): \(error.message)")
    }
  }

  /// Loads all that a board file says; for `named`, see `entry(named:)`.
  public func description(named name: String) throws(CatalogError) -> BoardDescription {
    try description(of: try entry(named: name).path, chips: knownChips)
  }

  private func description(of path: String, chips: KnownChips) throws(CatalogError) -> BoardDescription {
    let (description, diagnostics) = BoardLoader.describe(text: try Catalog.text(of: path), file: path, chips: chips, families: families)
    guard let description else { throw CatalogError(message: "\(path) has errors", diagnostics: diagnostics) }
    return description
  }

  /// Loads a chip by its name, or by the path of a YAML file. Case does not matter.
  ///
  /// - Parameter boot: How the chip's memories are shared out. Default: as the file says.
  public func chip(named name: String, boot: BootChoice = .standard) throws(CatalogError) -> ASICDescription {
    let all = chips
    let isPath = name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json")
    guard let path = isPath ? name : all.first(where: { $0.name.lowercased() == name.lowercased() })?.path else {
      throw CatalogError(message: "no chip is named '\(name)'\(NearestName.suggestion(for: name, among: all.map(\.name)))")
    }
    let (description, diagnostics) = ASICLoader.load(text: try Catalog.text(of: path), file: path, boot: boot)
    guard let description else { throw CatalogError(message: "\(path) has errors", diagnostics: diagnostics) }
    return description
  }

  /// Loads a board and the chip it names.
  public func platform(named name: String, profile: String? = nil, boot: BootChoice = .standard) throws(CatalogError) -> Platform {
    let board = try board(named: name, profile: profile)
    return Platform(board: board, asic: try chip(named: board.chip, boot: boot))
  }

  /// Reads one data file of either kind and says all that is wrong with it; the file's `schema:` tells which it is.
  public func check(path: String) throws(CatalogError) -> [Diagnostic] {
    let text = try Catalog.text(of: path)
    let (node, diagnostics) = YAMLDocument.parse(text, file: path)
    guard let node, diagnostics.isEmpty else { return diagnostics }
    if node["schema"]?.text == ASICLoader.schema, node["kind"]?.text == TimingLoader.block {
      // A block is timed, or it is a buffer.
      if node["timing"] == nil, node["traffic"] != nil { return TrafficLoader.load(node: node, file: path).diagnostics }
      return TimingLoader.load(node: node, file: path).diagnostics
    }
    if node["schema"]?.text == ASICLoader.schema { return ASICLoader.load(node: node, file: path).diagnostics }
    if node["schema"]?.text == ChipInventory.schema { return ChipInventory.load(node: node, file: path).diagnostics }
    return BoardLoader.describe(node: node, file: path, chips: knownChips, families: families).diagnostics
  }
}
