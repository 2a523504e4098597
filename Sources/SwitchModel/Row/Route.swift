/// Where packets to a prefix go.
@frozen
public struct Route: Row, BitwiseCopyable {
  /// A prefix in a virtual router.
  @frozen
  public struct Key: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    public let virtualRouter: VirtualRouterID
    public let prefix: IPPrefix
    @inlinable
    public init(virtualRouter: VirtualRouterID, prefix: IPPrefix) {
      self.virtualRouter = virtualRouter
      self.prefix = prefix
    }
    public var description: String { virtualRouter.rawValue == 0 ? "\(prefix)" : "\(prefix) in virtual router \(virtualRouter)" }
  }

  /// What becomes of a packet whose longest prefix this is.
  @frozen
  public enum Destination: Hashable, Sendable, BitwiseCopyable {
    /// To one neighbor.
    case nextHop(NextHopID)
    /// To one of several, chosen by the flow; a group without members drops.
    case nextHopGroup(NextHopGroupID)
    /// A connected subnet: its hosts are neighbors; a packet to one that is not known goes to the CPU, to be resolved.
    case routerInterface(RouterInterfaceID)
    /// The switch itself.
    case cpu
    /// Nowhere (a blackhole).
    case drop
  }

  public let key: Key
  public var destination: Destination

  /// A route in virtual router 0 unless another is given.
  @inlinable
  public init(virtualRouter: VirtualRouterID = VirtualRouterID(0), prefix: IPPrefix, destination: Destination) {
    key = Key(virtualRouter: virtualRouter, prefix: prefix)
    self.destination = destination
  }

  public static func rowKey(_ key: Key) -> RowKey { .route(key) }

  public static let schema = Schema<Route>(
    "Route", kind: .route, sai: "SAI_OBJECT_TYPE_ROUTE_ENTRY",
    columns: [
      Column(
        "virtualRouter", .key, referencing: [.virtualRouter], references: { $1(.virtualRouter($0.key.virtualRouter)) },
        read: { .reference(.virtualRouter($0.key.virtualRouter)) }),
      Column("prefix", .key, read: { .prefix($0.key.prefix) }),
      Column(
        "destination", sai: "SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID", referencing: [.nextHop, .nextHopGroup, .routerInterface],
        references: { row, body in
          if let key = row.destination.reference { body(key) }
        },
        read: { .text($0.destination.description) })
    ])
}

extension Route.Destination: CustomStringConvertible {
  /// The row this destination names.
  @inlinable
  public var reference: RowKey? {
    switch self {
    case .nextHop(let id): .nextHop(id)
    case .nextHopGroup(let id): .nextHopGroup(id)
    case .routerInterface(let id): .routerInterface(id)
    case .cpu, .drop: nil
    }
  }

  public var description: String {
    switch self {
    case .cpu: "cpu"
    case .drop: "drop"
    default: reference?.description ?? ""
    }
  }
}
