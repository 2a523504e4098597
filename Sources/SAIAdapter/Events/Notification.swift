import CSAI
import SwitchModel

/// One thing that a caller is told.
enum Notification: Sendable {
  case fdb(sai_fdb_event_t, vlan: ObjectID, mac: MACAddress, bridgePort: ObjectID, isStatic: Bool)
  /// A flush, told as one: no MAC address.
  case flushed(bridgeOrVLAN: ObjectID, bridgePort: ObjectID, dynamic: Bool, fixed: Bool)
  case port(ObjectID, isUp: Bool)
  case packet([UInt8], trap: ObjectID, port: ObjectID, lag: ObjectID)
  case switchState(sai_switch_oper_status_t)

  /// The switch's attribute with the callback.
  var attribute: UInt32 {
    switch self {
    case .fdb, .flushed: SAI_SWITCH_ATTR_FDB_EVENT_NOTIFY.rawValue
    case .port: SAI_SWITCH_ATTR_PORT_STATE_CHANGE_NOTIFY.rawValue
    case .packet: SAI_SWITCH_ATTR_PACKET_EVENT_NOTIFY.rawValue
    case .switchState: SAI_SWITCH_ATTR_SWITCH_STATE_CHANGE_NOTIFY.rawValue
    }
  }

  /// Calls the function at `address`.
  func deliver(_ address: UInt, _ switchID: sai_object_id_t) {
    switch self {
    case .fdb(let type, let vlan, let mac, let bridgePort, let isStatic):
      tell(address, switchID, type, vlan, mac, bridgePort, isStatic ? SAI_FDB_ENTRY_TYPE_STATIC : SAI_FDB_ENTRY_TYPE_DYNAMIC)
    case .flushed(let bridgeOrVLAN, let bridgePort, let dynamic, let fixed):
      if dynamic { tell(address, switchID, SAI_FDB_EVENT_FLUSHED, bridgeOrVLAN, .zero, bridgePort, SAI_FDB_ENTRY_TYPE_DYNAMIC) }
      if fixed { tell(address, switchID, SAI_FDB_EVENT_FLUSHED, bridgeOrVLAN, .zero, bridgePort, SAI_FDB_ENTRY_TYPE_STATIC) }
    case .port(let id, let isUp):
      guard let call = unsafeBitCast(address, to: sai_port_state_change_notification_fn?.self) else { return }
      var data = sai_port_oper_status_notification_t()
      data.port_id = id.rawValue
      data.port_state = isUp ? SAI_PORT_OPER_STATUS_UP : SAI_PORT_OPER_STATUS_DOWN
      call(1, &data)
    case .packet(let frame, let trap, let port, let lag):
      guard let call = unsafeBitCast(address, to: sai_packet_event_notification_fn?.self) else { return }
      var attributes: [sai_attribute_t] = []
      func add(_ id: sai_hostif_packet_attr_t, _ object: ObjectID) {
        guard !object.isNull else { return }
        var attribute = sai_attribute_t()
        attribute.id = id.rawValue
        attribute.value.oid = object.rawValue
        attributes.append(attribute)
      }
      add(SAI_HOSTIF_PACKET_ATTR_HOSTIF_TRAP_ID, trap)
      add(SAI_HOSTIF_PACKET_ATTR_INGRESS_PORT, port)
      add(SAI_HOSTIF_PACKET_ATTR_INGRESS_LAG, lag)
      frame.withUnsafeBytes { bytes in
        call(switchID, sai_size_t(bytes.count), bytes.baseAddress, UInt32(attributes.count), attributes)
      }
    case .switchState(let state):
      guard let call = unsafeBitCast(address, to: sai_switch_state_change_notification_fn?.self) else { return }
      call(switchID, state)
    }
  }

  private func tell(
    _ address: UInt, _ switchID: sai_object_id_t, _ type: sai_fdb_event_t, _ vlan: ObjectID, _ mac: MACAddress, _ bridgePort: ObjectID,
    _ entryType: sai_fdb_entry_type_t
  ) {
    guard let call = unsafeBitCast(address, to: sai_fdb_event_notification_fn?.self) else { return }
    var attributes = [sai_attribute_t(), sai_attribute_t(), sai_attribute_t()]
    attributes[0].id = SAI_FDB_ENTRY_ATTR_TYPE.rawValue
    attributes[0].value.s32 = Int32(entryType.rawValue)
    attributes[1].id = SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID.rawValue
    attributes[1].value.oid = bridgePort.rawValue
    attributes[2].id = SAI_FDB_ENTRY_ATTR_PACKET_ACTION.rawValue
    attributes[2].value.s32 = Int32(SAI_PACKET_ACTION_FORWARD.rawValue)
    attributes.withUnsafeMutableBufferPointer { list in
      var data = sai_fdb_event_notification_data_t()
      data.event_type = type
      data.fdb_entry.switch_id = switchID
      data.fdb_entry.bv_id = vlan.rawValue
      withUnsafeMutableBytes(of: &data.fdb_entry.mac_address) { bytes in
        if let place = bytes.baseAddress { writeMAC(mac, place) }
      }
      data.attr_count = 3
      data.attr = list.baseAddress
      call(1, &data)
    }
  }
}
