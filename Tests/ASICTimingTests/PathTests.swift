import ASICTiming
import SwitchPlatform
import Testing
import TimingOracle

/// Designs as paths of resources, from text.
struct PathTests {
  static func load(_ resources: String) -> (path: ResourcePath?, messages: [String]) {
    let text = """
      schema: switch-chip/1
      kind: block
      chip: a
      vendor: v
      src: assumed
      clock: { value: 1 GHz, src: assumed }
      timing:
        kind: path
        bytesPerBeat: 8
        resources:

      """
    let whole = text + resources.split(separator: "\n").map { "    " + $0 + "\n" }.joined()
    let loaded = TimingLoader.load(text: whole, file: "a.yaml")
    guard case .path(let timing) = loaded.timing?.timing else { return (nil, loaded.diagnostics.map(\.description)) }
    return (ResourcePath(timing), loaded.diagnostics.map(\.description))
  }

  private func run(_ resources: String, _ packets: [(Int64, Int64)], _ output: OutputReady = OutputReady()) throws -> [PacketTimes] {
    var path = try #require(PathTests.load(resources).path)
    return packets.enumerated().map { number, packet in
      var times = PacketTimes(id: Int64(number), firstIn: packet.0, lastIn: packet.1)
      path.take(&times, output: output)
      return times
    }
  }

  /// The recorded pipeline, from four calendars of a file: every packet of the recordings.
  @Test(.enabled(if: Blocks.recordings != nil, Blocks.absent)) func recordedPackets() throws {
    guard case .path(let timing) = try Blocks.catalog.timing(named: "menshen-512-calendars").timing else { throw Blocks.Missing() }
    var packets = 0
    for kind in ["streams", "saturation"] {
      for stream in try #require(Blocks.node("menshen_rmt_512b_5stage", kind)?.elements) {
        var path = ResourcePath(timing)
        for row in stream["per_packet"]?.elements ?? [] {
          let numbers = (row.elements ?? []).compactMap { $0.text.flatMap(Int64.init) }
          var packet = PacketTimes(id: numbers[0], firstIn: numbers[1], lastIn: numbers[2])
          path.take(&packet)
          #expect([packet.firstOut, packet.lastOut] == [numbers[3], numbers[4]])
          packets += 1
        }
      }
    }
    #expect(packets >= 300)
  }

  /// The same against the registers, for lengths and gaps that fill no queue.
  @Test(arguments: [1, 2, 3, 4, 8, 12]) func agreesWithTheRegisters(beats: Int) throws {
    guard case .path(let timing) = try Blocks.catalog.timing(named: "menshen-512-calendars").timing else { throw Blocks.Missing() }
    var oracle = RegisterModel(stages: 5)
    var path = ResourcePath(timing)
    for row in oracle.run((0..<60).map { RegisterModel.Offer(from: 65 + $0 * (beats + 3), beats: beats) }) {
      var packet = PacketTimes(id: 0, firstIn: Int64(row.firstIn), lastIn: Int64(row.lastIn))
      path.take(&packet)
      #expect([packet.firstOut, packet.lastOut] == [Int64(row.firstOut), Int64(row.lastOut)])
    }
  }

  /// A server of 10 cycles behind a queue of 2, which a pipe feeds: the fourth packet stays in the pipe until the second leaves the queue.
  @Test func fullQueuesHoldWhatFeedsThem() throws {
    let resources = """
      - { name: a, kind: pipe, latency: 3, interval: 1 }
      - { name: q, kind: queue, depth: 2, latency: 1 }
      - { name: s, kind: server, busy: 10, latency: 2 }
      """
    var path = try #require(PathTests.load(resources).path)
    var starts: [Int64] = []
    var entries: [Int64] = []
    var served: [Int64] = []
    for number in 0..<6 as Range<Int64> {
      var packet = PacketTimes(id: number, firstIn: number, lastIn: number)
      path.take(&packet)
      starts.append(path.visits[0].start)
      entries.append(path.visits[1].start)
      served.append(path.visits[2].start)
    }
    #expect(served == [4, 14, 24, 34, 44, 54])
    // 2 and later find the queue full until the packet two before is served.
    #expect(entries == [3, 4, 5, 14, 24, 34])
    // The pipe takes the next when the one in it has gone on.
    #expect(starts == [0, 1, 2, 3, 12, 22])
  }

  @Test func serversTakeTurns() throws {
    let times = try run(
      """
      - { name: s, kind: server, count: 2, busy: 4, perBeat: 2, latency: 5 }
      """, [(0, 2), (3, 3), (4, 4)])
    // The first is busy for 4 + 2 × 3 cycles, and the third packet is its own.
    #expect(times.map(\.firstOut) == [5, 8, 15])
    #expect(times.map(\.lastOut) == [7, 8, 15])
  }

  @Test func memoriesAnswerAsManyAsTheyHavePorts() throws {
    let times = try run("- { name: m, kind: memory, ports: 2, latency: 3 }\n- { name: p, kind: pipe, latency: 0 }", [(0, 0), (1, 1)])
    #expect(times.map(\.firstOut) == [3, 4])
    let wide = try run(
      "- { name: s, kind: server, busy: 0, latency: 9 }\n- { name: m, kind: memory, ports: 1, latency: 3 }", [(0, 0), (1, 1), (2, 2)])
    #expect(wide.map(\.firstOut) == [12, 13, 14])
  }

  /// 8 bytes a cycle: 64 + 8 + 12 bytes are 10½ cycles.
  @Test func wiresDoNotDrift() throws {
    let times = try run(
      "- { name: l, kind: link, bytes: 8, latency: 0, forwarding: cutThrough, minimumFrame: 64, fcs: 4 }", (0..<400).map { ($0, $0) })
    let first = try #require(times.first)
    let last = try #require(times.last)
    #expect(last.firstOut - first.firstOut == 399 * 21 / 2 || last.firstOut - first.firstOut == 399 * 21 / 2 + 1)
  }

  /// What a link cannot carry does not come out, and the next is none the later.
  @Test func tooLongForALink() throws {
    let times = try run(
      "- { name: q, kind: queue, depth: 1 }\n- { name: l, kind: link, bytes: 8, latency: 0, maximumFrame: 64 }", [(0, 99), (100, 100)])
    #expect(times.map { $0.lastOut < 0 } == [true, false])
  }

  /// A receiver that is not ready in one cycle of four, against a count of single cycles.
  @Test(arguments: [2, 3, 4, 7]) func theReceiverHoldsThemUp(low: Int64) throws {
    let packets: [(Int64, Int64)] = (0..<50).map { ($0 * 5, $0 * 5 + $0 % 4) }
    let times = try run(
      "- { name: a, kind: pipe, latency: 2 }\n- { name: p, kind: poll, count: 1 }", packets, OutputReady(lowOneCycleIn: low))
    var cycle: Int64 = -1
    for (packet, time) in zip(packets, times) {
      var words = packet.1 - packet.0 + 1
      cycle = max(cycle + 1, packet.0 + 2)
      while cycle % low == 0 { cycle += 1 }
      #expect(time.firstOut == cycle)
      while true {
        words -= 1
        if words == 0 { break }
        cycle += 1
        while cycle % low == 0 { cycle += 1 }
      }
      #expect(time.lastOut == cycle)
    }
  }

  @Test(arguments: [
    ("- { name: a, kind: pip, latency: 1 }", "pipe"), ("- { name: a, kind: pipe }", "latency"),
    ("- { name: a, kind: server, count: 17, busy: 1, latency: 1 }", "1…16"), ("- { name: a, kind: queue, depth: 0 }", "1…65536"),
    ("- { name: a, kind: pipe, latency: 1, interval: 0 }", "1…100000"), ("- { kind: pipe, latency: 1 }", "name"),
    ("- { name: a, kind: pipe, latency: 1 }\n- { name: a, kind: pipe, latency: 1 }", "named 'a'"), ("[]", "resources"),
    ("- { name: a, kind: pipe, latency: 1, depth: 3 }", "depth"), ("- { name: a, kind: poll, count: 65 }", "1…64")
  ]) func faults(resources: String, message: String) {
    let loaded = PathTests.load(resources)
    #expect(loaded.path == nil || loaded.messages.contains { $0.contains("warning") })
    #expect(loaded.messages.contains { $0.contains(message) }, "\(loaded.messages)")
  }
}
