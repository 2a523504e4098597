public import SwitchPlatform
import TrafficManager

/// Queues that share a port, against what is fair.
public enum Fairness {
  /// Weighted max-min shares of a rate: nobody gets more than it asks for, and what is left is shared by weight.
  ///
  /// Poured in steps: independent of how the scheduler comes to its decisions.
  public static func maxMin(demands: [Double], weights: [Double], rate: Double) -> [Double] {
    var shares = demands.map { _ in 0.0 }
    var isOpen = demands.map { $0 > 0 }
    var left = rate
    while left > rate * 1e-12, isOpen.contains(true) {
      let weight = zip(weights, isOpen).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
      // As much as the first that is satisfied needs.
      var level = left / weight
      for index in demands.indices where isOpen[index] { level = min(level, (demands[index] - shares[index]) / weights[index]) }
      for index in demands.indices where isOpen[index] {
        shares[index] += level * weights[index]
        left -= level * weights[index]
        if demands[index] - shares[index] <= rate * 1e-12 { isOpen[index] = false }
      }
    }
    return shares
  }

  /// Bytes that each of eight queues has sent in a while, against its max-min share; random weights, demands and lengths.
  public static func shares(_ sharing: BufferDescription.Sharing, seed: UInt64, microseconds: Int = 400) -> [ExperimentFigure] {
    var dice = Dice(seed)
    let weights = (0..<8).map { _ in 1 + dice.below(4) }
    let mtu = 1518
    let quantum = 1600
    var queues: [BufferDescription.Queue] = []
    for weight in weights { queues.append(BufferDescription.Queue(pool: 1, minimum: 0, limit: .fixed(1 << 18), weight: weight)) }
    let manager = TrafficManager(
      BufferDescription.plain(cells: 1 << 18, queues: queues, sharing: sharing, quantum: quantum), ports: 9, clock: 1_000_000_000,
      wire: TrafficManager.Wire(preamble: 0, fcs: 4, minimumFrame: 64, interPacketGap: 0), seed: seed)
    for port in 0..<9 { manager.setSpeed(ofPort: port, megabits: 100_000) }
    // 12.5 bytes a cycle; together the queues ask for more than that.
    let rate = 12.5
    let end = Int64(microseconds) * 1000
    // Of the demands about half are below a fair share.
    let demands = (0..<8).map { _ in
      dice.below(2) == 0 ? rate * 0.02 + rate * 0.04 * dice.fraction() : rate * (0.15 + 0.3 * dice.fraction())
    }
    var next = (0..<8).map { _ in 0.0 }
    var offered = (0..<8).map { _ in 0.0 }
    var sent = (0..<8).map { _ in 0.0 }
    func take() {
      for index in 0..<manager.departureCount where manager.departure(index).drop == .none {
        sent[Int(manager.departure(index).queue)] += Double(manager.departure(index).bytes + 4)
      }
      manager.forgetDepartures()
    }
    while true {
      let flow = next.indices.min { next[$0] < next[$1] } ?? 0
      let cycle = Int64(next[flow])
      guard cycle < end else { break }
      let bytes = 60 + dice.below(mtu - 4 - 60 + 1)
      manager.offer(TrafficOffer(serial: 0, bytes: bytes, ingressPort: flow, egressPort: 8, trafficClass: flow), at: cycle)
      manager.advance(to: cycle)
      take()
      offered[flow] += Double(bytes + 4)
      next[flow] += Double(bytes + 4) / demands[flow]
    }
    manager.advance(to: end)
    take()
    let fair = maxMin(demands: offered.map { $0 / Double(end) }, weights: weights.map(Double.init), rate: rate)
    return (0..<8).map { flow in
      ExperimentFigure(
        "\(sharing.rawValue) queue \(flow), weight \(weights[flow]), bytes", measured: sent[flow], expected: fair[flow] * Double(end),
        tolerance: Double(quantum * weights[flow] + mtu))
    }
  }

  /// Longest time that a packet of the highest priority waits for others, when none of its own queue is before it: at most one packet that is
  /// on the wire already.
  public static func inversion(packets: Int, seed: UInt64) -> ExperimentFigure {
    var dice = Dice(seed)
    var queues: [BufferDescription.Queue] = []
    for number in 0..<8 {
      queues.append(BufferDescription.Queue(pool: 1, minimum: 0, limit: .fixed(1 << 18), priority: number == 7 ? 1 : 0))
    }
    let manager = TrafficManager(BufferDescription.plain(cells: 1 << 18, queues: queues), ports: 3, clock: 1_000_000_000, seed: seed)
    for port in 0..<3 { manager.setSpeed(ofPort: port, megabits: 10_000) }
    // The longest: 1518 bytes, preamble and gap.
    let longest = 1538.0 * 8 / 10
    var worst = 0.0
    var time: Int64 = 0
    func take() {
      for index in 0..<manager.departureCount where manager.departure(index).queue == 7 {
        worst = max(worst, Double(manager.departure(index).firstBit - manager.departure(index).arrival))
      }
      manager.forgetDepartures()
    }
    for packet in 0..<packets {
      // The lower classes offer more than the port can send; a high packet comes long after the one before it.
      time += Int64(400 + dice.below(800))
      manager.advance(to: time)
      take()
      manager.offer(
        TrafficOffer(
          serial: UInt64(packet), bytes: 60 + dice.below(1455), ingressPort: 0, egressPort: 2, trafficClass: dice.below(7)), at: time)
      if packet % 8 == 7 {
        manager.offer(
          TrafficOffer(serial: UInt64(packet), bytes: 60, ingressPort: 1, egressPort: 2, trafficClass: 7), at: time + Int64(dice.below(100))
        )
      }
    }
    manager.drain()
    take()
    return ExperimentFigure("strict priority: longest wait behind others, cycles", measured: worst, expected: 0, tolerance: longest + 1)
  }
}
