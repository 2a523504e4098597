/// A copy of a packet that comes to the buffer.
public struct TrafficOffer: Hashable, Sendable, BitwiseCopyable {
  /// Where a copy stands among those of its packet, which share the packet's cells.
  public enum Copy: UInt8, Hashable, Sendable, BitwiseCopyable {
    case only, first, middle, last
  }

  /// The caller's number; its departure bears it.
  public var serial: UInt64
  /// A cycle of the caller's, which the departure bears too.
  public var stamp: Int64
  /// - Unit: bytes, FCS not counted.
  public var bytes: Int32
  public var ingressPort: Int16
  public var egressPort: Int16
  /// 0 ..< `BufferDescription.classes`.
  public var trafficClass: UInt8
  /// Whether it can carry a mark of congestion: its IP header says ECT.
  public var isECNCapable: Bool
  /// Whether it waits in the queues for multicast.
  public var isMulticast: Bool
  public var copy: Copy

  @inlinable @inline(__always)
  public init(
    serial: UInt64, bytes: Int, ingressPort: Int, egressPort: Int, trafficClass: Int = 0, isECNCapable: Bool = false,
    isMulticast: Bool = false,
    copy: Copy = .only, stamp: Int64 = 0
  ) {
    self.serial = serial
    self.bytes = Int32(clamping: max(0, bytes))
    self.ingressPort = Int16(clamping: ingressPort)
    self.egressPort = Int16(clamping: egressPort)
    self.trafficClass = UInt8(clamping: min(max(0, trafficClass), 7))
    self.isECNCapable = isECNCapable
    self.isMulticast = isMulticast
    self.copy = copy
    self.stamp = stamp
  }
}

/// What became of a copy, or a pause frame that a port has sent.
public struct Departure: Hashable, Sendable, BitwiseCopyable {
  /// Of pause frames: `Departure.pause`.
  public var serial: UInt64
  public var port: Int32
  /// -1: of none.
  public var queue: Int16
  /// Why it did not leave; `none`: it did.
  public var drop: TrafficDrop
  /// Whether its IP header is to say CE.
  public var isMarked: Bool
  /// Of pause frames: the classes that are to pause, and those that may go on.
  public var pauses: UInt8
  public var resumes: UInt8
  public var bytes: Int32
  /// The offer's.
  public var stamp: Int64
  /// When it came to the buffer.
  public var arrival: Int64
  /// When its first bit was on the wire, and by when its last was through; of refused ones, when that was decided.
  public var firstBit: Int64
  public var lastBit: Int64

  public static let pause = UInt64.max

  init(refused offer: TrafficOffer, _ drop: TrafficDrop, queue: Int, at cycle: Int64) {
    serial = offer.serial
    stamp = offer.stamp
    port = Int32(offer.egressPort)
    self.queue = Int16(clamping: queue)
    self.drop = drop
    isMarked = false
    pauses = 0
    resumes = 0
    bytes = offer.bytes
    arrival = cycle
    firstBit = cycle
    lastBit = cycle
  }

  init(
    serial: UInt64, stamp: Int64, port: Int, queue: Int, bytes: Int32, isMarked: Bool, arrival: Int64, firstBit: Int64, lastBit: Int64
  ) {
    self.serial = serial
    self.stamp = stamp
    self.port = Int32(truncatingIfNeeded: port)
    self.queue = Int16(truncatingIfNeeded: queue)
    self.bytes = bytes
    self.isMarked = isMarked
    self.arrival = arrival
    self.firstBit = firstBit
    self.lastBit = lastBit
    drop = .none
    pauses = 0
    resumes = 0
  }
}
