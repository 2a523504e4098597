import SwitchPlatform

/// Who may come in, told from the description alone: dictionaries, fractions, no state but what is in the buffer.
struct AdmissionOracle {
  private struct Held {
    var cells: Int
    var ingress: Int
    var group: Int
    var copies: Int
  }

  private struct Copy {
    var packet: UInt64
    var queue: String
    var ofMinimum: Int
    var ofPool: Int
  }

  let buffer: BufferDescription
  let speed: UInt64
  let slice: (Int) -> Int
  private var packets: [UInt64: Held] = [:]
  private var copies: [UInt64: Copy] = [:]
  /// Cells by "port/group", in three purses.
  private var own: [String: Int] = [:]
  private var shared: [String: Int] = [:]
  private var behind: [String: Int] = [:]
  private var poolUsed: [String: Int] = [:]
  private var sliceUsed: [Int: Int] = [:]
  private var queueOwn: [String: Int] = [:]
  private var queueShared: [String: Int] = [:]
  private var refusals: [UInt64: String] = [:]
  private(set) var pausing: Set<String> = []

  init(_ buffer: BufferDescription, speed: UInt64, slice: @escaping (Int) -> Int) {
    self.buffer = buffer
    self.speed = speed
    self.slice = slice
  }

  private func isFull(_ limit: BufferDescription.Limit, _ used: Int, left: Int) -> Bool {
    switch limit {
    case .fixed(let cells): used >= cells
    case .dynamic(let numerator, let denominator): Double(used) >= Double(left) * Double(numerator) / Double(denominator) - 1e-9
    }
  }

  private func left(_ pool: Int, _ slice: Int) -> Int { max(0, buffer.pools[pool].cells - poolUsed["\(pool)/\(slice)", default: 0]) }

  /// - Returns: why the copy is refused; empty: it is not.
  mutating func offer(
    packet: UInt64, copy: UInt64, bytes: Int, from ingress: Int, to egress: Int, class number: Int, queue: Int, isFirst: Bool
  ) -> String {
    let slice = slice(ingress)
    let group = "\(ingress)/\(buffer.groupOfClass[number])"
    let description = buffer.groups[buffer.groupOfClass[number]]
    if isFirst {
      let cells = (bytes + 4 + buffer.packetOverhead + buffer.cellBytes - 1) / buffer.cellBytes
      if let reason = take(cells, group, description, slice) {
        refusals[packet] = reason
      } else {
        packets[packet] = Held(cells: cells, ingress: ingress, group: buffer.groupOfClass[number], copies: 0)
      }
    }
    if let reason = refusals[packet] { return reason }
    guard let held = packets[packet] else { return "?" }
    let name = "\(egress)/\(queue)"
    let kind = buffer.queues[queue < 8 ? queue : (queue - 8) * 8 / max(1, buffer.multicastQueues)]
    let ofMinimum = min(held.cells, max(0, kind.minimum - queueOwn[name, default: 0]))
    let rest = held.cells - ofMinimum
    if rest > 0 {
      let left = left(kind.pool, slice)
      if left < rest || isFull(kind.limit, queueShared["\(name)/\(slice)", default: 0], left: left) { return "queueLimit" }
    }
    queueOwn[name, default: 0] += ofMinimum
    queueShared["\(name)/\(slice)", default: 0] += rest
    poolUsed["\(kind.pool)/\(slice)", default: 0] += rest
    packets[packet]?.copies += 1
    copies[copy] = Copy(packet: packet, queue: name, ofMinimum: ofMinimum, ofPool: rest)
    return ""
  }

  private mutating func take(_ cells: Int, _ group: String, _ description: BufferDescription.PriorityGroup, _ slice: Int) -> String? {
    if sliceUsed[slice, default: 0] + cells > buffer.cells { return "noCells" }
    let ofMinimum = min(cells, max(0, description.minimum - own[group, default: 0]))
    let rest = cells - ofMinimum
    if rest > 0 {
      let left = left(description.pool, slice)
      if left >= rest, behind[group, default: 0] == 0, !isFull(description.limit, shared[group, default: 0], left: left) {
        shared[group, default: 0] += rest
        poolUsed["\(description.pool)/\(slice)", default: 0] += rest
      } else if !description.isLossless {
        return "ingressLimit"
      } else {
        if behind[group, default: 0] + rest > description.headroom(at: speed) { return "headroom" }
        if let pool = description.headroomPool {
          if self.left(pool, slice) < rest { return "headroom" }
          poolUsed["\(pool)/\(slice)", default: 0] += rest
        }
        behind[group, default: 0] += rest
      }
    }
    own[group, default: 0] += ofMinimum
    sliceUsed[slice, default: 0] += cells
    if description.isLossless,
      behind[group, default: 0] > 0 || isFull(description.limit, shared[group, default: 0], left: left(description.pool, slice))
    {
      pausing.insert(group)
    }
    return nil
  }

  /// The packet's last copy has been offered.
  mutating func close(packet: UInt64) {
    if packets[packet]?.copies == 0 { release(packet) }
    refusals[packet] = nil
  }

  /// A copy has left.
  mutating func sent(_ copy: UInt64) {
    guard let gone = copies.removeValue(forKey: copy), let held = packets[gone.packet] else { return }
    let slice = slice(held.ingress)
    let egress = buffer.queues.indices.contains(0) ? gone.queue : ""
    queueOwn[egress, default: 0] -= gone.ofMinimum
    queueShared["\(egress)/\(slice)", default: 0] -= gone.ofPool
    let number = Int(gone.queue.split(separator: "/")[1]) ?? 0
    let kind = buffer.queues[number < 8 ? number : (number - 8) * 8 / max(1, buffer.multicastQueues)]
    poolUsed["\(kind.pool)/\(slice)", default: 0] -= gone.ofPool
    packets[gone.packet]?.copies -= 1
    if packets[gone.packet]?.copies == 0 { release(gone.packet) }
  }

  private mutating func release(_ packet: UInt64) {
    guard let held = packets.removeValue(forKey: packet) else { return }
    let (slice, group) = (slice(held.ingress), "\(held.ingress)/\(held.group)")
    let description = buffer.groups[held.group]
    let ofHeadroom = min(held.cells, behind[group, default: 0])
    let ofShared = min(held.cells - ofHeadroom, shared[group, default: 0])
    behind[group, default: 0] -= ofHeadroom
    if let pool = description.headroomPool { poolUsed["\(pool)/\(slice)", default: 0] -= ofHeadroom }
    shared[group, default: 0] -= ofShared
    poolUsed["\(description.pool)/\(slice)", default: 0] -= ofShared
    own[group, default: 0] -= held.cells - ofHeadroom - ofShared
    sliceUsed[slice, default: 0] -= held.cells
    guard pausing.contains(group), behind[group, default: 0] == 0 else { return }
    let now = shared[group, default: 0]
    if now == 0 || !isFull(description.limit, now + description.resume, left: left(description.pool, slice)) { pausing.remove(group) }
  }
}
