import CSAI

/// What makes an object of each type that can be made, and what else that needs.
struct Recipe {
  let type: sai_object_type_t
  /// Attributes of a valid creation. Made anew each time, with the objects that it needs.
  let make: (TestSwitch, inout [(sai_object_type_t, OID)]) -> [sai_attribute_t]

  nonisolated(unsafe) static let point: UnsafeMutablePointer<Int32> = {
    let place = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
    place.pointee = Int32(SAI_ACL_BIND_POINT_TYPE_PORT.rawValue)
    return place
  }()

  private static func need(
    _ type: sai_object_type_t, _ root: TestSwitch, _ needed: inout [(sai_object_type_t, OID)]
  ) -> OID {
    guard let recipe = all.first(where: { $0.type == type }) else { return 0 }
    let made = root.create(type, recipe.make(root, &needed)).id
    needed.append((type, made))
    return made
  }

  nonisolated(unsafe) static let all: [Recipe] = [
    Recipe(type: SAI_OBJECT_TYPE_VLAN) { _, _ in [attribute(SAI_VLAN_ATTR_VLAN_ID) { $0.u16 = 700 }] },
    Recipe(type: SAI_OBJECT_TYPE_VLAN_MEMBER) { root, needed in
      let vlan = need(SAI_OBJECT_TYPE_VLAN, root, &needed)
      return [
        attribute(SAI_VLAN_MEMBER_ATTR_VLAN_ID) { $0.oid = vlan },
        attribute(SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID) { $0.oid = root.bridgePort(root.ports[0]) }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_LAG) { _, _ in [] },
    Recipe(type: SAI_OBJECT_TYPE_BRIDGE_PORT) { root, needed in
      let lag = need(SAI_OBJECT_TYPE_LAG, root, &needed)
      return [
        attribute(SAI_BRIDGE_PORT_ATTR_TYPE) { $0.s32 = Int32(SAI_BRIDGE_PORT_TYPE_PORT.rawValue) },
        attribute(SAI_BRIDGE_PORT_ATTR_PORT_ID) { $0.oid = lag }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_STP) { _, _ in [] },
    Recipe(type: SAI_OBJECT_TYPE_STP_PORT) { root, needed in
      let tree = need(SAI_OBJECT_TYPE_STP, root, &needed)
      return [
        attribute(SAI_STP_PORT_ATTR_STP) { $0.oid = tree },
        attribute(SAI_STP_PORT_ATTR_BRIDGE_PORT) { $0.oid = root.bridgePort(root.ports[1]) },
        attribute(SAI_STP_PORT_ATTR_STATE) { $0.s32 = Int32(SAI_STP_PORT_STATE_FORWARDING.rawValue) }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_VIRTUAL_ROUTER) { _, _ in [] },
    Recipe(type: SAI_OBJECT_TYPE_ROUTER_INTERFACE) { root, needed in
      let vlan = need(SAI_OBJECT_TYPE_VLAN, root, &needed)
      return [
        attribute(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID) { $0.oid = root.router },
        attribute(SAI_ROUTER_INTERFACE_ATTR_TYPE) { $0.s32 = Int32(SAI_ROUTER_INTERFACE_TYPE_VLAN.rawValue) },
        attribute(SAI_ROUTER_INTERFACE_ATTR_VLAN_ID) { $0.oid = vlan }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_NEXT_HOP) { root, needed in
      let interface = need(SAI_OBJECT_TYPE_ROUTER_INTERFACE, root, &needed)
      return [
        attribute(SAI_NEXT_HOP_ATTR_TYPE) { $0.s32 = Int32(SAI_NEXT_HOP_TYPE_IP.rawValue) },
        attribute(SAI_NEXT_HOP_ATTR_IP) {
          $0.ipaddr.addr_family = SAI_IP_ADDR_FAMILY_IPV4
          $0.ipaddr.addr.ip4 = 0x0200_000a
        },
        attribute(SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID) { $0.oid = interface }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_NEXT_HOP_GROUP) { _, _ in
      [attribute(SAI_NEXT_HOP_GROUP_ATTR_TYPE) { $0.s32 = Int32(SAI_NEXT_HOP_GROUP_TYPE_ECMP.rawValue) }]
    },
    Recipe(type: SAI_OBJECT_TYPE_NEXT_HOP_GROUP_MEMBER) { root, needed in
      let group = need(SAI_OBJECT_TYPE_NEXT_HOP_GROUP, root, &needed)
      let hop = need(SAI_OBJECT_TYPE_NEXT_HOP, root, &needed)
      return [
        attribute(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID) { $0.oid = group },
        attribute(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID) { $0.oid = hop }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_ACL_TABLE) { _, _ in
      [
        attribute(SAI_ACL_TABLE_ATTR_ACL_STAGE) { $0.s32 = Int32(SAI_ACL_STAGE_INGRESS.rawValue) },
        attribute(SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST) {
          $0.s32list.count = 1
          $0.s32list.list = point
        },
        attribute(SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT) { $0.booldata = true }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_ACL_COUNTER) { root, needed in
      let table = need(SAI_OBJECT_TYPE_ACL_TABLE, root, &needed)
      return [
        attribute(SAI_ACL_COUNTER_ATTR_TABLE_ID) { $0.oid = table },
        attribute(SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT) { $0.booldata = true }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_ACL_ENTRY) { root, needed in
      let table = need(SAI_OBJECT_TYPE_ACL_TABLE, root, &needed)
      return [
        attribute(SAI_ACL_ENTRY_ATTR_TABLE_ID) { $0.oid = table },
        attribute(SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT) {
          $0.aclfield.enable = true
          $0.aclfield.mask.u16 = 0xffff
          $0.aclfield.data.u16 = 80
        },
        attribute(SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION) {
          $0.aclaction.enable = true
          $0.aclaction.parameter.s32 = Int32(SAI_PACKET_ACTION_DROP.rawValue)
        }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_ACL_TABLE_GROUP) { _, _ in
      [
        attribute(SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE) { $0.s32 = Int32(SAI_ACL_STAGE_INGRESS.rawValue) },
        attribute(SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST) {
          $0.s32list.count = 1
          $0.s32list.list = point
        }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_ACL_TABLE_GROUP_MEMBER) { root, needed in
      let group = need(SAI_OBJECT_TYPE_ACL_TABLE_GROUP, root, &needed)
      let table = need(SAI_OBJECT_TYPE_ACL_TABLE, root, &needed)
      return [
        attribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID) { $0.oid = group },
        attribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID) { $0.oid = table },
        attribute(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY) { $0.u32 = 10 }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_HOSTIF) { root, _ in
      [
        attribute(SAI_HOSTIF_ATTR_TYPE) { $0.s32 = Int32(SAI_HOSTIF_TYPE_NETDEV.rawValue) },
        attribute(SAI_HOSTIF_ATTR_OBJ_ID) { $0.oid = root.ports[2] },
        attribute(SAI_HOSTIF_ATTR_NAME) { value in
          withUnsafeMutableBytes(of: &value.chardata) { $0.copyBytes(from: Array("front2".utf8)) }
        }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP) { _, _ in [attribute(SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE) { $0.u32 = 3 }] },
    Recipe(type: SAI_OBJECT_TYPE_POLICER) { _, _ in
      [
        attribute(SAI_POLICER_ATTR_METER_TYPE) { $0.s32 = Int32(SAI_METER_TYPE_BYTES.rawValue) },
        attribute(SAI_POLICER_ATTR_MODE) { $0.s32 = Int32(SAI_POLICER_MODE_SR_TCM.rawValue) },
        attribute(SAI_POLICER_ATTR_CIR) { $0.u64 = 1_000_000 }, attribute(SAI_POLICER_ATTR_CBS) { $0.u64 = 10_000 },
        attribute(SAI_POLICER_ATTR_RED_PACKET_ACTION) { $0.s32 = Int32(SAI_PACKET_ACTION_DROP.rawValue) }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_HOSTIF_TRAP) { root, _ in
      [
        attribute(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE) { $0.s32 = Int32(SAI_HOSTIF_TRAP_TYPE_LLDP.rawValue) },
        attribute(SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION) { $0.s32 = Int32(SAI_PACKET_ACTION_TRAP.rawValue) }
      ]
    },
    Recipe(type: SAI_OBJECT_TYPE_HOSTIF_TABLE_ENTRY) { root, needed in
      let trap = need(SAI_OBJECT_TYPE_HOSTIF_TRAP, root, &needed)
      return [
        attribute(SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE) { $0.s32 = Int32(SAI_HOSTIF_TABLE_ENTRY_TYPE_TRAP_ID.rawValue) },
        attribute(SAI_HOSTIF_TABLE_ENTRY_ATTR_TRAP_ID) { $0.oid = trap },
        attribute(SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE) { $0.s32 = Int32(SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_CB.rawValue) }
      ]
    }
  ]
}
