/// A neighbor as the target of routes.
@frozen
public struct NextHop: Row, BitwiseCopyable {
  public typealias Key = NextHopID

  public let id: NextHopID
  /// Where packets go. Given on insertion: another neighbor is another next hop.
  public let neighbor: Neighbor.Key

  @inlinable
  public init(id: NextHopID, neighbor: Neighbor.Key) {
    self.id = id
    self.neighbor = neighbor
  }

  public var key: NextHopID { id }
  public static func rowKey(_ key: NextHopID) -> RowKey { .nextHop(key) }

  public static let schema = Schema<NextHop>(
    "NextHop", kind: .nextHop, sai: "SAI_OBJECT_TYPE_NEXT_HOP",
    columns: [
      Column("id", \.id, .key),
      Column(
        "neighbor", sai: "SAI_NEXT_HOP_ATTR_IP", .createOnly, referencing: [.neighbor],
        references: { $1(.neighbor($0.neighbor)) }, read: { .reference(.neighbor($0.neighbor)) })
    ])
}
