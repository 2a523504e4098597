import SwitchPlatform

/// One entry of a CONFIG_DB table: `"Vlan100|Ethernet4": { … }`.
struct Entry {
  struct Field {
    /// Folded as the table's schema says.
    let name: String
    let value: Node
    let position: SourcePosition
  }

  let table: String
  /// As in the file.
  let key: String
  /// Of the key.
  let position: SourcePosition
  let fields: [Field]

  /// `TABLE|key`, as Redis has it.
  var name: String { "\(table)|\(key)" }

  /// The key's parts between the bars.
  var parts: [String] { key.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }

  func field(_ name: String) -> Field? { fields.first { $0.name == name } }
}

/// A scalar and its place.
struct LocatedText {
  let text: String
  let position: SourcePosition
}

/// Reads a decimal number, or a hexadecimal one behind `0x`.
func unsignedNumber(_ text: some StringProtocol) -> UInt64? {
  let bytes = text.utf8
  guard let first = bytes.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
  if text.hasPrefix("0x") || text.hasPrefix("0X") {
    let digits = text.dropFirst(2)
    guard let digit = digits.utf8.first, digit != UInt8(ascii: "+"), digit != UInt8(ascii: "-") else { return nil }
    return UInt64(digits, radix: 16)
  }
  return UInt64(text)
}

/// The parts of a comma-separated list, without the spaces around them; the empty text is the empty list.
func commaSeparated(_ text: String) -> [String] {
  if text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) { return [] }
  return text.split(separator: ",", omittingEmptySubsequences: false).map { part in
    var part = part
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}
