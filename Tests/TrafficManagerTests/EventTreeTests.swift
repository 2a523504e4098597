import Testing

@testable import TrafficManager

/// The tournament against the least of all.
@Suite struct EventTreeTests {
  @Test(arguments: [1, 2, 3, 5, 33, 129, 4_095]) func theEarliestIsFirst(ports: Int) {
    var draw = Draw(seed: UInt64(ports))
    var tree = EventTree(ports: ports)
    defer { tree.deallocate() }
    var events: [Int: Int64] = [:]
    #expect(tree.first.cycle == .max)
    for _ in 0..<(ports > 1000 ? 2_000 : 5_000) {
      if !events.isEmpty, draw.chance(30) {
        let port = events.keys.sorted()[draw.below(events.count)]
        tree.clear(port)
        events[port] = nil
      } else {
        let port = draw.below(ports)
        let cycle = draw.chance(5) ? EventTree.horizon : Int64(draw.below(40))
        tree.set(port, to: cycle)
        events[port] = cycle
      }
      let least = events.min { ($0.value, $0.key) < ($1.value, $1.key) }
      #expect(tree.first.cycle == least?.value ?? .max)
      if let least { #expect(tree.first.port == least.key) }
    }
  }
}
