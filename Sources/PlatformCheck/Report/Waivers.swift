import PlatformFormats
public import SwitchPlatform

/// Findings that somebody accepts, from a YAML list of `{rule, where, why}`.
///
///     - { rule: LAN02, where: x86_64-acme_box-r0/Box-C32/port_config.ini:Ethernet128, why: management MAC }
///
/// `where` is a file or folder, from any of its parts on; after a `:` a word of the message or a line. Without a reason nothing is waived.
public struct Waivers: Sendable {
  public struct Waiver: Hashable, Sendable {
    public var rule: String
    public var place: String
    public var why: String
    public var position: SourcePosition
  }

  public struct Waived: Hashable, Sendable {
    public var diagnostic: Diagnostic
    public var why: String
  }

  public var file: String
  public var waivers: [Waiver] = []
  /// What is wrong in the list itself.
  public var diagnostics: [Diagnostic] = []

  public init(text: String, file: String) {
    self.file = file
    let (node, found) = YAMLDocument.parse(text, file: file)
    diagnostics = found
    guard let node else { return }
    guard let elements = (node["waivers"] ?? node).elements else {
      add("expected a list of waivers, each with 'rule', 'where' and 'why'", at: node.position)
      return
    }
    for element in elements { read(element) }
  }

  private mutating func read(_ element: Node) {
    for pair in element.pairs ?? [] where !["rule", "where", "why"].contains(pair.key.text ?? "") {
      let name = pair.key.text ?? ""
      add(
        "a waiver has no key '\(name.excerpt)'" + NearestName.suggestion(for: name, among: ["rule", "where", "why"]), at: pair.key.position)
    }
    guard let rule = element["rule"]?.text, let place = element["where"]?.text, !rule.isEmpty, !place.isEmpty else {
      add("a waiver names a 'rule' and says 'where'", at: element.position)
      return
    }
    guard let why = element["why"]?.text, why.contains(where: { !$0.isWhitespace }) else {
      add("the waiver of \(rule.excerpt) gives no reason; expected 'why'", at: element.position)
      return
    }
    waivers.append(Waiver(rule: rule, place: place, why: why, position: element.position))
  }

  private mutating func add(_ message: String, at position: SourcePosition) {
    diagnostics.append(Diagnostic(.error, rule: "WVR02", file: file, at: position, message))
  }

  /// Parts findings from those that are waived. A waiver that matches nothing is a warning.
  public func apply(to found: [Diagnostic]) -> (open: [Diagnostic], waived: [Waived]) {
    var used: Set<Int> = []
    var (open, waived): ([Diagnostic], [Waived]) = (diagnostics, [])
    let byRule = Dictionary(grouping: waivers.indices, by: { waivers[$0].rule })
    for diagnostic in found {
      let matching = (byRule[diagnostic.rule] ?? []).filter { Waivers.matches(waivers[$0].place, diagnostic) }
      used.formUnion(matching)
      if let first = matching.first {
        waived.append(Waived(diagnostic: diagnostic, why: waivers[first].why))
      } else {
        open.append(diagnostic)
      }
    }
    for (number, waiver) in waivers.enumerated() where !used.contains(number) {
      open.append(
        Diagnostic(
          .warning, rule: "WVR01", file: file, at: waiver.position,
          "the waiver of \(waiver.rule.excerpt) at '\(waiver.place.excerpt)' matches nothing; nothing needs it any more"))
    }
    return (open, waived)
  }

  static func matches(_ place: String, _ diagnostic: Diagnostic) -> Bool {
    var path = place
    if let colon = place.lastIndex(of: ":") {
      let word = String(place[place.index(after: colon)...])
      path = String(place[..<colon])
      let words = diagnostic.message.split { !($0.isLetter || $0.isNumber || "-_/.".contains($0)) }
      guard word == String(diagnostic.position.line) || words.contains(where: { $0 == word }) else { return false }
    }
    while path.hasSuffix("/") { path.removeLast() }
    return path.isEmpty || "/\(diagnostic.file)/".contains(path.hasPrefix("/") ? "\(path)/" : "/\(path)/")
  }
}
