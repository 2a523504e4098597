import CSAI
import SwitchModel

/// How rows of one kind are objects of the library.
protocol RowObjects<Entry> {
  associatedtype Entry: Row

  /// What else than a column of the row's own object can be refused: the column that objects of this type stand for.
  func column(_ type: UInt32) -> String?
  /// The row as the library has it now; `nil` where it does not.
  func read(_ key: Entry.Key, _ id: sai_object_id_t) throws(SAIFault) -> Entry?
  /// Makes the row's objects. The id is that of the row's own; 0 for an entry.
  func insert(_ row: Entry, _ steps: Steps) throws(SAIFault) -> sai_object_id_t
  /// From what the library has to what is wanted.
  func update(_ held: Entry, to row: Entry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault)
  func remove(_ held: Entry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault)
  /// Keys of rows that the library has and that nobody inserted.
  func otherKeys(besides keys: Set<Entry.Key>) -> [Entry.Key]
}

extension RowObjects {
  func column(_ type: UInt32) -> String? { nil }
  func otherKeys(besides keys: Set<Entry.Key>) -> [Entry.Key] { [] }
}

/// The causes of what a library refuses.
struct SAICauses<Entry: Row> {
  let context: SAIContext
  let pool: PoolID
  /// See `RowObjects.column(_:)`.
  let column: (UInt32) -> String?

  func cause(_ fault: SAIFault, _ key: RowKey) -> SwitchError.Cause {
    guard case .status(let status, let type, let attributes) = fault else {
      if case .cause(let cause) = fault { return cause }
      return .diverged
    }
    // In a range the attribute's index counts away from the range's first.
    for (first, isSupport) in [
      (SAI_STATUS_INVALID_ATTRIBUTE_0, false), (SAI_STATUS_INVALID_ATTR_VALUE_0, false), (SAI_STATUS_ATTR_NOT_IMPLEMENTED_0, true),
      (SAI_STATUS_UNKNOWN_ATTRIBUTE_0, true), (SAI_STATUS_ATTR_NOT_SUPPORTED_0, true)
    ] {
      let index = Int(first) - Int(status)
      guard index >= 0, index <= 0xffff else { continue }
      let refused = attributes.indices.contains(index) ? column(type, attributes[index]) : nil
      if isSupport { return .unsupported(refused) }
      return refused.map { .invalid($0) } ?? .device(status)
    }
    switch status {
    case SAI_STATUS_INSUFFICIENT_RESOURCES, SAI_STATUS_TABLE_FULL, SAI_STATUS_NO_MEMORY:
      return .exhausted(Exhaustion(pool: pool, constraint: .rows))
    case SAI_STATUS_ITEM_ALREADY_EXISTS: return .exists
    case SAI_STATUS_ITEM_NOT_FOUND: return .missing
    case SAI_STATUS_OBJECT_IN_USE: return context.findUser?(key).map { .inUse(by: $0) } ?? .busy
    case SAI_STATUS_NOT_SUPPORTED, SAI_STATUS_NOT_IMPLEMENTED: return .unsupported(nil)
    default: return .device(status)
    }
  }

  /// The column whose SAI attribute this is, or that objects of the type stand for.
  private func column(_ type: UInt32, _ attribute: UInt32) -> ColumnID? {
    let object = csai_find_object(Int32(bitPattern: type))
    if let object, let found = csai_find_attribute(object, attribute) {
      let name = String(cString: found.pointee.name)
      if let index = Entry.schema.columns.firstIndex(where: { $0.sai == name }) { return ColumnID(UInt8(truncatingIfNeeded: index)) }
    }
    return column(type).flatMap { Entry.schema.column(named: $0) }
  }
}
