/// Reads the keys of one mapping by a schema, and says everything that is wrong with them.
///
/// Each key that is asked for is known from then on; `finish()` reports the others. A method that returns `nil` has said why,
/// unless the key is optional and absent.
///
/// Numbers may stand in a wrapper, `{ value: 8192, src: public, source: "…" }`. A mapping may say `src:` for all numbers in it.
public final class MappingReader {
  public let node: Node
  /// What the mapping describes, for messages: `table 'fdb'`.
  public let what: String
  public let findings: Findings
  /// What numbers without a word of their own stand on.
  public let source: NumberProvenance.Kind
  private var known: [String] = []
  /// Required keys that are not there; a misspelt one is one fault, not two, so `finish()` says which are missing.
  private var missing: [String] = []
  private let first: [String: Node.Pair]

  /// - Returns: `nil`, with a diagnostic, for anything but a mapping.
  public init?(_ node: Node, _ what: String, _ findings: Findings, source: NumberProvenance.Kind = .assumed) {
    guard let pairs = node.pairs else {
      findings.error("TYP01", at: node.position, "\(what) is \(node.kindName); expected a mapping")
      return nil
    }
    var first: [String: Node.Pair] = [:]
    for pair in pairs {
      guard let key = pair.key.text else {
        findings.error("TYP01", at: pair.key.position, "a key of \(what) is \(pair.key.kindName); expected a name")
        continue
      }
      if let earlier = first[key] {
        findings.error(
          "SYN02", at: pair.key.position, "key '\(key)' stands twice in \(what); the first is in line \(earlier.key.position.line)")
      } else {
        first[key] = pair
      }
    }
    var own = source
    if let node = first["src"]?.value { own = MappingReader.sourceKind(node, findings) ?? source }
    self.node = node
    self.what = what
    self.findings = findings
    self.source = own
    self.first = first
    known = ["src", "source"]
  }

  /// The pairs in file order, each key once.
  public var pairs: [(key: String, keyNode: Node, value: Node)] {
    (node.pairs ?? []).compactMap { pair in
      guard let key = pair.key.text, first[key]?.key.position == pair.key.position else { return nil }
      return (key, pair.key, pair.value)
    }
  }

  /// Whether the key is there; it is known from now on.
  public func has(_ key: String) -> Bool { optional(key) != nil }

  public func optional(_ key: String) -> Node? {
    known.append(key)
    return first[key]?.value
  }

  public func required(_ key: String) -> Node? {
    if let value = optional(key) { return value }
    missing.append(key)
    return nil
  }

  /// A reader that was left early still says what it missed.
  deinit { reportMissing() }

  private func reportMissing() {
    for key in missing { findings.error("KEY02", at: node.position, "\(what) has no '\(key)'") }
    missing = []
  }

  public func position(_ key: String) -> SourcePosition { first[key]?.value.position ?? node.position }
  public func keyPosition(_ key: String) -> SourcePosition { first[key]?.key.position ?? node.position }

  /// A mapping below this one, which inherits what numbers stand on.
  public func mapping(_ key: String, _ what: String? = nil) -> MappingReader? {
    optional(key).flatMap { MappingReader($0, what ?? "'\(key)'", findings, source: source) }
  }

  public func requiredMapping(_ key: String, _ what: String? = nil) -> MappingReader? {
    required(key).flatMap { MappingReader($0, what ?? "'\(key)'", findings, source: source) }
  }

  /// A named text; numbers and words in quotes are text as well.
  public func text(_ key: String) -> String? { required(key).flatMap { text($0, key) } }
  public func optionalText(_ key: String) -> String? { optional(key).flatMap { text($0, key) } }

  /// A text that stands in `node`, called `key` in messages.
  func text(_ node: Node, _ key: String) -> String? {
    if let text = node.text, !text.isEmpty { return text }
    findings.error("TYP01", at: node.position, "'\(key)' of \(what) is \(node.text == nil ? node.kindName : "empty"); expected text")
    return nil
  }

  public func integer(_ key: String, in range: ClosedRange<Int>, default value: Int) -> Int {
    optional(key).map { integer($0, key, in: range) ?? value } ?? value
  }

  public func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
    required(key).flatMap { integer($0, key, in: range) }
  }

  /// A number that stands in `node`, called `name` in messages.
  public func integer(_ node: Node, _ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let node = number(node, name) else { return nil }
    guard let text = bareText(node), let value = Quantity.signed(text) else {
      return wrongType(node, name, "an integer")
    }
    guard range.contains(value) else {
      findings.error(
        "TYP02", at: node.position, "'\(name)' of \(what) is \(value); expected \(range.lowerBound)…\(range.upperBound)")
      return nil
    }
    return value
  }

  /// An address or another 64-bit number, decimal or hexadecimal.
  public func unsigned(_ key: String, in range: ClosedRange<UInt64> = 0...UInt64.max) -> UInt64? {
    guard let value = required(key), let node = number(value, key) else { return nil }
    guard let text = bareText(node), let value = Quantity.integer(text) else {
      return wrongType(node, key, "a number, decimal or 0x…")
    }
    guard range.contains(value) else {
      findings.error("TYP02", at: node.position, "'\(key)' of \(what) is \(text); expected \(range.lowerBound)…\(range.upperBound)")
      return nil
    }
    return value
  }

  /// A frequency: `200 MHz`, `1.35 GHz`, or Hz.
  public func frequency(_ key: String, in range: ClosedRange<UInt64>) -> UInt64? {
    required(key).flatMap { quantity($0, key, Quantity.frequencies, "a frequency such as 200 MHz", in: range) }
  }

  /// A rate: `400G`, or Mb/s.
  public func rate(_ key: String, in range: ClosedRange<UInt64>) -> UInt64? {
    required(key).flatMap { quantity($0, key, Quantity.rates, "a rate such as 400G or 1000 (Mb/s)", in: range) }
  }

  func rate(_ node: Node, _ name: String, in range: ClosedRange<UInt64>) -> UInt64? {
    quantity(node, name, Quantity.rates, "a rate such as 400G or 1000 (Mb/s)", in: range)
  }

  private func quantity(_ node: Node, _ key: String, _ units: [String: UInt64], _ expected: String, in range: ClosedRange<UInt64>)
    -> UInt64?
  {
    guard let node = number(node, key) else { return nil }
    guard let text = bareText(node), let value = Quantity.scaled(text, units: units) else { return wrongType(node, key, expected) }
    guard range.contains(value) else {
      findings.error("TYP02", at: node.position, "'\(key)' of \(what) is \(text); expected \(range.lowerBound)…\(range.upperBound)")
      return nil
    }
    return value
  }

  public func bool(_ key: String, default value: Bool) -> Bool {
    optional(key).flatMap { flag($0, key) } ?? value
  }

  func flag(_ node: Node, _ name: String) -> Bool? {
    switch bareText(node) {
    case "true": true
    case "false": false
    default: wrongType(node, name, "true or false")
    }
  }

  /// One of an enumeration's names.
  public func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, default value: Choice) -> Choice
  where Choice.RawValue == String {
    optional(key).flatMap { choice($0, key) } ?? value
  }

  public func choice<Choice: RawRepresentable & CaseIterable>(_ key: String) -> Choice? where Choice.RawValue == String {
    required(key).flatMap { choice($0, key) }
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(_ node: Node, _ key: String) -> Choice? where Choice.RawValue == String {
    guard let text = text(node, key) else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    findings.error(
      "NAM01", at: node.position,
      "'\(key)' of \(what) is '\(text)'\(NearestName.suggestion(for: text, among: names)); expected one of \(names.joined(separator: ", "))"
    )
    return nil
  }

  /// The elements of a list.
  public func list(_ key: String) -> [Node]? { optional(key).flatMap { list($0, key) } }
  public func requiredList(_ key: String) -> [Node]? { required(key).flatMap { list($0, key) } }

  func list(_ node: Node, _ key: String) -> [Node]? {
    if let elements = node.elements { return elements }
    findings.error("TYP01", at: node.position, "'\(key)' of \(what) is \(node.kindName); expected a list")
    return nil
  }

  /// The number inside its wrapper, counted under what it stands on.
  public func number(_ node: Node, _ name: String) -> Node? {
    guard node.pairs != nil else {
      findings.count(source)
      return node
    }
    guard let wrapper = MappingReader(node, "'\(name)' of \(what)", findings, source: source), let value = wrapper.required("value") else {
      return nil
    }
    if let text = wrapper.optional("source"), text.text == nil {
      findings.error("TYP01", at: text.position, "'source' is \(text.kindName); expected text")
    }
    wrapper.finish()
    findings.count(wrapper.source)
    return value
  }

  /// Reports keys that nothing asked for, and required ones that are missing, unless an unknown key is one of them misspelt.
  public func finish() {
    let names = Set(known)
    defer { reportMissing() }
    for (key, node, _) in pairs where !names.contains(key) {
      let candidates = known.filter { first[$0] == nil }
      let suggestion = NearestName.suggestion(for: key, among: candidates)
      if let nearest = NearestName.nearest(key, among: candidates) { missing.removeAll { $0 == nearest } }
      let expected =
        suggestion.isEmpty && !candidates.isEmpty
        ? "; keys are \(known.filter { $0 != "src" && $0 != "source" }.joined(separator: ", "))" : suggestion
      findings.error("KEY01", at: node.position, "\(what) has no key '\(key)'\(expected)")
    }
  }

  /// The text of a scalar without quotes.
  private func bareText(_ node: Node) -> String? {
    if case .scalar(let text, isQuoted: false) = node.content { text } else { nil }
  }

  private func wrongType<Value>(_ node: Node, _ key: String, _ expected: String) -> Value? {
    let found =
      switch node.content {
      case .scalar(let text, let isQuoted): isQuoted ? "the text \"\(text.prefix(40))\"" : "'\(text.prefix(40))'"
      default: node.kindName
      }
    findings.error("TYP01", at: node.position, "'\(key)' of \(what) is \(found); expected \(expected)")
    return nil
  }

  private static func sourceKind(_ node: Node, _ findings: Findings) -> NumberProvenance.Kind? {
    let names = NumberProvenance.Kind.allCases.map(\.rawValue)
    if let kind = node.text.flatMap(NumberProvenance.Kind.init(rawValue:)) { return kind }
    let text = node.text ?? node.kindName
    findings.error(
      "NAM01", at: node.position,
      "'src' is '\(text)'\(NearestName.suggestion(for: text, among: names)); expected one of \(names.joined(separator: ", "))")
    return nil
  }
}
