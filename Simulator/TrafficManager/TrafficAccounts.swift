/// What has become of all copies so far.
public struct TrafficAccounts: Hashable, Sendable {
  public internal(set) var offered: UInt64 = 0
  public internal(set) var sent: UInt64 = 0
  /// In queues now.
  public internal(set) var queued: UInt64 = 0
  /// On the way from the pipeline to the buffer.
  public internal(set) var arriving: UInt64 = 0
  public internal(set) var marked: UInt64 = 0
  /// Pause frames that ports have sent.
  public internal(set) var pauseFrames: UInt64 = 0
  /// By `TrafficDrop`, of which there are fewer than eight.
  private var refusals = SIMD8<UInt64>()

  public func refused(_ reason: TrafficDrop) -> UInt64 { refusals[Int(reason.rawValue & 7)] }

  public var refused: UInt64 { refusals.wrappedSum() }

  /// Nothing is lost that is not counted.
  public var isConserved: Bool { offered == sent &+ refused &+ queued &+ arriving }

  @inline(__always)
  mutating func refuse(_ reason: TrafficDrop) { refusals[Int(reason.rawValue & 7)] &+= 1 }
}
