public import SwitchHAL
public import SwitchModel

/// What a user wants changed, all or nothing.
///
/// Edits say what is wanted; what stands before is known to the switch that commits. The order of edits of different
/// kinds does not matter; edits of one key take effect in the order given.
public struct Transaction: Sendable {
  var lists = EditLists()

  /// A transaction that changes nothing.
  public init() {}

  /// Wants a row that must not be there yet.
  @inlinable
  public mutating func insert<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.insert(row), provenance), to: &self)
  }

  /// Wants other values for a row that must be there.
  @inlinable
  public mutating func update<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.update(row), provenance), to: &self)
  }

  /// Wants a row, whether or not it is there.
  @inlinable
  public mutating func put<R: EditableRow>(_ row: R, from provenance: Provenance = .none) {
    R.append(Edit(.put(row), provenance), to: &self)
  }

  /// Wants a row gone that must be there.
  @inlinable
  public mutating func remove<R: EditableRow>(_ type: R.Type, _ key: R.Key, from provenance: Provenance = .none) {
    R.append(Edit(.remove(key), provenance), to: &self)
  }

  /// Makes room for `count` edits of one kind in all.
  public mutating func reserve<R: EditableRow>(_ type: R.Type, _ count: Int) {
    R.reserve(max(0, count), in: &self)
  }

  /// Edits in all.
  public var count: Int { lists.count }
}

/// A row that a transaction can edit.
public protocol EditableRow: DeviceRow where Key: MixedKey {
  /// Adds an edit to the transaction's list for this kind.
  static func append(_ edit: Edit<Self>, to transaction: inout Transaction)
  /// Makes room in the transaction's list for this kind.
  static func reserve(_ count: Int, in transaction: inout Transaction)
  /// The transaction's edits of this kind, in the order given.
  static func edits(of transaction: Transaction) -> [Edit<Self>]
  /// What is wanted of this kind.
  static func table(of ledger: Ledger) -> LedgerTable<Self>
  /// Whether devices add, change and drop rows of this kind by themselves, so that what they hold is asked before each change.
  static var isChangedByDevice: Bool { get }
  /// Whether a row that nobody asked for may stay on the device: it is one that devices learn.
  var isDevicesOwn: Bool { get }
  /// What is wrong with the row beyond what the schema says, on a device of these capabilities and beside the rows that will be there.
  func fault(on capabilities: Capabilities, beside ledger: Ledger) -> SwitchError.Cause?
}

extension EditableRow {
  public static var isChangedByDevice: Bool { false }
  public var isDevicesOwn: Bool { false }
  public func fault(on capabilities: Capabilities, beside ledger: Ledger) -> SwitchError.Cause? { nil }
}

/// One wish of a transaction.
public struct Edit<R: DeviceRow>: Sendable {
  @usableFromInline enum Action: Sendable {
    case insert(R)
    case update(R)
    case put(R)
    case remove(R.Key)
  }

  /// Where the edit came from.
  @usableFromInline let action: Action
  public let provenance: Provenance

  @usableFromInline init(_ action: Action, _ provenance: Provenance) {
    self.action = action
    self.provenance = provenance
  }

  /// The key of the row that is edited.
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
  /// The file, as `SourceNames` numbers it; `UInt16.max`: no file.
  public let source: UInt16
  /// Counted from 1; 0: not known.
  public let column: UInt16
  /// Counted from 1.
  public let line: UInt32

  @inlinable
  public init(source: UInt16, line: UInt32, column: UInt16 = 0) {
    self.source = source
    self.line = line
    self.column = column
  }

  /// An API call: neither file nor line.
  public static let none = Provenance(source: .max, line: 0)
}

/// The names behind `Provenance.source`.
public struct SourceNames: Sendable {
  /// By number.
  public private(set) var names: [String] = []

  /// No names yet.
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
