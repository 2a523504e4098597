import CSAI
import SwitchModel

/// Neighbors, which are entries: their key is the interface and the address.
struct NeighborObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }
  private var functions: EntryFunctions<sai_neighbor_entry_t> { library.functions.neighbor }

  private func entry(_ key: Neighbor.Key) throws(SAIFault) -> sai_neighbor_entry_t {
    var entry = sai_neighbor_entry_t()
    entry.switch_id = library.switchID
    entry.rif_id = try context.object(.routerInterface(key.interface))
    entry.ip_address = cAddress(key.address)
    return entry
  }

  func read(_ key: Neighbor.Key, _ id: sai_object_id_t) throws(SAIFault) -> Neighbor? {
    guard let entry = try? entry(key) else { return nil }
    do throws(SAIFault) {
      let mac = try library.value(entry, functions, SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS) { macAddress($0.mac) }
      let isWithoutRoute = try library.value(entry, functions, SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE) { $0.booldata }
      return Neighbor(interface: key.interface, address: key.address, mac: mac, isHostRoute: !isWithoutRoute)
    } catch {
      if error.isAbsence { return nil }
      throw error
    }
  }

  func insert(_ row: Neighbor, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    var attributes = [SAIAttribute(SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, .mac(row.mac))]
    if !row.isHostRoute { attributes.append(SAIAttribute(SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE, .flag(true))) }
    try library.create(try entry(row.key), functions, attributes)
    return 0
  }

  func update(_ held: Neighbor, to row: Neighbor, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    let entry = try entry(row.key)
    try steps.set(entry, functions, SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, .mac(row.mac), was: .mac(held.mac))
    try steps.set(entry, functions, SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE, .flag(!row.isHostRoute), was: .flag(!held.isHostRoute))
  }

  func remove(_ held: Neighbor, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try library.remove(try entry(held.key), functions)
  }
}

extension SAIFault {
  /// Whether the library says that there is no such entry.
  var isAbsence: Bool {
    if case .status(let status, _, _) = self { return status == SAI_STATUS_ITEM_NOT_FOUND }
    return false
  }
}

/// Next hops.
struct NextHopObjects: RowObjects {
  let context: SAIContext
  private var library: SAILibrary { context.library }

  private func nextHop(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_NEXT_HOP, id) }

  func read(_ key: NextHopID, _ id: sai_object_id_t) throws(SAIFault) -> NextHop? {
    guard id != 0 else { return nil }
    let address = try library.value(nextHop(id), SAI_NEXT_HOP_ATTR_IP) { ipAddress($0.ipaddr) }
    let interface = try library.value(nextHop(id), SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID) { $0.oid }
    guard let address, case .routerInterface(let known) = context.key(interface) else { return nil }
    return NextHop(id: key, neighbor: Neighbor.Key(interface: known, address: address))
  }

  func insert(_ row: NextHop, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    let interface = try context.object(.routerInterface(row.neighbor.interface))
    return try steps.create(
      SAI_OBJECT_TYPE_NEXT_HOP,
      [
        SAIAttribute(SAI_NEXT_HOP_ATTR_TYPE, .choice(SAI_NEXT_HOP_TYPE_IP)),
        SAIAttribute(SAI_NEXT_HOP_ATTR_IP, .address(row.neighbor.address)),
        SAIAttribute(SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID, .object(interface))
      ]
    ).id
  }

  func update(_ held: NextHop, to row: NextHop, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = NextHop.schema.firstFixed(held, row) { throw .cause(.invalid(column)) }
  }

  func remove(_ held: NextHop, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) { try library.remove(nextHop(id)) }
}
