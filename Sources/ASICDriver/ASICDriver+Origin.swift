import SwitchHAL
public import SwitchModel
public import SwitchPlatform

// From the chip's rows back to ours. For people, who ask for one packet's rows: it searches.
extension ASICDriver {
  /// The row of ours that made a row of the chip.
  ///
  /// - Parameters:
  ///   - level: 0: the table. 1: the pivots of an algorithmic LPM, whose answer is the route that gives their default.
  ///   - row: The chip's row.
  /// - Returns: `nil` for a row that holds nothing, and for a pivot without a default. Of an FDB row that the chip has learned, its
  ///   key, though nobody asked for it.
  /// - Complexity: O(rows of the kind); an FDB row is read from the device.
  public func origin(role: TableRole, level: Int = 0, row: Int) -> RowKey? {
    switch role {
    case .port: state.portOfChip[row].map { .port($0) }
    case .vlan: VLANID(row).flatMap { state.vlans[$0] == nil ? nil : .vlan($0) }
    case .fdb: (device.fdb as? ASICFDBTable)?.key(atRow: row).map { .fdbEntry($0) }
    case .routerMAC: state.interfaces.first { $0.value.macRow == row }.map { .routerInterface($0.key) }
    case .routerInterface, .egressInterface:
      state.interfaces.first { $0.value.number == row && row > 0 }.map { .routerInterface($0.key) }
    case .hostIPv4: neighbor(.v4) { $0.hostRow == row }
    case .hostIPv6: neighbor(.v6) { $0.hostRow == row }
    case .nextHop: neighbor(nil) { $0.nextHop == row }
    case .routeIPv4: (device.routes as? ASICRouteTable)?.key(.v4, level, atRow: row).map { .route($0) }
    case .routeIPv6: (device.routes as? ASICRouteTable)?.key(.v6, level, atRow: row).map { .route($0) }
    case .lag: state.lagOfNumber[row].map { .lag($0) }
    case .lagMember: state.lags.first { row >= $0.value.base && row < $0.value.base + $0.value.count }.map { .lag($0.key) }
    case .spanningTree: state.trees.first { $0.value.number == row }.map { .spanningTree($0.key) }
    case .subPort: (device.routerInterfaces as? ASICRouterInterfaceTable)?.interface(ofSubPortRow: row).map { .routerInterface($0) }
    case .nextHopGroup: state.groups.first { $0.value.number == row }.map { .nextHopGroup($0.key) }
    case .nextHopGroupMember:
      state.groups.first { row >= $0.value.base && row < $0.value.base + $0.value.count }.map { .nextHopGroup($0.key) }
    case .aclIngress: entries?.entry(at: row, .ingress).map { .aclEntry($0) }
    case .aclEgress: entries?.entry(at: row, .egress).map { .aclEntry($0) }
    case .trap: Trap.Kind.allCases.first { ChipState.row(of: $0) == row && state.traps[$0] != nil }.map { .trap($0) }
    case .meter, .meterState: state.policers.first { $0.value.number == row }.map { .policer($0.key) }
    case .aclCounter, .queueCounter, .rangeChecker: nil
    case .portCounter: state.portOfChip[row].map { .port($0) }
    case .vlanCounter: VLANID(row).flatMap { state.vlans[$0] == nil ? nil : .vlan($0) }
    case .interfaceCounter: state.interfaces.first { $0.value.number == row && row > 0 }.map { .routerInterface($0.key) }
    }
  }

  private func neighbor(_ family: IPFamily?, _ isWanted: (ChipState.NeighborState) -> Bool) -> RowKey? {
    state.neighbors.first { (family == nil || $0.key.address.family == family) && isWanted($0.value) }.map { .neighbor($0.key) }
  }

  /// The ACL table of a bit in the keys of a stage.
  public func aclTable(ofBit bit: Int, _ stage: ACLTable.Stage) -> ACLTableID? {
    state.aclTables.first { $0.value.bit == bit && $0.value.row.stage == stage }?.key
  }

  /// The virtual router of the chip's number.
  public func virtualRouter(ofChip number: Int) -> VirtualRouterID? { state.routerOfNumber[number] }
}
