/// A front-panel port as its user wants it.
public struct Port: Row {
  public typealias Key = PortID

  /// The board's number; never `.cpu`.
  public let id: PortID
  /// The chip's serdes lanes the port is made of, in module lane order, counted from 1.
  public var lanes: [UInt16]
  /// - Unit: Mb/s.
  public var speed: UInt32
  /// Administrative state.
  public var isEnabled: Bool
  /// Largest frame, Ethernet header included, VLAN tags and FCS not.
  ///
  /// - Unit: bytes. Range: 64…16383. Default: 1514.
  public var mtu: UInt16
  /// The VLAN of untagged frames.
  public var portVLAN: VLANID
  /// Whether source addresses are learned into the FDB.
  public var isLearning: Bool
  /// Whether frames that come in untagged (or priority-tagged) are dropped.
  public var dropsUntagged: Bool
  /// Whether frames that come in with a VLAN's tag are dropped.
  public var dropsTagged: Bool

  /// A port with SAI's defaults in all but lanes and speed.
  public init(
    id: PortID, lanes: [UInt16], speed: UInt32, isEnabled: Bool = false, mtu: UInt16 = 1514, portVLAN: VLANID = .default,
    isLearning: Bool = true, dropsUntagged: Bool = false, dropsTagged: Bool = false
  ) {
    self.id = id
    self.lanes = lanes
    self.speed = speed
    self.isEnabled = isEnabled
    self.mtu = mtu
    self.portVLAN = portVLAN
    self.isLearning = isLearning
    self.dropsUntagged = dropsUntagged
    self.dropsTagged = dropsTagged
  }

  public var key: PortID { id }
  public static func rowKey(_ key: PortID) -> RowKey { .port(key) }

  /// `portVLAN` is a number, not a reference: SAI ports name VLAN 1 before anybody makes it.
  public static let schema = Schema<Port>(
    "Port", kind: .port, sai: "SAI_OBJECT_TYPE_PORT",
    columns: [
      Column("id", \.id, .key),
      Column("lanes", \.lanes, sai: "SAI_PORT_ATTR_HW_LANE_LIST", .createOnly),
      Column("speed", \.speed, sai: "SAI_PORT_ATTR_SPEED", range: 10...1_600_000),
      Column("isEnabled", \.isEnabled, sai: "SAI_PORT_ATTR_ADMIN_STATE", default: .bool(false)),
      Column("mtu", \.mtu, sai: "SAI_PORT_ATTR_MTU", default: .unsigned(1514), range: 64...16383),
      Column("portVLAN", \.portVLAN, sai: "SAI_PORT_ATTR_PORT_VLAN_ID", default: .unsigned(1)),
      Column("isLearning", \.isLearning, sai: "SAI_BRIDGE_PORT_ATTR_FDB_LEARNING_MODE", default: .bool(true)),
      Column("dropsUntagged", \.dropsUntagged, sai: "SAI_PORT_ATTR_DROP_UNTAGGED", default: .bool(false)),
      Column("dropsTagged", \.dropsTagged, sai: "SAI_PORT_ATTR_DROP_TAGGED", default: .bool(false))
    ])
}
