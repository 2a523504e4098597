/// A directly connected host: its IP address and the MAC address it answers with.
@frozen
public struct Neighbor: Row, BitwiseCopyable {
  /// A host's address, and the interface behind which it is.
  @frozen
  public struct Key: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    public let interface: RouterInterfaceID
    public let address: IPAddress
    @inlinable
    public init(interface: RouterInterfaceID, address: IPAddress) {
      self.interface = interface
      self.address = address
    }
    public var description: String { "\(address) on router interface \(interface)" }
  }

  public let key: Key
  /// Destination of the frames that go to the neighbor.
  ///
  /// Zero: not known yet. Packets to the neighbor go nowhere.
  public var mac: MACAddress
  /// Whether packets to the address find the neighbor by themselves, without a route. Default: true.
  public var isHostRoute: Bool

  @inlinable
  public init(interface: RouterInterfaceID, address: IPAddress, mac: MACAddress, isHostRoute: Bool = true) {
    key = Key(interface: interface, address: address)
    self.mac = mac
    self.isHostRoute = isHostRoute
  }

  public static func rowKey(_ key: Key) -> RowKey { .neighbor(key) }

  public static let schema = Schema<Neighbor>(
    "Neighbor", kind: .neighbor, sai: "SAI_OBJECT_TYPE_NEIGHBOR_ENTRY",
    columns: [
      Column(
        "interface", .key, referencing: [.routerInterface], references: { $1(.routerInterface($0.key.interface)) },
        read: { .reference(.routerInterface($0.key.interface)) }),
      Column("address", .key, read: { .address($0.key.address) }),
      Column("mac", \.mac, sai: "SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS"),
      Column("isHostRoute", \.isHostRoute, sai: "SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE", default: .bool(true))
    ])
}
