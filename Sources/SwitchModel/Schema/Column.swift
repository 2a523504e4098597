/// One column of a row: its name, its SAI attribute, when it can be set, its default, range and references.
public struct Column<R: Row>: Sendable {
  /// When a column can be given.
  public enum Access: Hashable, Sendable {
    /// Part of the key: fixed for the row's life.
    case key
    /// Given on insertion, fixed after.
    case createOnly
    /// Can change in an update.
    case mutable
  }

  /// The Swift property's name.
  public let name: String
  /// SAI's attribute, `nil` where SAI has none (part of an entry's key, or lists that are member objects in SAI).
  public let sai: String?
  /// When the column can be given.
  public let access: Access
  /// `nil`: mandatory.
  public let defaultValue: ColumnValue?
  /// The unsigned values allowed; `nil` where the type already says it.
  public let range: ClosedRange<UInt64>?
  /// The kinds of row this column can refer to.
  public let referencedKinds: [RowKind]
  /// The column's value in a row.
  public let read: @Sendable (R) -> ColumnValue
  /// Calls its second argument with each row referred to; `nil` where the column refers to none.
  public let references: (@Sendable (R, (RowKey) -> Void) -> Void)?

  /// A column that is one property.
  public init<Value: ColumnConvertible>(
    _ name: String, _ path: any KeyPath<R, Value> & Sendable, sai: String? = nil, _ access: Access = .mutable,
    default defaultValue: ColumnValue? = nil, range: ClosedRange<UInt64>? = nil
  ) {
    self.init(name, sai: sai, access, default: defaultValue, range: range, read: { $0[keyPath: path].columnValue })
  }

  /// A column that is computed, or that refers to rows of `referencing`.
  public init(
    _ name: String, sai: String? = nil, _ access: Access = .mutable, default defaultValue: ColumnValue? = nil,
    range: ClosedRange<UInt64>? = nil, referencing: [RowKind] = [],
    references: (@Sendable (R, (RowKey) -> Void) -> Void)? = nil, read: @escaping @Sendable (R) -> ColumnValue
  ) {
    self.name = name
    self.sai = sai
    self.access = access
    self.defaultValue = defaultValue
    self.range = range
    self.referencedKinds = referencing
    self.read = read
    self.references = references
  }

  func accepts(_ row: R) -> Bool {
    guard let range else { return true }
    guard case .unsigned(let value) = read(row) else { return true }
    return range.contains(value)
  }
}

/// A column's value where its type is not known: in dumps, diagnostics and codecs.
public enum ColumnValue: Hashable, Sendable {
  /// The column is optional, and nothing stands in it.
  case none
  /// A flag.
  case bool(Bool)
  /// A number without sign, in the column's unit.
  case unsigned(UInt64)
  case mac(MACAddress)
  case address(IPAddress)
  case prefix(IPPrefix)
  /// What has no type of its own here, in words.
  case text(String)
  /// Another row, by its key.
  case reference(RowKey)
  /// Several values, in the row's order.
  case list([ColumnValue])
}

/// A type whose values can stand in a column.
public protocol ColumnConvertible: SendableMetatype {
  /// The value as any column's value.
  var columnValue: ColumnValue { get }
}

extension Bool: ColumnConvertible { public var columnValue: ColumnValue { .bool(self) } }
extension UInt8: ColumnConvertible { public var columnValue: ColumnValue { .unsigned(UInt64(self)) } }
extension UInt16: ColumnConvertible { public var columnValue: ColumnValue { .unsigned(UInt64(self)) } }
extension UInt32: ColumnConvertible { public var columnValue: ColumnValue { .unsigned(UInt64(self)) } }
extension UInt64: ColumnConvertible { public var columnValue: ColumnValue { .unsigned(self) } }
extension MACAddress: ColumnConvertible { public var columnValue: ColumnValue { .mac(self) } }
extension IPAddress: ColumnConvertible { public var columnValue: ColumnValue { .address(self) } }
extension IPPrefix: ColumnConvertible { public var columnValue: ColumnValue { .prefix(self) } }
extension String: ColumnConvertible { public var columnValue: ColumnValue { .text(self) } }
extension VLANID: ColumnConvertible { public var columnValue: ColumnValue { .unsigned(UInt64(rawValue)) } }
extension RowID { public var columnValue: ColumnValue { .unsigned(UInt64(rawValue)) } }
extension PortID: ColumnConvertible {}
extension VirtualRouterID: ColumnConvertible {}
extension RouterInterfaceID: ColumnConvertible {}
extension NextHopID: ColumnConvertible {}
extension NextHopGroupID: ColumnConvertible {}
extension ACLTableID: ColumnConvertible {}
extension LAGID: ColumnConvertible {}
extension SpanningTreeID: ColumnConvertible {}
extension TrapGroupID: ColumnConvertible {}
extension PolicerID: ColumnConvertible {}
extension Optional: ColumnConvertible where Wrapped: ColumnConvertible {
  public var columnValue: ColumnValue { self?.columnValue ?? .none }
}
extension Array: ColumnConvertible where Element: ColumnConvertible {
  public var columnValue: ColumnValue { .list(map(\.columnValue)) }
}

extension ColumnValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .bool(let value): String(value)
    case .unsigned(let value): String(value)
    case .mac(let value): value.description
    case .address(let value): value.description
    case .prefix(let value): value.description
    case .text(let value): value
    case .reference(let key): key.description
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }
}
