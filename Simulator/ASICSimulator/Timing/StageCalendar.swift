import SwitchPlatform

/// When each stage of each pipe is free, and what a packet pays on its way: waiting and service, in core cycles.
///
/// Stages are in order, so one call takes a packet through all of them: `t = max(t, free); free = t + interval; t += latency`. Where all take
/// packets at one interval, only the first is ever waited for, and one step does for all, until a write holds a stage up.
struct StageCalendar {
  let pipes: Int
  /// Parser, the stages, deparser.
  let resources: Int
  /// Of a pipe that is level only the first is kept.
  private let free: UnsafeMutablePointer<Int64>
  /// By pipe: whether each resource is free as long behind the first as a packet takes to it.
  private let isLevel: UnsafeMutablePointer<Bool>
  private let isEven: Bool
  /// Packets that have passed, by pipe.
  let passes: UnsafeMutablePointer<UInt64>
  private let latency: UnsafeMutablePointer<Int64>
  private let latencies: Int64
  let interval: UnsafeMutablePointer<Int64>
  /// Cycles that the last packet has waited for each resource, and all packets together.
  let waits: UnsafeMutablePointer<Int64>
  private let waitTotals: UnsafeMutablePointer<Int64>
  /// Whether the last packet has waited for nothing but the first resource.
  private let isClear: UnsafeMutablePointer<Bool>

  init(_ asic: ASICDescription) {
    pipes = max(1, asic.ports.pipes)
    resources = asic.stages.count + 2
    func zeros(_ count: Int) -> UnsafeMutablePointer<Int64> {
      let numbers = UnsafeMutablePointer<Int64>.allocate(capacity: count)
      numbers.initialize(repeating: 0, count: count)
      return numbers
    }
    free = zeros(pipes * resources)
    latency = zeros(resources)
    interval = zeros(resources)
    waits = zeros(resources)
    waitTotals = zeros(resources)
    passes = .allocate(capacity: pipes)
    passes.initialize(repeating: 0, count: pipes)
    let prices =
      [(asic.parser.latency, 1)] + asic.stages.map { ($0.latency, $0.interval) } + [(asic.deparser.latency, 1)]
    for (index, price) in prices.enumerated() {
      latency[index] = Int64(price.0)
      interval[index] = Int64(price.1)
    }
    latencies = prices.reduce(0) { $0 + Int64($1.0) }
    isEven = prices.allSatisfy { $0.1 == prices[0].1 }
    isLevel = .allocate(capacity: pipes)
    // All are free from cycle 0 on, and no packet comes to a later one before it has been in the first.
    isLevel.initialize(repeating: isEven, count: pipes)
    isClear = .allocate(capacity: 1)
    isClear.initialize(to: true)
  }

  func deallocate() {
    free.deallocate()
    isLevel.deallocate()
    passes.deallocate()
    latency.deallocate()
    interval.deallocate()
    waits.deallocate()
    waitTotals.deallocate()
    isClear.deallocate()
  }

  /// Cycles that each packet is served by a resource.
  func service(of resource: Int) -> Int64 { latency[resource] }

  /// Cycles that all packets together have waited for a resource, and were served by it.
  func total(of resource: Int) -> (wait: Int64, service: Int64) {
    let packets = (0..<pipes).reduce(0 as UInt64) { $0 &+ passes[$1] }
    let service = Int64(clamping: packets).multipliedReportingOverflow(by: latency[resource])
    return (waitTotals[resource], service.overflow ? .max : service.partialValue)
  }

  /// Takes a packet through a pipe while writes to tables wait: `settle` lets a stage's memories take those that are due before the packet's
  /// look-up, and says when that begins; it is told when the stage's last look-up began.
  func pass(_ start: Int64, pipe: Int, settle: (_ stage: Int, _ begin: Int64, _ last: Int64) -> Int64) -> Int64 {
    spread(pipe)
    var time = start
    let free = self.free + pipe &* resources
    for resource in 0..<resources {
      var begin = max(time, free[resource])
      if resource > 0, resource < resources &- 1 { begin = settle(resource &- 1, begin, free[resource] &- interval[resource]) }
      time = take(resource, time, begin, free)
    }
    passes[pipe] &+= 1
    isClear.pointee = false
    return time
  }

  /// Takes a packet through a pipe from cycle `start`.
  ///
  /// - Returns: the cycle at which it leaves the deparser.
  @inline(__always)
  func pass(_ start: Int64, pipe: Int) -> Int64 {
    guard isLevel[pipe] else { return passStages(start, pipe) }
    if !isClear.pointee { clear() }
    passes[pipe] &+= 1
    let begin = take(0, start, max(start, free[pipe &* resources]), free + pipe &* resources) &- latency[0]
    return begin &+ latencies
  }

  private func passStages(_ start: Int64, _ pipe: Int) -> Int64 {
    var time = start
    passes[pipe] &+= 1
    let free = self.free + pipe &* resources
    var later: Int64 = 0
    for resource in 0..<resources {
      time = take(resource, time, max(time, free[resource]), free)
      if resource > 0 { later |= waits[resource] }
    }
    isClear.pointee = later == 0
    isLevel[pipe] = isEven && later == 0
    return time
  }

  @inline(__always)
  private func take(_ resource: Int, _ time: Int64, _ begin: Int64, _ free: UnsafeMutablePointer<Int64>) -> Int64 {
    let wait = begin &- time
    free[resource] = begin &+ interval[resource]
    waits[resource] = wait
    waitTotals[resource] &+= wait
    return begin &+ latency[resource]
  }

  /// Writes down when each resource of a level pipe is free.
  private func spread(_ pipe: Int) {
    guard isLevel[pipe] else { return }
    isLevel[pipe] = false
    let free = self.free + pipe &* resources
    // Before the first packet all are free at once.
    guard passes[pipe] > 0 else { return }
    for resource in 1..<resources { free[resource] = free[resource &- 1] &+ latency[resource &- 1] }
  }

  private func clear() {
    isClear.pointee = true
    waits.update(repeating: 0, count: resources)
  }
}
