/// When each port has something to do next, earliest first, ports of one cycle by number: a tournament over the ports that ever had.
///
/// A word is cycle × 4096 + port. Each node has the earlier of its two children, so that a change costs one comparison a level and never a branch that
/// depends on times, which a processor could not foresee.
struct EventTree {
  /// Latest cycle that a word can say.
  static let horizon: Int64 = 1 << 50
  private static let never = UInt64.max
  /// Node 1 is the first of all; places stand from `width` on.
  private let nodes: UnsafeMutablePointer<UInt64>
  /// By port: its place, -1: it never had anything to do. A chip has more ports than a board uses.
  private let places: UnsafeMutablePointer<Int32>
  private var used = 0
  private var width = 1

  /// - Parameter ports: At most 4096.
  init(ports: Int) {
    var width = 1
    while width < ports { width *= 2 }
    nodes = .allocate(capacity: width * 2)
    nodes.initialize(repeating: EventTree.never, count: width * 2)
    places = .allocate(capacity: max(1, ports))
    places.initialize(repeating: -1, count: max(1, ports))
  }

  func deallocate() {
    nodes.deallocate()
    places.deallocate()
  }

  /// The next event and whose it is; `.max`: there is none.
  @inline(__always) var first: (cycle: Int64, port: Int) {
    let word = nodes[1]
    return (word == EventTree.never ? .max : Int64(truncatingIfNeeded: word &>> 12), Int(truncatingIfNeeded: word & 4095))
  }

  /// - Parameters:
  ///   - port: 0 ..< ports.
  ///   - cycle: At most `horizon`.
  @inline(__always)
  mutating func set(_ port: Int, to cycle: Int64) {
    if places[port] < 0 { enter(port) }
    put(UInt64(truncatingIfNeeded: cycle) &<< 12 | UInt64(truncatingIfNeeded: port), port)
  }

  /// The port, which had something to do, has nothing more.
  @inline(__always)
  func clear(_ port: Int) { put(EventTree.never, port) }

  @inline(__always)
  private func put(_ word: UInt64, _ port: Int) {
    var word = word
    var index = width &+ Int(places[port])
    nodes[index] = word
    while index > 1 {
      word = min(word, nodes[index ^ 1])
      index &>>= 1
      nodes[index] = word
    }
  }

  private mutating func enter(_ port: Int) {
    if used == width {
      // The places move down a level, and the tournament is played anew.
      for place in (0..<width).reversed() {
        nodes[width * 2 + place] = nodes[width + place]
        nodes[width * 3 + place] = EventTree.never
      }
      width *= 2
      for index in (1..<width).reversed() { nodes[index] = min(nodes[index * 2], nodes[index * 2 + 1]) }
    }
    places[port] = Int32(truncatingIfNeeded: used)
    used += 1
  }
}
