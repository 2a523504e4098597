import PacketKit
import SwitchPlatform

// What the CPU is given, told and sends.
extension SimulatedASIC {
  func punt(_ frame: UnsafeRawBufferPointer, _ reason: TrapReason) -> Bool {
    guard let rings else { return false }
    let queue = pipeline.context.cpuQueue
    let done = rings.receive(frame, port: pipeline.context.port, reason: reason, kind: pipeline.context.trapKind, queue: queue)
    if done {
      counters.countQueue(port: description.ports.cpu, queue: queue, frame.count, waiting: 0)
      counters.countOut(port: description.ports.cpu, frame.count, to: pipeline.context.headers.destinationMAC)
    } else {
      counters.countTailDrop(port: description.ports.cpu, queue: queue, frame.count)
    }
    if let interrupts = description.interrupts {
      interrupt(done ? interrupts.receive : (interrupts.receiveOverflow ?? interrupts.receive))
    }
    return done
  }

  /// Sets a bit of the status register, and raises the line unless it is masked.
  func interrupt(_ bit: BitField) {
    guard let interrupts = description.interrupts else { return }
    registers[interrupts.status] |= bit.mask
    if registers[interrupts.mask] & bit.mask != 0 { interruptPending = true }
  }

  /// A register that is no table's was written.
  func wrote(_ register: Int, _ value: UInt32) {
    if let description = description.rings, register == description.transmit.head {
      rings?.transmit { frame, port, vlan in
        if let vlan { self.inject(frame, in: vlan) } else { self.inject(frame, port) }
      }
    }
    // What waits since before somebody asked to be told of it.
    if let interrupts = description.interrupts, register == interrupts.mask, registers[interrupts.status] & value != 0 {
      interruptPending = true
    }
    if let description = description.ageing, register == description.time {
      let rows = self.description.table(.fdb)?.depth ?? 0
      ageing.start(seconds: value, clock: self.description.clock, now: now, rows: rows, rowCycles: description.sweepCycles)
    }
    if let queue = description.errors, register == queue.status, queue.pop.get(value) == 1, let softErrors { softErrors.pop() }
    if let queue = description.events, register == queue.status, queue.pop.get(value) == 1, let events = pipeline.events {
      events.pop()
      showEvents(queue, events)
    }
  }

  /// Whether the chip asks for attention; asking clears the line, not the status register.
  func takeInterrupt() -> Bool {
    defer { interruptPending = false }
    return interruptPending
  }

  private func inject(_ frame: UnsafeRawBufferPointer, _ port: Int) {
    tally.injected &+= 1
    guard port < ports, port != description.ports.cpu, frame.count >= 14, let rows = pipeline.tables.port, let row = rows.rows.row(port),
      row.pointee.isEnabled
    else {
      tally.drops[Int(DropReason.egressLinkDown.rawValue)] &+= 1
      return
    }
    updateSpeed(port)
    var bytes = Array(frame)
    while bytes.count < deparser.minimum { bytes.append(0) }
    counters.countFromCPU(frame)
    let destination = frame.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian >> 16
    if let traffic = trafficManager {
      offer(fromCPU: bytes, port, to: destination, traffic)
      return
    }
    guard let times = enqueue(bytes.count, port, to: destination, at: now) else {
      tally.drops[Int(DropReason.tailDrop.rawValue)] &+= 1
      return
    }
    tally.transmitted &+= 1
    injected.append(InjectedFrame(port: port, bytes: bytes, firstBit: times.first, lastBit: times.last))
  }

  /// Takes a frame of the CPU through the pipeline.
  private func inject(_ frame: UnsafeRawBufferPointer, in vlan: UInt64) {
    tally.injected &+= 1
    // The caller may be looking at the last packet still.
    let last = outcome
    swap(&state.pointee.output, &sent)
    defer {
      swap(&state.pointee.output, &sent)
      outcome = last
    }
    output.reset()
    outcome = PacketOutcome()
    outcome.port = description.ports.cpu
    outcome.pipelineIn = now
    outcome.pipelineOut = state.pointee.isUntimed ? now : pass(now, pipe: 0)
    process(frame, description.ports.cpu, vlan: vlan, at: now, entering: now)
    deliver(frame, isFromCPU: true)
    state.pointee.now = max(now, outcome.pipelineOut)
    for index in 0..<output.count {
      let (header, bytes) = output.frame(index)
      injected.append(InjectedFrame(port: Int(header.port), bytes: Array(bytes), firstBit: header.firstBit, lastBit: header.lastBit))
    }
  }

  /// The frames that the CPU sent since the last call.
  public func takeInjected() -> [InjectedFrame] {
    defer { injected = [] }
    return injected
  }
}
