/// The buffer between ingress and egress: cells, the pools that they are counted against, and who may have how many.
///
///     packet ── priority group of its ingress port ── ingress pool      may it come in? shall the sender pause?
///        └──── queue of its egress port ─────────── egress pool         may it wait?
///
/// All figures are cells of one slice; the chip file gives bytes of the whole chip.
public struct BufferDescription: Hashable, Sendable {
  /// Classes of traffic, each with a queue of its own at every port.
  public static let classes = 8

  /// - Unit: bytes of a cell. Range: 32…16384.
  public var cellBytes: Int
  /// - Unit: bytes that are kept beside each packet's own. Default: 0.
  public var packetOverhead: Int
  /// Parts of the buffer; a packet stands in the one of its ingress port, and every pool is divided among them. Range: 1…64.
  public var slices: Int
  /// Cells of a slice.
  public var cells: Int
  /// Cells of each pool in a slice.
  public var pools: [Pool]
  /// The priority groups of each ingress port.
  public var groups: [PriorityGroup]
  /// By class: its group.
  public var groupOfClass: [Int]
  /// By class: its queue, at each egress port.
  public var queues: [Queue]
  /// Queues of each egress port for copies of multicast and flooded packets; 0: these wait in the queues of their classes.
  public var multicastQueues: Int
  /// How queues of one priority share a port.
  public var sharing: Sharing
  /// - Unit: bytes that weight 1 earns in a round. Default: 1600.
  public var quantum: Int

  public struct Pool: Hashable, Sendable {
    public var name: String
    public var cells: Int

    public init(name: String, cells: Int) {
      self.name = name
      self.cells = cells
    }
  }

  public enum Sharing: String, Hashable, Sendable, CaseIterable {
    /// Deficit round robin.
    case drr
    /// Weighted fair queueing: the packet first that would be over first if all sent bit by bit.
    case wfq
  }

  /// How much of a pool one user may have.
  public enum Limit: Hashable, Sendable {
    /// - Unit: cells.
    case fixed(Int)
    /// Times what is left of the pool: `numerator / denominator` of it.
    case dynamic(numerator: Int, denominator: Int)
  }

  public struct PriorityGroup: Hashable, Sendable {
    /// Index into `pools`.
    public var pool: Int
    /// Cells that are its own, before it takes of the pool.
    public var minimum: Int
    public var limit: Limit
    /// Cells behind the limit for what is under way when the sender is told to pause, by the port's speed, rising; empty: the group is lossy.
    public var headroom: [Headroom]
    /// The pool that headroom is counted against; `nil`: none.
    public var headroomPool: Int?
    /// Cells by which the group has to be below its limit before the sender may go on.
    public var resume: Int

    public var isLossless: Bool { !headroom.isEmpty }

    /// Headroom of a port of some speed: of the next speed that is given, or of the fastest.
    public func headroom(at megabits: UInt64) -> Int { (headroom.first { $0.speed >= megabits } ?? headroom.last)?.cells ?? 0 }

    public init(pool: Int, minimum: Int, limit: Limit, headroom: [Headroom] = [], headroomPool: Int? = nil, resume: Int = 0) {
      self.pool = pool
      self.minimum = minimum
      self.limit = limit
      self.headroom = headroom
      self.headroomPool = headroomPool
      self.resume = resume
    }
  }

  public struct Headroom: Hashable, Sendable {
    /// - Unit: Mb/s.
    public var speed: UInt64
    public var cells: Int

    public init(speed: UInt64, cells: Int) {
      self.speed = speed
      self.cells = cells
    }
  }

  public struct Queue: Hashable, Sendable {
    public var pool: Int
    public var minimum: Int
    public var limit: Limit
    /// Higher goes first; queues of one priority share. Range: 0…15. Default: 0.
    public var priority: Int
    /// Range: 1…1024. Default: 1.
    public var weight: Int
    /// What the queue gets before others get anything, and what it gets at most. - Unit: bit/s; 0: none.
    public var minimumRate: Int
    public var maximumRate: Int
    /// - Unit: bytes that may go at once. Default: 16384.
    public var burst: Int
    public var early: EarlyDetection?

    public init(
      pool: Int, minimum: Int, limit: Limit, priority: Int = 0, weight: Int = 1, minimumRate: Int = 0, maximumRate: Int = 0,
      burst: Int = 16384, early: EarlyDetection? = nil
    ) {
      self.pool = pool
      self.minimum = minimum
      self.limit = limit
      self.priority = priority
      self.weight = weight
      self.minimumRate = minimumRate
      self.maximumRate = maximumRate
      self.burst = burst
      self.early = early
    }
  }

  /// Weighted random early detection: what is dropped or marked before a queue is full.
  ///
  /// - Source: Floyd and Jacobson, "Random Early Detection Gateways", 1993; RFC 3168 §5 for marks.
  public struct EarlyDetection: Hashable, Sendable {
    /// - Unit: cells in the queue.
    public var low: Int
    public var high: Int
    /// Chance at `high`. - Unit: percent. Beyond `high` it is 100.
    public var probability: Int
    /// The average takes 2^-weight of each new length; 0: the length itself.
    public var weight: Int
    /// Whether packets that can carry a mark are marked and not dropped.
    public var marks: Bool
    /// Whether the others are dropped; lossless queues only mark.
    public var drops: Bool

    public init(low: Int, high: Int, probability: Int, weight: Int = 0, marks: Bool = false, drops: Bool = true) {
      self.drops = drops
      self.low = low
      self.high = high
      self.probability = probability
      self.weight = weight
      self.marks = marks
    }
  }

  public init(
    cellBytes: Int, packetOverhead: Int = 0, slices: Int = 1, cells: Int, pools: [Pool], groups: [PriorityGroup], groupOfClass: [Int],
    queues: [Queue], multicastQueues: Int = 0, sharing: Sharing = .drr, quantum: Int = 1600
  ) {
    self.cellBytes = cellBytes
    self.packetOverhead = packetOverhead
    self.slices = slices
    self.cells = cells
    self.pools = pools
    self.groups = groups
    self.groupOfClass = groupOfClass
    self.queues = queues
    self.multicastQueues = multicastQueues
    self.sharing = sharing
    self.quantum = quantum
  }

  /// Cells that a packet of `bytes` takes.
  @inlinable
  public func cells(of bytes: Int) -> Int { max(1, (bytes &+ packetOverhead &+ cellBytes &- 1) / cellBytes) }
}
