/// The kinds of row there are.
public enum RowKind: UInt8, Hashable, Sendable, CaseIterable, BitwiseCopyable {
  case port, vlan, fdbEntry, virtualRouter, routerInterface, neighbor, nextHop, nextHopGroup, route, aclTable, aclEntry
  case lag, spanningTree, trapGroup, trap, policer
}

/// Any row's key.
public enum RowKey: Hashable, Sendable, BitwiseCopyable {
  case port(PortID)
  case vlan(VLANID)
  case fdbEntry(FDBEntry.Key)
  case virtualRouter(VirtualRouterID)
  case routerInterface(RouterInterfaceID)
  case neighbor(Neighbor.Key)
  case nextHop(NextHopID)
  case nextHopGroup(NextHopGroupID)
  case route(Route.Key)
  case aclTable(ACLTableID)
  case aclEntry(ACLEntry.Key)
  case lag(LAGID)
  case spanningTree(SpanningTreeID)
  case trapGroup(TrapGroupID)
  case trap(Trap.Kind)
  case policer(PolicerID)

  /// The kind of the row that the key names.
  public var kind: RowKind {
    switch self {
    case .port: .port
    case .vlan: .vlan
    case .fdbEntry: .fdbEntry
    case .virtualRouter: .virtualRouter
    case .routerInterface: .routerInterface
    case .neighbor: .neighbor
    case .nextHop: .nextHop
    case .nextHopGroup: .nextHopGroup
    case .route: .route
    case .aclTable: .aclTable
    case .aclEntry: .aclEntry
    case .lag: .lag
    case .spanningTree: .spanningTree
    case .trapGroup: .trapGroup
    case .trap: .trap
    case .policer: .policer
    }
  }
}

extension RowKey: CustomStringConvertible {
  public var description: String {
    switch self {
    case .port(let key): "port \(key)"
    case .vlan(let key): "VLAN \(key)"
    case .fdbEntry(let key): "FDB entry \(key)"
    case .virtualRouter(let key): "virtual router \(key)"
    case .routerInterface(let key): "router interface \(key)"
    case .neighbor(let key): "neighbor \(key)"
    case .nextHop(let key): "next hop \(key)"
    case .nextHopGroup(let key): "next-hop group \(key)"
    case .route(let key): "route \(key)"
    case .aclTable(let key): "ACL table \(key)"
    case .aclEntry(let key): "ACL entry \(key)"
    case .lag(let key): "LAG \(key)"
    case .spanningTree(let key): "spanning tree \(key)"
    case .trapGroup(let key): "trap group \(key)"
    case .trap(let key): "trap \(key)"
    case .policer(let key): "policer \(key)"
    }
  }
}

extension RowKind: CustomStringConvertible {
  /// The Swift name of the row type.
  public var description: String {
    switch self {
    case .port: Port.schema.name
    case .vlan: VLAN.schema.name
    case .fdbEntry: FDBEntry.schema.name
    case .virtualRouter: VirtualRouter.schema.name
    case .routerInterface: RouterInterface.schema.name
    case .neighbor: Neighbor.schema.name
    case .nextHop: NextHop.schema.name
    case .nextHopGroup: NextHopGroup.schema.name
    case .route: Route.schema.name
    case .aclTable: ACLTable.schema.name
    case .aclEntry: ACLEntry.schema.name
    case .lag: LAG.schema.name
    case .spanningTree: SpanningTree.schema.name
    case .trapGroup: TrapGroup.schema.name
    case .trap: Trap.schema.name
    case .policer: Policer.schema.name
    }
  }

  /// The name of a column, `nil` where the kind has no such column.
  public func columnName(_ column: ColumnID) -> String? {
    func name<R: Row>(_ schema: Schema<R>) -> String? {
      Int(column.rawValue) < schema.columns.count ? schema.columns[Int(column.rawValue)].name : nil
    }
    return switch self {
    case .port: name(Port.schema)
    case .vlan: name(VLAN.schema)
    case .fdbEntry: name(FDBEntry.schema)
    case .virtualRouter: name(VirtualRouter.schema)
    case .routerInterface: name(RouterInterface.schema)
    case .neighbor: name(Neighbor.schema)
    case .nextHop: name(NextHop.schema)
    case .nextHopGroup: name(NextHopGroup.schema)
    case .route: name(Route.schema)
    case .aclTable: name(ACLTable.schema)
    case .aclEntry: name(ACLEntry.schema)
    case .lag: name(LAG.schema)
    case .spanningTree: name(SpanningTree.schema)
    case .trapGroup: name(TrapGroup.schema)
    case .trap: name(Trap.schema)
    case .policer: name(Policer.schema)
    }
  }

  /// The kinds that rows of this kind refer to, from their schema.
  public var referencedKinds: Set<RowKind> {
    func kinds<R: Row>(_ schema: Schema<R>) -> Set<RowKind> { Set(schema.columns.flatMap(\.referencedKinds)) }
    return switch self {
    case .port: kinds(Port.schema)
    case .vlan: kinds(VLAN.schema)
    case .fdbEntry: kinds(FDBEntry.schema)
    case .virtualRouter: kinds(VirtualRouter.schema)
    case .routerInterface: kinds(RouterInterface.schema)
    case .neighbor: kinds(Neighbor.schema)
    case .nextHop: kinds(NextHop.schema)
    case .nextHopGroup: kinds(NextHopGroup.schema)
    case .route: kinds(Route.schema)
    case .aclTable: kinds(ACLTable.schema)
    case .aclEntry: kinds(ACLEntry.schema)
    case .lag: kinds(LAG.schema)
    case .spanningTree: kinds(SpanningTree.schema)
    case .trapGroup: kinds(TrapGroup.schema)
    case .trap: kinds(Trap.schema)
    case .policer: kinds(Policer.schema)
    }
  }

  /// All kinds, what is referred to before what refers: the topological order of the schemas' references,
  /// ties in declaration order.
  public static let dependencyOrder: [RowKind] = {
    var order: [RowKind] = []
    var visited: Set<RowKind> = []
    func visit(_ kind: RowKind) {
      guard visited.insert(kind).inserted else { return }
      for referenced in kind.referencedKinds.sorted(by: { $0.rawValue < $1.rawValue }) { visit(referenced) }
      order.append(kind)
    }
    for kind in allCases { visit(kind) }
    return order
  }()
}
