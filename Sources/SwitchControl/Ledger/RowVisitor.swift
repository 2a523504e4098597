package import SwitchModel

/// Something to do for each kind of row. A visitor and not a list of metatypes, so that each kind's loop is compiled for its row.
package protocol RowVisitor {
  mutating func visit<R: EditableRow>(_ type: R.Type)
}

extension RowVisitor {
  /// Visits what is referred to before what refers.
  package mutating func visitAll() { for kind in RowKind.dependencyOrder { kind.accept(&self) } }

  /// Visits what refers before what is referred to.
  package mutating func visitAllReversed() { for kind in RowKind.dependencyOrder.reversed() { kind.accept(&self) } }
}

extension RowKind {
  package func accept(_ visitor: inout some RowVisitor) {
    switch self {
    case .port: visitor.visit(Port.self)
    case .vlan: visitor.visit(VLAN.self)
    case .fdbEntry: visitor.visit(FDBEntry.self)
    case .virtualRouter: visitor.visit(VirtualRouter.self)
    case .routerInterface: visitor.visit(RouterInterface.self)
    case .neighbor: visitor.visit(Neighbor.self)
    case .nextHop: visitor.visit(NextHop.self)
    case .nextHopGroup: visitor.visit(NextHopGroup.self)
    case .route: visitor.visit(Route.self)
    case .aclTable: visitor.visit(ACLTable.self)
    case .aclEntry: visitor.visit(ACLEntry.self)
    case .lag: visitor.visit(LAG.self)
    case .spanningTree: visitor.visit(SpanningTree.self)
    case .trapGroup: visitor.visit(TrapGroup.self)
    case .trap: visitor.visit(Trap.self)
    case .policer: visitor.visit(Policer.self)
    }
  }
}
