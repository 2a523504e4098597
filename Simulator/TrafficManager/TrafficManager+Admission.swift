import ASICTiming
import SwitchPlatform

// Who may come in.
extension TrafficManager {
  /// What a priority group pays for a packet with.
  private struct Payment {
    var minimum: Int32 = 0
    var shared: Int32 = 0
    var headroom: Int32 = 0
  }

  func admit(_ offer: TrafficOffer) {
    let queue = queue(ofClass: Int(offer.trafficClass & 7), isMulticast: offer.isMulticast)
    if offer.copy == .only || offer.copy == .first { open(offer) }
    let refusal = openRefusal != .none ? openRefusal : enter(offer, queue)
    if refusal != .none { refuse(offer, refusal, queue) }
    if offer.copy == .only || offer.copy == .last {
      close()
    }
  }

  /// Gives back what a packet has taken that no copy needs.
  @inline(__always)
  private func close() {
    if openRecord >= 0 { release(record: openRecord) }
    if openCells > 0 { release(openCells, openGroup, openSlice) }
    openRecord = -1
    openCells = 0
    openRefusal = .none
  }

  /// Takes a packet's cells on the ingress side, for all of its copies.
  @inline(__always)
  private func open(_ offer: TrafficOffer) {
    // A packet whose last copy never came.
    close()
    let port = Int(offer.ingressPort)
    guard port >= 0, port < ports else {
      openRefusal = .portDown
      return
    }
    let slice = portStates[port].slice
    let class8 = Int(offer.trafficClass & 7)
    let group = port &* groupsPerPort &+ Int(groupOfClass[class8])
    let cells = cells(of: offer.bytes)
    var payment = Payment()
    openRefusal = pay(cells, group, slice, &payment)
    if openRefusal != .none {
      groups[group].dropped &+= 1
      return
    }
    openGroup = group
    openSlice = slice
    if offer.copy == .only {
      openCells = cells
    } else {
      let record = packets.take(
        PacketStore.Record(cells: cells, references: 1, group: Int32(truncatingIfNeeded: group), slice: Int32(truncatingIfNeeded: slice)))
      guard record >= 0 else {
        openRefusal = .noCells
        return
      }
      openRecord = record
    }
    take(payment, cells, group, slice)
  }

  /// What the group would pay with; nothing is taken yet.
  @inline(__always)
  private func pay(_ cells: Int32, _ group: Int, _ slice: Int, _ payment: inout Payment) -> TrafficDrop {
    guard cellsUsed[slice] &+ Int(cells) <= cellsPerSlice else { return .noCells }
    let state = groups + group
    payment.minimum = min(cells, max(0, state.pointee.minimumSize &- state.pointee.minimum))
    let rest = cells &- payment.minimum
    guard rest > 0 else { return .none }
    let pool = pools + (slice &* poolCount &+ Int(state.pointee.pool))
    let left = pool.pointee.left
    if left >= rest, state.pointee.headroom == 0, !state.pointee.limit.isReached(state.pointee.shared, left: left) {
      payment.shared = rest
      return .none
    }
    guard state.pointee.isLossless else { return .ingressLimit }
    guard state.pointee.headroom &+ rest <= state.pointee.headroomSize else { return .headroom }
    if state.pointee.headroomPool >= 0 {
      let reserve = pools + (slice &* poolCount &+ Int(state.pointee.headroomPool))
      guard reserve.pointee.left >= rest else { return .headroom }
    }
    payment.headroom = rest
    return .none
  }

  @inline(__always)
  private func take(_ payment: Payment, _ cells: Int32, _ group: Int, _ slice: Int) {
    let state = groups + group
    state.pointee.minimum &+= payment.minimum
    if payment.shared > 0 {
      state.pointee.shared &+= payment.shared
      pools[slice &* poolCount &+ Int(state.pointee.pool)].add(payment.shared)
    }
    if payment.headroom > 0 {
      state.pointee.headroom &+= payment.headroom
      headroomInUse &+= payment.headroom
      if state.pointee.headroomPool >= 0 {
        pools[slice &* poolCount &+ Int(state.pointee.headroomPool)].add(payment.headroom)
      }
      if state.pointee.headroom > state.pointee.peakHeadroom { state.pointee.peakHeadroom = state.pointee.headroom }
    }
    if state.pointee.used > state.pointee.peak { state.pointee.peak = state.pointee.used }
    change(by: cells, slice)
    if state.pointee.isLossless, !state.pointee.isPausing {
      let left = pools[slice &* poolCount &+ Int(state.pointee.pool)].left
      if state.pointee.headroom > 0 || state.pointee.limit.isReached(state.pointee.shared, left: left) { stopSender(group) }
    }
  }

  @inline(__always)
  private func change(by cells: Int32, _ slice: Int) {
    let before = (cells: cellsInUse, headroom: headroomInUse)
    cellsUsed[slice] &+= Int(cells)
    cellsInUse &+= cells
    series.add(cellsInUse, headroomInUse, at: now, before: before)
  }

  /// One that waited with the packet's cells is gone; with the last the cells are.
  func release(record number: Int32) {
    let record = packets.records + Int(number)
    record.pointee.references &-= 1
    guard record.pointee.references == 0 else { return }
    let (cells, group, slice) = (record.pointee.cells, Int(record.pointee.group), Int(record.pointee.slice))
    packets.give(record: number)
    release(cells, group, slice)
  }

  /// A packet's cells are free.
  @inline(__always)
  func release(_ cells: Int32, _ group: Int, _ slice: Int) {
    let state = groups + group
    // What stands behind the limit goes first, what is the group's own last.
    let ofHeadroom = min(cells, state.pointee.headroom)
    let ofShared = min(cells &- ofHeadroom, state.pointee.shared)
    if ofHeadroom > 0 {
      state.pointee.headroom &-= ofHeadroom
      headroomInUse &-= ofHeadroom
      if state.pointee.headroomPool >= 0 {
        pools[slice &* poolCount &+ Int(state.pointee.headroomPool)].used &-= ofHeadroom
      }
    }
    if ofShared > 0 {
      state.pointee.shared &-= ofShared
      pools[slice &* poolCount &+ Int(state.pointee.pool)].used &-= ofShared
    }
    state.pointee.minimum &-= cells &- ofHeadroom &- ofShared
    change(by: 0 &- cells, slice)
    guard state.pointee.isPausing, state.pointee.headroom == 0 else { return }
    let left = pools[slice &* poolCount &+ Int(state.pointee.pool)].left
    if state.pointee.shared == 0 || state.pointee.limit.isBelow(state.pointee.shared, by: state.pointee.resume, left: left) {
      letSenderGo(group)
    }
  }

  /// Puts a copy into its queue, unless the egress side has no room for it.
  @inline(__always)
  private func enter(_ offer: TrafficOffer, _ number: Int) -> TrafficDrop {
    let port = Int(offer.egressPort)
    guard port >= 0, port < ports, portStates[port].megabits > 0 else { return .portDown }
    let slice = openSlice
    let cells = openRecord >= 0 ? packets.records[Int(openRecord)].cells : openCells
    let index = port &* queuesPerPort &+ number
    let queue = queues + index
    let ofMinimum = min(cells, max(0, queue.pointee.minimumSize &- queue.pointee.minimum))
    let rest = cells &- ofMinimum
    let pool = pools + (slice &* poolCount &+ Int(queue.pointee.pool))
    let shared = queueShared + (index &* slices &+ slice)
    if rest > 0 {
      let left = pool.pointee.left
      guard left >= rest, !queue.pointee.limit.isReached(shared.pointee, left: left) else { return .queueLimit }
    }
    var isMarked = false
    if queue.pointee.detectsEarly, let early = queue.pointee.early {
      queue.pointee.average &+= ((Int64(queue.pointee.cells) << 16) &- queue.pointee.average) >> early.weight
      if early.hits(queue.pointee.average, dice: draw()) {
        isMarked = early.marks && offer.isECNCapable
        if !isMarked, early.drops { return .early }
      }
    }
    let entry = packets.take(
      PacketStore.Entry(
        serial: offer.serial, arrival: now, stamp: offer.stamp, next: -1, record: openRecord, bytes: offer.bytes, cells: cells,
        ofMinimum: ofMinimum, group: Int32(truncatingIfNeeded: openGroup), slice: Int16(truncatingIfNeeded: slice), isMarked: isMarked))
    guard entry >= 0 else { return .noCells }
    if openRecord >= 0 { packets.records[Int(openRecord)].references &+= 1 } else { openCells = 0 }
    queue.pointee.minimum &+= ofMinimum
    if rest > 0 {
      shared.pointee &+= rest
      pool.pointee.add(rest)
    }
    if let queueRecords { queueRecords[index].add(queue.pointee.cells &+ cells, 0, at: now, before: (queue.pointee.cells, 0)) }
    queue.pointee.cells &+= cells
    if queue.pointee.cells > queue.pointee.peak { queue.pointee.peak = queue.pointee.cells }
    if isMarked {
      queue.pointee.marked &+= 1
      accounts.marked &+= 1
    }
    append(entry, to: queue, port, number, bytes: offer.bytes)
    accounts.queued &+= 1
    return .none
  }

  @inline(__always)
  private func append(_ entry: Int32, to queue: UnsafeMutablePointer<QueueState>, _ port: Int, _ number: Int, bytes: Int32) {
    if queue.pointee.tail >= 0 {
      packets.entries[Int(queue.pointee.tail)].next = entry
    } else {
      queue.pointee.head = entry
      if isFair {
        queue.pointee.finish = max(queue.pointee.finish, portStates[port].virtual) &+ length(bytes, queue.pointee.weight)
      }
      portStates[port].active |= 1 << UInt32(number)
      wake(port, at: max(now, portStates[port].link.freeCycle))
    }
    queue.pointee.tail = entry
    queue.pointee.packets &+= 1
  }

  private func refuse(_ offer: TrafficOffer, _ reason: TrafficDrop, _ queue: Int) {
    accounts.refuse(reason)
    if reason == .queueLimit || reason == .early { queues[Int(offer.egressPort) &* queuesPerPort &+ queue].dropped &+= 1 }
    departures.append(Departure(refused: offer, reason, queue: queue, at: now))
  }
}
