/// Where a MAC address is, in a VLAN.
@frozen
public struct FDBEntry: Row, BitwiseCopyable {
  /// An address in a VLAN: the same address may be elsewhere in another.
  @frozen
  public struct Key: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
    public let vlan: VLANID
    /// A station's address, not a group's.
    public let mac: MACAddress
    @inlinable
    public init(vlan: VLANID, mac: MACAddress) {
      self.vlan = vlan
      self.mac = mac
    }
    public var description: String { "\(mac) in VLAN \(vlan)" }
  }

  public let key: Key
  /// The port that leads to the address.
  public var port: PortID
  /// A static entry neither ages nor moves; others are as if learned.
  public var isStatic: Bool

  @inlinable
  public init(vlan: VLANID, mac: MACAddress, port: PortID, isStatic: Bool = true) {
    key = Key(vlan: vlan, mac: mac)
    self.port = port
    self.isStatic = isStatic
  }

  public static func rowKey(_ key: Key) -> RowKey { .fdbEntry(key) }

  public static let schema = Schema<FDBEntry>(
    "FDBEntry", kind: .fdbEntry, sai: "SAI_OBJECT_TYPE_FDB_ENTRY",
    columns: [
      Column("vlan", .key, referencing: [.vlan], references: { $1(.vlan($0.key.vlan)) }, read: { $0.key.vlan.columnValue }),
      Column("mac", .key, read: { .mac($0.key.mac) }),
      Column(
        "port", sai: "SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID", referencing: [.port, .lag], references: { $1($0.port.rowKey) },
        read: { .reference($0.port.rowKey) }),
      Column("isStatic", \.isStatic, sai: "SAI_FDB_ENTRY_ATTR_TYPE")
    ])
}
