import CSAI
import SwitchControl
import SwitchModel

/// Spanning trees: which ports forward in the VLANs of an instance.
enum STPFamily: ObjectFamily {
  static let support = AttributeSupport(computed: [SAI_STP_ATTR_VLAN_LIST, SAI_STP_ATTR_BRIDGE_ID, SAI_STP_ATTR_PORT_LIST])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let number = owner.numbers.take(.stp, limit: 0xffff, from: 0) else { throw .tableFull }
    let id = SpanningTreeID(UInt16(truncatingIfNeeded: number))
    var transaction = Transaction()
    transaction.insert(SpanningTree(id: id))
    do throws(SAIStatus) { try owner.commit(transaction) } catch {
      owner.numbers.give(.stp, number)
      throw error
    }
    object.key = .spanningTree(id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard case .spanningTree(let id) = object.key else { throw .failure }
    guard !object.isBuiltIn else { throw .objectInUse }
    var transaction = Transaction()
    transaction.remove(SpanningTree.self, id)
    try owner.commit(transaction)
    owner.numbers.give(.stp, UInt32(id.rawValue))
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    switch attribute {
    case SAI_STP_ATTR_VLAN_LIST.rawValue:
      let vlans = object.members.compactMap { owner.objects[$0] }.filter { $0.info.type == .vlan }
      return .numbers(vlans.map { owner.number($0, SAI_VLAN_ATTR_VLAN_ID) }.sorted())
    case SAI_STP_ATTR_BRIDGE_ID.rawValue: return .object(owner.defaults.bridge)
    default: return .objects(object.members.filter { $0.type == .stpPort })
    }
  }
}

/// The state of a bridge port in a spanning tree.
enum STPPortFamily: ObjectFamily {
  static let support = AttributeSupport(applied: [SAI_STP_PORT_ATTR_STP, SAI_STP_PORT_ATTR_BRIDGE_PORT, SAI_STP_PORT_ATTR_STATE])

  /// Puts the states of all of a tree's ports into its row.
  private static func commit(
    _ tree: SAIObject, _ owner: SAISwitch, adding: [SAIObject] = [], without removed: ObjectID = .null
  ) throws(SAIStatus) {
    guard case .spanningTree(let id) = tree.key else { throw .failure }
    var ports: [SpanningTree.PortState] = []
    for port in tree.members.filter({ $0.type == .stpPort }).compactMap({ owner.objects[$0] }) + adding where port.id != removed {
      guard let number = owner.related(port, SAI_STP_PORT_ATTR_BRIDGE_PORT).flatMap({ owner.port(of: $0) }) else { continue }
      let state: SpanningTree.State =
        switch owner.number(port, SAI_STP_PORT_ATTR_STATE) {
        case Int64(SAI_STP_PORT_STATE_LEARNING.rawValue): .learning
        case Int64(SAI_STP_PORT_STATE_FORWARDING.rawValue): .forwarding
        default: .blocking
        }
      ports.append(SpanningTree.PortState(port: number, state: state))
    }
    var transaction = Transaction()
    transaction.update(SpanningTree(id: id, ports: ports))
    try owner.commit(transaction)
  }

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let tree = owner.related(object, SAI_STP_PORT_ATTR_STP), let bridgePort = owner.related(object, SAI_STP_PORT_ATTR_BRIDGE_PORT)
    else { throw .invalidParameter }
    let isThere = tree.members.contains { id in
      id.type == .stpPort && owner.objects[id].map { owner.related($0, SAI_STP_PORT_ATTR_BRIDGE_PORT)?.id == bridgePort.id } ?? false
    }
    guard !isThere else { throw .itemAlreadyExists }
    try commit(tree, owner, adding: [object])
    tree.members.append(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    guard let tree = owner.related(object, SAI_STP_PORT_ATTR_STP) else { throw .failure }
    try commit(tree, owner, without: object.id)
    tree.members.removeAll { $0 == object.id }
  }

  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard let tree = owner.related(object, SAI_STP_PORT_ATTR_STP) else { throw .failure }
    try commit(tree, owner)
  }
}
