import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// A sweep of the FDB that takes time, and packets that come between its rows.
  @Suite struct AgeingSweeps {
    private static let rows = 64
    /// - Unit: seconds.
    private static let time: Int64 = 1

    private static func lab(rowCycles: Int) throws -> Lab {
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.fdb, rows)
      chip.ageing?.sweepCycles = rowCycles
      let lab = try Lab.bridging(chip)
      try lab.device.fdbAgeing?.setAgeingTime(UInt32(time))
      return lab
    }

    private static func holds(_ lab: Lab, _ host: UInt64) -> FDBEntry? {
      lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(host))))
    }

    /// When each address was seen last, and where: nothing else. No bits, no rows.
    private struct Seen {
      var cycle: Int64
      var port: UInt16
    }

    /// Every address lives from the time to twice the time (or the sweep's own, where that is longer) after it was last seen, and where it was seen last; packets that
    /// move it while a sweep is under way included.
    @Test(arguments: [0, 1_000, 1_000_000, 20_000_000, 40_000_000]) func anAddressLivesOneToTwoTimesAndASweep(_ rowCycles: Int) throws {
      var draw = Draw(seed: 50 + UInt64(rowCycles))
      let lab = try Self.lab(rowCycles: rowCycles)
      let second = Int64(lab.asic.description.clock)
      let sweep = Int64(rowCycles) * Int64(Self.rows)
      // A sweep that takes longer than the time makes the time between two looks at a row as long.
      let period = max(second * Self.time, sweep)
      var seen: [UInt64: Seen] = [:]
      var now: Int64 = 0
      var (agedEarly, agedLate, moves, ages) = (0, 0, 0, 0)
      for _ in 0..<Acceptance.size(4000, debug: 800) {
        now += Int64(draw.below(Int(second / 20)))
        if draw.chance(3) { now += second * Int64(draw.below(4)) }
        if draw.chance(60) {
          // Few, so that all find room in their buckets.
          let host = UInt64(draw.below(12)) + 1
          let port = UInt16(draw.below(2)) + 1
          if let old = seen[host], old.port != port { moves += 1 }
          lab.send(Events.frame(from: host), on: port, notBefore: now)
          seen[host] = Seen(cycle: lab.asic.outcome.pipelineIn, port: port)
        } else {
          lab.asic.advance(to: now)
        }
        now = max(now, lab.asic.now)
        for (host, last) in seen {
          let age = now - last.cycle
          let entry = Self.holds(lab, host)
          if let entry {
            #expect(entry.port == PortID(last.port))
            // A row is looked at once a period, wherever in the sweep it is; the first sweep begins a time after power-on.
            let first = last.cycle < second * Self.time + sweep ? sweep : 0
            if age > 2 * period + first + 1000 { agedLate += 1 }
          } else {
            ages += 1
            if age < second * Self.time - 1000 { agedEarly += 1 }
            seen[host] = nil
          }
        }
        _ = try Events.drain(lab)
      }
      #expect(agedEarly == 0)
      #expect(agedLate == 0)
      #expect(moves > 20 && ages > 20)
    }

    /// Which looks find which address is the row's matter: one that the sweep has passed waits for the next.
    @Test func aRowThatTheSweepHasPassedLivesUntilTheNext() throws {
      let lab = try Self.lab(rowCycles: 1_000_000)
      let second = Int64(lab.asic.description.clock)
      let sweep = Int64(Self.rows) * 1_000_000
      // Learned before the first sweep, moved while it is under way, at each place of it.
      for host in 1...8 as ClosedRange<UInt64> { lab.send(Events.frame(from: host), on: 1) }
      for host in 1...8 as ClosedRange<UInt64> {
        lab.send(Events.frame(from: host), on: 2, notBefore: second + Int64(host) * sweep / 9)
      }
      for host in 1...8 as ClosedRange<UInt64> { #expect(Self.holds(lab, host)?.port == PortID(2)) }
      _ = try Events.drain(lab)
      // The second sweep removes none that the first passed before the move: their mark was set again. Of the others the first cleared
      // the mark of the move, and they go.
      lab.asic.advance(to: 2 * second + sweep)
      let left = (1...8 as ClosedRange<UInt64>).filter { Self.holds(lab, $0) != nil }
      #expect(!left.isEmpty && left.count < 8, "\(left)")
      let aged = try Events.drain(lab)
      #expect(aged.count == 8 - left.count)
      for host in 1...8 as ClosedRange<UInt64> where !left.contains(host) { #expect(aged.contains(.aged(Events.entry(10, host, 2)))) }
      lab.asic.advance(to: 3 * second + sweep)
      for host in left { #expect(Self.holds(lab, host) == nil) }
    }

    /// Time that passes at once finds the sweep where time that passes in steps does.
    @Test func aLongTimeAtOnceIsTheSameAsManyShortOnes() throws {
      for rowCycles in [3_000_000, 30_000_000] {
        let (steps, leap) = (try Self.lab(rowCycles: rowCycles), try Self.lab(rowCycles: rowCycles))
        let second = Int64(steps.asic.description.clock)
        var draw = Draw(seed: 60)
        for _ in 0..<12 {
          let start = max(steps.asic.now, leap.asic.now)
          let target = start + Int64(draw.below(Int(second * 11)))
          for step in 0...50 as ClosedRange<Int64> { steps.asic.advance(to: start + (target - start) * step / 50) }
          leap.asic.advance(to: target)
          for host in 1...6 as ClosedRange<UInt64> {
            steps.send(Events.frame(from: host), on: 1, notBefore: target)
            leap.send(Events.frame(from: host), on: 1, notBefore: target)
          }
          let after = target + second * 3 / 2
          steps.asic.advance(to: after)
          leap.asic.advance(to: after)
          for host in 1...6 as ClosedRange<UInt64> { #expect(Self.holds(steps, host) == Self.holds(leap, host)) }
          #expect(try Events.drain(steps) == Events.drain(leap))
        }
      }
    }
  }
}
