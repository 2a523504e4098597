import CSAI
import SwitchControl
import SwitchModel

/// Policers. Entries of ACLs and trap groups name them; of SAI's modes there is no storm control.
enum PolicerFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_POLICER_ATTR_METER_TYPE, SAI_POLICER_ATTR_MODE, SAI_POLICER_ATTR_COLOR_SOURCE, SAI_POLICER_ATTR_CBS, SAI_POLICER_ATTR_CIR,
      SAI_POLICER_ATTR_PBS, SAI_POLICER_ATTR_PIR, SAI_POLICER_ATTR_GREEN_PACKET_ACTION, SAI_POLICER_ATTR_YELLOW_PACKET_ACTION,
      SAI_POLICER_ATTR_RED_PACKET_ACTION
    ], kept: [SAI_POLICER_ATTR_LABEL])

  private static func row(_ object: SAIObject, _ id: PolicerID, _ owner: SAISwitch) throws(SAIStatus) -> Policer {
    let mode: Policer.Mode
    switch owner.number(object, SAI_POLICER_ATTR_MODE) {
    case Int64(SAI_POLICER_MODE_SR_TCM.rawValue): mode = .srTCM
    case Int64(SAI_POLICER_MODE_TR_TCM.rawValue): mode = .trTCM
    default: throw .attributeNotSupported(owner.position(SAI_POLICER_ATTR_MODE))
    }
    func size(_ attribute: sai_policer_attr_t) -> UInt64 { UInt64(bitPattern: owner.number(object, attribute)) }
    return Policer(
      id: id, meterType: owner.number(object, SAI_POLICER_ATTR_METER_TYPE) == Int64(SAI_METER_TYPE_BYTES.rawValue) ? .bytes : .packets,
      mode: mode,
      colorSource: owner.number(object, SAI_POLICER_ATTR_COLOR_SOURCE) == Int64(SAI_POLICER_COLOR_SOURCE_AWARE.rawValue) ? .aware : .blind,
      cir: size(SAI_POLICER_ATTR_CIR), cbs: size(SAI_POLICER_ATTR_CBS),
      // Only of two rates has the peak rate a meaning.
      pir: mode == .trTCM ? size(SAI_POLICER_ATTR_PIR) : 0, pbs: size(SAI_POLICER_ATTR_PBS),
      greenAction: try action(object, SAI_POLICER_ATTR_GREEN_PACKET_ACTION, owner),
      yellowAction: try action(object, SAI_POLICER_ATTR_YELLOW_PACKET_ACTION, owner),
      redAction: try action(object, SAI_POLICER_ATTR_RED_PACKET_ACTION, owner))
  }

  private static func action(
    _ object: SAIObject, _ attribute: sai_policer_attr_t, _ owner: SAISwitch
  ) throws(SAIStatus) -> Policer.Action {
    switch owner.number(object, attribute) {
    case Int64(SAI_PACKET_ACTION_FORWARD.rawValue): return .forward
    case Int64(SAI_PACKET_ACTION_DROP.rawValue): return .drop
    default: throw .attributeNotSupported(owner.position(attribute))
    }
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.policer, limit: 0xffff, from: 0) else { throw .tableFull }
    do throws(SAIStatus) {
      let id = PolicerID(UInt16(truncatingIfNeeded: number))
      var transaction = Transaction()
      transaction.insert(try row(object, id, owner))
      try owner.commit(transaction)
      object.key = .policer(id)
    } catch {
      owner.numbers.give(.policer, number)
      throw error
    }
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .policer(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.remove(Policer.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.policer, UInt32(id.rawValue))
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .policer(let id) = object.key else { throw .failure }
    guard attribute != SAI_POLICER_ATTR_LABEL.rawValue else { return }
    var transaction = Transaction()
    transaction.update(try row(object, id, owner))
    try owner.commit(transaction)
  }
}

extension SAISwitch {
  /// The policer that an attribute names; `nil` where it names none.
  func policer(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) -> PolicerID? {
    if case .policer(let policer) = related(object, id)?.key { policer } else { nil }
  }
}
