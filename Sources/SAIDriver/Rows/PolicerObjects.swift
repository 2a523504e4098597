import CSAI
import SwitchModel

/// Policers: one object each.
struct PolicerObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  private func policer(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_POLICER, id) }

  private static func value(_ action: Policer.Action) -> SAIValue {
    switch action {
    case .drop: .choice(SAI_PACKET_ACTION_DROP)
    case .forward: .choice(SAI_PACKET_ACTION_FORWARD)
    }
  }

  /// The attributes that can change.
  private static func mutable(_ row: Policer) -> [SAIAttribute] {
    let rates = [
      SAIAttribute(SAI_POLICER_ATTR_CIR, .u64(row.cir)), SAIAttribute(SAI_POLICER_ATTR_CBS, .u64(row.cbs)),
      SAIAttribute(SAI_POLICER_ATTR_PBS, .u64(row.pbs)), SAIAttribute(SAI_POLICER_ATTR_GREEN_PACKET_ACTION, value(row.greenAction)),
      SAIAttribute(SAI_POLICER_ATTR_YELLOW_PACKET_ACTION, value(row.yellowAction)),
      SAIAttribute(SAI_POLICER_ATTR_RED_PACKET_ACTION, value(row.redAction))
    ]
    // An attribute that is valid of two rates only.
    return row.mode == .trTCM ? [SAIAttribute(SAI_POLICER_ATTR_PIR, .u64(row.pir))] + rates : rates
  }

  func read(_ key: PolicerID, _ id: sai_object_id_t) throws(SAIFault) -> Policer? {
    guard id != 0 else { return nil }
    func number(_ attribute: sai_policer_attr_t) throws(SAIFault) -> UInt64 { try library.value(policer(id), attribute) { $0.u64 } }
    func choice(_ attribute: sai_policer_attr_t) throws(SAIFault) -> UInt32 {
      try library.value(policer(id), attribute) { UInt32(bitPattern: $0.s32) }
    }
    func action(_ attribute: sai_policer_attr_t) throws(SAIFault) -> Policer.Action {
      try choice(attribute) == SAI_PACKET_ACTION_DROP.rawValue ? .drop : .forward
    }
    let mode: Policer.Mode = try choice(SAI_POLICER_ATTR_MODE) == SAI_POLICER_MODE_TR_TCM.rawValue ? .trTCM : .srTCM
    return Policer(
      id: key, meterType: try choice(SAI_POLICER_ATTR_METER_TYPE) == SAI_METER_TYPE_BYTES.rawValue ? .bytes : .packets, mode: mode,
      colorSource: try choice(SAI_POLICER_ATTR_COLOR_SOURCE) == SAI_POLICER_COLOR_SOURCE_AWARE.rawValue ? .aware : .blind,
      cir: try number(SAI_POLICER_ATTR_CIR), cbs: try number(SAI_POLICER_ATTR_CBS),
      pir: mode == .trTCM ? try number(SAI_POLICER_ATTR_PIR) : 0, pbs: try number(SAI_POLICER_ATTR_PBS),
      greenAction: try action(SAI_POLICER_ATTR_GREEN_PACKET_ACTION), yellowAction: try action(SAI_POLICER_ATTR_YELLOW_PACKET_ACTION),
      redAction: try action(SAI_POLICER_ATTR_RED_PACKET_ACTION))
  }

  func insert(_ row: Policer, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    if let column = row.contradiction { throw .cause(.invalid(column)) }
    return try steps.create(
      SAI_OBJECT_TYPE_POLICER,
      [
        SAIAttribute(SAI_POLICER_ATTR_METER_TYPE, .choice(row.meterType == .bytes ? SAI_METER_TYPE_BYTES : SAI_METER_TYPE_PACKETS)),
        SAIAttribute(SAI_POLICER_ATTR_MODE, .choice(row.mode == .trTCM ? SAI_POLICER_MODE_TR_TCM : SAI_POLICER_MODE_SR_TCM)),
        SAIAttribute(
          SAI_POLICER_ATTR_COLOR_SOURCE,
          .choice(row.colorSource == .aware ? SAI_POLICER_COLOR_SOURCE_AWARE : SAI_POLICER_COLOR_SOURCE_BLIND))
      ] + PolicerObjects.mutable(row)
    ).id
  }

  func update(_ held: Policer, to row: Policer, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = Policer.schema.firstFixed(held, row) ?? row.contradiction { throw .cause(.invalid(column)) }
    let changes = zip(PolicerObjects.mutable(held), PolicerObjects.mutable(row)).filter { $0.value != $1.value }
    // The peak rate, which is first, is at no time below the committed rate: on the way down it comes last.
    for (old, new) in row.pir < held.pir ? Array(changes.reversed()) : changes {
      try steps.set(policer(id), AttributeID(rawValue: new.id), new.value, was: old.value)
    }
  }

  func remove(_ held: Policer, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) { try library.remove(policer(id)) }
}
