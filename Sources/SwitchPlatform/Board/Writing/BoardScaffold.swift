/// The beginning of a new board's file, on a board or a family that is there.
///
/// What is true of that board alone is TODO: its identity, and where its cages' facts are from. Other sources are left out, for they would
/// be wrong. On a board of a family the file extends the family, too, and says only what that board adds.
public struct BoardScaffold: Sendable {
  /// What is known of the new board; `nil`: still to be said.
  public var id: String?
  public var vendor: String?
  public var product: String?

  public init(id: String? = nil, vendor: String? = nil, product: String? = nil) {
    self.id = id
    self.vendor = vendor
    self.product = product
  }

  /// A board on a family alone.
  ///
  /// - Parameter family: As `extends:` names it.
  public func text(extending family: String) -> String {
    text([("platform", identity([], match: nil))], on: family, extending: family)
  }

  /// A board on another.
  ///
  /// - Parameter own: The other's file as it stands, without its family.
  public func text(on model: BoardDescription, own: Node) -> String {
    let title = "\(model.platform.vendor) \(model.platform.product)"
    // A path is right in the other file's folder only.
    guard let family = own["extends"]?.text, family.hasPrefix("family/") else {
      return text(BoardWriter.sections(model).filter { !$0.value.isEmpty }, on: title, extending: nil)
    }
    let sections = (own.pairs ?? []).compactMap { pair in
      pair.key.text.flatMap { ["schema", "extends", "family"].contains($0) ? nil : (name: $0, value: BoardScaffold.tree(pair.value)) }
    }
    return text(sections, on: title, extending: family)
  }

  private func text(_ sections: [(name: String, value: YAMLTree)], on title: String, extending family: String?) -> String {
    var printer = YAMLPrinter()
    printer.comment(["\(product ?? "TODO"): begun on \(title).", "", "What is below is true of that, and not yet of this board:"])
    printer.comment([
      "  platform  who makes it, and how a running box is known (match)",
      "  asics     the chip: a file of ../asics, or a name of the inventory",
      "  cages     the front panel, and which of the chip's lanes lead there",
      "  profiles  which breakout each cage has, and what ports are called"
    ])
    if family != nil { printer.comment(["What the family says is not repeated; 'key: null' takes one of its keys away."]) }
    printer.comment(["Platforms/boards/README.md explains all keys; 'trysail board check' tells what is still TODO."])
    printer.line("schema: \(BoardLoader.schema)")
    if let family { printer.line("extends: \(YAMLPrinter.scalar(family))") }
    for (name, value) in sections {
      printer.line("")
      switch (name, value) {
      case ("platform", .map(let pairs)): printer.section(name, identity(pairs, match: pairs.first { $0.key == "match" }?.value))
      case ("waivers", _): printer.section(name, value)
      default: printer.section(name, BoardScaffold.withoutSources(value, isToDo: name == "cages"))
      }
    }
    return printer.text
  }

  /// The other's `platform`, with TODO for what no two boards have alike.
  private func identity(_ pairs: [(key: String, value: YAMLTree)], match: YAMLTree?) -> YAMLTree {
    var names: [(key: String, value: YAMLTree)] = [
      ("id", .verbatim(id ?? "TODO id, unique over all vendors")), ("vendor", .verbatim(vendor ?? "TODO vendor, in lower case")),
      ("product", .verbatim(product ?? "TODO product"))
    ]
    let own = names.map(\.key) + ["match", "source", "src"]
    names += pairs.filter { !own.contains($0.key) }
    var keys = ["compatible"]
    if case .map(let known)? = match { keys = known.map(\.key) }
    names.append(("match", .map(keys.map { ($0, $0 == "dmi" ? .map([("product_name", BoardScaffold.name)]) : BoardScaffold.name) })))
    return .map(names + [("source", .verbatim("TODO where the facts of this board are from"))])
  }

  private static let name = YAMLTree.verbatim("TODO as the box says it")

  private static func withoutSources(_ value: YAMLTree, isToDo: Bool) -> YAMLTree {
    switch value {
    case .map(let pairs):
      .map(
        pairs.compactMap { pair in
          guard pair.key == "source" else { return (pair.key, withoutSources(pair.value, isToDo: isToDo)) }
          return isToDo ? ("source", .verbatim("TODO where this is from")) : nil
        })
    case .list(let elements): .list(elements.map { withoutSources($0, isToDo: isToDo) })
    default: value
    }
  }

  /// What a file says, to be written again.
  private static func tree(_ node: Node) -> YAMLTree {
    switch node.content {
    case .mapping(let pairs): .map(pairs.compactMap { pair in pair.key.text.map { ($0, tree(pair.value)) } })
    case .sequence(let elements): .list(elements.map(tree))
    case .scalar(let text, true): .verbatim(text)
    case .scalar(let text, false): isBare(text) ? .number(text) : .verbatim(text)
    }
  }

  /// Whether a scalar without quotes would mean something else in them.
  private static func isBare(_ text: String) -> Bool {
    if ["true", "false", "null", "~"].contains(text) { return true }
    guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "+-.".utf8.contains(first) else {
      return false
    }
    return text.utf8.allSatisfy { byte in
      byte < 0x80
        && (Unicode.Scalar(byte).properties.isAlphabetic || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || "+-.".utf8.contains(byte))
    }
  }
}
