import SwitchModel

/// An object that a caller made or that came with the switch: its values, and what it is among our rows.
final class SAIObject {
  let id: ObjectID
  let info: ObjectInfo
  /// In order of attribute id: what was given; the rest is default.
  private(set) var values: [(id: UInt32, value: AttributeValue)] = []
  /// Attributes of other objects, and entries, that name this one.
  var references = 0
  /// The row behind the object; `nil` for one that is part of another's row, or of none.
  var key: RowKey?
  /// The switch's own: callers cannot remove it.
  var isBuiltIn = false
  /// Objects that are listed by this one: VLAN members of a VLAN, entries of an ACL table.
  var members: [ObjectID] = []

  init(_ id: ObjectID, _ info: ObjectInfo) {
    self.id = id
    self.info = info
  }

  /// The value given; `nil`: none, the default stands.
  func given(_ id: UInt32) -> AttributeValue? {
    for entry in values where entry.id == id { return entry.value }
    return nil
  }

  func set(_ id: UInt32, _ value: AttributeValue?) {
    if let index = values.firstIndex(where: { $0.id >= id }) {
      if values[index].id == id {
        if let value { values[index].value = value } else { values.remove(at: index) }
      } else if let value {
        values.insert((id, value), at: index)
      }
    } else if let value {
      values.append((id, value))
    }
  }
}
