public import DeviceAccess
public import SwitchHAL
public import SwitchModel
public import SwitchPlatform

/// The driver of any chip that a chip file describes.
///
/// It knows the chip only by its description: roles say what tables are for, layouts where bits are, access descriptions how rows
/// are reached. What it knows of devices in general (how a TCAM is kept in order, how an LPM is split) is in the plans.
///
///     Core/        images of the chip's tables, staging, writing, taking back
///     Allocation/  numbers, runs, hash buckets, TCAM rows
///     LPM/         prefixes under pivots, or in a TCAM
///     ACL/         entries to ternary rows
///     Tables/      one file a resource
///     Packets/     the rings
///     Traps/       kinds of control packet
///     Repair/      rows that the chip found in error
///     Counters/    what the chip counts, tells, and lets age
public final class ASICDriver {
  /// The switch; tables whose roles the chip lacks are `Unsupported`.
  public private(set) var device: SwitchDevice
  let core: DeviceCore
  let state: ChipState
  let entries: ASICACLEntryTable?
  /// `nil` where the chip tells of no errors.
  let repair: ASICMemoryRepair?
  let sweep: CounterSweep?

  /// Whether a running chip is being taken over: nothing is written to it until `finishAdoption`.
  public private(set) var isAdopting: Bool

  /// - Parameter isAdopting: The chip holds the rows of a driver that is gone, and forwards by them: see `finishAdoption`.
  /// - Throws: when the description cannot be driven, or the bus fails.
  public init(_ asic: ASICDescription, bus: any DeviceBus, isAdopting: Bool = false) throws(ASICDriverError) {
    core = try DeviceCore(asic, bus)
    core.isAdopting = isAdopting
    self.isAdopting = isAdopting
    state = ChipState(core)
    var device = SwitchDevice()
    var columns: [RowKind: Set<ColumnID>] = [:]
    func support<R: Row>(_ type: R.Type, except missing: [String] = []) {
      columns[R.kind] = Set(R.schema.columns.indices.filter { !missing.contains(R.schema.columns[$0].name) }.map { ColumnID(UInt8($0)) })
    }
    if let image = core.images[.port] {
      device.ports = ASICPortTable(state)
      let missing =
        (image.layout.place(.dropUntagged) == nil ? ["dropsUntagged"] : [])
        + (image.layout.place(.dropTagged) == nil ? ["dropsTagged"] : [])
      support(Port.self, except: missing)
      if let table = ASICLAGTable(state) {
        device.lags = table
        support(LAG.self, except: missing)
      }
    }
    if let table = ASICSpanningTreeTable(state) {
      device.spanningTrees = table
      support(SpanningTree.self)
    }
    if let image = core.images[.vlan] {
      device.vlans = ASICVLANTable(state)
      support(
        VLAN.self,
        except: (image.layout.place(.spanningTree) == nil ? ["spanningTree"] : [])
          + (image.layout.place(.learn) == nil ? ["isLearning"] : []))
    }
    if let table = ASICFDBTable(state) {
      device.fdb = table
      support(FDBEntry.self)
    }
    if let interfaces = ASICRouterInterfaceTable(state), let routers = ASICVirtualRouterTable(state, interfaces) {
      device.routerInterfaces = interfaces
      support(RouterInterface.self)
      device.virtualRouters = routers
      support(VirtualRouter.self)
      if let table = ASICNeighborTable(state) {
        device.neighbors = table
        support(Neighbor.self)
        device.nextHops = ASICNextHopTable(state)
        support(NextHop.self)
      }
      if let table = ASICNextHopGroupTable(state) {
        device.nextHopGroups = table
        support(NextHopGroup.self)
      }
      var routes: ASICRouteTable?
      do throws(Refusal) { routes = try ASICRouteTable(state) } catch { throw .badDescription("the route tables") }
      if let routes {
        device.routes = routes
        support(Route.self)
      }
    }
    let policers = ASICPolicerTable(state)
    if let policers {
      device.policers = policers
      support(Policer.self)
    }
    let unsupportedPolicer = { [core] (role: TableRole) -> [String] in
      policers == nil || core.images[role]?.layout.place(.meter) == nil ? ["policer"] : []
    }
    var entries: ASICACLEntryTable?
    if let tables = ASICACLTableTable(state), let table = ASICACLEntryTable(state) {
      device.aclTables = tables
      support(ACLTable.self, except: tables.unsupportedColumns)
      device.aclEntries = table
      device.aclCounters = table
      entries = table
      let canCount = core.images[.aclCounter] != nil
      support(ACLEntry.self, except: (canCount ? [] : ["isCounted"]) + unsupportedPolicer(.aclIngress))
      device.capabilities.aclFields = tables.supportedFields
    }
    self.entries = entries
    if let groups = ASICTrapGroupTable(state), let traps = ASICTrapTable(state) {
      device.trapGroups = groups
      support(TrapGroup.self, except: unsupportedPolicer(.trap))
      device.traps = traps
      support(Trap.self)
    }
    sweep = CounterSweep(core)
    if asic.tables.contains(where: { ASICCounterBank.roles.contains($0.role) }) { device.counters = ASICCounterBank(state, sweep) }
    if let queue = asic.events { device.events = try ASICEventSource(state, queue) }
    repair = try asic.errors.map { [core] queue throws(ASICDriverError) in
      try ASICMemoryRepair(core, device.fdb as? ASICFDBTable, queue)
    }
    if let ageing = asic.ageing { device.fdbAgeing = ASICAgeing(core, ageing) }
    if let rings = asic.rings { device.packets = try ASICPacketPort(state, rings, isStarting: !isAdopting) }
    device.capabilities.columns = columns
    device.capabilities.pools = core.pools
    self.device = device
  }

  /// Ends the adoption of a running chip: writes the chip rows that differ from what has been applied since this driver was made.
  ///
  ///     let driver = try ASICDriver(asic, bus: bus, isAdopting: true)
  ///     … apply again all that the driver before had been given, in the same order, removals included …
  ///     let rows = try driver.finishAdoption()
  ///
  /// Where a row stands in the chip follows from the changes and their order alone, so that after the same changes nothing differs,
  /// and no packet notices. After others the chip ends as they want it; packets may find it between two rows meanwhile.
  /// What the chip writes itself is left as it is: learned FDB entries, counters. The packet rings begin anew;
  /// events that the chip has kept meanwhile can be taken.
  ///
  /// Until then tables answer as if the chip held what was applied, packets are not received, and sending is refused as `.busy`.
  ///
  /// - Returns: chip rows written.
  /// - Throws: when the bus fails, or the chip has no room for an FDB entry; the adoption can then be finished again.
  @discardableResult
  public func finishAdoption() throws(ASICDriverError) -> Int {
    guard isAdopting else { return 0 }
    let before = core.rowsWritten
    core.isAdopting = true
    do throws(BusError) { try core.finishAdoption() } catch { throw .bus(error) }
    do throws(Refusal) { try (device.fdb as? ASICFDBTable)?.finishAdoption() } catch {
      core.isAdopting = true
      throw .notAdopted(SwitchError(.fdbEntry, error.cause))
    }
    do throws(SwitchError) { try (device.fdbAgeing as? ASICAgeing)?.finishAdoption() } catch { throw .notAdopted(error) }
    try (device.packets as? ASICPacketPort)?.start()
    isAdopting = false
    return Int(core.rowsWritten - before)
  }

  /// Chip rows written over the bus since power-on, and ACL entries moved to make room.
  public var rowsWritten: UInt64 { core.rowsWritten }
  public var aclMoves: UInt64 { entries?.moves ?? 0 }
  /// Chip rows of any table that were moved to make room.
  public var moves: UInt64 {
    aclMoves + ((device.routes as? ASICRouteTable)?.moves ?? 0) + ((device.neighbors as? ASICNeighborTable)?.moves ?? 0)
      + ((device.fdb as? ASICFDBTable)?.plan.moves ?? 0)
  }

  /// The chip's number of a port.
  public func chipPort(of port: PortID) -> Int? { state.ports[port]?.chipPort }

  /// The port of a chip's number.
  public func port(ofChip number: Int) -> PortID? { state.portOfChip[number] }

  /// The port or LAG of a number that stands for either in the chip's tables: see `ASICDescription.firstLAG`.
  public func port(ofLogical number: Int) -> PortID? { state.port(ofLogical: number) }

  /// The number by which the chip's tables know a chip port: its LAG's, where it is in one.
  public func logicalPort(ofChip number: Int) -> Int { state.logicalPort(ofChip: number) }
}
