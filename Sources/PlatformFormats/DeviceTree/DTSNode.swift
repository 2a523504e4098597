public import SwitchPlatform

/// A node of a device tree.
public struct DTSNode: Hashable, Sendable {
  public var number: Int
  /// `port@8`; `/` of the root; `&switch0` of an orphan.
  public var name: String
  public var position: SourcePosition
  public internal(set) var labels: [String] = []
  public internal(set) var parent: Int?
  public internal(set) var children: [Int] = []
  public internal(set) var properties: [DTSProperty] = []

  /// What its parent, or the table of orphans, knows it by.
  public var key: String { parent == nil && name.hasPrefix("&") ? String(name.dropFirst()) : name }

  /// Without the unit address.
  public var baseName: String { String(name.prefix { $0 != "@" }) }
  /// What stands behind the `@`, as text.
  public var unit: String? { name.firstIndex(of: "@").map { String(name[name.index(after: $0)...]) } }

  public func property(_ name: String) -> DTSProperty? { properties.first { $0.name == name } }
  public func text(_ name: String) -> String? { property(name)?.strings.first?.text }
  /// The first cell of a property, where it is a number.
  public func number(_ name: String) -> Int? { property(name)?.cells.first?.number }
  public var compatible: [String] { property("compatible")?.strings.map(\.text) ?? [] }
  /// Whether `status` says that it is not used.
  public var isDisabled: Bool { text("status").map { $0 != "okay" && $0 != "ok" } ?? false }
}

/// A property with all its values.
public struct DTSProperty: Hashable, Sendable {
  public var name: String
  public var position: SourcePosition
  /// Empty: it only is there.
  public var values: [DTSValue]

  public var strings: [(text: String, position: SourcePosition)] {
    values.compactMap { if case .string(let text) = $0.content { (text, $0.position) } else { nil } }
  }

  /// All cells, those of `<1 2>, <3>` in a row.
  public var cells: [DTSCell] { values.flatMap { if case .cells(let cells) = $0.content { cells } else { [DTSCell]() } } }

  /// In cells and outside of them.
  public var references: [DTSReference] {
    values.flatMap { value -> [DTSReference] in
      switch value.content {
      case .reference(let reference): [reference]
      case .cells(let cells): cells.compactMap { if case .reference(let reference) = $0.content { reference } else { nil } }
      default: []
      }
    }
  }
}

public struct DTSValue: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case string(String)
    case cells([DTSCell])
    case bytes([UInt8])
    /// Outside of a cell: the node's path.
    case reference(DTSReference)
    /// A macro that has no definition here.
    case opaque(String)
  }

  public var content: Content
  public var position: SourcePosition
}

public struct DTSCell: Hashable, Sendable {
  public enum Content: Hashable, Sendable {
    case number(Int)
    case reference(DTSReference)
    /// A name that has no value here, or an expression with one: `GPIO_ACTIVE_LOW`.
    case opaque(String)
  }

  public var content: Content
  public var position: SourcePosition

  public var number: Int? { if case .number(let value) = content { value } else { nil } }
}

/// `&label`, or `&{/path}`.
public struct DTSReference: Hashable, Sendable {
  public var name: String
  public var isPath: Bool
  public var position: SourcePosition
}
