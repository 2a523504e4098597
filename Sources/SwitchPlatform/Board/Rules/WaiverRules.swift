/// Waivers: findings that the board's author accepts. A waived finding stays, as a note with the reason.
enum WaiverRules {
  /// Rules without which a file cannot be read cannot be waived.
  private static let reading = ["SYN", "KEY", "TYP", "RNG", "EXP", "FAM"]

  static func apply(_ waivers: [Waiver], to findings: Findings, of root: Node) {
    for waiver in waivers {
      if reading.contains(where: waiver.rule.hasPrefix) {
        findings.error(
          "WVR02", at: waiver.origin.place("rule"), "rule \(waiver.rule.prefix(20)) cannot be waived: the file must be readable")
        continue
      }
      let places = places(waiver.place[...], in: root)
      guard !places.isEmpty else {
        findings.warning(
          "WVR01", at: waiver.origin.place("where"),
          "the waiver of \(waiver.rule.prefix(20)) is for '\(waiver.place.prefix(60))', which is not in the file")
        continue
      }
      var count = 0
      findings.revise { diagnostic in
        guard diagnostic.rule == waiver.rule, diagnostic.severity != .note, places.contains(diagnostic.position) else { return diagnostic }
        count += 1
        var waived = diagnostic
        waived.severity = .note
        waived.message += " (waived: \(waiver.why.prefix(200)))"
        return waived
      }
      if count == 0 {
        findings.warning(
          "WVR01", at: waiver.origin.place, "the waiver of \(waiver.rule.prefix(20)) at '\(waiver.place.prefix(60))' matches nothing")
      }
    }
  }

  /// Every place in what a path names: keys with dots between, `cages.33`, where a number or a name may be in a range.
  private static func places(_ path: Substring, in node: Node) -> Set<SourcePosition> {
    if path.isEmpty || path == "*" { return all(of: node) }
    var result: Set<SourcePosition> = []
    for (index, element) in (node.elements ?? []).enumerated() {
      if let rest = rest(of: path, after: String(index)) { result.formUnion(places(rest, in: element)) }
    }
    for pair in node.pairs ?? [] {
      guard let key = pair.key.text else { continue }
      let head = path.prefix { $0 != "." }
      if let rest = rest(of: path, after: key) {
        result.formUnion(places(rest, in: pair.value))
        if rest.isEmpty { result.insert(pair.key.position) }
      } else if isInRange(String(head), key) {
        let rest = path.dropFirst(head.count + 1)
        result.formUnion(places(rest, in: pair.value))
        if rest.isEmpty { result.insert(pair.key.position) }
      }
    }
    return result
  }

  private static func rest(of path: Substring, after key: String) -> Substring? {
    guard !key.isEmpty, path.hasPrefix(key) else { return nil }
    let rest = path.dropFirst(key.count)
    if rest.isEmpty { return rest }
    return rest.first == "." ? rest.dropFirst() : nil
  }

  private static func isInRange(_ name: String, _ key: String) -> Bool {
    if let number = Quantity.signed(name), let range = RangeKey.numbers(key) { return range.contains(number) }
    return key.contains("{") && (RangeKey.names(key) ?? []).contains { $0.name == name }
  }

  private static func all(of node: Node) -> Set<SourcePosition> {
    var result: Set<SourcePosition> = [node.position]
    for pair in node.pairs ?? [] {
      result.insert(pair.key.position)
      result.formUnion(all(of: pair.value))
    }
    for element in node.elements ?? [] { result.formUnion(all(of: element)) }
    return result
  }
}
