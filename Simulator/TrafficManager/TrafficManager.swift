public import SwitchPlatform
import ASICTiming

/// The buffer between ingress and egress, and what leaves each port when.
///
///     offer ─ arrivals, by cycle ─ admission ─ cells, priority groups ─ queues ─ scheduler ─ wire ─ departure
///                                     │             │                     │
///                                     refusal       pause to the sender   pause from the receiver
///
/// Time is the caller's, in core cycles, and does not go back: `advance(to:)` lets happen what is due. Packets are serial numbers and lengths; their
/// bytes stay with the caller. All storage is made once; nothing is allocated for a packet.
///
/// Every copy that is offered ends as one departure, which says when it left or why it did not: offered = sent + refused + queued, always.
public final class TrafficManager {
  public let buffer: BufferDescription
  let clock: Int64
  let ports: Int
  /// Queues of a port: one a class, and those of multicast copies.
  @usableFromInline let queuesPerPort: Int
  let groupsPerPort: Int
  let slices: Int
  /// What each packet asks of the description, without its arrays.
  let poolCount: Int
  let cellsPerSlice: Int
  let isFair: Bool
  let quantum: Int64
  private let cellBytes: UInt32
  private let bytesBeside: UInt32
  let groupOfClass: UnsafeMutablePointer<Int32>
  /// - Unit: bits on the wire round a frame: preamble, FCS; and the gap behind it.
  let wire: Wire

  let portStates: UnsafeMutablePointer<PortState>
  let groups: UnsafeMutablePointer<GroupState>
  let queues: UnsafeMutablePointer<QueueState>
  /// By slice and pool.
  let pools: UnsafeMutablePointer<PoolState>
  /// Cells in use, by slice.
  let cellsUsed: UnsafeMutablePointer<Int>
  /// Cells of the pool that a queue has, by queue and slice.
  let queueShared: UnsafeMutablePointer<Int32>
  var packets: PacketStore
  var arrivals: ArrivalCalendar
  var events: EventTree
  var departures: DepartureList
  var random: UInt64
  /// By group and by queue: the classes in it, a bit each.
  let groupClasses: UnsafeMutablePointer<UInt8>
  let queueClasses: UnsafeMutablePointer<UInt8>
  @usableFromInline let firstClass: UnsafeMutablePointer<UInt8>
  /// In use, all slices together.
  var cellsInUse: Int32 = 0
  var headroomInUse: Int32 = 0
  /// The latest cycle that has happened.
  public internal(set) var now: Int64 = 0
  public internal(set) var accounts = TrafficAccounts()
  public internal(set) var series: OccupancySeries
  /// By queue: its cells over time; `nil`: nobody asked.
  private(set) var queueRecords: UnsafeMutablePointer<OccupancySeries>?
  /// The buffer record of the packet whose copies are being admitted, -1: none; and why it was refused.
  var openRecord: Int32 = -1
  /// A packet without other copies has no record: what it has taken, until it is in a queue. 0 cells: there is none.
  var openCells: Int32 = 0
  var openGroup = 0
  var openSlice = 0
  var openRefusal = TrafficDrop.none

  /// Bytes round a frame on a wire.
  public struct Wire: Hashable, Sendable {
    /// - Unit: bytes before the frame.
    public var preamble: Int
    /// - Unit: bytes behind it, which a packet's length does not count.
    public var fcs: Int
    /// - Unit: bytes, FCS included.
    public var minimumFrame: Int
    public var interPacketGap: Int

    public init(preamble: Int = 8, fcs: Int = 4, minimumFrame: Int = 64, interPacketGap: Int = 12) {
      self.preamble = preamble
      self.fcs = fcs
      self.minimumFrame = minimumFrame
      self.interPacketGap = interPacketGap
    }
  }

  /// Ports that a manager has at most.
  public static let maximumPorts = 4095

  /// - Parameters:
  ///   - ports: Ports, the CPU's not among them; those beyond `maximumPorts` are left out.
  ///   - clock: Hz.
  ///   - seed: Of early detection's dice.
  public init(_ buffer: BufferDescription, ports: Int, clock: UInt64, wire: Wire = Wire(), seed: UInt64 = 1) {
    self.buffer = buffer
    self.clock = Int64(clamping: max(1, clock))
    self.ports = min(max(1, ports), TrafficManager.maximumPorts)
    self.wire = wire
    slices = max(1, buffer.slices)
    queuesPerPort = BufferDescription.classes + buffer.multicastQueues
    groupsPerPort = max(1, buffer.groups.count)
    random = seed
    poolCount = buffer.pools.count
    cellsPerSlice = buffer.cells
    isFair = buffer.sharing == .wfq
    quantum = Int64(buffer.quantum)
    cellBytes = UInt32(clamping: max(1, buffer.cellBytes))
    bytesBeside = UInt32(clamping: max(0, buffer.packetOverhead + wire.fcs))
    groupOfClass = .allocate(capacity: BufferDescription.classes)
    groupOfClass.initialize(repeating: 0, count: BufferDescription.classes)
    for (number, group) in buffer.groupOfClass.prefix(BufferDescription.classes).enumerated() where buffer.groups.indices.contains(group) {
      groupOfClass[number] = Int32(clamping: group)
    }
    let cells = max(1, buffer.cells)
    packets = PacketStore(records: min(cells * slices, 1 << 22), entries: min(cells * slices * 2, 1 << 22))
    arrivals = ArrivalCalendar()
    events = EventTree(ports: self.ports)
    departures = DepartureList(capacity: min(cells * slices * 2, 1 << 22) + ArrivalCalendar.capacity + 4096)
    series = OccupancySeries()
    portStates = .allocate(capacity: self.ports)
    groups = .allocate(capacity: self.ports * groupsPerPort)
    queues = .allocate(capacity: self.ports * queuesPerPort)
    pools = .allocate(capacity: slices * max(1, buffer.pools.count))
    groupClasses = .allocate(capacity: groupsPerPort)
    groupClasses.initialize(repeating: 0, count: groupsPerPort)
    queueClasses = .allocate(capacity: queuesPerPort)
    queueClasses.initialize(repeating: 0, count: queuesPerPort)
    firstClass = .allocate(capacity: queuesPerPort)
    for number in 0..<queuesPerPort { (firstClass + number).initialize(to: UInt8(clamping: TrafficManager.kind(ofQueue: number, buffer))) }
    cellsUsed = .allocate(capacity: slices)
    cellsUsed.initialize(repeating: 0, count: slices)
    queueShared = .allocate(capacity: self.ports * queuesPerPort * slices)
    queueShared.initialize(repeating: 0, count: self.ports * queuesPerPort * slices)
    for slice in 0..<slices {
      for (number, pool) in buffer.pools.enumerated() {
        (pools + slice * buffer.pools.count + number).initialize(to: PoolState(size: Int32(clamping: pool.cells)))
      }
    }
    for port in 0..<self.ports {
      (portStates + port).initialize(to: PortState(clock: clock, slice: port * slices / self.ports))
      for number in 0..<groupsPerPort {
        let description = buffer.groups.indices.contains(number) ? buffer.groups[number] : nil
        (groups + port * groupsPerPort + number).initialize(to: GroupState(description))
      }
      for number in 0..<queuesPerPort {
        let kind = TrafficManager.kind(ofQueue: number, buffer)
        let description = buffer.queues.indices.contains(kind) ? buffer.queues[kind] : nil
        (queues + port * queuesPerPort + number).initialize(to: QueueState(description, clock: self.clock))
      }
    }
    for (number, group) in buffer.groupOfClass.enumerated() where (0..<groupsPerPort).contains(group) && number < 8 {
      groupClasses[group] |= 1 << UInt8(number)
    }
    for number in 0..<BufferDescription.classes {
      queueClasses[number] |= 1 << UInt8(number)
      if buffer.multicastQueues > 0 { queueClasses[queue(ofClass: number, isMulticast: true)] |= 1 << UInt8(number) }
    }
  }

  deinit {
    if let queueRecords {
      for index in 0..<ports * queuesPerPort { queueRecords[index].deallocate() }
      queueRecords.deallocate()
    }
    groupOfClass.deallocate()
    groupClasses.deallocate()
    queueClasses.deallocate()
    firstClass.deallocate()
    portStates.deallocate()
    groups.deallocate()
    queues.deallocate()
    pools.deallocate()
    cellsUsed.deallocate()
    queueShared.deallocate()
    packets.deallocate()
    arrivals.deallocate()
    events.deallocate()
    departures.deallocate()
    series.deallocate()
  }

  /// The class whose queue's figures a queue has: its own, or for multicast copies the first of those that share it.
  static func kind(ofQueue number: Int, _ buffer: BufferDescription) -> Int {
    guard number >= BufferDescription.classes, buffer.multicastQueues > 0 else { return number }
    return (number - BufferDescription.classes) * BufferDescription.classes / buffer.multicastQueues
  }

  /// The class that a queue is for; of a multicast queue the first of its classes.
  @inlinable @inline(__always)
  public func trafficClass(ofQueue number: Int) -> Int { number >= 0 && number < queuesPerPort ? Int(firstClass[number]) : 0 }

  /// Cells of a packet, FCS and what is kept beside it counted.
  @inline(__always)
  func cells(of bytes: Int32) -> Int32 {
    let all = UInt32(truncatingIfNeeded: max(0, bytes)) &+ bytesBeside
    return max(1, Int32(truncatingIfNeeded: (all &+ cellBytes &- 1) / cellBytes))
  }

  /// The queue of a class; of multicast copies where those have queues of their own.
  @inline(__always)
  func queue(ofClass number: Int, isMulticast: Bool) -> Int {
    guard isMulticast, buffer.multicastQueues > 0 else { return number }
    return BufferDescription.classes &+ number &* buffer.multicastQueues / BufferDescription.classes
  }

  /// Sets what a port's wire carries, both ways: what it sends, and how much headroom its groups have. 0: the port is down.
  ///
  /// - Parameter megabits: Mb/s.
  @inline(__always)
  public func setSpeed(ofPort port: Int, megabits: UInt64) {
    guard port >= 0, port < ports, portStates[port].megabits != megabits else { return }
    changeSpeed(port, megabits)
  }

  private func changeSpeed(_ port: Int, _ megabits: UInt64) {
    portStates[port].megabits = megabits
    portStates[port].link.set(megabits: megabits)
    for number in buffer.groups.indices {
      groups[port &* groupsPerPort &+ number].headroomSize = Int32(clamping: buffer.groups[number].headroom(at: megabits))
    }
    if megabits > 0, portStates[port].active != 0 { wake(port, at: now) }
  }

  /// Keeps each queue's cells over time, from now on: 16 kB a queue.
  public func recordQueues() {
    guard queueRecords == nil else { return }
    let records = UnsafeMutablePointer<OccupancySeries>.allocate(capacity: ports * queuesPerPort)
    for index in 0..<ports * queuesPerPort { (records + index).initialize(to: OccupancySeries()) }
    queueRecords = records
  }

  /// Chooses the slice of a port's packets.
  public func setSlice(ofPort port: Int, _ slice: Int) {
    guard port >= 0, port < ports, slice >= 0, slice < slices else { return }
    portStates[port].slice = slice
  }

  /// A number of 64 bits (SplitMix64).
  func draw() -> UInt64 {
    random &+= 0x9e37_79b9_7f4a_7c15
    var value = random
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
