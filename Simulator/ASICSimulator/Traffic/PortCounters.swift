/// What a port has seen: sums of the chip's own counters, and what no chip counts.
public struct PortCounters: Hashable, Sendable {
  public var receivedPackets: UInt64 = 0
  /// FCS not counted.
  public var receivedBytes: UInt64 = 0
  public var transmittedPackets: UInt64 = 0
  public var transmittedBytes: UInt64 = 0
  /// Replicas for which the port's queue had no room.
  public var transmitDrops: UInt64 = 0
  /// Most bytes that ever waited for this port.
  public var peakQueueBytes: Int = 0

  public init() {}
}

/// All packets of a run: in + copies = out + dropped + to the CPU + waiting.
public struct PacketAccounts: Hashable, Sendable {
  public var received: UInt64 = 0
  /// Replicas beyond the first of each packet: floods, copies to the CPU.
  public var copies: UInt64 = 0
  /// Replicas that left through a front port.
  public var transmitted: UInt64 = 0
  /// Replicas that went into the receive ring.
  public var punted: UInt64 = 0
  /// Replicas that wait in the traffic manager, or are on the way to it.
  public var queued: UInt64 = 0
  /// Packets that the CPU sent.
  public var injected: UInt64 = 0
  /// Packets, those of the CPU included, that saw a part of an update.
  public var partialUpdates: UInt64 = 0
  /// By `DropReason.rawValue`.
  public var drops = [UInt64](repeating: 0, count: DropReason.allCases.count)
  /// By `TrapReason.rawValue`.
  public var traps = [UInt64](repeating: 0, count: TrapReason.allCases.count)
  /// By `Verdict.rawValue`, packets received.
  public var verdicts = [UInt64](repeating: 0, count: Verdict.allCases.count)

  public init() {}

  public var dropped: UInt64 { drops.reduce(0, +) }

  /// Whether nothing was lost uncounted.
  public var isConserved: Bool { received + injected + copies == transmitted + punted + dropped + queued }

  public func drops(_ reason: DropReason) -> UInt64 { drops[Int(reason.rawValue)] }
  public func traps(_ reason: TrapReason) -> UInt64 { traps[Int(reason.rawValue)] }
}

/// The same while packets run: no arrays.
struct Tally {
  var received: UInt64 = 0
  var copies: UInt64 = 0
  var transmitted: UInt64 = 0
  var punted: UInt64 = 0
  var injected: UInt64 = 0
  var partialUpdates: UInt64 = 0
  let drops: UnsafeMutablePointer<UInt64>
  let traps: UnsafeMutablePointer<UInt64>
  let verdicts: UnsafeMutablePointer<UInt64>

  init() {
    func zeros(_ count: Int) -> UnsafeMutablePointer<UInt64> {
      let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
      pointer.initialize(repeating: 0, count: count)
      return pointer
    }
    drops = zeros(DropReason.allCases.count)
    traps = zeros(TrapReason.allCases.count)
    verdicts = zeros(Verdict.allCases.count)
  }

  func deallocate() {
    drops.deallocate()
    traps.deallocate()
    verdicts.deallocate()
  }

  var accounts: PacketAccounts {
    var accounts = PacketAccounts()
    accounts.received = received
    accounts.copies = copies
    accounts.transmitted = transmitted
    accounts.punted = punted
    accounts.injected = injected
    accounts.partialUpdates = partialUpdates
    for index in accounts.drops.indices { accounts.drops[index] = drops[index] }
    for index in accounts.traps.indices { accounts.traps[index] = traps[index] }
    for index in accounts.verdicts.indices { accounts.verdicts[index] = verdicts[index] }
    return accounts
  }
}
