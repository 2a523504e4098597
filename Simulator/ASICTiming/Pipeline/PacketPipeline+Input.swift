import SwitchPlatform

/// From the input queue to the packet queues, and headers through parser and stages to the deparsers.
extension PacketPipeline {
  /// From the input queue to the parser and a packet queue.
  mutating func feed(_ packets: UnsafeMutableBufferPointer<PacketTimes>) -> Bool {
    if between.time == cycle {
      let tag = between.tag
      between = following
      following.time = -1
      let lane = lanes + queue
      // A queue that is full takes the beat that was on its way, or refuses it; in both cases the next packet comes to it as well.
      let isFull = lane.pointee.packets.isFull(cycle)
      if isFull && timing.packetsRefuse {
        lostBeats += 1
        inside -= 1
      } else if !lane.pointee.packets.write(tag, at: cycle) {
        inside -= 1
      }
      parse(tag, packets)
      if tag & PacketPipeline.last != 0, !isFull { queue = queue + 1 == timing.queues ? 0 : queue + 1 }
    }
    if timing.looksAhead { return lookAhead() }
    guard input.isReadable(cycle), isAwaited() else { return false }
    forward(input.take(cycle))
    return true
  }

  /// The reader that looks ahead takes a packet's first beat, waits for the second one to be seen, and sends both and the rest from the cycle
  /// after on.
  ///
  /// - Returns: whether a beat moved.
  private mutating func lookAhead() -> Bool {
    switch reader {
    case .first:
      guard input.isReadable(cycle) else { return false }
      held = input.take(cycle)
      reader = .second
      return true
    case .second:
      if input.isReadable(cycle) { reader = .send }
      return false
    case .send:
      guard isAwaited() else { return false }
      forward(held)
      reader = .flush
      return true
    case .flush:
      guard input.isReadable(cycle), isAwaited() else { return false }
      let tag = input.take(cycle)
      forward(tag)
      if tag & PacketPipeline.last != 0 { reader = .first }
      return true
    }
  }

  /// Whether parser and packet queues take beats.
  private func isAwaited() -> Bool {
    // The parser says so a cycle later: what is on its way to it then is not held back.
    if timing.parserStalls, cycle > parserBusyFrom, cycle <= parserBusyUntil { return false }
    for index in 0..<timing.queues where (lanes + index).pointee.packets.isFull(cycle) { return false }
    return true
  }

  private mutating func forward(_ tag: UInt64) {
    let beat = (time: cycle + Int64(timing.inputRegister), tag: tag)
    if between.time < 0 { between = beat } else { following = beat }
  }

  private mutating func parse(_ tag: UInt64, _ packets: UnsafeMutableBufferPointer<PacketTimes>) {
    let packet = Int(tag >> 2)
    let isLast = tag & PacketPipeline.last != 0
    if tag & PacketPipeline.first != 0, packet < packets.count {
      packets[packet].filtered = cycle - Int64(timing.inputRegister) + 1
    }
    if isBehindHeader {
      if isLast { isBehindHeader = false }
      return
    }
    guard cycle > parserBusyUntil else {
      lostHeaders += isLast ? 1 : 0
      return
    }
    if parserBeats == 0 { parserPacket = UInt64(packet) }
    parserBeats += 1
    guard isLast || parserBeats == timing.headerBeats else { return }
    let done = cycle + Int64(timing.headerBeats - parserBeats)
    parserBusyUntil = done
    parserBusyFrom = cycle
    isBehindHeader = !isLast
    parserBeats = 0
    lostHeaders += pass(StageHazards.Header(cycle: done, packet: parserPacket, lane: headerQueue), stage: 0)
    headerQueue = headerQueue + 1 == timing.queues ? 0 : headerQueue + 1
    if Int(parserPacket) < packets.count {
      packets[Int(parserPacket)].assembled = done + Int64(timing.assembly)
      packets[Int(parserPacket)].parsed = done + Int64(timing.parserLatency)
    }
  }

  /// Headers through the stages from one on, and to the deparsers' queues: what they wait for is known when they come.
  ///
  /// - Returns: how many are lost.
  private mutating func pass(_ header: StageHazards.Header, stage: Int) -> Int64 {
    guard stage < timing.stages else {
      _ = (lanes + header.lane).pointee.headers.write(header.packet << 2, at: header.cycle + headerLatency)
      return 0
    }
    var out: [StageHazards.Header] = []
    var lost = hazards[stage].take(header) { out.append($0) }
    for header in out { lost += pass(header, stage: stage + 1) }
    return lost
  }
}
