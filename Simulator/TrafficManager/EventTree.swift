/// When each port has something to do next, earliest first, ports of one cycle by number: a tournament over all ports.
///
/// A word is cycle × 4096 + port. Each node has the earlier of its two children, so that a change costs one comparison a level and never a branch that
/// depends on times, which a processor could not foresee.
struct EventTree {
  /// Latest cycle that a word can say.
  static let horizon: Int64 = 1 << 50
  private static let never = UInt64.max
  /// Node 1 is the first of all; ports stand from `leaves` on.
  private let nodes: UnsafeMutablePointer<UInt64>
  private let leaves: Int

  /// - Parameter ports: At most 4096.
  init(ports: Int) {
    var leaves = 1
    while leaves < ports { leaves *= 2 }
    self.leaves = leaves
    nodes = .allocate(capacity: leaves * 2)
    nodes.initialize(repeating: EventTree.never, count: leaves * 2)
  }

  func deallocate() { nodes.deallocate() }

  /// The next event and whose it is; `.max`: there is none.
  @inline(__always) var first: (cycle: Int64, port: Int) {
    let word = nodes[1]
    return (word == EventTree.never ? .max : Int64(truncatingIfNeeded: word &>> 12), Int(truncatingIfNeeded: word & 4095))
  }

  /// - Parameters:
  ///   - cycle: At most `horizon`; `nil`: the port has nothing to do.
  ///   - port: 0 ..< ports.
  @inline(__always)
  func set(_ port: Int, to cycle: Int64?) {
    var word = cycle.map { UInt64(truncatingIfNeeded: $0) &<< 12 | UInt64(truncatingIfNeeded: port) } ?? EventTree.never
    var index = leaves &+ port
    nodes[index] = word
    while index > 1 {
      word = min(word, nodes[index ^ 1])
      index &>>= 1
      nodes[index] = word
    }
  }
}
