import PacketKit
import SwitchPlatform

/// What happens to a packet: parser, look-ups in the chip file's stage order, and the set of replicas that leave.
///
/// A function of the packet and the memories, without time but for the meters, which are told when the packet came. It allocates nothing a packet; what it says stands in `context`,
/// `replicas` and `log` until the next packet.
///
/// Who wins, where several things are found wrong or wanted: the port's and VLAN's checks end a packet at once; after them an
/// ingress ACL's drop, then its trap or redirect, then what routing or bridging found.
final class Pipeline {
  struct Step {
    var role: TableRole
    var stage: UInt8
    /// The step after it that a packet takes part in that is not routed, nor looked at by an ACL.
    var bridgedNext: Int32 = 0
  }

  let asic: ASICDescription
  let tables: CompiledTables
  private let steps: UnsafeMutablePointer<Step>
  private let stepCount: Int
  let window: Int
  let ports: Int
  let cpuPort: Int
  /// See `ASICDescription.firstLAG`.
  let firstLAG: Int
  let fdbMemory: Memory?
  /// Where the chip tells of addresses; `nil` where it does not.
  let events: EventQueue?
  private let counterMemory: Memory?
  private let flowHash: FlowHashDescription
  let stageOfEgressACL: UInt8
  let stageOfFDB: UInt8
  let stageOfVLAN: UInt8
  let stageOfLAG: UInt8
  let stageOfTrap: UInt8

  /// What changes with each packet, behind a pointer: properties of a class cost a check of exclusive access each time.
  private struct State {
    var context = PacketContext()
    var log = AccessLog()
    var replicaCount = 0
    var slotsAreFilled = false
    var cycle: Int64 = 0
    /// The packet in the pipeline, while it is there.
    var frame = UnsafeRawBufferPointer(start: nil, count: 0)
    var isTracing = false
    var learned: UInt64 = 0
    var moved: UInt64 = 0
    var notLearned: UInt64 = 0
    var anticipation = Anticipation()
    var routerMACs = LookUpMemo()
  }
  private let state: UnsafeMutablePointer<State>

  var context: PacketContext {
    @inline(__always) _read { yield state.pointee.context }
    @inline(__always) _modify { yield &state.pointee.context }
  }
  var log: AccessLog {
    @inline(__always) _read { yield state.pointee.log }
    @inline(__always) _modify { yield &state.pointee.log }
  }
  let replicas: UnsafeMutablePointer<Replica>
  var replicaCount: Int {
    @inline(__always) get { state.pointee.replicaCount }
    @inline(__always) set { state.pointee.replicaCount = newValue }
  }
  /// The packet, from its first byte on.
  var frame: UnsafeRawBufferPointer { state.pointee.frame }
  /// When the packet came: what meters need to know, and nothing else does.
  var cycle: Int64 { state.pointee.cycle }
  /// Whether the slots hold the packet's fields.
  var slotsAreFilled: Bool {
    @inline(__always) get { state.pointee.slotsAreFilled }
    @inline(__always) set { state.pointee.slotsAreFilled = newValue }
  }
  /// When set, each look-up's key is kept for explanation.
  var tracer: LookUpTracer? {
    didSet { state.pointee.isTracing = tracer != nil }
  }

  let key: UnsafeMutablePointer<UInt64>
  let slots: UnsafeMutablePointer<UInt64>
  let row: UnsafeMutablePointer<UInt64>

  /// FDB entries the chip wrote by itself, and those it had no room for.
  var learned: UInt64 { state.pointee.learned }
  var moved: UInt64 { state.pointee.moved }
  var notLearned: UInt64 { state.pointee.notLearned }

  init(_ asic: ASICDescription, _ memories: [Memory], _ controls: [Int: Memory]) throws(ASICBuildError) {
    self.asic = asic
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    tables = try CompiledTables(asic, memories, controls)
    guard tables.port != nil else { throw .missingTable(.port) }
    guard tables.vlan != nil else { throw .missingTable(.vlan) }
    var order: [Step] = []
    for (number, stage) in asic.stages.enumerated() {
      for table in stage.tables where table >= 0 && table < asic.tables.count {
        order.append(Step(role: asic.tables[table].role, stage: UInt8(truncatingIfNeeded: number)))
      }
    }
    func stage(_ role: TableRole) -> UInt8 { order.first { $0.role == role }?.stage ?? 0 }
    stageOfEgressACL = stage(.aclEgress)
    stageOfFDB = stage(.fdb)
    stageOfVLAN = stage(.vlan)
    stageOfLAG = stage(.lag)
    stageOfTrap = stage(.trap)
    order.removeAll { !Pipeline.isStep($0.role) }
    steps = .allocate(capacity: max(1, order.count))
    var next = Int32(clamping: order.count)
    for index in order.indices.reversed() {
      order[index].bridgedNext = next
      if !Pipeline.isOfRouting(order[index].role) { next = Int32(clamping: index) }
    }
    for (index, step) in order.enumerated() { (steps + index).initialize(to: step) }
    stepCount = order.count
    window = asic.parser.window
    ports = max(asic.ports.cpu, asic.ports.count - 1) + 1
    cpuPort = asic.ports.cpu
    firstLAG = asic.firstLAG
    flowHash = asic.flowHash
    events = asic.events.map { EventQueue(depth: $0.depth) }
    func memory(_ role: TableRole) -> Memory? { asic.table(role).map { memories[$0.memory] } }
    fdbMemory = memory(.fdb)
    counterMemory = memory(.aclCounter)
    replicas = .allocate(capacity: ports + 1)
    key = .allocate(capacity: 32)
    key.initialize(repeating: 0, count: 32)
    slots = .allocate(capacity: Slot.count)
    slots.initialize(repeating: 0, count: Slot.count)
    let widest = asic.tables.map { $0.layout.words }.max() ?? 1
    row = .allocate(capacity: widest + 1)
    row.initialize(repeating: 0, count: widest + 1)
  }

  deinit {
    steps.deallocate()
    replicas.deallocate()
    key.deallocate()
    slots.deallocate()
    row.deallocate()
    log.entries.deallocate()
    state.pointee.anticipation.deallocate()
    state.pointee.routerMACs.deallocate()
    state.deallocate()
    tables.aclIngress?.key.deallocate()
    tables.aclEgress?.key.deallocate()
    tables.routeIPv4?.algorithmic?.deallocate()
    tables.routeIPv6?.algorithmic?.deallocate()
    tables.deallocate()
    events?.deallocate()
  }

  /// Tells of a packet that `process` will have after `Anticipation.distance` others.
  @inline(__always)
  func announce(_ frame: UnsafeRawBufferPointer, port: Int) {
    state.pointee.anticipation.announce(frame, port, tables, state.pointee.routerMACs)
  }

  /// The row of a router's own address; `key` holds it.
  @inline(__always)
  func findRouterMAC(_ rows: Compiled<RouterMACRows>) -> Int {
    guard rows.find.comparedWords == 1 else { return rows.find.find(key) }
    let version = rows.find.version
    if let hit = state.pointee.routerMACs.hit(key[0], context.interface, version: version) { return hit }
    let hit = rows.find.find(key)
    state.pointee.routerMACs.keep(hit, key[0], context.interface, version: version)
    return hit
  }

  /// What the pivots' look-up of an announced packet has found already.
  @inline(__always)
  func announced(_ rows: Compiled<RouteRows>) -> UInt64? {
    guard rows.keyWords <= 2, let tcam = rows.tcam else { return nil }
    return state.pointee.anticipation.found(key, version: tcam._withUnsafeGuaranteedRef { $0.version })
  }

  /// What is known already of an announced packet's address in the filtering database.
  @inline(__always)
  func announcedHint(_ mac: UInt64, _ fid: UInt64) -> UnsafePointer<HashLookUp.Hint>? { state.pointee.anticipation.hint(for: mac, fid) }

  /// The same of its destination in the hosts' table; `key` holds it.
  @inline(__always)
  func announcedHost(_ rows: Compiled<HostRows>) -> UnsafePointer<HashLookUp.Hint>? {
    rows.find.comparedWords <= 2 ? state.pointee.anticipation.hostHint(key, words: rows.find.comparedWords) : nil
  }

  /// Takes one packet through.
  ///
  /// - Parameters:
  ///   - vlan: Of a frame that the CPU sends into a VLAN; `port` is the CPU's then.
  ///   - cycle: When it comes.
  func process(_ frame: UnsafeRawBufferPointer, port: Int, vlan: UInt64 = 0, at cycle: Int64) {
    log.reset()
    replicaCount = 0
    state.pointee.slotsAreFilled = false
    state.pointee.frame = frame
    state.pointee.cycle = cycle
    context = PacketContext()
    context.port = port
    context.logicalPort = port
    context.length = frame.count
    context.isFromCPU = port == cpuPort
    context.vlan = vlan
    _ = context.headers.parse(frame, window: window)
    guard context.headers.found.contains(.ethernet) else {
      context.drop = .malformed
      return
    }
    var index = 0
    while index < stepCount {
      let step = steps[index]
      index &+= 1
      // A step that the packet has no part in costs a comparison and no call.
      switch step.role {
      case .port: stepPort(step.stage)
      case .vlan: stepVLAN(step.stage)
      case .subPort: if context.hasSubPorts { stepSubPort(step.stage) }
      case .routerMAC: if context.interface != 0 { stepRouterMAC(step.stage) }
      case .fdb:
        stepFDB(step.stage)
        if isOnlyBridged { index = Int(step.bridgedNext) }
      case .routerInterface: if context.isRouted { stepRouterInterface(step.stage) }
      case .hostIPv4: if context.isRouted { stepHost(step.stage, .ipv4) }
      case .hostIPv6: if context.isRouted { stepHost(step.stage, .ipv6) }
      case .routeIPv4: if context.isRouted { stepRouteIPv4(step.stage) }
      case .routeIPv6: if context.isRouted { stepRouteIPv6(step.stage) }
      case .aclIngress: if context.ingressACLTables != 0 { stepIngressACL(step.stage) }
      case .nextHopGroup: if context.destinationKind != 0 { stepGroup(step.stage) }
      case .nextHop: if context.isRouted { stepNextHop(step.stage) }
      case .egressInterface: if context.egressInterface >= 0 { stepEgressInterface(step.stage) }
      case .trap: stepTrap(step.stage)
      case .nextHopGroupMember, .lag, .lagMember, .spanningTree, .rangeChecker, .meter, .aclEgress, .aclCounter, .portCounter,
        .queueCounter, .interfaceCounter, .vlanCounter, .meterState:
        break
      }
      // The port's and the VLAN's refusals end a packet; one that bridging or routing has given up still meets the ingress ACL,
      // which may count or trap it.
      if context.drop != .none && (step.role == .port || step.role == .vlan || step.role == .subPort) {
        // The CPU has the bridge's own protocols whatever else is wrong.
        if context.trap != .none {
          context.drop = .none
          if context.cpuMeter != 0 { meterForCPU() }
        }
        return
      }
    }
    resolve()
    if context.cpuMeter != 0 { meterForCPU() }
  }

  /// Tables that are looked up in their stage's turn: the others are where another look-up, or the way out, wants them.
  private static func isStep(_ role: TableRole) -> Bool {
    switch role {
    case .nextHopGroupMember, .lag, .lagMember, .spanningTree, .rangeChecker, .meter, .aclEgress, .aclCounter, .portCounter,
      .queueCounter, .interfaceCounter, .vlanCounter, .meterState:
      false
    default: true
    }
  }

  /// Steps that a packet has no part in unless it is routed, or an ACL has sent it another way.
  private static func isOfRouting(_ role: TableRole) -> Bool {
    switch role {
    case .routerInterface, .hostIPv4, .hostIPv6, .routeIPv4, .routeIPv6, .aclIngress, .nextHopGroup, .nextHopGroupMember, .nextHop,
      .egressInterface, .rangeChecker, .meter:
      true
    default: false
    }
  }

  /// Whether neither routing nor an ingress ACL has to do with the packet, as far as is known.
  @inline(__always)
  private var isOnlyBridged: Bool {
    !context.isRouted && context.ingressACLTables == 0 && context.destinationKind == 0 && context.egressInterface < 0
  }

  // MARK: Keys

  @inline(__always)
  func clearKey(_ words: Int) {
    // Few words: a call of memset costs more than this.
    var word = words
    while word >= 2 {
      word &-= 2
      UnsafeMutableRawPointer(key + word).storeBytes(of: SIMD2<UInt64>(repeating: 0), as: SIMD2<UInt64>.self)
    }
    if word > 0 { key[0] = 0 }
  }

  /// Clears the key for a hashed table.
  @inline(__always)
  func beginKey(_ find: HashLookUp) {
    clearKey(find.comparedWords)
    key[0] = find.tag
  }

  /// Puts up to 64 bits into the key, which is clear there.
  @inline(__always)
  func put(_ value: UInt64, _ place: FieldPlace) { place.put(value, key) }

  @inline(__always)
  func trace(_ words: Int) { if state.pointee.isTracing { tracer?.keep(key, words, log) } }

  @inline(__always)
  var isTracing: Bool { state.pointee.isTracing }

  // MARK: Counters, learning

  func count(_ number: UInt64) {
    guard let rows = tables.aclCounter, let counter = rows.rows.row(Int(truncatingIfNeeded: number)) else { return }
    // A counter wraps at its width, as the chip's does.
    rows.packets.add(1, counter)
    rows.bytes.add(UInt64(truncatingIfNeeded: context.length), counter)
  }

  /// Learns or moves the source address. `key` holds it.
  @inline(__always)
  func learn(_ rows: Compiled<FDBRows>, hit: Int) {
    if hit >= 0 {
      let entry = rows.find.base + hit &* rows.find.stride
      if rows.port.read(entry) != UInt64(context.logicalPort) {
        guard rows.isStatic.read(entry) == 0 else { return }
        if let events {
          let previous = Int(truncatingIfNeeded: rows.port.read(entry))
          events.push(
            EventRecord(.moved, mac: context.headers.sourceMAC, fid: context.fid, port: context.logicalPort, from: previous))
        }
        rows.port.write(UInt64(context.logicalPort), entry)
        state.pointee.moved &+= 1
      }
      if rows.hit.width > 0 && rows.hit.read(entry) == 0 { rows.hit.write(1, entry) }
      return
    }
    let free = rows.find.freeRow(for: key)
    guard free >= 0, let fdbMemory else {
      state.pointee.notLearned &+= 1
      return
    }
    for word in 0..<fdbMemory.stride { row[word] = 0 }
    for word in 0..<rows.find.comparedWords { row[word] = key[word] }
    RowBits.write(1, to: row, at: rows.find.validOffset, width: 1)
    rows.port.write(UInt64(context.logicalPort), row)
    rows.hit.write(1, row)
    fdbMemory.store(row, at: free)
    state.pointee.learned &+= 1
    events?.push(EventRecord(.learned, mac: context.headers.sourceMAC, fid: context.fid, port: context.logicalPort))
  }

  /// The member of a group that the packet's flow takes.
  @inline(__always)
  func flow(_ count: UInt64) -> UInt64 {
    let headers = context.headers
    clearKey(5)
    key[0] = headers.sourceHigh
    key[1] = headers.destinationHigh
    key[2] = UInt64(headers.ipProtocol) | UInt64(headers.l4SourcePort) << 8 | UInt64(headers.l4DestinationPort) << 24
    var words = 3
    if headers.l3Kind == .ipv6 {
      key[3] = headers.sourceLow
      key[4] = headers.destinationLow
      words = 5
    }
    let hash = UInt64(flowHash.function.hash(key, words: words, seed: flowHash.seed))
    return (hash &* count) &>> 32
  }
}
