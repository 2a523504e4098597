/// Traps that share a queue to the CPU.
@frozen
public struct TrapGroup: Row, BitwiseCopyable {
  public typealias Key = TrapGroupID

  public let id: TrapGroupID
  /// Whether the group's traps are in force. Default: true.
  public var isEnabled: Bool
  /// The CPU port's queue.
  ///
  /// - Range: 0…63, and fewer than the device has. Default: 0.
  public var queue: UInt8
  /// What meters the group's packets before they are queued. Default: none.
  public var policer: PolicerID?

  @inlinable
  public init(id: TrapGroupID, isEnabled: Bool = true, queue: UInt8 = 0, policer: PolicerID? = nil) {
    self.id = id
    self.isEnabled = isEnabled
    self.queue = queue
    self.policer = policer
  }

  public var key: TrapGroupID { id }
  public static func rowKey(_ key: TrapGroupID) -> RowKey { .trapGroup(key) }

  public static let schema = Schema<TrapGroup>(
    "TrapGroup", kind: .trapGroup, sai: "SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP",
    columns: [
      Column("id", \.id, .key),
      Column("isEnabled", \.isEnabled, sai: "SAI_HOSTIF_TRAP_GROUP_ATTR_ADMIN_STATE", default: .bool(true)),
      Column("queue", \.queue, sai: "SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE", default: .unsigned(0), range: 0...63),
      Column(
        "policer", sai: "SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER", default: ColumnValue.none, referencing: [.policer],
        references: { row, body in if let policer = row.policer { body(.policer(policer)) } },
        read: { $0.policer.map { .reference(.policer($0)) } ?? .none })
    ])
}
