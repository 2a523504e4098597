import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// The switch itself. It is made by `SAILibrary`, not by the engine.
enum SwitchFamily: ObjectFamily {
  static let notifications: [sai_switch_attr_t] = [
    SAI_SWITCH_ATTR_SWITCH_STATE_CHANGE_NOTIFY, SAI_SWITCH_ATTR_SWITCH_SHUTDOWN_REQUEST_NOTIFY, SAI_SWITCH_ATTR_FDB_EVENT_NOTIFY,
    SAI_SWITCH_ATTR_PORT_STATE_CHANGE_NOTIFY, SAI_SWITCH_ATTR_PACKET_EVENT_NOTIFY, SAI_SWITCH_ATTR_QUEUE_PFC_DEADLOCK_NOTIFY,
    SAI_SWITCH_ATTR_BFD_SESSION_STATE_CHANGE_NOTIFY, SAI_SWITCH_ATTR_TAM_EVENT_NOTIFY, SAI_SWITCH_ATTR_NAT_EVENT_NOTIFY,
    SAI_SWITCH_ATTR_IPSEC_SA_STATUS_CHANGE_NOTIFY, SAI_SWITCH_ATTR_SWITCH_ASIC_SDK_HEALTH_EVENT_NOTIFY,
    SAI_SWITCH_ATTR_PORT_HOST_TX_READY_NOTIFY, SAI_SWITCH_ATTR_TWAMP_SESSION_EVENT_NOTIFY,
    SAI_SWITCH_ATTR_ICMP_ECHO_SESSION_STATE_CHANGE_NOTIFY, SAI_SWITCH_ATTR_EXTENDED_PORT_STATE_CHANGE_NOTIFY,
    SAI_SWITCH_ATTR_TAM_TEL_TYPE_CONFIG_CHANGE_NOTIFY, SAI_SWITCH_ATTR_MACSEC_POST_STATUS_NOTIFY,
    SAI_SWITCH_ATTR_IPSEC_POST_STATUS_NOTIFY, SAI_SWITCH_ATTR_SWITCH_MACSEC_POST_STATUS_NOTIFY,
    SAI_SWITCH_ATTR_SWITCH_IPSEC_POST_STATUS_NOTIFY, SAI_SWITCH_ATTR_NEXT_HOP_GROUP_HW_PROTECTION_SWITCHOVER_NOTIFY
  ]

  static let support = AttributeSupport(
    applied: [
      SAI_SWITCH_ATTR_INIT_SWITCH, SAI_SWITCH_ATTR_SRC_MAC_ADDRESS, SAI_SWITCH_ATTR_FDB_AGING_TIME, SAI_SWITCH_ATTR_INGRESS_ACL,
      SAI_SWITCH_ATTR_EGRESS_ACL, SAI_SWITCH_ATTR_RESTART_WARM, SAI_SWITCH_ATTR_PRE_SHUTDOWN, SAI_SWITCH_ATTR_UNINIT_DATA_PLANE_ON_REMOVAL,
      SAI_SWITCH_ATTR_TYPE, SAI_SWITCH_ATTR_ECMP_HASH_IPV4, SAI_SWITCH_ATTR_ECMP_HASH_IPV6, SAI_SWITCH_ATTR_LAG_HASH_IPV4,
      SAI_SWITCH_ATTR_LAG_HASH_IPV6
    ] + notifications,
    kept: [
      SAI_SWITCH_ATTR_SWITCH_PROFILE_ID, SAI_SWITCH_ATTR_SWITCH_HARDWARE_INFO, SAI_SWITCH_ATTR_FIRMWARE_PATH_NAME,
      SAI_SWITCH_ATTR_COUNTER_REFRESH_INTERVAL, SAI_SWITCH_ATTR_SWITCH_SHELL_ENABLE, SAI_SWITCH_ATTR_VXLAN_DEFAULT_ROUTER_MAC,
      SAI_SWITCH_ATTR_HOSTIF_OPER_STATUS_UPDATE_MODE, SAI_SWITCH_ATTR_ECMP_MEMBER_COUNT
    ],
    computed: SwitchFigures.attributes, isCreatable: false, isRemovable: false)

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    switch attribute {
    case SAI_SWITCH_ATTR_SRC_MAC_ADDRESS.rawValue:
      guard case .mac(let mac)? = object.given(attribute), !mac.isMulticast else { throw .invalidValue(0) }
      let old = owner.defaults.mac
      owner.defaults.mac = mac
      var transaction = Transaction()
      RouterInterfaceFamily.renewMACs(owner, &transaction) { _ in true }
      do throws(SAIStatus) { try owner.commit(transaction) } catch {
        owner.defaults.mac = old
        throw error
      }
    case SAI_SWITCH_ATTR_FDB_AGING_TIME.rawValue:
      guard let ageing = owner.control.device.fdbAgeing else { throw .attributeNotSupported(0) }
      do throws(SwitchError) {
        try ageing.setAgeingTime(UInt32(clamping: owner.number(object, SAI_SWITCH_ATTR_FDB_AGING_TIME)))
      } catch { throw owner.status(of: error) }
    case SAI_SWITCH_ATTR_INGRESS_ACL.rawValue, SAI_SWITCH_ATTR_EGRESS_ACL.rawValue: try owner.bindACLs(of: object)
    case SAI_SWITCH_ATTR_ECMP_HASH_IPV4.rawValue, SAI_SWITCH_ATTR_ECMP_HASH_IPV6.rawValue, SAI_SWITCH_ATTR_LAG_HASH_IPV4.rawValue,
      SAI_SWITCH_ATTR_LAG_HASH_IPV6.rawValue:
      // The fields are wired: any hash object names them.
      break
    default:
      if notifications.contains(where: { $0.rawValue == attribute }) {
        guard case .pointer(let address)? = object.given(attribute) else { throw .invalidValue(0) }
        owner.events.setCallback(attribute, address)
      }
    }
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    SwitchFigures.value(attribute, owner)
  }
}
