/// A list of ACL entries, what they can match, and the ports it is bound to.
public struct ACLTable: Row {
  public typealias Key = ACLTableID

  /// Where in the pipeline the table is looked up.
  public enum Stage: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    case ingress, egress
  }

  public let id: ACLTableID
  /// Where the table is looked up. Given on insertion.
  public let stage: Stage
  /// Between tables on one port: entries of the higher priority are looked at first.
  public let priority: UInt32
  /// What entries of the table may match; an entry that matches another field is refused.
  public let fields: ACLMatch.Fields
  /// Ports the table is bound to, in order, each once.
  public private(set) var ports: [PortID]

  public init(id: ACLTableID, stage: Stage, priority: UInt32 = 0, fields: ACLMatch.Fields, ports: [PortID]) {
    self.id = id
    self.stage = stage
    self.priority = priority
    self.fields = fields
    self.ports = Set(ports).sorted()
  }

  public var key: ACLTableID { id }
  public static func rowKey(_ key: ACLTableID) -> RowKey { .aclTable(key) }

  public static let schema = Schema<ACLTable>(
    "ACLTable", kind: .aclTable, sai: "SAI_OBJECT_TYPE_ACL_TABLE",
    columns: [
      Column("id", \.id, .key),
      Column("stage", sai: "SAI_ACL_TABLE_ATTR_ACL_STAGE", .createOnly, read: { .text("\($0.stage)") }),
      Column("priority", \.priority, .createOnly, default: .unsigned(0)),
      Column("fields", .createOnly, read: { .list($0.fields.names.map { .text($0) }) }),
      Column(
        "ports", default: .list([]), referencing: [.port],
        references: { row, body in for port in row.ports { body(.port(port)) } },
        read: { .list($0.ports.map { .reference(.port($0)) }) })
    ])
}
