import PacketKit

/// What happened to one packet, and when. Times are core cycles; -1: did not happen.
public struct PacketOutcome: Hashable, Sendable, BitwiseCopyable {
  public var verdict = Verdict.dropped
  public var drop = DropReason.none
  public var trap = TrapReason.none
  public var port = 0
  public var firstBitIn: Int64 = -1
  public var lastBitIn: Int64 = -1
  public var pipelineIn: Int64 = -1
  public var pipelineOut: Int64 = -1
  /// Of the first replica that left.
  public var firstBitOut: Int64 = -1
  public var lastBitOut: Int64 = -1
  /// Cycles that the first replica waited behind others for its port.
  public var queueing: Int64 = 0
  /// Replicas that left through front ports.
  public var replicas = 0
  /// Look-ups made.
  public var accesses = 0
  /// Whether its look-ups met an update of tables of which a part was visible: see `SimulatedASIC.writeTiming`.
  public var sawPartialUpdate = false
}

/// A frame that the CPU sent out of a port.
public struct InjectedFrame: Hashable, Sendable {
  public let port: Int
  public let bytes: [UInt8]
  /// -1: it waits in the traffic manager, whose departures say when it left.
  public let firstBit: Int64
  public let lastBit: Int64
  /// Its number among departures; 0 without a traffic manager.
  public let serial: UInt64

  init(port: Int, bytes: [UInt8], firstBit: Int64, lastBit: Int64, serial: UInt64 = 0) {
    self.port = port
    self.bytes = bytes
    self.firstBit = firstBit
    self.lastBit = lastBit
    self.serial = serial
  }
}

/// The frames that left because of one packet, in one buffer that is used again for the next.
public struct OutputFrames {
  public struct Frame: BitwiseCopyable {
    /// Chip port.
    public var port: Int32
    var offset: Int
    public var length: Int
    /// -1: it waits in the traffic manager, whose departures say when it left.
    public var firstBit: Int64
    public var lastBit: Int64
    /// Its number among departures; 0 without a traffic manager.
    public var serial: UInt64
  }

  private let frames: UnsafeMutablePointer<Frame>
  private let capacity: Int
  private let bytes: UnsafeMutableRawPointer
  private let bytesEach: Int
  private var used = 0
  public private(set) var count = 0

  init(replicas: Int, bytesEach: Int) {
    capacity = replicas
    self.bytesEach = bytesEach
    frames = .allocate(capacity: replicas)
    bytes = .allocate(byteCount: replicas * bytesEach, alignment: 64)
  }

  func deallocate() {
    frames.deallocate()
    bytes.deallocate()
  }

  @inline(__always)
  mutating func reset() {
    used = 0
    count = 0
  }

  /// Builds a frame behind the committed ones.
  @inline(__always)
  func build(_ frame: UnsafeRawBufferPointer, _ context: PacketContext, tag: UInt16, _ deparser: Deparser) -> Int {
    guard count < capacity, frame.count + Deparser.growth <= bytesEach else { return 0 }
    return deparser.build(frame, context, tag: tag, into: bytes + used)
  }

  @inline(__always)
  mutating func commit(port: Int32, length: Int, firstBit: Int64, lastBit: Int64, serial: UInt64 = 0) {
    guard count < capacity else { return }
    frames[count] = Frame(port: port, offset: used, length: length, firstBit: firstBit, lastBit: lastBit, serial: serial)
    used &+= length
    count &+= 1
  }

  /// - Parameter index: 0 ..< count.
  public func frame(_ index: Int) -> (header: Frame, bytes: UnsafeRawBufferPointer) {
    precondition(index >= 0 && index < count, "a frame that is there")  // trap: callers iterate 0 ..< count
    let frame = frames[index]
    return (frame, UnsafeRawBufferPointer(start: bytes + frame.offset, count: frame.length))
  }
}
