import ASICTiming
import PacketKit
import SwitchPlatform
import TrafficManager

// Packets that wait in the chip's buffer.
extension SimulatedASIC {
  /// Lets packets wait in the buffer that the chip file describes, from now on: ports have their queues, and when a frame leaves is known when it
  /// does. `output` then says what a packet has become, and `traffic` when that left.
  ///
  /// - Returns: `false` where the chip file describes no buffer.
  @discardableResult
  public func useTrafficManager(seed: UInt64 = 1) -> Bool {
    guard let buffer = description.traffic.buffer else { return false }
    state.pointee.isUntimed = false
    let links = description.links
    let wire = TrafficManager.Wire(
      preamble: links.preamble, fcs: links.fcs, minimumFrame: links.minimumFrame, interPacketGap: links.interPacketGap)
    trafficManager = TrafficManager(buffer, ports: ports, clock: description.clock, wire: wire, seed: seed)
    state.pointee.traffic = trafficManager.map { Unmanaged.passUnretained($0) }
    for port in 0..<ports {
      updateSpeed(port)
      trafficManager?.setSpeed(ofPort: port, megabits: UInt64(clamping: ingress[port].speed / 1_000_000))
    }
    return true
  }

  /// Goes back to one queue a port, whose times are known at once. What waits in the traffic manager leaves first.
  public func useFIFOs() {
    drainTraffic()
    state.pointee.traffic = nil
    trafficManager = nil
    state.pointee.isUntimed = false
  }

  /// Copies of the packet that nothing has dropped yet.
  var liveReplicas: Int {
    var count = 0
    for index in 0..<pipeline.replicaCount where pipeline.replicas[index].drop == .none { count &+= 1 }
    return count
  }

  func offer(_ length: Int, _ port: Int32, to destination: UInt64, number: Int, of offers: Int, _ traffic: TrafficManager) {
    let serial = state.pointee.serial << 2 | SimulatedASIC.kind(of: destination)
    state.pointee.serial &+= 1
    output.commit(port: port, length: length, firstBit: -1, lastBit: -1, serial: serial)
    let ecn = pipeline.context.headers.ecn
    let copy: TrafficOffer.Copy = offers == 1 ? .only : number == 0 ? .first : number &+ 1 == offers ? .last : .middle
    traffic.offer(
      TrafficOffer(
        serial: serial, bytes: length, ingressPort: pipeline.context.port, egressPort: Int(port), trafficClass: trafficClass,
        isECNCapable: ecn == 1 || ecn == 2, isMulticast: offers > 1, copy: copy,
        stamp: description.links.mode == .storeAndForward ? outcome.lastBitIn : outcome.firstBitIn),
      at: outcome.pipelineOut &+ bufferLatency)
  }

  /// The CPU's frames have the highest class.
  func offer(fromCPU bytes: [UInt8], _ port: Int, to destination: UInt64, _ traffic: TrafficManager) {
    let serial = state.pointee.serial << 2 | SimulatedASIC.kind(of: destination)
    state.pointee.serial &+= 1
    traffic.offer(
      TrafficOffer(
        serial: serial, bytes: bytes.count, ingressPort: description.ports.cpu, egressPort: port,
        trafficClass: BufferDescription.classes - 1,
        stamp: now), at: now &+ Int64(description.traffic.latency &+ description.links.transmitLatency))
    injected.append(InjectedFrame(port: port, bytes: bytes, firstBit: -1, lastBit: -1, serial: serial))
  }

  @inline(__always)
  private var trafficClass: Int {
    switch classification {
    case .none: 0
    case .pcp: Int(pipeline.context.headers.outerPriority)
    case .dscp: Int(pipeline.context.headers.dscp >> 3)
    }
  }

  func pass(until cycle: Int64, _ traffic: TrafficManager) {
    traffic.forgetDepartures()
    traffic.advance(to: cycle)
    if traffic.departureCount > 0 { account(traffic) }
  }

  /// Lets every packet leave that can. Frames that come later come behind them.
  public func drainTraffic() {
    guard let traffic = trafficManager else { return }
    traffic.forgetDepartures()
    traffic.drain()
    account(traffic)
    state.pointee.now = max(now, traffic.now)
    state.pointee.floor = max(state.pointee.floor, traffic.now)
  }

  /// Counts what has left the traffic manager, or has not.
  func account(_ traffic: TrafficManager) {
    for departure in traffic.recentDepartures {
      let (port, length) = (Int(departure.port), Int(departure.bytes))
      if departure.serial == Departure.pause {
        counters.countOut(port: port, length, to: PauseFrame.destination)
        continue
      }
      let queue = traffic.trafficClass(ofQueue: Int(departure.queue))
      if departure.drop == .none {
        tally.transmitted &+= 1
        counters.countQueue(port: port, queue: queue, length, waiting: 0)
        counters.countOut(port: port, length, to: SimulatedASIC.address(ofKind: departure.serial & 3))
        state.pointee.latency.add(departure.firstBit &- departure.stamp)
        state.pointee.now = max(now, departure.lastBit)
      } else {
        tally.drops[Int(DropReason(departure.drop).rawValue)] &+= 1
        if port >= 0, port < ports { counters.countTailDrop(port: port, queue: max(0, queue), length) }
      }
    }
  }

  /// 0: unicast, 1: multicast, 2: broadcast.
  @inline(__always)
  private static func kind(of mac: UInt64) -> UInt64 { mac & 0x0100_0000_0000 == 0 ? 0 : mac == 0xffff_ffff_ffff ? 2 : 1 }
  @inline(__always)
  private static func address(ofKind kind: UInt64) -> UInt64 { kind == 0 ? 0 : kind == 2 ? 0xffff_ffff_ffff : 0x0100_0000_0000 }
}
