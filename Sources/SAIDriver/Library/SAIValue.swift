import CSAI
import SwitchModel

/// A value of an attribute, by the member of SAI's union that holds it.
enum SAIValue: Hashable {
  case flag(Bool)
  case u8(UInt8)
  case u16(UInt16)
  case u32(UInt32)
  case u64(UInt64)
  case s32(Int32)
  case object(sai_object_id_t)
  case mac(MACAddress)
  case address(IPAddress)
  case objects([sai_object_id_t])
  case numbers([UInt32])
  /// From the first to the second, both included.
  case range(UInt32, UInt32)
  /// An ACL field that is matched; `nil`: disabled.
  case field(SAIField?)
  /// An object that an ACL action names; `nil`: disabled.
  case actionObject(sai_object_id_t?)
  /// A number that an ACL action gives; `nil`: disabled.
  case actionNumber(Int32?)

  /// An enum's value.
  static func choice(_ value: some RawRepresentable<UInt32>) -> SAIValue { .s32(Int32(bitPattern: value.rawValue)) }
}

/// An ACL field's data and mask.
enum SAIField: Hashable {
  case u8(UInt8, mask: UInt8)
  case u16(UInt16, mask: UInt16)
  /// SAI has no mask for an enum's values.
  case choice(Int32)
  case object(sai_object_id_t)
  case objects([sai_object_id_t])
  case mac(UInt64, mask: UInt64)
  case address(IPAddress, mask: IPAddress)
}

/// An attribute and its value.
struct SAIAttribute {
  let id: UInt32
  let value: SAIValue

  init(_ id: some RawRepresentable<UInt32>, _ value: SAIValue) {
    self.id = id.rawValue
    self.value = value
  }
}

/// An object of the library.
struct SAIObject: Hashable {
  let type: UInt32
  let id: sai_object_id_t

  init(_ type: sai_object_type_t, _ id: sai_object_id_t) {
    self.type = type.rawValue
    self.id = id
  }
}

/// Why a change was not made.
enum SAIFault: Error {
  /// What the library said to a call with these attributes, about an object of this type.
  case status(sai_status_t, type: UInt32, attributes: [UInt32])
  /// What the driver found by itself.
  case cause(SwitchError.Cause)
}
