// Packets that take no time.
extension SimulatedASIC {
  /// Lets packets take no time, from now on and until `useFIFOs()` or `useTrafficManager()`: each leaves in the cycle in which it comes. No
  /// wire is busy, no stage is waited for, no queue is ever full, and no latency is counted; what becomes of a packet is the same otherwise.
  /// For what time costs the simulator. What waits in the traffic manager leaves first.
  public func leaveOutTime() {
    useFIFOs()
    state.pointee.isUntimed = true
  }

  func receiveUntimed(_ frame: UnsafeRawBufferPointer, _ port: Int, at cycle: Int64) {
    if cycle >= ageing.nextSweep { sweep(until: cycle) }
    outcome = PacketOutcome()
    outcome.port = port
    outcome.firstBitIn = cycle
    outcome.lastBitIn = cycle
    outcome.pipelineIn = cycle
    outcome.pipelineOut = cycle
    process(frame, port, at: cycle, entering: cycle)
    deliver(frame)
    state.pointee.now = max(now, cycle)
    if let events = pipeline.events, events.hasNews { tellEvents(events) }
  }
}
