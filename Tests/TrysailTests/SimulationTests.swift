import ASICSimulator
import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

/// The order in which captures play, and the traffic made for a configuration.
@Suite struct SimulationTests {
  private func example() throws -> SimulatedSwitch {
    let catalog = Catalog(folder: Tool.root.appending(path: "Platforms").path)
    let target = try SimulatedSwitch(try catalog.platform(named: "as7726-32x"))
    let reader = ConfigurationReader(board: target.platform.board, defaultMAC: MACAddress(bits: 2))
    let bytes = Array(try Data(contentsOf: Tool.root.appending(path: Tool.example)))
    try target.control.commit(reader.read(bytes: bytes, file: "c").transaction)
    return target
  }

  /// A capture of frames of these lengths at these nanoseconds.
  private func feed(_ port: UInt16, _ frames: [(length: Int, time: Int64)]) -> CaptureFeed {
    var capture = CaptureBuffer()
    for frame in frames { capture.append([UInt8](repeating: 0, count: frame.length), timestamp: frame.time) }
    return CaptureFeed(port: PortID(port), name: "port \(port)", bytes: capture.bytes)
  }

  /// The chip ports of a simulation's frames in order, and when their last bits were in.
  private func play(_ simulation: Simulation) -> (ports: [Int], arrivals: [Int64]) {
    var simulation = simulation
    var (ports, arrivals): ([Int], [Int64]) = ([], [])
    while simulation.step() {
      ports.append(simulation.target.asic.outcome.port)
      arrivals.append(simulation.target.asic.outcome.lastBitIn)
    }
    return (ports, arrivals)
  }

  /// At line rate a port with short frames gets more of them in before a long one ends; at a tie the lower port is first.
  @Test func lineRateMergesByArrival() throws {
    let target = try example()
    let long = feed(1, [(1500, 0), (60, 0)])
    let short = feed(2, Array(repeating: (60, 0), count: 3))
    let same = feed(3, [(60, 0)])
    let chip = try (1...3).map { try #require(target.chipPort(of: PortID($0))) }
    let (ports, arrivals) = play(Simulation(of: target, playing: [long, same, short]))
    #expect(ports == [chip[1], chip[2], chip[1], chip[1], chip[0], chip[0]])
    #expect(arrivals == arrivals.sorted())
    // 72 bytes at 100 Gb/s are 7.776 cycles, with the gap behind them 9.072.
    #expect(arrivals.first == 8)
    #expect(arrivals[2] == 17)
  }

  /// Several captures of one port: one after the other at line rate, by time stamps else.
  @Test func capturesOfOnePort() throws {
    let feeds = { [feed(1, [(60, 1000), (60, 3000)]), feed(1, [(100, 2000)])] }
    var lengths: [Simulation.Pace: [Int]] = [:]
    for pace in Simulation.Pace.allCases {
      let target = try example()
      var simulation = Simulation(of: target, playing: feeds(), pace: pace)
      var bytes: UInt64 = 0
      let port = try #require(target.chipPort(of: PortID(1)))
      while simulation.step() {
        let now = target.asic.counters(of: port)?.receivedBytes ?? 0
        lengths[pace, default: []].append(Int(now - bytes))
        bytes = now
      }
      #expect(simulation.feeds.map(\.frames) == [2, 1])
    }
    #expect(lengths[.line] == [60, 60, 100])
    #expect(lengths[.capture] == [60, 100, 60])
  }

  /// Time stamps count from the earliest of all captures, also where that is not a first frame; absurd ones do no harm.
  @Test func capturePaceFollowsTimeStamps() throws {
    let target = try example()
    let feeds = [feed(1, [(60, 5_000_001_000), (60, 5_000_000_000)]), feed(2, [(60, 5_000_002_000), (60, 4_294_967_295_000_000_000)])]
    let (_, arrivals) = play(Simulation(of: target, playing: feeds, pace: .capture))
    // 1 µs is 1,350 cycles; the frame of time 0 comes behind the one before it in its capture.
    #expect(arrivals.prefix(3) == [1358, 1367, 2708])
    #expect(arrivals[3] >= 1 << 60)
    #expect(target.asic.accounts.isConserved)
    #expect(target.asic.accounts.received == 4)
  }

  @Test func trafficIsTheSameForASeed() throws {
    func packets(seed: UInt64) throws -> [TrafficMix.Packet] {
      var mix = TrafficMix(of: try example(), seed: seed)
      let packets = (0..<500).compactMap { _ in mix.next() }
      try #require(packets.count == 500)
      return packets
    }
    let (first, second, other) = (try packets(seed: 5), try packets(seed: 5), try packets(seed: 6))
    #expect(first.map(\.frame) == second.map(\.frame))
    #expect(first.map(\.port) == second.map(\.port))
    #expect(first.map(\.frame) != other.map(\.frame))
    #expect(Set(first.map(\.kind)) == Set(TrafficMix.Kind.allCases))
  }

  /// What packets are made for is what becomes of them.
  @Test func trafficDoesWhatItIsFor() throws {
    let target = try example()
    var mix = TrafficMix(of: target, seed: 11)
    var trapped: [TrafficMix.Kind: Set<TrapReason>] = [:]
    var verdicts: [TrafficMix.Kind: [Verdict: Int]] = [:]
    var time: Int64 = 0
    for _ in 0..<5000 {
      let next = mix.next()
      let packet = try #require(next)
      time += 10_000
      target.receive(packet.frame, on: packet.port, notBefore: time)
      let outcome = target.asic.outcome
      // ACL entries catch packets of other kinds too.
      if outcome.drop == .aclIngress { continue }
      verdicts[packet.kind, default: [:]][outcome.verdict, default: 0] += 1
      if outcome.trap != .none { trapped[packet.kind, default: []].insert(outcome.trap) }
      _ = try target.takePunted()
    }
    #expect(trapped[.toSwitch] == [.ip2me])
    #expect(trapped[.lastHop] == [.ttlError])
    #expect(trapped[.unresolved] == [.neighborMiss])
    #expect(trapped[.bridgeProtocol] == [.bridgeProtocol])
    #expect(trapped[.arp] == [.arp])
    #expect(verdicts[.unroutable]?.keys.sorted { $0.rawValue < $1.rawValue } == [.dropped])
    for kind in [TrafficMix.Kind.routed, .neighbor, .bridged, .unknownStation] {
      let all = verdicts[kind] ?? [:]
      let forwarded = all[.forwarded] ?? 0
      #expect(forwarded * 100 >= all.values.reduce(0, +) * 95, "\(kind): \(all)")
    }
  }
}
