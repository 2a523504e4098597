/// A virtual router (VRF): an address space of its own.
@frozen
public struct VirtualRouter: Row, BitwiseCopyable {
  public typealias Key = VirtualRouterID

  public let id: VirtualRouterID
  /// Whether IPv4 is routed on any of its interfaces. Default: true.
  public var isIPv4Enabled: Bool
  /// Whether IPv6 is routed on any of its interfaces. Default: true.
  public var isIPv6Enabled: Bool

  @inlinable
  public init(id: VirtualRouterID, isIPv4Enabled: Bool = true, isIPv6Enabled: Bool = true) {
    self.id = id
    self.isIPv4Enabled = isIPv4Enabled
    self.isIPv6Enabled = isIPv6Enabled
  }

  public var key: VirtualRouterID { id }
  public static func rowKey(_ key: VirtualRouterID) -> RowKey { .virtualRouter(key) }

  public static let schema = Schema<VirtualRouter>(
    "VirtualRouter", kind: .virtualRouter, sai: "SAI_OBJECT_TYPE_VIRTUAL_ROUTER",
    columns: [
      Column("id", \.id, .key),
      Column("isIPv4Enabled", \.isIPv4Enabled, sai: "SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V4_STATE", default: .bool(true)),
      Column("isIPv6Enabled", \.isIPv6Enabled, sai: "SAI_VIRTUAL_ROUTER_ATTR_ADMIN_V6_STATE", default: .bool(true))
    ])
}
