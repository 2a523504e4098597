/// Reads the bit fields of a register: `execute: 16`, `index: 14..0`.
enum BitFieldReader {
  /// - Parameter rule: What two fields of one bit are.
  static func fields(_ section: MappingReader, overlapping rule: String) -> [BitField] {
    let findings = section.findings
    var fields: [BitField] = []
    for (name, _, value) in section.pairs where name != "src" && name != "source" {
      guard let node = section.number(value, name) else { continue }
      let text = node.text ?? ""
      let ends = text.split(separator: ".", omittingEmptySubsequences: false)
      let bits = ends.count == 1 ? ends : ends.count == 3 && ends.dropFirst().first == "" ? [ends.first, ends.last].compactMap { $0 } : []
      let numbers = bits.compactMap { Quantity.signed($0) }
      guard let one = numbers.first, let other = numbers.last, numbers.count == bits.count else {
        findings.error("TYP01", at: node.position, "bit field '\(name)' is '\(text.prefix(40))'; expected a bit, or high..low: 14..0")
        continue
      }
      let (low, high) = (min(one, other), max(one, other))
      guard low >= 0, high <= 31 else {
        findings.error("TYP02", at: node.position, "bit field '\(name)' is outside bits 0…31")
        continue
      }
      let field = BitField(name: name, low: low, high: high)
      if let other = fields.first(where: { $0.mask & field.mask != 0 }) {
        findings.error(rule, at: node.position, "bit field '\(name)' overlaps '\(other.name)'")
      }
      fields.append(field)
    }
    return fields
  }
}
