/// Ports that are one link (IEEE 802.1AX): a flow's hash chooses the member that it leaves by.
///
/// A port that is in a LAG is no port of its own: VLANs, router interfaces and ACLs name the LAG.
public struct LAG: Row {
  public typealias Key = LAGID

  /// A port in a LAG.
  @frozen
  public struct Member: Hashable, Sendable, BitwiseCopyable, Comparable {
    public let port: PortID
    /// Whether frames leave by this member. Default: true.
    public let distributes: Bool
    /// Whether frames that come in here are taken. Default: true.
    public let collects: Bool

    public init(port: PortID, distributes: Bool = true, collects: Bool = true) {
      self.port = port
      self.distributes = distributes
      self.collects = collects
    }

    public static func < (left: Member, right: Member) -> Bool { left.port < right.port }
  }

  public let id: LAGID
  /// In port order, each port once.
  public private(set) var members: [Member]
  /// The VLAN of untagged frames. Default: 1.
  public var portVLAN: VLANID
  /// Whether source addresses are learned into the FDB. Default: true.
  public var isLearning: Bool
  /// Whether frames that come in untagged (or priority-tagged) are dropped. Default: false.
  public var dropsUntagged: Bool
  /// Whether frames that come in with a VLAN's tag are dropped. Default: false.
  public var dropsTagged: Bool

  /// Sorts `members`; of two with the same port the last stands.
  public init(
    id: LAGID, members: [Member] = [], portVLAN: VLANID = .default, isLearning: Bool = true, dropsUntagged: Bool = false,
    dropsTagged: Bool = false
  ) {
    self.id = id
    var byPort: [PortID: Member] = [:]
    for member in members { byPort[member.port] = member }
    self.members = byPort.values.sorted()
    self.portVLAN = portVLAN
    self.isLearning = isLearning
    self.dropsUntagged = dropsUntagged
    self.dropsTagged = dropsTagged
  }

  /// This LAG with other members.
  public func with(members: [Member]) -> LAG {
    LAG(
      id: id, members: members, portVLAN: portVLAN, isLearning: isLearning, dropsUntagged: dropsUntagged, dropsTagged: dropsTagged)
  }

  public var key: LAGID { id }
  public static func rowKey(_ key: LAGID) -> RowKey { .lag(key) }

  public static let schema = Schema<LAG>(
    "LAG", kind: .lag, sai: "SAI_OBJECT_TYPE_LAG",
    columns: [
      Column("id", \.id, .key),
      Column(
        "members", sai: "SAI_LAG_ATTR_PORT_LIST", default: .list([]), referencing: [.port],
        references: { row, body in for member in row.members { body(.port(member.port)) } },
        read: { .list($0.members.map { .text($0.description) }) }),
      Column("portVLAN", \.portVLAN, sai: "SAI_LAG_ATTR_PORT_VLAN_ID", default: .unsigned(1)),
      Column("isLearning", \.isLearning, sai: "SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE", default: .bool(true)),
      Column("dropsUntagged", \.dropsUntagged, sai: "SAI_LAG_ATTR_DROP_UNTAGGED", default: .bool(false)),
      Column("dropsTagged", \.dropsTagged, sai: "SAI_LAG_ATTR_DROP_TAGGED", default: .bool(false))
    ])
}

extension LAG.Member: CustomStringConvertible {
  public var description: String { "\(port)\(distributes ? "" : "-out")\(collects ? "" : "-in")" }
}
