/// Cycles at which ports have something to do, earliest first, ports of one cycle by number: a binary heap of words.
///
/// A word is cycle × 4096 + port. It holds a few events a port; when it is full the caller is told and stale ones are thrown out.
struct EventHeap {
  static let capacity = 1 << 16
  /// Latest cycle that a word can say.
  static let horizon: Int64 = 1 << 50
  private let words: UnsafeMutablePointer<UInt64>
  private(set) var count = 0

  init() { words = .allocate(capacity: EventHeap.capacity) }
  func deallocate() { words.deallocate() }

  /// `.max`: there is none.
  @inline(__always) var first: Int64 { count > 0 ? Int64(words[0] >> 12) : .max }
  @inline(__always) var isFull: Bool { count == EventHeap.capacity }

  @inline(__always)
  mutating func push(_ cycle: Int64, port: Int) {
    guard count < EventHeap.capacity else { return }
    let word = UInt64(min(max(0, cycle), EventHeap.horizon)) << 12 | UInt64(port)
    var index = count
    count &+= 1
    while index > 0 {
      let parent = (index &- 1) >> 1
      guard words[parent] > word else { break }
      words[index] = words[parent]
      index = parent
    }
    words[index] = word
  }

  /// Takes the first; there is one.
  @inline(__always)
  mutating func pop() -> (cycle: Int64, port: Int) {
    let top = words[0]
    count &-= 1
    if count > 0 {
      let word = words[count]
      var index = 0
      while true {
        var child = index &* 2 &+ 1
        guard child < count else { break }
        if child &+ 1 < count, words[child &+ 1] < words[child] { child &+= 1 }
        guard words[child] < word else { break }
        words[index] = words[child]
        index = child
      }
      words[index] = word
    }
    return (Int64(top >> 12), Int(top & 4095))
  }

  /// Keeps the events that count, by port.
  mutating func keep(_ isCurrent: (_ cycle: Int64, _ port: Int) -> Bool) {
    let all = (0..<count).map { words[$0] }
    count = 0
    for word in all where isCurrent(Int64(word >> 12), Int(word & 4095)) { push(Int64(word >> 12), port: Int(word & 4095)) }
  }
}
