import CSAI
import SwitchControl
import SwitchModel

/// Virtual routers.
enum VirtualRouterFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V4_STATE, SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V6_STATE, SAI_VIRTUAL_ROUTER_ATTR_SRC_MAC_ADDRESS
    ],
    kept: [SAI_VIRTUAL_ROUTER_ATTR_LABEL])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.virtualRouter, limit: 0xffff, from: 0) else { throw .tableFull }
    let id = VirtualRouterID(UInt16(truncatingIfNeeded: number))
    var transaction = Transaction()
    transaction.insert(row(object, id, owner))
    do throws(SAIStatus) { try owner.commit(transaction) } catch {
      owner.numbers.give(.virtualRouter, number)
      throw error
    }
    object.key = .virtualRouter(id)
  }

  private static func row(_ object: SAIObject, _ id: VirtualRouterID, _ owner: SAISwitch) -> VirtualRouter {
    VirtualRouter(
      id: id, isIPv4Enabled: owner.flag(object, SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V4_STATE),
      isIPv6Enabled: owner.flag(object, SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V6_STATE))
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .virtualRouter(let id) = object.key else { throw .failure }
    guard !object.isBuiltIn else { throw .objectInUse }
    var transaction = Transaction()
    transaction.remove(VirtualRouter.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.virtualRouter, UInt32(id.rawValue))
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .virtualRouter(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    if attribute == SAI_VIRTUAL_ROUTER_ATTR_SRC_MAC_ADDRESS.rawValue {
      RouterInterfaceFamily.renewMACs(owner, &transaction) { owner.related($0, SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID) === object }
    } else {
      transaction.update(row(object, id, owner))
    }
    try owner.commit(transaction)
  }
}

/// Router interfaces on ports, LAGs, VLANs and sub-ports, and loopbacks.
enum RouterInterfaceFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_ATTR_PORT_ID,
      SAI_ROUTER_INTERFACE_ATTR_VLAN_ID, SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID, SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS,
      SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE, SAI_ROUTER_INTERFACE_ATTR_MTU
    ],
    kept: [SAI_ROUTER_INTERFACE_ATTR_LABEL, SAI_ROUTER_INTERFACE_ATTR_IS_VIRTUAL],
    computed: [SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS])

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    .mac(owner.mac(ofInterface: object))
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.routerInterface, limit: 0xffff) else { throw .tableFull }
    do throws(SAIStatus) {
      var transaction = Transaction()
      let id = RouterInterfaceID(UInt16(truncatingIfNeeded: number))
      transaction.insert(try row(object, id, owner))
      try owner.commit(transaction)
      object.key = .routerInterface(id)
      owner.interfaces[id] = object.id
    } catch {
      owner.numbers.give(.routerInterface, number)
      throw error
    }
  }

  private static func row(_ object: SAIObject, _ id: RouterInterfaceID, _ owner: SAISwitch) throws(SAIStatus) -> RouterInterface {
    guard case .virtualRouter(let router) = owner.related(object, SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID)?.key else {
      throw .invalidParameter
    }
    let mtu = owner.number(object, SAI_ROUTER_INTERFACE_ATTR_MTU)
    guard let mtu = UInt16(exactly: mtu) else { throw .invalidValue(owner.position(SAI_ROUTER_INTERFACE_ATTR_MTU)) }
    return RouterInterface(
      id: id, virtualRouter: router, attachment: try attachment(object, owner), mac: owner.mac(ofInterface: object), mtu: mtu,
      isIPv4Enabled: owner.flag(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE),
      isIPv6Enabled: owner.flag(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE))
  }

  private static func attachment(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> RouterInterface.Attachment {
    func port() throws(SAIStatus) -> PortID {
      guard let port = owner.related(object, SAI_ROUTER_INTERFACE_ATTR_PORT_ID)?.port, port != .cpu else {
        throw .invalidValue(owner.position(SAI_ROUTER_INTERFACE_ATTR_PORT_ID))
      }
      return port
    }
    switch owner.number(object, SAI_ROUTER_INTERFACE_ATTR_TYPE) {
    case Int64(SAI_ROUTER_INTERFACE_TYPE_PORT.rawValue): return .port(try port())
    case Int64(SAI_ROUTER_INTERFACE_TYPE_LOOPBACK.rawValue): return .loopback
    case Int64(SAI_ROUTER_INTERFACE_TYPE_SUB_PORT.rawValue):
      return .subPort(try port(), owner.vlanID(object, SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID))
    case Int64(SAI_ROUTER_INTERFACE_TYPE_VLAN.rawValue):
      guard case .vlan(let vlan) = owner.related(object, SAI_ROUTER_INTERFACE_ATTR_VLAN_ID)?.key else {
        throw .invalidValue(owner.position(SAI_ROUTER_INTERFACE_ATTR_VLAN_ID))
      }
      return .vlan(vlan)
    default: throw .attributeNotSupported(owner.position(SAI_ROUTER_INTERFACE_ATTR_TYPE))
    }
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .routerInterface(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.remove(RouterInterface.self, id)
    try owner.commit(transaction)
    owner.interfaces[id] = nil
    owner.numbers.give(.routerInterface, UInt32(id.rawValue))
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .routerInterface(let id) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.update(try row(object, id, owner))
    try owner.commit(transaction)
  }

  /// Updates the interfaces that have no MAC address of their own.
  static func renewMACs(_ owner: SAISwitch, _ transaction: inout Transaction, where isWanted: (SAIObject) -> Bool) {
    for id in owner.interfaces.values {
      guard let object = owner.objects[id], object.given(SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS.rawValue) == nil, isWanted(object),
        case .routerInterface(let key) = object.key, var row = owner.control.row(RouterInterface.self, key)
      else { continue }
      row.mac = owner.mac(ofInterface: object)
      transaction.update(row)
    }
  }
}

extension SAISwitch {
  /// The interface's own MAC address, else its virtual router's, else the switch's.
  func mac(ofInterface object: SAIObject) -> MACAddress {
    if case .mac(let mac)? = object.given(SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS.rawValue) { return mac }
    guard let router = related(object, SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID) else { return defaults.mac }
    return value(of: router, SAI_VIRTUAL_ROUTER_ATTR_SRC_MAC_ADDRESS.rawValue)?.asMAC ?? defaults.mac
  }
}
