/// Where routing meets a port or a VLAN.
@frozen
public struct RouterInterface: Row, BitwiseCopyable {
  public typealias Key = RouterInterfaceID

  /// What the interface stands on.
  @frozen
  public enum Attachment: Hashable, Sendable, BitwiseCopyable {
    /// A routed port: its untagged frames.
    case port(PortID)
    /// All of a VLAN.
    case vlan(VLANID)
    /// Frames of a port that are tagged with a VLAN (a sub-port).
    case subPort(PortID, VLANID)
    /// Nothing: an interface that only holds addresses.
    case loopback
  }

  public let id: RouterInterfaceID
  /// Whose routes packets that come in here follow. Given on insertion.
  public let virtualRouter: VirtualRouterID
  /// A port or VLAN has one interface at most. Given on insertion.
  public let attachment: Attachment
  /// The router's own address here: destination of frames to be routed, source of frames routed out.
  public var mac: MACAddress
  /// Largest packet that leaves through this interface.
  ///
  /// - Unit: bytes, IP header included, Ethernet header and FCS not. Range: 68…9216. Default: 1500.
  /// - Source: SAI_ROUTER_INTERFACE_ATTR_MTU; RFC 791 §3.1.
  public var mtu: UInt16
  /// Whether IPv4 packets that come in here are routed; else they are dropped. Default: true.
  public var isIPv4Enabled: Bool
  /// Whether IPv6 packets that come in here are routed; else they are dropped. Default: true.
  public var isIPv6Enabled: Bool

  @inlinable
  public init(
    id: RouterInterfaceID, virtualRouter: VirtualRouterID, attachment: Attachment, mac: MACAddress, mtu: UInt16 = 1500,
    isIPv4Enabled: Bool = true, isIPv6Enabled: Bool = true
  ) {
    self.id = id
    self.virtualRouter = virtualRouter
    self.attachment = attachment
    self.mac = mac
    self.mtu = mtu
    self.isIPv4Enabled = isIPv4Enabled
    self.isIPv6Enabled = isIPv6Enabled
  }

  public var key: RouterInterfaceID { id }
  public static func rowKey(_ key: RouterInterfaceID) -> RowKey { .routerInterface(key) }

  public static let schema = Schema<RouterInterface>(
    "RouterInterface", kind: .routerInterface, sai: "SAI_OBJECT_TYPE_ROUTER_INTERFACE",
    columns: [
      Column("id", \.id, .key),
      Column(
        "virtualRouter", sai: "SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID", .createOnly, referencing: [.virtualRouter],
        references: { $1(.virtualRouter($0.virtualRouter)) }, read: { .reference(.virtualRouter($0.virtualRouter)) }),
      Column(
        "attachment", sai: "SAI_ROUTER_INTERFACE_ATTR_TYPE", .createOnly, referencing: [.port, .lag, .vlan],
        references: { row, body in
          switch row.attachment {
          case .port(let port), .subPort(let port, _): body(port.rowKey)
          case .vlan(let vlan): body(.vlan(vlan))
          case .loopback: break
          }
        },
        read: { .text($0.attachment.description) }),
      Column("mac", \.mac, sai: "SAI_ROUTER_INTERFACE_ATTR_SRC_MAC_ADDRESS"),
      Column("mtu", \.mtu, sai: "SAI_ROUTER_INTERFACE_ATTR_MTU", default: .unsigned(1500), range: 68...9216),
      Column("isIPv4Enabled", \.isIPv4Enabled, sai: "SAI_ROUTER_INTERFACE_ATTR_ADMIN_V4_STATE", default: .bool(true)),
      Column("isIPv6Enabled", \.isIPv6Enabled, sai: "SAI_ROUTER_INTERFACE_ATTR_ADMIN_V6_STATE", default: .bool(true))
    ])
}

extension RouterInterface.Attachment: CustomStringConvertible {
  public var description: String {
    switch self {
    case .port(let port): "port \(port)"
    case .vlan(let vlan): "VLAN \(vlan)"
    case .subPort(let port, let vlan): "port \(port) VLAN \(vlan)"
    case .loopback: "loopback"
    }
  }
}
