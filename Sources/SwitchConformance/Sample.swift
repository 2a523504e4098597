import SwitchHAL
import SwitchModel

/// A row to try, and the same row with another value in a column that can change.
struct Sample<R: Row> {
  let row: R
  /// `nil` where no supported column can change.
  let variant: R?
}

/// A row of which samples can be made.
protocol SampleRow: DeviceRow {
  /// Rows of one key, the plainest first: the first that the device allows is the sample, a later one its variant.
  static func alternatives(_ number: UInt16, in world: SampleWorld) -> [Self]
}

/// What samples are made from, and what they can refer to.
struct SampleWorld {
  let ports: [Port]
  let capabilities: Capabilities
  /// Rows that are on the device.
  var available: Set<RowKey> = []

  /// Up to three rows with different keys.
  func samples<R: SampleRow>(_ type: R.Type) -> [Sample<R>] {
    (0..<3).compactMap { choose(R.alternatives($0, in: self)) }
  }

  /// The port of a sample; `nil` when no ports were given.
  func port(_ number: UInt16) -> PortID? { ports.isEmpty ? nil : ports[Int(number) % ports.count].id }

  private func choose<R: SampleRow>(_ alternatives: [R]) -> Sample<R>? {
    let allowed = alternatives.filter(isAllowed)
    guard let row = allowed.first else { return nil }
    let supported = capabilities.columns[R.kind] ?? []
    let variant = allowed.first { other in
      other.key == row.key && other != row
        && R.schema.differences(row, other).allSatisfy {
          supported.contains($0) && R.schema.columns[Int($0.rawValue)].access == .mutable
        }
    }
    return Sample(row: row, variant: variant)
  }

  private func isAllowed<R: SampleRow>(_ row: R) -> Bool {
    guard let supported = capabilities.columns[R.kind], R.schema.firstInvalidColumn(of: row) == nil else { return false }
    for (index, column) in R.schema.columns.enumerated() where !supported.contains(ColumnID(UInt8(truncatingIfNeeded: index))) {
      if column.access != .key, column.read(row) != column.defaultValue { return false }
    }
    var isResolved = true
    R.schema.forEachReference(of: row) { if !available.contains($0) { isResolved = false } }
    return isResolved
  }
}

/// Something to do with the samples of each kind.
protocol SampleVisitor {
  mutating func visit<R: SampleRow>(_ type: R.Type)
}

extension RowKind {
  func accept(_ visitor: inout some SampleVisitor) {
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
