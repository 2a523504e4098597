/// A breadth-first walk over buckets, each once.
struct BucketSearch {
  private struct Node {
    var bucket: Int32
    /// The node that led here, and the way of its bucket whose entry could stand here; -1 at the start.
    var parent: Int32
    var way: Int32
  }

  private let limit: Int
  private var nodes: [Node] = []
  private var position = 0
  /// By bucket: the walk that came by last.
  private var seen: [UInt32]
  private var walk: UInt32 = 0

  /// - Parameter limit: Buckets that a walk looks at; 0: all.
  init(buckets: Int, limit: Int) {
    self.limit = limit == 0 ? .max : limit
    seen = Array(repeating: 0, count: buckets)
  }

  mutating func begin() {
    nodes.removeAll(keepingCapacity: true)
    position = 0
    walk &+= 1
    if walk == 0 {
      for index in seen.indices { seen[index] = 0 }
      walk = 1
    }
  }

  func hasVisited(_ bucket: Int) -> Bool { seen[bucket] == walk }

  mutating func visit(_ bucket: Int, from parent: Int, way: Int) {
    guard seen[bucket] != walk, nodes.count < limit else { return }
    seen[bucket] = walk
    nodes.append(
      Node(bucket: Int32(truncatingIfNeeded: bucket), parent: Int32(truncatingIfNeeded: parent), way: Int32(truncatingIfNeeded: way)))
  }

  mutating func next() -> Int? {
    guard position < nodes.count else { return nil }
    defer { position += 1 }
    return position
  }

  func bucket(_ node: Int) -> Int { Int(nodes[node].bucket) }
  func parent(_ node: Int) -> Int { Int(nodes[node].parent) }
  func way(_ node: Int) -> Int { Int(nodes[node].way) }
}
