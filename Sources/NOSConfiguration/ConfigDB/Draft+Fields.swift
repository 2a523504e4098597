import SwitchModel
import SwitchPlatform

extension Draft {
  /// A field's text; `nil` where the field is absent, or (reported) no scalar.
  mutating func text(_ name: String, of entry: Entry) -> LocatedText? {
    guard let field = entry.field(name) else { return nil }
    guard let text = scalar(field.value, what: "\(entry.name)|\(name)") else { return nil }
    return LocatedText(text: text, position: field.value.position)
  }

  /// A field's elements: a JSON list, or one text with commas.
  mutating func list(_ name: String, of entry: Entry) -> [LocatedText] {
    guard let field = entry.field(name) else { return [] }
    if let elements = field.value.elements {
      return elements.compactMap { element in
        guard let text = scalar(element, what: "an element of \(entry.name)|\(name)") else { return nil }
        return LocatedText(text: text, position: element.position)
      }
    }
    guard let text = scalar(field.value, what: "\(entry.name)|\(name)") else { return [] }
    return commaSeparated(text).map { LocatedText(text: $0, position: field.value.position) }
  }

  /// A field's number in decimal or hexadecimal; `nil` where the field is absent, or (reported) not in the range.
  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ name: String, of entry: Entry, in range: ClosedRange<Value>
  ) -> Value? {
    guard let located = text(name, of: entry) else { return nil }
    return number(located, what: "\(entry.name)|\(name)", in: range)
  }

  mutating func number<Value: FixedWidthInteger & UnsignedInteger>(
    _ located: LocatedText, what: String, in range: ClosedRange<Value>
  ) -> Value? {
    if let wide = unsignedNumber(located.text), let value = Value(exactly: wide), range.contains(value) { return value }
    error(
      .value, at: located.position,
      "\(what) is \(quoted(located.text)); expected a number from \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  private mutating func scalar(_ node: Node, what: String) -> String? {
    guard case .scalar(let text, let isQuoted) = node.content else {
      error(.shape, at: node.position, "\(what) is \(node.kindName); expected a text or a number")
      return nil
    }
    if !isQuoted, text == "null" {
      error(.shape, at: node.position, "\(what) is null; expected a text or a number")
      return nil
    }
    return text
  }

  /// The key's parts when there are `count` of them, none empty; else `nil`, reported.
  mutating func parts(of entry: Entry, _ form: String) -> (String, String)? {
    let parts = entry.parts
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      error(.key, at: entry.position, "\(entry.name) is no key of \(entry.table); expected \(entry.table)|\(form)")
      return nil
    }
    return (parts[0], parts[1])
  }
}

/// A text of the file in a message: shortened, so that a hostile value does not push the rest out of sight.
func quoted(_ text: String) -> String { "'\(printable(text, limit: 60))'" }

/// A text without control characters, cut to a length in Unicode scalars.
func printable(_ text: String, limit: Int) -> String {
  var result = String.UnicodeScalarView()
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == limit {
      result.append("…")
      break
    }
    result.append(scalar.properties.generalCategory == .control ? "\u{fffd}" : scalar)
  }
  return String(result)
}
