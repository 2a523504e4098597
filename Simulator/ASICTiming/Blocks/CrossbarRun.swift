public import SwitchPlatform

extension CrossbarTiming {
  /// What inputs that always have a packet make of a crossbar.
  public struct Run: Hashable, Sendable {
    /// - Unit: cycles from the first beat accepted to the first beat out.
    public var firstOut: Int
    /// - Unit: cycles from the first beat out to the last, both counted.
    public var span: Int
    /// Packets of all inputs.
    public var packets: Int

    public var cyclesPerPacket: Double { Double(span) / Double(max(1, packets)) }
  }

  /// Sends `packets` packets from each of a load's inputs: to output 0, or each to an output of its own.
  public func run(_ load: Load, packets: Int) -> Run {
    let inputs = load.inputs
    // To outputs of their own, inputs do not see each other: one stands for all.
    let contending = load.pattern == .allToOne ? inputs : 1
    var left: [Int] = Array(repeating: packets, count: contending)
    var ready: [Int] = Array(repeating: 0, count: contending)
    var now = 0
    var end = 0
    var turn = 0
    var remaining = packets * contending
    while remaining > 0 {
      var chosen: Int?
      for step in 0..<contending {
        let input = (turn + step) % contending
        if left[input] > 0, ready[input] <= now {
          chosen = input
          break
        }
      }
      guard let input = chosen else {
        now = (0..<contending).filter { left[$0] > 0 }.map { ready[$0] }.min() ?? now
        continue
      }
      now += load.beats
      end = now
      ready[input] = now + regrant
      left[input] -= 1
      turn = (input + 1) % contending
      remaining -= 1
    }
    return Run(firstOut: latency, span: end, packets: packets * inputs)
  }
}
