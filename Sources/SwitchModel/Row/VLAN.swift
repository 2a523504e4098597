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

  /// Sorts `members`; of two with the same port the last stands.
  public init(id: VLANID, members: [Member] = []) {
    self.id = id
    var byPort: [PortID: Member] = [:]
    for member in members { byPort[member.port] = member }
    self.members = byPort.values.sorted()
  }

  /// This VLAN with other members.
  public func with(members: [Member]) -> VLAN { VLAN(id: id, members: members) }

  public var key: VLANID { id }
  public static func rowKey(_ key: VLANID) -> RowKey { .vlan(key) }

  public static let schema = Schema<VLAN>(
    "VLAN", kind: .vlan, sai: "SAI_OBJECT_TYPE_VLAN",
    columns: [
      Column("id", \.id, sai: "SAI_VLAN_ATTR_VLAN_ID", .key),
      Column(
        "members", sai: "SAI_VLAN_ATTR_MEMBER_LIST", default: .list([]), referencing: [.port],
        references: { row, body in for member in row.members { body(.port(member.port)) } },
        read: { .list($0.members.map { .text($0.description) }) })
    ])
}

extension VLAN.Member: CustomStringConvertible {
  public var description: String { "\(port)\(isTagged ? "t" : "u")" }
}
