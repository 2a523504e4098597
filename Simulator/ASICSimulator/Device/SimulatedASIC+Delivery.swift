import ASICTiming
import PacketKit
import SwitchPlatform

// From the pipeline to queues, wires and the receive ring.
extension SimulatedASIC {
  /// From the pipeline's replicas to frames on wires and in the receive ring.
  func deliver(_ frame: UnsafeRawBufferPointer, isFromCPU: Bool = false) {
    let context = pipeline.context
    var copies: UInt64 = 0
    var transmitted = 0
    var firstDrop = context.drop
    let offers = state.pointee.traffic == nil ? 0 : liveReplicas
    for index in 0..<pipeline.replicaCount {
      let replica = pipeline.replicas[index]
      copies &+= 1
      var reason = replica.drop
      if reason == .none {
        reason = transmit(frame, replica, number: transmitted, of: offers, isFromCPU)
      } else {
        discard(frame, replica)
      }
      if reason == .none {
        transmitted &+= 1
      } else {
        tally.drops[Int(reason.rawValue)] &+= 1
        if firstDrop == .none { firstDrop = reason }
      }
    }
    var punted = false
    let trap = context.trap != .none ? context.trap : context.copiesToCPU
    if trap != .none {
      copies &+= 1
      if punt(frame, trap) {
        punted = true
        tally.punted &+= 1
        tally.traps[Int(trap.rawValue)] &+= 1
      } else {
        tally.drops[Int(DropReason.cpuQueueFull.rawValue)] &+= 1
        if firstDrop == .none { firstDrop = .cpuQueueFull }
      }
    }
    if context.isCopyPoliced {
      copies &+= 1
      tally.drops[Int(DropReason.policer.rawValue)] &+= 1
      if firstDrop == .none { firstDrop = .policer }
    }
    counters.countIn(context, isDiscarded: copies == 0)
    if copies == 0 {
      tally.drops[Int(context.drop.rawValue)] &+= 1
      copies = 1
    }
    tally.copies &+= copies &- 1
    if offers == 0 { tally.transmitted &+= UInt64(transmitted) }
    outcome.trap = punted ? trap : .none
    outcome.verdict = transmitted > 0 ? (punted ? .copied : .forwarded) : (punted ? .trapped : .dropped)
    outcome.drop = outcome.verdict == .dropped ? firstDrop : .none
    outcome.replicas = transmitted
    outcome.accesses = pipeline.log.total
    if isFromCPU { return }
    tally.verdicts[Int(outcome.verdict.rawValue)] &+= 1
  }

  /// Queues a replica and puts it on the wire, unless the queue is full.
  ///
  /// - Parameters:
  ///   - number: Copies of the packet that have been sent before.
  ///   - offers: Copies that go to the traffic manager; 0: there is none.
  private func transmit(
    _ frame: UnsafeRawBufferPointer, _ replica: Replica, number: Int, of offers: Int, _ isFromCPU: Bool
  ) -> DropReason {
    let port = Int(replica.port)
    updateSpeed(port)
    let length = output.build(frame, pipeline.context, tag: replica.vlan, deparser)
    let destination = pipeline.context.isRouted ? pipeline.context.newDestinationMAC : pipeline.context.headers.destinationMAC
    if offers > 0, let traffic = state.pointee.traffic {
      counters.countOut(pipeline.context, length, isFirst: number == 0)
      traffic._withUnsafeGuaranteedRef { offer(length, replica.port, to: destination, number: number, of: offers, $0) }
      return .none
    }
    guard let times = enqueue(length, port, to: destination, at: outcome.pipelineOut) else {
      counters.countDiscard(pipeline.context, frame.count)
      return .tailDrop
    }
    counters.countOut(pipeline.context, length, isFirst: number == 0)
    output.commit(port: replica.port, length: length, firstBit: times.first, lastBit: times.last)
    let start = description.links.mode == .storeAndForward ? outcome.lastBitIn : outcome.firstBitIn
    if outcome.firstBitOut < 0 {
      outcome.firstBitOut = times.first
      outcome.lastBitOut = times.last
      if !state.pointee.isUntimed { outcome.queueing = times.first &- outcome.pipelineOut &- bufferLatency }
    }
    if !isFromCPU, !state.pointee.isUntimed { state.pointee.latency.add(times.first &- start) }
    return .none
  }

  /// Counts a replica that the egress side refused.
  private func discard(_ frame: UnsafeRawBufferPointer, _ replica: Replica) {
    counters.countOutDiscard(port: Int(replica.port))
    counters.countDiscard(pipeline.context, frame.count)
  }

  /// - Returns: when the frame's first bit and last bit are out, `nil` when the queue had no room.
  func enqueue(_ length: Int, _ port: Int, to destination: UInt64, at cycle: Int64) -> (first: Int64, last: Int64)? {
    if state.pointee.isUntimed {
      counters.countOut(port: port, length, to: destination)
      return (cycle, cycle)
    }
    let ready = cycle &+ bufferLatency
    let waiting = egress[port].backlog(at: ready)
    guard waiting <= description.traffic.queueBytes, length <= description.traffic.queueBytes &- waiting else {
      counters.countTailDrop(port: port, queue: 0, length)
      return nil
    }
    counters.countQueue(port: port, queue: 0, length, waiting: waiting)
    let times = egress[port].occupy(bits: wireBits(length), gap: description.links.interPacketGap &* 8, from: ready)
    counters.countOut(port: port, length, to: destination)
    return times
  }
}
