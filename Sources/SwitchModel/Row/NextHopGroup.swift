/// Next hops that share traffic (ECMP): a flow's hash chooses the member.
public struct NextHopGroup: Row {
  public typealias Key = NextHopGroupID

  /// A next hop and its share of the traffic.
  @frozen
  public struct Member: Hashable, Sendable, BitwiseCopyable, Comparable {
    public let nextHop: NextHopID
    /// The member's share, in slots of the group.
    ///
    /// - Range: 1…255. Default: 1.
    public let weight: UInt8

    /// A weight of 0 becomes 1.
    public init(nextHop: NextHopID, weight: UInt8 = 1) {
      self.nextHop = nextHop
      self.weight = max(1, weight)
    }

    public static func < (left: Member, right: Member) -> Bool { left.nextHop < right.nextHop }
  }

  public let id: NextHopGroupID
  /// In next-hop order, each next hop once.
  public private(set) var members: [Member]

  /// Sorts `members`; of two with the same next hop the last stands.
  public init(id: NextHopGroupID, members: [Member]) {
    self.id = id
    var byNextHop: [NextHopID: Member] = [:]
    for member in members { byNextHop[member.nextHop] = member }
    self.members = byNextHop.values.sorted()
  }

  public var key: NextHopGroupID { id }
  public static func rowKey(_ key: NextHopGroupID) -> RowKey { .nextHopGroup(key) }

  public static let schema = Schema<NextHopGroup>(
    "NextHopGroup", kind: .nextHopGroup, sai: "SAI_OBJECT_TYPE_NEXT_HOP_GROUP",
    columns: [
      Column("id", \.id, .key),
      Column(
        "members", sai: "SAI_NEXT_HOP_GROUP_ATTR_NEXT_HOP_MEMBER_LIST", default: .list([]), referencing: [.nextHop],
        references: { row, body in for member in row.members { body(.nextHop(member.nextHop)) } },
        read: { .list($0.members.map { .text($0.description) }) })
    ])
}

extension NextHopGroup.Member: CustomStringConvertible {
  public var description: String { weight == 1 ? "\(nextHop)" : "\(nextHop)x\(weight)" }
}
