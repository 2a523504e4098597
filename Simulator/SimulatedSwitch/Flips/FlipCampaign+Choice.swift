import ASICSimulator
import SwitchPlatform

// Which bits flip, and which packets try them.
extension FlipCampaign {
  mutating func choose(rows count: Int, atMost limit: Int) -> [FlipFault] {
    var faults: [FlipFault] = []
    var flips = 0
    while faults.count < count && flips < limit {
      let memory = random.below(memories.count)
      let width = twin.asic.flippableBits(ofMemory: memory)
      guard let row = row(of: memory), width > 0 else { continue }
      guard !faults.contains(where: { $0.memory == memory && $0.row == row }) else { continue }
      var bits = [random.below(width)]
      if flips + 1 < limit, random.happens(20) {
        let second = random.below(width)
        if second != bits[0] { bits.append(second) }
      }
      flips += bits.count
      faults.append(FlipFault(memory: memory, row: row, bits: bits))
    }
    return faults
  }

  /// Mostly a row that packets look up, now and then one that holds something, or any.
  private mutating func row(of memory: Int) -> Int? {
    let touched = pool.rows[memory]
    if !touched.isEmpty, random.happens(70) { return random.pick(touched) }
    let rows = twin.platform.asic.memories[memory].rows
    let first = random.below(rows)
    guard random.happens(70) else { return first }
    for distance in 0..<min(rows, 4096) {
      let row = (first + distance) % rows
      if twin.asic.row(row, ofMemory: memory).contains(where: { $0 != 0 }) { return row }
    }
    return random.pick(touched) ?? first
  }

  /// Packets that look the rows up, as far as any do, and some others.
  mutating func batch(for faults: [FlipFault]) -> [Int] {
    var batch: [Int] = []
    for fault in faults.prefix(16) { batch += pool.touching(row: fault.row, ofMemory: fault.memory).prefix(6) }
    for _ in 0..<6 { batch.append(random.below(pool.packets.count)) }
    return batch
  }
}

/// Bits of a row that flip together.
struct FlipFault {
  var memory: Int
  var row: Int
  var bits: [Int]
}
