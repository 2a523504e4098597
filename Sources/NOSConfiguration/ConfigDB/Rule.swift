/// The rules behind the diagnostics of a configuration: stable ids.
///
/// An error is a fault of the file: it contradicts itself, the board or CONFIG_DB's schema. A warning is a part of a
/// sound file that has no effect here. A note is the rest.
enum Rule: String {
  /// A value of another kind than CONFIG_DB has there.
  case shape = "CDB01"
  /// A key that stands twice.
  case duplicate = "CDB02"
  /// A table that CONFIG_DB does not have.
  case unknownTable = "CDB03"
  /// A field that the table does not have.
  case unknownField = "CDB04"
  /// An entry's key that is not of its table's form.
  case key = "CDB05"
  /// A value that is not of its field's type or range.
  case value = "CDB06"
  /// A field that must be there.
  case missing = "CDB07"
  /// A name of nothing: port, VLAN, VRF, interface, ACL table.
  case unknownName = "CDB08"
  /// Two statements that cannot both hold.
  case contradiction = "CDB09"
  /// A next hop that is no neighbor.
  case nextHop = "CDB10"
  /// Something of CONFIG_DB that is not supported here; what it belongs to is left out.
  case unsupported = "CDB11"
  /// A table or field that has no effect here.
  case unapplied = "CDB12"
  /// A value that the file leaves open, or writes otherwise than it is used.
  case assumed = "CDB13"
  /// Left out because what it stands on has an error.
  case dependent = "CDB14"
}
