import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel

/// FDB entries: those that callers made, and those that the chip has learned.
enum FDBFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_FDB_ENTRY_ATTR_TYPE, SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID], kept: [SAI_FDB_ENTRY_ATTR_META_DATA])

  static let isStatic = Int64(SAI_FDB_ENTRY_TYPE_STATIC.rawValue)

  private static func row(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> FDBEntry {
    guard case .fdbEntry(let key) = object.key else { throw .failure }
    guard let port = owner.related(object, SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID).flatMap({ owner.port(of: $0) }) else {
      throw .attributeNotSupported(owner.position(SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID))
    }
    return FDBEntry(
      vlan: key.vlan, mac: key.mac, port: port, isStatic: owner.number(object, SAI_FDB_ENTRY_ATTR_TYPE) == isStatic)
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    var transaction = Transaction()
    transaction.insert(try row(object, owner))
    try owner.commit(transaction)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .fdbEntry(let key) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.remove(FDBEntry.self, key)
    try owner.commit(transaction)
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    var transaction = Transaction()
    transaction.put(try row(object, owner))
    try owner.commit(transaction)
  }
}

extension SAISwitch {
  /// Removes what the chip has learned, where `isFlushed` says so.
  ///
  /// The control only removes what it knows: it is told of the entries first.
  @discardableResult
  func flushLearned(where isFlushed: (FDBEntry) -> Bool) -> Int {
    let rows = learnedRows().filter(isFlushed)
    guard !rows.isEmpty else { return 0 }
    var adopt = Transaction()
    var remove = Transaction()
    for row in rows {
      adopt.put(row)
      remove.remove(FDBEntry.self, row.key)
    }
    do throws(SAIStatus) {
      try commit(adopt)
      try commit(remove)
    } catch { return 0 }
    for row in rows { learned?.remove(row.key) }
    return rows.count
  }

  /// What the chip has learned. Its whole table is walked only when its announcements do not tell.
  private func learnedRows() -> [FDBEntry] {
    collect()
    var rows: [FDBEntry] = []
    if let learned, control.device.events != nil {
      for key in learned where control.row(FDBEntry.self, key) == nil {
        if let row = control.device.fdb.row(at: key), !row.isStatic { rows.append(row) }
      }
    } else {
      control.device.fdb.forEachRow { if !$0.isStatic, control.row(FDBEntry.self, $0.key) == nil { rows.append($0) } }
    }
    learned = Set(rows.map(\.key))
    return rows
  }

  /// An entry that the chip has learned, as an object.
  func learnedEntry(_ key: FDBEntry.Key) -> SAIObject? {
    guard let row = control.device.fdb.row(at: key), !row.isStatic, let port = bridgePort(of: row.port),
      let info = ObjectInfo(type: .fdbEntry)
    else { return nil }
    let object = SAIObject(.null, info)
    object.key = .fdbEntry(key)
    object.set(SAI_FDB_ENTRY_ATTR_TYPE.rawValue, .number(Int64(SAI_FDB_ENTRY_TYPE_DYNAMIC.rawValue)))
    object.set(SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID.rawValue, .object(port.id))
    return object
  }

  /// Flushes as `sai_flush_fdb_entries_fn` says: of a bridge port, a VLAN, or all; dynamic, static or both.
  func flush(_ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) throws(SAIStatus) {
    guard count == 0 || list != nil, count <= 16 else { throw .invalidParameter }
    var port: PortID?
    var bridgePortID = ObjectID.null
    var vlan: VLANID?
    var bridgeOrVLAN = ObjectID.null
    var type = Int64(SAI_FDB_FLUSH_ENTRY_TYPE_DYNAMIC.rawValue)
    for index in 0..<Int(count) {
      guard let list else { break }
      let place = valuePlace(list + index)
      switch list[index].id {
      case SAI_FDB_FLUSH_ATTR_BRIDGE_PORT_ID.rawValue:
        bridgePortID = ObjectID(place.load(as: UInt64.self))
        if bridgePortID.isNull { continue }
        guard let object = objects[bridgePortID], object.info.type == .bridgePort else { throw .invalidValue(index) }
        port = self.port(of: object)
      case SAI_FDB_FLUSH_ATTR_BV_ID.rawValue:
        bridgeOrVLAN = ObjectID(place.load(as: UInt64.self))
        if bridgeOrVLAN.isNull || bridgeOrVLAN == defaults.bridge { continue }
        guard case .vlan(let id) = objects[bridgeOrVLAN]?.key else { throw .invalidValue(index) }
        vlan = id
      case SAI_FDB_FLUSH_ATTR_ENTRY_TYPE.rawValue:
        type = Int64(place.load(as: Int32.self))
        guard (0...2).contains(type) else { throw .invalidValue(index) }
      default: throw .unknownAttribute(index)
      }
    }
    func isMeant(_ row: FDBEntry) -> Bool { (port == nil || row.port == port) && (vlan == nil || row.key.vlan == vlan) }
    let wantsDynamic = type != Int64(SAI_FDB_FLUSH_ENTRY_TYPE_STATIC.rawValue)
    let wantsStatic = type != Int64(SAI_FDB_FLUSH_ENTRY_TYPE_DYNAMIC.rawValue)
    if wantsDynamic { flushLearned(where: isMeant) }
    var transaction = Transaction()
    var removed: [SAIObject] = []
    for object in entries.values {
      guard case .fdbEntry(let key) = object.key, let row = control.row(FDBEntry.self, key), isMeant(row),
        row.isStatic ? wantsStatic : wantsDynamic
      else { continue }
      transaction.remove(FDBEntry.self, key)
      removed.append(object)
    }
    try commit(transaction)
    for object in removed { loseEntry(object) }
    events.post(
      .flushed(bridgeOrVLAN: vlan == nil ? .null : bridgeOrVLAN, bridgePort: bridgePortID, dynamic: wantsDynamic, fixed: wantsStatic))
  }
}
