import SwitchPlatform

/// When each stage of each pipe is free, and what a packet pays on its way: waiting and service, in core cycles.
///
/// Stages are in order, so one call takes a packet through all of them: `t = max(t, free); free = t + interval; t += latency`.
struct StageCalendar {
  /// What one packet paid in one resource.
  struct Charge {
    var wait: Int64
    var service: Int64
  }

  let pipes: Int
  /// Parser, the stages, deparser.
  let resources: Int
  private let free: UnsafeMutablePointer<Int64>
  /// Packets that have passed, by pipe.
  let passes: UnsafeMutablePointer<UInt64>
  private let latency: UnsafeMutablePointer<Int64>
  let interval: UnsafeMutablePointer<Int64>
  /// Of the last packet.
  let charges: UnsafeMutablePointer<Charge>
  /// Sums over all packets.
  let totals: UnsafeMutablePointer<Charge>

  init(_ asic: ASICDescription) {
    pipes = max(1, asic.ports.pipes)
    resources = asic.stages.count + 2
    free = .allocate(capacity: pipes * resources)
    free.initialize(repeating: 0, count: pipes * resources)
    passes = .allocate(capacity: pipes)
    passes.initialize(repeating: 0, count: pipes)
    latency = .allocate(capacity: resources)
    interval = .allocate(capacity: resources)
    charges = .allocate(capacity: resources)
    charges.initialize(repeating: Charge(wait: 0, service: 0), count: resources)
    totals = .allocate(capacity: resources)
    totals.initialize(repeating: Charge(wait: 0, service: 0), count: resources)
    let prices =
      [(asic.parser.latency, 1)] + asic.stages.map { ($0.latency, $0.interval) } + [(asic.deparser.latency, 1)]
    for (index, price) in prices.enumerated() {
      (latency + index).initialize(to: Int64(price.0))
      (interval + index).initialize(to: Int64(price.1))
    }
  }

  func deallocate() {
    free.deallocate()
    passes.deallocate()
    latency.deallocate()
    interval.deallocate()
    charges.deallocate()
    totals.deallocate()
  }

  /// Takes a packet through a pipe while writes to tables wait: `settle` lets a stage's memories take those that are due before the packet's
  /// look-up, and says when that begins; it is told when the stage's last look-up began.
  func pass(_ start: Int64, pipe: Int, settle: (_ stage: Int, _ begin: Int64, _ last: Int64) -> Int64) -> Int64 {
    var time = start
    passes[pipe] &+= 1
    let free = self.free + pipe &* resources
    for resource in 0..<resources {
      var begin = max(time, free[resource])
      if resource > 0, resource < resources &- 1 { begin = settle(resource &- 1, begin, free[resource] &- interval[resource]) }
      time = charge(resource, time, begin, free)
    }
    return time
  }

  @inline(__always)
  private func charge(_ resource: Int, _ time: Int64, _ begin: Int64, _ free: UnsafeMutablePointer<Int64>) -> Int64 {
    let wait = begin &- time
    free[resource] = begin &+ interval[resource]
    charges[resource] = Charge(wait: wait, service: latency[resource])
    totals[resource].wait &+= wait
    totals[resource].service &+= latency[resource]
    return begin &+ latency[resource]
  }

  /// Takes a packet through a pipe from cycle `start`.
  ///
  /// - Returns: the cycle at which it leaves the deparser.
  @inline(__always)
  func pass(_ start: Int64, pipe: Int) -> Int64 {
    var time = start
    passes[pipe] &+= 1
    let free = self.free + pipe &* resources
    for resource in 0..<resources {
      time = charge(resource, time, max(time, free[resource]), free)
    }
    return time
  }
}
