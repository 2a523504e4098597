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
  /// VLANs the table is bound to, in order, each once. Default: none.
  public private(set) var vlans: [VLANID]
  /// Whether the table is looked up for every packet. Default: false.
  public let isBoundToSwitch: Bool
  /// Whether the table is looked up by itself, beside the others that a packet meets: it counts and acts on its own, and where the
  /// actions of tables contradict, the table of the higher priority decides. Otherwise the tables that a packet meets are one list,
  /// and the first entry that matches decides. Given on insertion. Default: false.
  public let isParallel: Bool

  public init(
    id: ACLTableID, stage: Stage, priority: UInt32 = 0, fields: ACLMatch.Fields, ports: [PortID], vlans: [VLANID] = [],
    isBoundToSwitch: Bool = false, isParallel: Bool = false
  ) {
    self.id = id
    self.stage = stage
    self.priority = priority
    self.fields = fields
    self.ports = Set(ports).sorted()
    self.vlans = Set(vlans).sorted()
    self.isBoundToSwitch = isBoundToSwitch
    self.isParallel = isParallel
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
        "ports", default: .list([]), referencing: [.port, .lag],
        references: { row, body in for port in row.ports { body(port.rowKey) } },
        read: { .list($0.ports.map { .reference($0.rowKey) }) }),
      Column(
        "vlans", default: .list([]), referencing: [.vlan],
        references: { row, body in for vlan in row.vlans { body(.vlan(vlan)) } },
        read: { .list($0.vlans.map { .reference(.vlan($0)) }) }),
      Column("isBoundToSwitch", \.isBoundToSwitch, default: .bool(false)),
      Column("isParallel", \.isParallel, .createOnly, default: .bool(false))
    ])
}
