public import ASICDriver
public import ASICSimulator
public import SwitchModel
import SwitchPlatform

/// Flips bits in one of two switches that are alike, and compares what both do with the same packets.
///
/// A round flips one bit, two bits of a row, or bits of several rows at once; sends packets, among them those that are known to look the
/// rows up; lets the scrub pass; has the driver repair; and sends the packets again. Until the repair the switches may differ, which is
/// counted. After it they may not: neither in what becomes of a packet, nor in any row but counters and the order of learned addresses.
/// Flips that nobody can find are taken back, so that each round begins with two switches that are alike.
///
/// Everything follows from the switches and the seed.
public struct FlipCampaign {
  public struct Options: Sendable {
    /// Bits to flip.
    public var count: Int
    public var seed: UInt64
    /// Rows of the largest burst; every eighth round is one. 0 and 1: none is.
    public var burst = 32
    /// Whether the driver repairs: without, the switches are found to differ.
    public var repairs = true
    /// Packets that the campaign chooses from.
    public var packets = 4000

    public init(count: Int, seed: UInt64) {
      self.count = count
      self.seed = seed
    }
  }

  let options: Options
  let flipped: SimulatedSwitch
  let twin: SimulatedSwitch
  let pool: FlipPackets
  /// By memory: its table, and whether the chip writes it by itself.
  let memories: [FlipMemory]
  var random: TrafficRandom
  public private(set) var report = FlipReport()

  /// - Parameters:
  ///   - flipped: The switch whose bits flip.
  ///   - twin: Another one with the same board and the same rows, which were committed in the same order.
  ///   - extra: Packets besides those that suit the configuration.
  /// - Throws: when the driver fails.
  public init(
    _ flipped: SimulatedSwitch, twin: SimulatedSwitch, _ options: Options, extra: [TrafficMix.Packet] = []
  ) throws(FlipCampaignError) {
    self.options = options
    self.flipped = flipped
    self.twin = twin
    random = TrafficRandom(seed: options.seed)
    memories = FlipMemory.all(of: twin.platform.asic)
    guard flipped.platform.asic.memories == twin.platform.asic.memories else { throw .notAlike("the chips are of two kinds") }
    var mix = TrafficMix(of: twin, seed: options.seed)
    var packets = extra
    while packets.count < options.packets + extra.count, let packet = mix.next() { packets.append(packet) }
    guard !packets.isEmpty else { throw .noPackets }
    pool = try FlipPackets(packets, flipped: flipped, twin: twin, memories)
  }

  /// Runs all rounds.
  ///
  /// - Parameter progress: Told of the bits flipped so far, after each round.
  public mutating func run(progress: (Int) -> Void = { _ in }) throws(FlipCampaignError) -> FlipReport {
    var flips = 0
    while flips < options.count {
      flips += try round(atMost: options.count - flips)
      progress(flips)
    }
    try compareMemories()
    return report
  }

  // MARK: A round

  private mutating func round(atMost limit: Int) throws(FlipCampaignError) -> Int {
    report.rounds += 1
    let isBurst = options.burst > 1 && report.rounds % 8 == 0
    let faults = choose(rows: isBurst ? 2 + random.below(options.burst - 1) : 1, atMost: limit)
    let start = bothReach(max(flipped.asic.now, twin.asic.now) + 1)
    let addresses = faults.flatMap { fault in
      memories[fault.memory].role == .fdb ? [address(inRow: fault.row, of: fault.memory)].compactMap { $0 } : []
    }
    let before = faults.map { flipped.asic.row($0.row, ofMemory: $0.memory) }
    try flip(faults)
    let batch = batch(for: faults)
    let (dropped, misforwarded) = try send(batch)
    let packetGroup = isBurst ? FlipReport.bursts : memories[faults.first?.memory ?? 0].kind
    report.groups[packetGroup, default: .init()].packets += batch.count
    report.groups[packetGroup, default: .init()].dropped += dropped
    report.groups[packetGroup, default: .init()].misforwarded += misforwarded

    var repairs: [MemoryRepair] = []
    for _ in 0..<8 {
      _ = bothReach(max(flipped.asic.now, twin.asic.now) + passTime)
      if options.repairs { repairs += try repaired() }
      if !options.repairs || flipped.asic.faultyRows.findable == 0 { break }
    }
    try account(faults, before, repairs, from: start)
    try learnAgain(addresses)
    for difference in try differences(batch) { report.note("after repair of \(place(faults)): \(difference)") }
    for fault in faults { compare(row: fault.row, ofMemory: fault.memory) }
    return faults.reduce(0) { $0 + $1.bits.count }
  }

  /// Flips all bits at once: the scrub sees none of them without the others.
  private func flip(_ faults: [FlipFault]) throws(FlipCampaignError) {
    let now = flipped.asic.now
    do throws(FlipError) {
      try flipped.asic.injectFlips(
        faults.flatMap { fault in fault.bits.map { (MemoryBit(memory: fault.memory, row: fault.row, bit: $0), now) } })
    } catch { throw .flip(error) }
  }

  /// Flips the bits back that still differ: the chip may have put one right by a write of its own.
  private func takeBack(_ fault: FlipFault, _ before: [UInt64]) throws(FlipCampaignError) {
    let cells = flipped.asic.cells(fault.row, ofMemory: fault.memory)
    let bits = fault.bits.filter { (cells[$0 / 64] ^ before[$0 / 64]) >> UInt64($0 % 64) & 1 == 1 }
    try flip([FlipFault(memory: fault.memory, row: fault.row, bits: bits)])
  }

  private func repaired() throws(FlipCampaignError) -> [MemoryRepair] {
    do throws(ASICDriverError) { return try flipped.driver.repairMemories() } catch { throw .driver(error) }
  }

  /// Lets time pass on both, and no packet with it.
  private func bothReach(_ cycle: Int64) -> Int64 {
    flipped.asic.advance(to: cycle)
    twin.asic.advance(to: cycle)
    return cycle
  }

  /// A pass of the scrub over any memory, and a little.
  private var passTime: Int64 {
    let asic = twin.platform.asic
    let intervals = asic.memories.compactMap { $0.check == .none ? nil : ($0.scrubInterval ?? asic.scrub?.interval) }
    return (intervals.map { $0.cycles(clock: asic.clock) }.max() ?? 0) + 1000
  }

  private mutating func account(
    _ faults: [FlipFault], _ before: [[UInt64]], _ repairs: [MemoryRepair], from start: Int64
  ) throws(FlipCampaignError) {
    for (fault, words) in zip(faults, before) {
      let kind = memories[fault.memory].kind
      var group = report.groups[kind] ?? .init()
      group.flips += fault.bits.count
      group.rows += 1
      let found = repairs.filter { $0.memory == fault.memory && $0.row == fault.row }
      if let first = found.first { group.latency.add(first.cycle - start) }
      let isFaulty = flipped.asic.isFaulty(row: fault.row, ofMemory: fault.memory)
      if let repair = found.last {
        if repair.action == .correctedByChip { group.corrected += 1 } else { group.repaired += 1 }
      } else if flipped.asic.isFindable(row: fault.row, ofMemory: fault.memory) {
        group.unrepaired += 1
      } else if !options.repairs && !isFaulty {
        group.corrected += 1
      } else {
        group.silent += 1
        if isFaulty { try takeBack(fault, words) }
      }
      report.groups[kind] = group
    }
  }

  // MARK: Comparing

  /// - Returns: how many packets an error dropped, and how many became something else than on the twin otherwise.
  private func send(_ batch: [Int]) throws(FlipCampaignError) -> (dropped: Int, misforwarded: Int) {
    var (dropped, misforwarded) = (0, 0)
    for number in batch {
      let before = flipped.asic.accounts.drops(.memoryError)
      guard try pool.send(number, flipped, twin) != nil else { continue }
      // Of a flood, a copy alone may have been dropped.
      if flipped.asic.accounts.drops(.memoryError) > before { dropped += 1 } else { misforwarded += 1 }
    }
    try pool.drain(flipped, twin)
    return (dropped, misforwarded)
  }

  private mutating func differences(_ batch: [Int]) throws(FlipCampaignError) -> [String] {
    var differences: [String] = []
    for number in batch {
      report.packetsAfterRepair += 1
      guard let difference = try pool.send(number, flipped, twin) else { continue }
      report.packetsThatDiffer += 1
      differences.append(difference)
    }
    try pool.drain(flipped, twin)
    return differences
  }

  private mutating func compare(row: Int, ofMemory memory: Int) {
    guard !memories[memory].isWrittenByChip else { return }
    let right = twin.asic.row(row, ofMemory: memory)
    guard flipped.asic.row(row, ofMemory: memory) != right || flipped.asic.cells(row, ofMemory: memory) != right else { return }
    report.rowsThatDiffer += 1
    report.note("row \(row) of \(memories[memory].name) differs")
  }

  /// Compares all rows of all memories, but for counters. The FDB's are compared as a set: learned addresses may stand elsewhere, and a
  /// chip that checks nothing may have learned some where a flipped bit of another table led it.
  private mutating func compareMemories() throws(FlipCampaignError) {
    for (number, memory) in memories.enumerated() where memory.isWrittenByChip && memory.role == .fdb {
      let sets = [flipped, twin].map { owner -> Set<[UInt64]> in
        var rows: Set<[UInt64]> = []
        for row in 0..<owner.platform.asic.memories[number].rows {
          let words = memory.withoutHit(owner.asic.row(row, ofMemory: number))
          if words.contains(where: { $0 != 0 }) { rows.insert(words) }
        }
        return rows
      }
      // Where nothing is checked, a station that was learned wrongly is missing where the twin has it, and a flip that is taken back may meet
      // a row that the chip has written meanwhile: a static entry whose mark was flipped has moved with its station.
      let isUnchecked = flipped.platform.asic.memories.allSatisfy { $0.check == .none }
      let excess = sets[0].subtracting(sets[1])
      let wrong = excess.filter { isUnchecked || memory.learnedAddress($0) != nil }
      let missing = isUnchecked ? [] : sets[1].subtracting(sets[0])
      report.addressesLearnedWrongly += wrong.count
      let differing = excess.count - wrong.count + missing.count
      report.rowsThatDiffer += differing
      if differing > 0 { report.note("\(differing) rows of \(memory.name) differ") }
    }
    for (number, memory) in memories.enumerated() where !memory.isWrittenByChip {
      for row in flipped.asic.differingRows(ofMemory: number, from: twin.asic) {
        report.rowsThatDiffer += 1
        report.note("row \(row) of \(memory.name) differs at the end")
      }
    }
  }

  private func place(_ faults: [FlipFault]) -> String {
    faults.prefix(3).map { "\(memories[$0.memory].name)[\($0.row)] \($0.bits)" }.joined(separator: ", ")
  }

  // MARK: The FDB

  /// The address that a row of the FDB holds, if it was learned.
  private func address(inRow row: Int, of memory: Int) -> UInt64? {
    memories[memory].learnedAddress(flipped.asic.row(row, ofMemory: memory))
  }

  /// Has both switches see the addresses whose rows may have been emptied.
  private mutating func learnAgain(_ addresses: [UInt64]) throws(FlipCampaignError) {
    for address in addresses {
      let packets = pool.from(address)
      if packets.isEmpty { report.addressesNotLearnedAgain += 1 }
      for number in packets { _ = try pool.send(number, flipped, twin) }
    }
    try pool.drain(flipped, twin)
  }
}

/// Why a campaign cannot be run.
public enum FlipCampaignError: Error, CustomStringConvertible {
  case notAlike(String)
  case noPackets
  case driver(ASICDriverError)
  case packets(SwitchError)
  case flip(FlipError)

  public var description: String {
    switch self {
    case .notAlike(let what): "the two switches are not alike: \(what)"
    case .noPackets: "the configuration has no port that is up and leads to anybody"
    case .driver(let error): error.description
    case .packets(let error): "\(error)"
    case .flip(let error): error.description
    }
  }
}
