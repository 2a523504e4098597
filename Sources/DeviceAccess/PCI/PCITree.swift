/// Which bridge each function is behind, by the bridges' bus numbers.
///
/// Hosts and dumps can hold any numbers: a bridge that would be behind itself is at the top, and of two bridges to one bus the first by
/// address counts.
public struct PCITree: Sendable {
  /// By address.
  public let devices: [PCIDevice]
  /// The index of the bridge that each of `devices` is behind; `nil`: it is on a root bus.
  public let parents: [Int?]

  /// - Complexity: O(n log n) and the depth of the tree.
  public init(_ devices: [PCIDevice]) {
    let sorted = devices.sorted { $0.address < $1.address }
    var bridges: [UInt64: Int] = [:]
    for (index, device) in sorted.enumerated() {
      guard let bridge = device.bridge, bridge.secondary != 0, bridge.secondary != device.address.bus else { continue }
      let key = PCITree.bus(device.address.domain, bridge.secondary)
      if bridges[key] == nil { bridges[key] = index }
    }
    var parents: [Int?] = sorted.map { bridges[PCITree.bus($0.address.domain, $0.address.bus)] }
    // Bridges in a ring: walking up from one comes back to it. 256 buses a domain bound the walk.
    for start in sorted.indices {
      var steps = 0
      var at = parents[start]
      while let here = at, here != start, steps <= 256 {
        at = parents[here]
        steps += 1
      }
      if at != nil { parents[start] = nil }
    }
    self.devices = sorted
    self.parents = parents
  }

  private static func bus(_ domain: UInt32, _ bus: UInt8) -> UInt64 { UInt64(domain) << 8 | UInt64(bus) }

  /// How many bridges are between each function and its root bus.
  public var depths: [Int] {
    parents.indices.map { start in
      var depth = 0
      var at = parents[start]
      while let here = at {
        depth += 1
        at = parents[here]
      }
      return depth
    }
  }

  /// The indices of `devices` in the order in which a tree is printed: each bridge before what is behind it.
  public var printingOrder: [Int] {
    var children: [Int?: [Int]] = [:]
    for (index, parent) in parents.enumerated() { children[parent, default: []].append(index) }
    var order: [Int] = []
    var stack: [Int] = (children[nil] ?? []).reversed()
    while let index = stack.popLast() {
      order.append(index)
      stack += (children[index] ?? []).reversed()
    }
    return order
  }
}
