/// A path-compressed binary tree of prefixes with a number each: finds the longest that covers, and all that are covered.
///
/// Nodes stand in one array; a node without a number only joins two branches.
struct PrefixTree {
  private struct Node {
    var prefix: PrefixBits
    var value: Int32
    var children: (Int32, Int32)
  }

  private var nodes: [Node] = []
  private var spare: [Int32] = []
  private var root: Int32 = -1
  private(set) var count = 0

  private mutating func make(_ prefix: PrefixBits, _ value: Int32) -> Int32 {
    let node = Node(prefix: prefix, value: value, children: (-1, -1))
    if let index = spare.popLast() {
      nodes[Int(index)] = node
      return index
    }
    nodes.append(node)
    return Int32(nodes.count - 1)
  }

  private func child(_ node: Int32, _ side: Int) -> Int32 {
    side == 0 ? nodes[Int(node)].children.0 : nodes[Int(node)].children.1
  }

  private mutating func setChild(_ node: Int32, _ side: Int, _ child: Int32) {
    if side == 0 { nodes[Int(node)].children.0 = child } else { nodes[Int(node)].children.1 = child }
  }

  private mutating func replace(_ parent: Int32, _ side: Int, by node: Int32) {
    if parent < 0 { root = node } else { setChild(parent, side, node) }
  }

  /// Adds a prefix, or gives the one that is there another value.
  mutating func insert(_ prefix: PrefixBits, _ value: Int32) {
    var parent: Int32 = -1
    var side = 0
    var current = root
    while current >= 0 {
      let node = nodes[Int(current)].prefix
      let common = node.commonLength(with: prefix)
      if common == node.length && common == prefix.length {
        if nodes[Int(current)].value < 0 { count += 1 }
        nodes[Int(current)].value = value
        return
      }
      if common == node.length {
        parent = current
        side = prefix.bit(common)
        current = child(current, side)
        continue
      }
      // The ways part above this node.
      count += 1
      let added = make(prefix, value)
      if common == prefix.length {
        setChild(added, node.bit(common), current)
        replace(parent, side, by: added)
      } else {
        let fork = make(prefix.truncated(to: common), -1)
        setChild(fork, node.bit(common), current)
        setChild(fork, prefix.bit(common), added)
        replace(parent, side, by: fork)
      }
      return
    }
    count += 1
    replace(parent, side, by: make(prefix, value))
  }

  /// Removes a prefix that is there.
  mutating func remove(_ prefix: PrefixBits) {
    var path: [(node: Int32, side: Int)] = []
    var current = root
    while current >= 0, nodes[Int(current)].prefix != prefix {
      let node = nodes[Int(current)].prefix
      guard node.length < prefix.length, node.covers(prefix) else { return }
      let side = prefix.bit(node.length)
      path.append((current, side))
      current = child(current, side)
    }
    guard current >= 0, nodes[Int(current)].value >= 0 else { return }
    nodes[Int(current)].value = -1
    count -= 1
    // A node without a value stays only as a fork.
    while current >= 0, nodes[Int(current)].value < 0 {
      let (left, right) = nodes[Int(current)].children
      guard left < 0 || right < 0 else { return }
      let parent = path.popLast()
      replace(parent?.node ?? -1, parent?.side ?? 0, by: left >= 0 ? left : right)
      spare.append(current)
      // What is joined by one branch less may be no fork any more.
      guard left < 0, right < 0, let parent else { return }
      current = parent.node
    }
  }

  /// The value of the longest prefix that covers `prefix`, itself included; `isStrict`: not itself.
  func longest(covering prefix: PrefixBits, isStrict: Bool = false) -> Int32? {
    var best: Int32?
    var current = root
    while current >= 0 {
      let node = nodes[Int(current)]
      guard node.prefix.covers(prefix), !isStrict || node.prefix.length < prefix.length else { break }
      if node.value >= 0 { best = node.value }
      guard node.prefix.length < prefix.length else { break }
      current = prefix.bit(node.prefix.length) == 0 ? node.children.0 : node.children.1
    }
    return best
  }

  /// Visits the values of all prefixes that `prefix` covers, itself not.
  func forEach(below prefix: PrefixBits, _ body: (Int32) -> Void) {
    var current = root
    while current >= 0, nodes[Int(current)].prefix.length < prefix.length {
      guard nodes[Int(current)].prefix.covers(prefix) else { return }
      current = child(current, prefix.bit(nodes[Int(current)].prefix.length))
    }
    guard current >= 0, prefix.covers(nodes[Int(current)].prefix) else { return }
    var stack = [current]
    while let next = stack.popLast() {
      let node = nodes[Int(next)]
      if node.value >= 0 && node.prefix.length > prefix.length { body(node.value) }
      if node.children.0 >= 0 { stack.append(node.children.0) }
      if node.children.1 >= 0 { stack.append(node.children.1) }
    }
  }
}
