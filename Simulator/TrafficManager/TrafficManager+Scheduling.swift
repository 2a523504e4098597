import ASICTiming
import CMemoryHints
import SwitchPlatform

// Whose turn it is.
extension TrafficManager {
  /// A port's wire is free, or something that it waited for has come.
  func serve(_ port: Int) {
    let state = portStates + port
    guard state.pointee.megabits > 0 else { return }
    let free = state.pointee.link.freeCycle
    guard free <= now else { return wake(port, at: free) }
    if state.pointee.refresh <= now { state.pointee.toPause |= state.pointee.pausing }
    if state.pointee.toPause | state.pointee.toResume != 0 { return sendPause(port) }
    if state.pointee.paused != 0 { endPauses(port) }
    var waiting = state.pointee.active
    if state.pointee.paused != 0 { waiting &= ~blocked(by: state.pointee.paused) }
    guard waiting != 0, let queue = waiting & (waiting &- 1) == 0 ? only(port, waiting) : choose(port, waiting) else { return sleep(port) }
    send(port, queue)
    if state.pointee.active != 0 || state.pointee.refresh < .max {
      wake(port, at: state.pointee.active != 0 ? state.pointee.link.freeCycle : state.pointee.refresh)
    }
  }

  /// The queues of which a class is paused.
  private func blocked(by classes: UInt8) -> UInt32 {
    var mask: UInt32 = 0
    for queue in 0..<queuesPerPort where queueClasses[queue] & classes != 0 { mask |= 1 << UInt32(queue) }
    return mask
  }

  /// Nothing may leave now: until a pause ends, a shaper allows, or the sender has to be told again.
  private func sleep(_ port: Int) {
    let state = portStates + port
    var next = state.pointee.refresh
    var waiting = state.pointee.active
    guard waiting != 0 else { return wake(port, at: next) }
    if state.pointee.paused != 0 {
      waiting &= ~blocked(by: state.pointee.paused)
      for number in 0..<8 where state.pointee.paused & 1 << UInt8(number) != 0 { next = min(next, state.pointee.pause(number)) }
    }
    while waiting != 0 {
      let queue = queues + (port &* queuesPerPort &+ waiting.trailingZeroBitCount)
      waiting &= waiting &- 1
      let ready = queue.pointee.most.ready(after: now)
      next = min(next, queue.pointee.least.rate > 0 ? min(ready, queue.pointee.least.ready(after: now)) : ready)
    }
    wake(port, at: max(next, now &+ 1))
  }

  /// The only queue that waits, unless it may not send: nothing is shared, and no round goes on.
  @inline(__always)
  private func only(_ port: Int, _ waiting: UInt32) -> Int? {
    let number = waiting.trailingZeroBitCount
    let queue = queues + (port &* queuesPerPort &+ number)
    return queue.pointee.hasLeast || queue.pointee.hasMost ? choose(port, waiting) : number
  }

  /// The queue that sends next: one that has not had its minimum, else the highest priority's, by the way in which these share.
  private func choose(_ port: Int, _ waiting: UInt32) -> Int? {
    let base = queues + port &* queuesPerPort
    var level: Int32 = -1
    var sharing: UInt32 = 0
    var best = -1
    var rest = waiting
    while rest != 0 {
      let number = rest.trailingZeroBitCount
      rest &= rest &- 1
      let queue = base + number
      let priority = queue.pointee.priority
      if queue.pointee.hasLeast, queue.pointee.least.allows(now), best < 0 || priority > base[best].priority { best = number }
      guard priority >= level, !queue.pointee.hasMost || queue.pointee.most.allows(now) else { continue }
      if priority > level {
        level = priority
        sharing = 0
      }
      sharing |= 1 << UInt32(number)
    }
    if best >= 0 { return best }
    guard sharing != 0 else { return nil }
    if sharing & (sharing &- 1) == 0 { return sharing.trailingZeroBitCount }
    return isFair ? earliest(base, sharing) : nextInRound(port, base, sharing, level)
  }

  /// Fair queueing: whose head would be over first.
  private func earliest(_ base: UnsafeMutablePointer<QueueState>, _ sharing: UInt32) -> Int {
    var rest = sharing
    var best = rest.trailingZeroBitCount
    while rest != 0 {
      let number = rest.trailingZeroBitCount
      rest &= rest &- 1
      if base[number].finish < base[best].finish { best = number }
    }
    return best
  }

  /// Deficit round robin: a queue sends while what it has earned covers its head.
  private func nextInRound(_ port: Int, _ base: UnsafeMutablePointer<QueueState>, _ sharing: UInt32, _ level: Int32) -> Int {
    let shift = UInt64(level & 15) &* 4
    var turn = Int(portStates[port].turns >> shift & 15)
    while true {
      if sharing & 1 << UInt32(turn) != 0 {
        let queue = base + turn
        if !queue.pointee.isInRound {
          queue.pointee.isInRound = true
          queue.pointee.deficit &+= quantum &* queue.pointee.weight
        }
        let bytes = packets.entries[Int(queue.pointee.head)].bytes &+ Int32(truncatingIfNeeded: wire.fcs)
        if queue.pointee.deficit >= Int64(bytes) {
          queue.pointee.deficit &-= Int64(bytes)
          portStates[port].turns = portStates[port].turns & ~(15 << shift) | UInt64(turn) << shift
          return turn
        }
        queue.pointee.isInRound = false
      }
      turn = turn &+ 1 == queuesPerPort ? 0 : turn &+ 1
    }
  }

  /// A packet's length in virtual time.
  func length(_ bytes: Int32, _ weight: Int64) -> UInt64 {
    UInt64((Int64(bytes) &+ Int64(wire.fcs)) << 16 / max(1, weight))
  }

  @inline(__always)
  private func send(_ port: Int, _ number: Int) {
    let state = portStates + port
    let queue = queues + (port &* queuesPerPort &+ number)
    let slot = queue.pointee.head
    let entry = packets.entries[Int(slot)]
    queue.pointee.head = entry.next
    // It is needed when the port's turn comes again.
    if entry.next >= 0 { trysail_prefetch(packets.entries + Int(entry.next)) }
    queue.pointee.packets &-= 1
    if let queueRecords {
      let index = port &* queuesPerPort &+ number
      queueRecords[index].add(queue.pointee.cells &- entry.cells, 0, at: now, before: (queue.pointee.cells, 0))
    }
    queue.pointee.cells &-= entry.cells
    queue.pointee.minimum &-= entry.ofMinimum
    let shared = entry.cells &- entry.ofMinimum
    if shared > 0 {
      let slice = Int(entry.slice)
      queueShared[(port &* queuesPerPort &+ number) &* slices &+ slice] &-= shared
      pools[slice &* poolCount &+ Int(queue.pointee.pool)].used &-= shared
    }
    if isFair { state.pointee.virtual = max(state.pointee.virtual, queue.pointee.finish) }
    if entry.next < 0 {
      queue.pointee.tail = -1
      queue.pointee.deficit = 0
      queue.pointee.isInRound = false
      state.pointee.active &= ~(1 << UInt32(number))
    } else if isFair {
      queue.pointee.finish &+= length(packets.entries[Int(entry.next)].bytes, queue.pointee.weight)
    }
    packets.give(entry: slot)
    if entry.record >= 0 { release(record: entry.record) } else { release(entry.cells, Int(entry.group), Int(entry.slice)) }
    let bytes = entry.bytes &+ Int32(truncatingIfNeeded: wire.fcs)
    if queue.pointee.hasLeast { queue.pointee.least.spend(bytes, at: now) }
    if queue.pointee.hasMost { queue.pointee.most.spend(bytes, at: now) }
    queue.pointee.sent &+= 1
    queue.pointee.sentBytes &+= UInt64(max(0, bytes))
    let times = occupy(port, bytes: Int(entry.bytes))
    accounts.queued &-= 1
    accounts.sent &+= 1
    departures.append(
      Departure(
        serial: entry.serial, stamp: entry.stamp, port: port, queue: number, bytes: entry.bytes, isMarked: entry.isMarked,
        arrival: entry.arrival,
        firstBit: times.first, lastBit: times.last))
  }

  /// Puts a frame on the wire, and the gap behind it.
  @inline(__always)
  func occupy(_ port: Int, bytes: Int) -> (first: Int64, last: Int64) {
    let state = portStates + port
    let frame = max(bytes &+ wire.fcs, wire.minimumFrame)
    let times = state.pointee.link.occupy(bits: (wire.preamble &+ frame) &* 8, gap: wire.interPacketGap &* 8, from: now)
    state.pointee.sent &+= 1
    state.pointee.sentBytes &+= UInt64(max(0, frame))
    state.pointee.busy &+= times.last &- times.first
    return times
  }
}
