public import SwitchHAL
public import SwitchModel

/// A switch without hardware that does all that the contract says and nothing more: the oracle of tests.
///
/// It is as strict as an SAI implementation: rows that are referred to must be there, and stay as long as they are.
public enum ReferenceDevice {
  /// A device that holds nothing.
  ///
  /// - Parameters:
  ///   - kinds: the kinds that it has a table for. Default: all.
  ///   - capacities: rows per kind, where there is a limit; each is a pool named as the row's type.
  public static func make(kinds: Set<RowKind> = Set(RowKind.allCases), capacities: [RowKind: Int] = [:]) -> SwitchDevice {
    var make = MakeTables(kinds: kinds, capacities: capacities)
    var device = SwitchDevice()
    if let table = make.table(Port.self) { device.ports = table }
    if let table = make.table(VLAN.self) { device.vlans = table }
    if let table = make.table(FDBEntry.self) { device.fdb = table }
    if let table = make.table(VirtualRouter.self) { device.virtualRouters = table }
    if let table = make.table(RouterInterface.self) { device.routerInterfaces = table }
    if let table = make.table(Neighbor.self) { device.neighbors = table }
    if let table = make.table(NextHop.self) { device.nextHops = table }
    if let table = make.table(NextHopGroup.self) { device.nextHopGroups = table }
    if let table = make.table(Route.self) { device.routes = table }
    if let table = make.table(ACLTable.self) { device.aclTables = table }
    if let table = make.table(ACLEntry.self) { device.aclEntries = table }
    if let table = make.table(LAG.self) { device.lags = table }
    if let table = make.table(SpanningTree.self) { device.spanningTrees = table }
    if let table = make.table(TrapGroup.self) { device.trapGroups = table }
    if let table = make.table(Trap.self) { device.traps = table }
    if let table = make.table(Policer.self) { device.policers = table }
    device.capabilities = make.capabilities
    return device
  }

  private struct MakeTables {
    let kinds: Set<RowKind>
    let capacities: [RowKind: Int]
    var capabilities = Capabilities()
    let references = ReferenceBook()

    init(kinds: Set<RowKind>, capacities: [RowKind: Int]) {
      self.kinds = kinds
      self.capacities = capacities
      for stage in ACLTable.Stage.allCases { capabilities.aclFields[stage] = ACLMatch.Fields(rawValue: .max) }
    }

    mutating func table<R: DeviceRow>(_ type: R.Type) -> ReferenceTable<R>? {
      guard kinds.contains(R.kind) else { return nil }
      capabilities.columns[R.kind] = R.schema.allColumns
      let pool = PoolID(UInt16(truncatingIfNeeded: capabilities.pools.count))
      let capacity = capacities[R.kind]
      if let capacity { capabilities.pools.append(Pool(name: R.schema.name, capacity: capacity)) }
      return ReferenceTable(capacity: capacity, pool: pool, references: references)
    }
  }
}
