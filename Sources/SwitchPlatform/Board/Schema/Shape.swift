/// What a key's value looks like. The reader reads by it, and the JSON Schema is made of it, so that the two cannot differ.
indirect enum Shape: Sendable {
  case text
  case integer(ClosedRange<Int>)
  /// A number that need not be whole.
  case number
  case flag
  /// `400G`, or Mb/s.
  case rate
  /// One of some names.
  case choice([String])
  /// A device, or a channel of one.
  case reference
  /// Lanes of a chip: a text, or a text for each number of the range.
  case lanes
  case mode
  /// `[low, high]`.
  case range
  /// Whatever somebody else reads.
  case free
  /// As `free`, but a mapping.
  case freeMapping
  /// As `freeMapping`, with no other keys than these.
  case freeKeys([String])
  /// A name for each number: `green: 0x0c`.
  case numbers(ClosedRange<Int>)
  /// Bits of a register by name: `execute: 16`, `index: 14..0`.
  case bits
  /// Temperatures and speeds.
  case steps
  case list(Shape, allowsEmpty: Bool = true)
  case section(Section)
  /// Names, or ranges of names, and a mapping for each.
  case named(Section, isRanged: Bool = true)
  /// Numbers, or ranges of numbers, and a mapping for each.
  case numbered(Section)

  static func choices<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> Shape where Choice.RawValue == String {
    .choice(Choice.allCases.map(\.rawValue))
  }
}

/// The keys of a mapping.
struct Section: Sendable {
  /// What one of them is called in messages: `cage {}`, where `{}` is the key that it stands under.
  var title: String
  var keys: [Key]

  struct Key: Sendable {
    var name: String
    var shape: Shape
    var isRequired: Bool
    /// One sentence without its full stop: meaning, unit, default.
    var doc: String

    init(_ name: String, _ shape: Shape, required: Bool = false, _ doc: String) {
      self.name = name
      self.shape = shape
      isRequired = required
      self.doc = doc
    }
  }

  init(_ title: String, _ keys: [Key]) {
    self.title = title
    self.keys = keys
  }
}
