public import SwitchHAL
public import SwitchModel

/// What a user wants changed, all or nothing.
///
/// Edits say what is wanted; what stands before is known to the switch that commits. The order of edits of different
/// kinds does not matter; edits of one key take effect in the order given.
public struct Transaction: Sendable {
  var lists = EditLists()

  public init() {}

  /// Wants a row that must not be there yet.
  public mutating func insert<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.insert(row), provenance), to: &self)
  }

  /// Wants other values for a row that must be there.
  public mutating func update<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.update(row), provenance), to: &self)
  }

  /// Wants a row, whether or not it is there.
  public mutating func put<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.put(row), provenance), to: &self)
  }

  /// Wants a row gone that must be there.
  public mutating func remove<R: EditableRow>(_ type: R.Type, _ key: R.Key, from provenance: Provenance = .none) {
    R.append(Edit(.remove(key), provenance), to: &self)
  }

  /// Edits in all.
  public var count: Int { lists.count }
}

/// A row that a transaction can edit.
public protocol EditableRow: DeviceRow {
  static func append(_ edit: Edit<Self>, to transaction: inout Transaction)
}

/// One wish of a transaction.
public struct Edit<R: DeviceRow>: Sendable {
  @usableFromInline enum Action: Sendable {
    case insert(R)
    case update(R)
    case put(R)
    case remove(R.Key)
  }

  @usableFromInline let action: Action
  public let provenance: Provenance

  init(_ action: Action, _ provenance: Provenance) {
    self.action = action
    self.provenance = provenance
  }

  public var key: R.Key {
    switch action {
    case .insert(let row), .update(let row), .put(let row): row.key
    case .remove(let key): key
    }
  }
}

/// Where a row came from: a file (by number, see `SourceNames`) and a line; an API call has neither.
@frozen
public struct Provenance: Hashable, Sendable, BitwiseCopyable {
  public let source: UInt16
  public let column: UInt16
  public let line: UInt32

  @inlinable
  public init(source: UInt16, line: UInt32, column: UInt16 = 0) {
    self.source = source
    self.line = line
    self.column = column
  }

  public static let none = Provenance(source: .max, line: 0)
}

/// The names behind `Provenance.source`.
public struct SourceNames: Sendable {
  public private(set) var names: [String] = []

  public init() {}

  /// The number of a name; a new name gets the next.
  public mutating func number(of name: String) -> UInt16 {
    if let index = names.firstIndex(of: name) { return UInt16(truncatingIfNeeded: index) }
    names.append(name)
    return UInt16(truncatingIfNeeded: names.count - 1)
  }

  /// `file:line[:column]`, or `nil` for a row without a source.
  public func text(_ provenance: Provenance) -> String? {
    guard Int(provenance.source) < names.count else { return nil }
    let place = "\(names[Int(provenance.source)]):\(provenance.line)"
    return provenance.column == 0 ? place : "\(place):\(provenance.column)"
  }
}
