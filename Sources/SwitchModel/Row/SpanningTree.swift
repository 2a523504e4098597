/// An instance of a spanning tree protocol: which ports pass frames of the VLANs that follow it.
///
/// - Source: IEEE 802.1Q-2018 §8.4, §13.
public struct SpanningTree: Row {
  public typealias Key = SpanningTreeID

  /// What a port does with frames of the tree's VLANs.
  @frozen
  public enum State: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
    case forwarding = 0
    /// Learns addresses, and drops.
    case learning = 1
    /// Drops; the bridge's own protocols still pass to the CPU.
    case blocking = 2
  }

  /// A port's state.
  @frozen
  public struct PortState: Hashable, Sendable, BitwiseCopyable, Comparable {
    public let port: PortID
    public let state: State

    public init(port: PortID, state: State) {
      self.port = port
      self.state = state
    }

    public static func < (left: PortState, right: PortState) -> Bool { left.port < right.port }
  }

  public let id: SpanningTreeID
  /// In port order, each port once; a port that is not here forwards.
  public private(set) var ports: [PortState]

  /// Sorts `ports`; of two with the same port the last stands.
  public init(id: SpanningTreeID, ports: [PortState] = []) {
    self.id = id
    var byPort: [PortID: PortState] = [:]
    for port in ports { byPort[port.port] = port }
    self.ports = byPort.values.sorted()
  }

  public var key: SpanningTreeID { id }
  public static func rowKey(_ key: SpanningTreeID) -> RowKey { .spanningTree(key) }

  public static let schema = Schema<SpanningTree>(
    "SpanningTree", kind: .spanningTree, sai: "SAI_OBJECT_TYPE_STP",
    columns: [
      Column("id", \.id, .key),
      Column(
        "ports", sai: "SAI_STP_ATTR_PORT_LIST", default: .list([]), referencing: [.port, .lag],
        references: { row, body in for port in row.ports { body(port.port.rowKey) } },
        read: { .list($0.ports.map { .text("\($0.port)=\($0.state)") }) })
    ])
}
