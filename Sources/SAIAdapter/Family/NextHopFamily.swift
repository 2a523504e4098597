import CSAI
import SwitchControl
import SwitchModel

/// Next hops. SAI lets them be made before their neighbor: then a neighbor without a MAC address stands in its place.
enum NextHopFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_NEXT_HOP_ATTR_TYPE, SAI_NEXT_HOP_ATTR_IP, SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID], kept: [SAI_NEXT_HOP_ATTR_META_DATA])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard owner.number(object, SAI_NEXT_HOP_ATTR_TYPE) == Int64(SAI_NEXT_HOP_TYPE_IP.rawValue) else {
      throw .attributeNotSupported(owner.position(SAI_NEXT_HOP_ATTR_TYPE))
    }
    guard let address = owner.value(of: object, SAI_NEXT_HOP_ATTR_IP.rawValue)?.asAddress, !address.isMulticast else {
      throw .invalidValue(owner.position(SAI_NEXT_HOP_ATTR_IP))
    }
    guard case .routerInterface(let interface) = owner.related(object, SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID)?.key else {
      throw .invalidValue(owner.position(SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID))
    }
    let neighbor = Neighbor.Key(interface: interface, address: address)
    let id = NextHopID(UInt32(truncatingIfNeeded: object.id.number))
    var transaction = Transaction()
    if owner.control.row(Neighbor.self, neighbor) == nil { transaction.insert(NeighborFamily.unresolved(neighbor)) }
    transaction.insert(NextHop(id: id, neighbor: neighbor))
    try owner.commit(transaction)
    object.key = .nextHop(id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .nextHop(let id) = object.key, let row = owner.control.row(NextHop.self, id) else { throw .failure }
    var transaction = Transaction()
    transaction.remove(NextHop.self, id)
    // The last next hop takes the neighbor along that nobody has resolved.
    if owner.entries[.neighbor(row.neighbor)] == nil, owner.control.references(to: Neighbor.self, row.neighbor) == 1 {
      transaction.remove(Neighbor.self, row.neighbor)
    }
    try owner.commit(transaction)
  }
}

/// Neighbors.
enum NeighborFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE],
    kept: [SAI_NEIGHBOR_ENTRY_ATTR_META_DATA], computed: [SAI_NEIGHBOR_ENTRY_ATTR_IP_ADDR_FAMILY])

  /// What stands for a neighbor that next hops name and that is not known: packets to it are dropped.
  static func unresolved(_ key: Neighbor.Key) -> Neighbor {
    var neighbor = Neighbor(interface: key.interface, address: key.address, mac: .zero)
    neighbor.isHostRoute = false
    return neighbor
  }

  private static func row(_ object: SAIObject, _ key: Neighbor.Key, _ owner: SAISwitch) throws(SAIStatus) -> Neighbor {
    let mac = owner.value(of: object, SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS.rawValue)?.asMAC ?? .zero
    guard !mac.isMulticast else { throw .invalidValue(owner.position(SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS)) }
    var neighbor = Neighbor(interface: key.interface, address: key.address, mac: mac)
    neighbor.isHostRoute = !owner.flag(object, SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE)
    return neighbor
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard case .neighbor(let key) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.put(try row(object, key, owner))
    try owner.commit(transaction)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .neighbor(let key) = object.key else { throw .failure }
    var transaction = Transaction()
    if owner.control.references(to: Neighbor.self, key) ?? 0 > 0 {
      transaction.update(unresolved(key))
    } else {
      transaction.remove(Neighbor.self, key)
    }
    try owner.commit(transaction)
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard case .neighbor(let key) = object.key else { throw .failure }
    var transaction = Transaction()
    transaction.update(try row(object, key, owner))
    try owner.commit(transaction)
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    guard case .neighbor(let key) = object.key else { return nil }
    let family = key.address.family == .v4 ? SAI_IP_ADDR_FAMILY_IPV4 : SAI_IP_ADDR_FAMILY_IPV6
    return .number(Int64(family.rawValue))
  }
}
