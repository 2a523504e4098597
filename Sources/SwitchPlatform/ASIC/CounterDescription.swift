/// How the counters of ports, queues, interfaces and VLANs are read: the chip file's `counters:`. Without it they are read when somebody
/// asks, and wrap at their fields' widths.
public struct CounterDescription: Hashable, Sendable {
  /// The time between two sweeps, in which the driver reads all counters into 64-bit sums; `nil`: no sweeps.
  ///
  /// - Unit: nanoseconds, 1 µs or more.
  /// - Source: `bcm_stat_interval`, 1 s to 2 s in SONiC's files.
  public var sweepPeriod: Int64?
  /// Whether reading a row sets it to 0.
  public var clearsOnRead: Bool
  /// The time from a read to its clearing. What is counted between the two is lost; 0: the two are one, and nothing is.
  ///
  /// - Unit: core cycles.
  public var clearDelay: Int

  public init(sweepPeriod: Int64? = nil, clearsOnRead: Bool = false, clearDelay: Int = 0) {
    self.sweepPeriod = sweepPeriod
    self.clearsOnRead = clearsOnRead
    self.clearDelay = clearDelay
  }

  /// The roles whose tables it is about.
  public static let roles: [TableRole] = [.portCounter, .queueCounter, .interfaceCounter, .vlanCounter]
}
