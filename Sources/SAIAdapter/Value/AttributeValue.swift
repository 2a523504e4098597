import SwitchModel

/// The value of an attribute, whatever its C type.
///
/// Numbers of all widths and enums are one case: the metadata knows the width. An unsigned 64-bit number stands by its bit pattern.
indirect enum AttributeValue: Hashable, Sendable {
  case bool(Bool)
  case number(Int64)
  /// `chardata`: bytes up to the first zero.
  case text([UInt8])
  case pointer(UInt)
  case mac(MACAddress)
  /// `ip4`, `ip6` and `ipaddr`.
  case address(IPAddress)
  case prefix(IPPrefix)
  case object(ObjectID)
  case objects([ObjectID])
  /// Every list of numbers, VLANs included.
  case numbers([Int64])
  case range(Int64, Int64)
  /// An ACL field or action that is not enabled.
  case disabled
  /// An enabled ACL field.
  case field(data: AttributeValue, mask: AttributeValue?)
  /// An enabled ACL action.
  case action(AttributeValue)
  case aclCapability(isActionListMandatory: Bool, actions: [Int64])
  case aclResources([ACLResource])

  /// What is left of an ACL table kind at a stage and bind point.
  struct ACLResource: Hashable, Sendable {
    var stage: Int32
    var bindPoint: Int32
    var available: UInt32
  }
}

extension AttributeValue {
  /// A condition's operand; flags are 0 and 1.
  var asNumber: Int64? {
    switch self {
    case .bool(let flag): flag ? 1 : 0
    case .number(let number): number
    default: nil
    }
  }

  var asBool: Bool { if case .bool(true) = self { true } else { false } }

  /// The null id where it is no object.
  var asObject: ObjectID {
    switch self {
    case .object(let id), .action(.object(let id)): id
    default: .null
    }
  }

  var asObjects: [ObjectID] { if case .objects(let ids) = self { ids } else { [] } }
  var asNumbers: [Int64] { if case .numbers(let numbers) = self { numbers } else { [] } }
  var asMAC: MACAddress { if case .mac(let mac) = self { mac } else { .zero } }
  var asAddress: IPAddress? { if case .address(let address) = self { address } else { nil } }

  /// Visits every id in the value.
  func forEachObject(_ body: (ObjectID) -> Void) {
    switch self {
    case .object(let id): body(id)
    case .objects(let ids): for id in ids { body(id) }
    case .field(let data, _): data.forEachObject(body)
    case .action(let parameter): parameter.forEachObject(body)
    default: break
    }
  }

  /// Whether nothing is asked for: what an attribute that the switch cannot do may still be set to.
  var isNothing: Bool {
    switch self {
    case .disabled, .object(.null), .objects([]), .numbers([]), .bool(false), .pointer(0), .text([]): true
    default: false
    }
  }
}
