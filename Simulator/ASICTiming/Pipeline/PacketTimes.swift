/// A packet at a pipeline's ends, in cycles.
public struct PacketTimes: Hashable, Sendable, BitwiseCopyable {
  public var id: Int64
  public var firstIn: Int64
  public var lastIn: Int64
  /// -1: it does not come out.
  public var firstOut: Int64 = -1
  public var lastOut: Int64 = -1
  /// Milestones on the way; -1: not reached.
  public var filtered: Int64 = -1
  public var assembled: Int64 = -1
  public var parsed: Int64 = -1
  public var deparsed: Int64 = -1

  public init(id: Int64, firstIn: Int64, lastIn: Int64) {
    self.id = id
    self.firstIn = firstIn
    self.lastIn = lastIn
  }
}

/// When the receiver of a pipeline's packets takes none.
public struct OutputReady: Hashable, Sendable, BitwiseCopyable {
  /// It is not ready in cycles that are `phase` modulo this; 0: always ready.
  public var lowOneCycleIn: Int64
  public var phase: Int64

  public init(lowOneCycleIn: Int64 = 0, phase: Int64 = 0) {
    self.lowOneCycleIn = lowOneCycleIn
    self.phase = phase
  }

  @inline(__always)
  func isReady(_ cycle: Int64) -> Bool { lowOneCycleIn == 0 || cycle % lowOneCycleIn != phase }
}
