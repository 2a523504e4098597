public import SwitchControl
public import SwitchModel
public import SwitchPlatform

/// A NOS configuration as rows, with what its author should know about it.
///
/// The rows are those that could be made: each refers only to others of this configuration. Whether a configuration
/// with errors is committed is the caller's choice.
public struct Configuration: Sendable {
  /// Insertions of all rows: those of the configuration file, and the routes added since.
  public internal(set) var transaction: Transaction
  /// The rows of the configuration file by kind, and the next-hop groups that route lists needed.
  public internal(set) var rows: ConfiguredRows
  /// What each row is called: `Ethernet0`, `Vlan100`, `VrfRed`, else the entry it comes from, as `ACL_RULE|DATAACL|RULE_1`.
  public let names: [RowKey: String]
  /// Everything found, in file order; files in the order they were read.
  public internal(set) var diagnostics: [Diagnostic]
  /// The names behind the rows' provenance.
  public internal(set) var sources: SourceNames
  /// `DEVICE_METADATA|localhost|hostname`.
  public let hostname: String?
  /// The MAC address of router interfaces that have none of their own.
  public let routerMAC: MACAddress

  /// The prefixes of the route lists added so far.
  var listed: [VirtualRouterID: PrefixIndex] = [:]
  let ports: [String: PortID]
  let interfaces: [String: RouterInterfaceID]
  let virtualRouters: [String: VirtualRouterID]

  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// A front-panel port by its name or alias.
  public func port(named name: String) -> PortID? { ports[name] }

  /// A router interface by the name of its port, VLAN or loopback, e.g. `Vlan100`.
  public func routerInterface(named name: String) -> RouterInterfaceID? { interfaces[name] }

  /// A virtual router by its name; `default` is number 0.
  public func virtualRouter(named name: String) -> VirtualRouterID? { virtualRouters[name] }
}

/// A row and the place it comes from.
public struct Configured<R: Row>: Sendable {
  public var row: R
  public var provenance: Provenance
}

/// The rows of a configuration, each kind in file order.
public struct ConfiguredRows: Sendable {
  public internal(set) var ports: [Configured<Port>] = []
  public internal(set) var vlans: [Configured<VLAN>] = []
  public internal(set) var fdb: [Configured<FDBEntry>] = []
  public internal(set) var virtualRouters: [Configured<VirtualRouter>] = []
  public internal(set) var routerInterfaces: [Configured<RouterInterface>] = []
  public internal(set) var neighbors: [Configured<Neighbor>] = []
  public internal(set) var nextHops: [Configured<NextHop>] = []
  public internal(set) var nextHopGroups: [Configured<NextHopGroup>] = []
  public internal(set) var routes: [Configured<Route>] = []
  public internal(set) var aclTables: [Configured<ACLTable>] = []
  public internal(set) var aclEntries: [Configured<ACLEntry>] = []

  init() {}

  /// Insertions of all rows.
  func transaction() -> Transaction {
    var transaction = Transaction()
    func insert<R: EditableRow>(_ rows: [Configured<R>]) {
      for configured in rows { transaction.insert(configured.row, from: configured.provenance) }
    }
    insert(ports)
    insert(vlans)
    insert(fdb)
    insert(virtualRouters)
    insert(routerInterfaces)
    insert(neighbors)
    insert(nextHops)
    insert(nextHopGroups)
    insert(routes)
    insert(aclTables)
    insert(aclEntries)
    return transaction
  }
}
