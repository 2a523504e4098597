import ASICSimulator
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing
import TrafficExperiments
import TrafficManager

extension Acceptance {
  /// The chip with its traffic manager: what it shares with one queue a port, and what it does not.
  @Suite struct Buffers {
    private static func frame(to host: UInt64, from source: UInt64 = 1, length: Int = 60) -> [UInt8] {
      Frame.ethernet(to: Lab.host(host), from: Lab.host(source), type: 0x88b5, Array(repeating: 7, count: max(0, length - 14)))
    }

    private static func bridged() throws -> Lab {
      let lab = try Lab.bridging()
      try lab.commit {
        for (host, port) in [(2, 2), (3, 3), (1, 1)] as [(UInt64, UInt16)] {
          var entry = FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(host)), port: PortID(port))
          entry.isStatic = true
          $0.insert(entry)
        }
      }
      return lab
    }

    private static func departures(_ lab: Lab) -> [Departure] {
      guard let traffic = lab.asic.traffic else { return [] }
      return (0..<traffic.departureCount).map { traffic.departure($0) }
    }

    /// While nothing waits, frames are on the wire in the same cycles, whichever way they go.
    @Test func withoutCongestionTimesAreThoseOfOneQueue() throws {
      let (plain, buffered) = (try Self.bridged(), try Self.bridged())
      #expect(buffered.asic.useTrafficManager())
      var expected: [[Int64]] = []
      var seen: [[Int64]] = []
      for number in 0..<200 {
        // To host 2, and unknown: to all ports of the VLAN.
        let frame = Self.frame(to: number % 3 == 0 ? 77 : 2, length: 60 + number * 7 % 1400)
        let start = Int64(number) * 5000
        plain.send(frame, on: 1, notBefore: start)
        for index in 0..<plain.asic.output.count {
          let header = plain.asic.output.frame(index).header
          expected.append([Int64(header.port), header.firstBit, header.lastBit])
        }
        buffered.send(frame, on: 1, notBefore: start)
        #expect(buffered.asic.outcome.verdict == plain.asic.outcome.verdict)
        buffered.asic.drainTraffic()
        seen += Self.departures(buffered).map { [Int64($0.port), $0.firstBit, $0.lastBit] }
      }
      #expect(seen.sorted { $0.lexicographicallyPrecedes($1) } == expected.sorted { $0.lexicographicallyPrecedes($1) })
      #expect(seen.count > 200)
      #expect(buffered.asic.accounts.isConserved && buffered.asic.accounts.queued == 0)
      #expect(buffered.asic.accounts.transmitted == plain.asic.accounts.transmitted)
      #expect(buffered.asic.latency == plain.asic.latency)
      for port in 0..<8 { #expect(buffered.asic.counters(of: port)?.transmittedBytes == plain.asic.counters(of: port)?.transmittedBytes) }
    }

    /// A pause frame of the neighbour stops its class at the port it came in by, and nothing else.
    @Test func pauseFramesAreObeyed() throws {
      let lab = try Self.bridged()
      lab.asic.useTrafficManager()
      var pause: [UInt8] = [0x01, 0x80, 0xc2, 0x00, 0x00, 0x01, 2, 0, 0, 0, 0, 9, 0x88, 0x08, 0x01, 0x01, 0x00, 0x01, 0x01, 0x00]
      pause += Array(repeating: 0, count: 60 - pause.count)
      lab.send(pause, on: 2)
      #expect(lab.asic.outcome.drop == .destinationMACReserved)
      let told = lab.asic.outcome.lastBitIn
      lab.send(Self.frame(to: 2), on: 1)
      lab.asic.drainTraffic()
      let departure = try #require(Self.departures(lab).first)
      // 256 quanta of 512 bits at the port's speed.
      let speed = try #require(lab.device.ports.row(at: PortID(2))).speed
      let length = Int64(256 * 512) * Int64(lab.asic.description.clock) / (Int64(speed) * 1_000_000)
      #expect(departure.firstBit == told + length)
      #expect(lab.asic.accounts.isConserved)
    }

    /// A lossless class whose port cannot send tells its senders, in frames that tshark would know; marks change the IP header.
    @Test func sendersAreToldAndPacketsMarked() throws {
      var chip = try ASICDescription.smallDataCentre()
      var buffer = try #require(chip.traffic.buffer)
      for number in buffer.groups.indices where buffer.groups[number].isLossless { buffer.groups[number].limit = .fixed(20) }
      for number in [3, 4] {
        buffer.queues[number].early = BufferDescription.EarlyDetection(low: 0, high: 2, probability: 100, marks: true)
      }
      chip.traffic.buffer = buffer
      let lab = try Lab.routing(chip)
      lab.asic.useTrafficManager()
      // Class 3 by DSCP, ECT(0), to a port that a neighbour has paused.
      var packet = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2))
      let start = 14
      packet[start + 1] = UInt8(24 << 2 | 2)
      Self.sum(&packet, start)
      lab.send(packet, on: 6)
      let port = try #require(lab.asic.outcome.verdict == .forwarded ? lab.asic.output.frame(0).header.port : nil)
      for number in 0..<8 { lab.asic.traffic?.pause(port: Int(port), trafficClass: number, quanta: 65_535, at: lab.asic.now) }
      var frames: [UInt64: [UInt8]] = [:]
      var all: [Departure] = []
      for _ in 0..<40 {
        lab.send(packet, on: 6)
        for index in 0..<lab.asic.output.count {
          let (header, bytes) = lab.asic.output.frame(index)
          frames[header.serial] = Array(bytes)
        }
        all += Self.departures(lab)
      }
      lab.asic.drainTraffic()
      all += Self.departures(lab)
      let pauses = all.filter { $0.serial == Departure.pause }
      #expect(pauses.first?.pauses == 0b1000)
      #expect(pauses.contains { $0.resumes == 0b1000 })
      let bytes = PauseFrame.bytes(try #require(pauses.first), source: 0x0200_0000_0001)
      #expect(Array(bytes.prefix(18)) == [1, 0x80, 0xc2, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0x88, 8, 1, 1, 0, 8])
      #expect(bytes[18 + 6] == 0xff && bytes[18 + 7] == 0xff && bytes.count == 60)
      let marked = all.filter(\.isMarked)
      #expect(marked.count > 10)
      for departure in marked.prefix(3) {
        var frame = try #require(frames[departure.serial])
        let before = frame
        PauseFrame.mark(&frame)
        #expect(frame[start + 1] & 3 == 3)
        var expected = before
        expected[start + 1] |= 3
        Self.sum(&expected, start)
        #expect(frame == expected, "the checksum is right")
      }
      #expect(lab.asic.accounts.isConserved)
    }

    private static func sum(_ frame: inout [UInt8], _ start: Int) {
      frame[start + 10] = 0
      frame[start + 11] = 0
      var sum: UInt32 = 0
      for index in stride(from: start, to: start + 20, by: 2) { sum += UInt32(frame[index]) << 8 | UInt32(frame[index + 1]) }
      while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
      frame[start + 10] = UInt8(~sum >> 8 & 0xff)
      frame[start + 11] = UInt8(~sum & 0xff)
    }

    /// Packets beside writes that take time and faults of the bus: twice the same, to the last figure.
    @Test func runsRepeat() throws {
      func run() throws -> (
        PacketAccounts, LatencyHistogram, TrafficAccounts?, [QueueFigures], [PoolFigures], [TableOperationLog], [UInt64]
      ) {
        let chip = try ASICDescription.smallDataCentre()
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var faults = 0
        let timed = try TimedLab(chip) { lab in
          try lab.commit(Lab.bridged())
          try lab.commit(Lab.routed())
        }
        let lab = timed.lab
        lab.asic.useTrafficManager(seed: 5)
        var draw = Draw(seed: 11)
        for number in 0..<Acceptance.size(1_000_000, debug: 6_000) {
          let frame =
            draw.below(2) == 0
            ? Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, UInt32(2 + draw.below(4))))
            : Self.frame(to: UInt64(draw.below(6)), length: 60 + draw.below(900))
          lab.sim.receive(frame, on: PortID(UInt16([1, 2, 6, 3][draw.below(4)])), notBefore: 0)
          hash = (hash ^ UInt64(bitPattern: lab.asic.outcome.pipelineOut)) &* 0x0000_0100_0000_01b3
          for departure in Self.departures(lab) {
            hash = (hash ^ departure.serial ^ UInt64(bitPattern: departure.lastBit)) &* 0x0000_0100_0000_01b3
          }
          if number % 97 == 0 {
            // Every third one names a port that is not there: refused as a whole.
            let port = PortID(faults % 3 == 2 ? 999 : UInt16(2 + faults % 2))
            faults += 1
            var entry = FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(UInt64(3 + faults % 3))), port: port)
            entry.isStatic = true
            let exists = lab.device.fdb.row(at: entry.key) != nil
            do {
              try lab.commit { if exists { $0.update(entry) } else { $0.insert(entry) } }
            } catch {
              hash = hash &* 31 &+ 7
            }
          }
          if number % 1009 == 0 { _ = lab.asic.injectFlips(seed: UInt64(number), count: 2) }
        }
        lab.asic.drainTraffic()
        #expect(lab.asic.accounts.isConserved)
        return (
          lab.asic.accounts, lab.asic.latency, lab.asic.traffic?.accounts, lab.asic.traffic?.queueFigures ?? [],
          lab.asic.traffic?.poolFigures ?? [], lab.asic.tableOperations, [hash]
        )
      }
      let (first, second) = (try run(), try run())
      #expect(first.0 == second.0 && first.1 == second.1 && first.2 == second.2 && first.3 == second.3)
      #expect(first.4 == second.4 && first.5 == second.5 && first.6 == second.6)
      #expect(first.0.received > 0 && first.5.contains { $0.operations > 3 })
    }

    /// Incast with pause frames: lossless classes lose nothing, and every copy is accounted for at every sample.
    @Test func incastLosesNothingWhereNothingMayBeLost() throws {
      let buffer = try #require(try ASICDescription.dataCentre().traffic.buffer)
      let packets = Acceptance.size(1_000_000, debug: 30_000)
      let result = Incast.run(buffer, senders: 16, packets: packets, obeys: true, clock: 1_350_000_000)
      #expect(result.losslessDrops == 0 && result.violations == 0)
      #expect(result.accounts.offered == UInt64(packets) && result.pauseFrames > 0)
      let deaf = Incast.run(buffer, senders: 16, packets: packets * 2, obeys: false, clock: 1_350_000_000)
      #expect(deaf.violations == 0)
      #expect(deaf.losslessDrops > 0 || packets < 100_000)
    }
  }
}
