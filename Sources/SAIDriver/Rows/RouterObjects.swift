import CSAI
import SwitchModel

/// Virtual routers. The one that the switch comes with is number 0: it is adopted, and stays when its row goes.
struct VirtualRouterObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  private func router(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_VIRTUAL_ROUTER, id) }

  func read(_ key: VirtualRouterID, _ id: sai_object_id_t) throws(SAIFault) -> VirtualRouter? {
    guard id != 0 else { return nil }
    return VirtualRouter(
      id: key, isIPv4Enabled: try library.value(router(id), SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V4_STATE) { $0.booldata },
      isIPv6Enabled: try library.value(router(id), SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V6_STATE) { $0.booldata })
  }

  func insert(_ row: VirtualRouter, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let id: sai_object_id_t
    if row.id.rawValue == 0 {
      id = context.defaultVirtualRouter.id
    } else {
      id = try steps.create(SAI_OBJECT_TYPE_VIRTUAL_ROUTER, []).id
    }
    if let held = try read(row.id, id) { try update(held, to: row, id, steps) }
    return id
  }

  func update(_ held: VirtualRouter, to row: VirtualRouter, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try steps.set(router(id), SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V4_STATE, .flag(row.isIPv4Enabled), was: .flag(held.isIPv4Enabled))
    try steps.set(router(id), SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V6_STATE, .flag(row.isIPv6Enabled), was: .flag(held.isIPv6Enabled))
  }

  func remove(_ held: VirtualRouter, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    guard id == context.defaultVirtualRouter.id else { return try library.remove(router(id)) }
    // It stays; but a row that others refer to cannot go, here as elsewhere.
    if let user = context.findUser?(.virtualRouter(held.id)) { throw .cause(.inUse(by: user)) }
    try update(held, to: VirtualRouter(id: held.id), id, steps)
  }
}

/// Router interfaces.
struct RouterInterfaceObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  func column(_ type: UInt32) -> String? { "attachment" }

  private func interface(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_ROUTER_INTERFACE, id) }

  func read(_ key: RouterInterfaceID, _ id: sai_object_id_t) throws(SAIFault) -> RouterInterface? {
    guard id != 0 else { return nil }
    let object = interface(id)
    let router = try library.value(object, SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID) { $0.oid }
    guard case .virtualRouter(let virtualRouter) = context.key(router), let attachment = try attachment(object) else { return nil }
    return RouterInterface(
      id: key, virtualRouter: virtualRouter, attachment: attachment,
      mac: try library.value(object, SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS) { macAddress($0.mac) },
      mtu: UInt16(clamping: try library.value(object, SAI_ROUTER_INTERFACE_ATTR_MTU) { $0.u32 }),
      isIPv4Enabled: try library.value(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE) { $0.booldata },
      isIPv6Enabled: try library.value(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE) { $0.booldata })
  }

  private func attachment(_ object: SAIObject) throws(SAIFault) -> RouterInterface.Attachment? {
    func port() throws(SAIFault) -> PortID? { context.port(try library.value(object, SAI_ROUTER_INTERFACE_ATTR_PORT_ID) { $0.oid }) }
    switch UInt32(bitPattern: try library.value(object, SAI_ROUTER_INTERFACE_ATTR_TYPE) { $0.s32 }) {
    case SAI_ROUTER_INTERFACE_TYPE_PORT.rawValue: return try port().map { .port($0) }
    case SAI_ROUTER_INTERFACE_TYPE_VLAN.rawValue:
      let vlan = try library.value(object, SAI_ROUTER_INTERFACE_ATTR_VLAN_ID) { $0.oid }
      if case .vlan(let id) = context.key(vlan) { return .vlan(id) }
      return nil
    case SAI_ROUTER_INTERFACE_TYPE_SUB_PORT.rawValue:
      let tag = try library.value(object, SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID) { $0.u16 }
      guard let vlan = VLANID(tag) else { return nil }
      return try port().map { .subPort($0, vlan) }
    case SAI_ROUTER_INTERFACE_TYPE_LOOPBACK.rawValue: return .loopback
    default: return nil
    }
  }

  func insert(_ row: RouterInterface, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let router = try context.object(.virtualRouter(row.virtualRouter))
    var attributes = [SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, .object(router))]
    switch row.attachment {
    case .port(let port):
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_TYPE, .choice(SAI_ROUTER_INTERFACE_TYPE_PORT)))
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_PORT_ID, .object(try context.object(port).id)))
      try context.dropBridgePort(port, steps)
    case .vlan(let vlan):
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_TYPE, .choice(SAI_ROUTER_INTERFACE_TYPE_VLAN)))
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_VLAN_ID, .object(try context.object(.vlan(vlan)))))
    case .subPort(let port, let vlan):
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_TYPE, .choice(SAI_ROUTER_INTERFACE_TYPE_SUB_PORT)))
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_PORT_ID, .object(try context.object(port).id)))
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID, .u16(vlan.rawValue)))
    case .loopback:
      attributes.append(SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_TYPE, .choice(SAI_ROUTER_INTERFACE_TYPE_LOOPBACK)))
    }
    attributes += [
      SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS, .mac(row.mac)),
      SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_MTU, .u32(UInt32(row.mtu))),
      SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE, .flag(row.isIPv4Enabled)),
      SAIAttribute(SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE, .flag(row.isIPv6Enabled))
    ]
    return try steps.create(SAI_OBJECT_TYPE_ROUTER_INTERFACE, attributes).id
  }

  func update(_ held: RouterInterface, to row: RouterInterface, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = RouterInterface.schema.firstFixed(held, row) { throw .cause(.invalid(column)) }
    let object = interface(id)
    try steps.set(object, SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS, .mac(row.mac), was: .mac(held.mac))
    try steps.set(object, SAI_ROUTER_INTERFACE_ATTR_MTU, .u32(UInt32(row.mtu)), was: .u32(UInt32(held.mtu)))
    try steps.set(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE, .flag(row.isIPv4Enabled), was: .flag(held.isIPv4Enabled))
    try steps.set(object, SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE, .flag(row.isIPv6Enabled), was: .flag(held.isIPv6Enabled))
  }

  func remove(_ held: RouterInterface, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) { try library.remove(interface(id)) }
}

extension Schema {
  /// A column that is given on insertion and differs.
  func firstFixed(_ held: R, _ row: R) -> ColumnID? {
    differences(held, row).first { columns[Int($0.rawValue)].access == .createOnly }
  }
}
