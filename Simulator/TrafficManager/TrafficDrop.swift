/// Why the traffic manager refused a copy.
public enum TrafficDrop: UInt8, Hashable, Sendable, BitwiseCopyable, CaseIterable {
  case none = 0
  /// The ingress pool has no more for the packet's priority group, which is lossy.
  case ingressLimit
  /// The lossless group's headroom is used up: the sender did not pause in time.
  case headroom
  /// The egress pool has no more for the queue.
  case queueLimit
  /// Early detection's dice.
  case early
  /// No cell is left in the slice, whatever limits say.
  case noCells
  /// The port is none, or down.
  case portDown
}
