/// A VLAN with its members.
public struct VLAN: Row {
  public typealias Key = VLANID

  /// A port in a VLAN.
  @frozen
  public struct Member: Hashable, Sendable, BitwiseCopyable, Comparable {
    /// A port stands in a VLAN once, tagged or untagged.
    public let port: PortID
    /// Whether frames leave this port with the VLAN's tag.
    public let isTagged: Bool

    public init(port: PortID, isTagged: Bool) {
      self.port = port
      self.isTagged = isTagged
    }

    public static func < (left: Member, right: Member) -> Bool { left.port < right.port }
  }

  public let id: VLANID
  /// In port order, each port once.
  public private(set) var members: [Member]
  /// The tree whose port states the VLAN follows. Default: none, every port forwards.
  public var spanningTree: SpanningTreeID?
  /// Whether source addresses are learned into the FDB. Default: true.
  public var isLearning: Bool

  /// Sorts `members`; of two with the same port the last stands.
  public init(id: VLANID, members: [Member] = [], spanningTree: SpanningTreeID? = nil, isLearning: Bool = true) {
    self.id = id
    self.spanningTree = spanningTree
    self.isLearning = isLearning
    var byPort: [PortID: Member] = [:]
    for member in members { byPort[member.port] = member }
    self.members = byPort.values.sorted()
  }

  /// This VLAN with other members.
  public func with(members: [Member]) -> VLAN {
    VLAN(id: id, members: members, spanningTree: spanningTree, isLearning: isLearning)
  }

  public var key: VLANID { id }
  public static func rowKey(_ key: VLANID) -> RowKey { .vlan(key) }

  public static let schema = Schema<VLAN>(
    "VLAN", kind: .vlan, sai: "SAI_OBJECT_TYPE_VLAN",
    columns: [
      Column("id", \.id, sai: "SAI_VLAN_ATTR_VLAN_ID", .key),
      Column(
        "members", sai: "SAI_VLAN_ATTR_MEMBER_LIST", default: .list([]), referencing: [.port, .lag],
        references: { row, body in for member in row.members { body(member.port.rowKey) } },
        read: { .list($0.members.map { .text($0.description) }) }),
      Column(
        "spanningTree", sai: "SAI_VLAN_ATTR_STP_INSTANCE", default: ColumnValue.none, referencing: [.spanningTree],
        references: { row, body in if let tree = row.spanningTree { body(.spanningTree(tree)) } },
        read: { $0.spanningTree.map { .reference(.spanningTree($0)) } ?? .none }),
      Column("isLearning", \.isLearning, sai: "SAI_VLAN_ATTR_LEARN_DISABLE", default: .bool(true))
    ])
}

extension VLAN.Member: CustomStringConvertible {
  public var description: String { "\(port)\(isTagged ? "t" : "u")" }
}
