/// One rule of an ACL table.
@frozen
public struct ACLEntry: Row, BitwiseCopyable {
  /// An entry's table, and its number there.
  @frozen
  public struct Key: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    public let table: ACLTableID
    /// The caller's number, unique in the table. Says nothing of precedence: `priority` does.
    public let number: UInt32
    @inlinable
    public init(table: ACLTableID, number: UInt32) {
      self.table = table
      self.number = number
    }
    public var description: String { "\(number) of table \(table)" }
  }

  /// What becomes of a packet that the entry matches.
  @frozen
  public enum Action: Hashable, Sendable, BitwiseCopyable {
    /// Goes on as if no entry had matched.
    case permit
    /// Leaves the decision to parallel tables of lower priority. In a list of tables, which has one decision, as `permit`.
    case undecided
    case drop
    /// Goes to the CPU, and nowhere else.
    case trap
    /// Goes on, and a copy to the CPU.
    case copy
    /// Leaves through this port whatever the look-ups say.
    case redirectToPort(PortID)
    /// Is routed to this next hop whatever the look-ups say.
    case redirectToNextHop(NextHopID)
  }

  public let key: Key
  /// The higher wins; among equals any may.
  public let priority: UInt32
  /// What the entry looks for; fields that its table does not have are refused. Given on insertion.
  public let match: ACLMatch
  /// What becomes of a packet that the entry decides. Egress entries of `ASICDriver`'s chips only permit and drop.
  public var action: Action
  /// Whether packets and bytes that match are counted.
  public let isCounted: Bool
  /// What meters the packets that match, whatever `action` says; packets of a colour that it drops go nowhere. Default: none.
  public var policer: PolicerID?

  public init(
    table: ACLTableID, number: UInt32, priority: UInt32, match: ACLMatch, action: Action, isCounted: Bool = false,
    policer: PolicerID? = nil
  ) {
    key = Key(table: table, number: number)
    self.priority = priority
    self.match = match
    self.action = action
    self.isCounted = isCounted
    self.policer = policer
  }

  public static func rowKey(_ key: Key) -> RowKey { .aclEntry(key) }

  public static let schema = Schema<ACLEntry>(
    "ACLEntry", kind: .aclEntry, sai: "SAI_OBJECT_TYPE_ACL_ENTRY",
    columns: [
      Column(
        "table", sai: "SAI_ACL_ENTRY_ATTR_TABLE_ID", .key, referencing: [.aclTable],
        references: { $1(.aclTable($0.key.table)) }, read: { .reference(.aclTable($0.key.table)) }),
      Column("number", .key, read: { .unsigned(UInt64($0.key.number)) }),
      Column("priority", \.priority, sai: "SAI_ACL_ENTRY_ATTR_PRIORITY", .createOnly, default: .unsigned(0)),
      Column("match", .createOnly, read: { .text($0.match.description) }),
      Column(
        "action", sai: "SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION", referencing: [.port, .lag, .nextHop],
        references: { row, body in
          switch row.action {
          case .redirectToPort(let port): body(port.rowKey)
          case .redirectToNextHop(let nextHop): body(.nextHop(nextHop))
          case .permit, .undecided, .drop, .trap, .copy: break
          }
        },
        read: { .text($0.action.description) }),
      Column("isCounted", \.isCounted, sai: "SAI_ACL_ENTRY_ATTR_ACTION_COUNTER", .createOnly, default: .bool(false)),
      Column(
        "policer", sai: "SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER", default: ColumnValue.none, referencing: [.policer],
        references: { row, body in if let policer = row.policer { body(.policer(policer)) } },
        read: { $0.policer.map { .reference(.policer($0)) } ?? .none })
    ])
}

extension ACLEntry.Action: CustomStringConvertible {
  public var description: String {
    switch self {
    case .permit: "permit"
    case .undecided: "undecided"
    case .drop: "drop"
    case .trap: "trap"
    case .copy: "copy"
    case .redirectToPort(let port): "redirect to port \(port)"
    case .redirectToNextHop(let nextHop): "redirect to next hop \(nextHop)"
    }
  }
}
