import CSAI
import SwitchModel

/// FDB entries. What is asked for takes the place of what the switch has learned.
///
/// `row(at:)` finds learned entries too; visits of all rows only those that were inserted, as SAI has no list of the others.
struct FDBObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }
  private var functions: EntryFunctions<sai_fdb_entry_t> { library.functions.fdb }

  func column(_ type: UInt32) -> String? { type == SAI_OBJECT_TYPE_BRIDGE_PORT.rawValue ? "port" : nil }

  private func entry(_ key: FDBEntry.Key) throws(SAIFault) -> sai_fdb_entry_t {
    var entry = sai_fdb_entry_t()
    entry.switch_id = library.switchID
    entry.bv_id = try context.object(.vlan(key.vlan))
    entry.mac_address = cMAC(key.mac.bits)
    return entry
  }

  private static func type(_ isStatic: Bool) -> SAIValue { .choice(isStatic ? SAI_FDB_ENTRY_TYPE_STATIC : SAI_FDB_ENTRY_TYPE_DYNAMIC) }

  func read(_ key: FDBEntry.Key, _ id: sai_object_id_t) throws(SAIFault) -> FDBEntry? {
    guard let entry = try? entry(key) else { return nil }
    do throws(SAIFault) {
      let type = try library.value(entry, functions, SAI_FDB_ENTRY_ATTR_TYPE) { $0.s32 }
      let bridgePort = try library.value(entry, functions, SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID) { $0.oid }
      guard let port = context.port(ofBridgePort: bridgePort) else { return nil }
      return FDBEntry(vlan: key.vlan, mac: key.mac, port: port, isStatic: type == Int32(SAI_FDB_ENTRY_TYPE_STATIC.rawValue))
    } catch {
      if error.isAbsence { return nil }
      throw error
    }
  }

  func insert(_ row: FDBEntry, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    if let learned = try read(row.key, 0) {
      try update(learned, to: row, 0, steps)
      return 0
    }
    try library.create(
      try entry(row.key), functions,
      [
        SAIAttribute(SAI_FDB_ENTRY_ATTR_TYPE, FDBObjects.type(row.isStatic)),
        SAIAttribute(SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID, .object(try context.bridgePort(row.port, steps).id))
      ])
    return 0
  }

  func update(_ held: FDBEntry, to row: FDBEntry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    let entry = try entry(row.key)
    if held.port != row.port {
      let old = try context.bridgePort(held.port, steps)
      try steps.set(
        entry, functions, SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID, .object(try context.bridgePort(row.port, steps).id), was: .object(old.id))
    }
    try steps.set(entry, functions, SAI_FDB_ENTRY_ATTR_TYPE, FDBObjects.type(row.isStatic), was: FDBObjects.type(held.isStatic))
  }

  func remove(_ held: FDBEntry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try library.remove(try entry(held.key), functions)
  }
}
