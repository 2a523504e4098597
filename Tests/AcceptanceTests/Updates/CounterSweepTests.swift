import MemoryExperiments
import ASICDriver
import ASICSimulator
import DeviceAccess
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Counters that the driver adds up once a period.
  @Suite struct CounterSweeps {
    /// Small enough to be swept in no time; `bytes` is the width of the ports' counters of bytes.
    private static func chip(_ counters: CounterDescription, bytes: Int = 12) throws -> ASICDescription {
      var chip = try ASICDescription.smallDataCentre()
      chip.counters = counters
      chip.change(.portCounter) { table in
        for index in table.data.indices where table.data[index].field == .inBytes { table.data[index].width = bytes }
      }
      return chip
    }

    private static func frame(_ length: Int) -> [UInt8] {
      Frame.ethernet(to: Lab.host(2), from: Lab.host(1), type: 0x88b5, [], minimum: length)
    }

    private static func cycles(_ lab: Lab, _ nanoseconds: Int64) -> Int64 { lab.sim.cycles(nanoseconds: nanoseconds) }
    private static func inBytes(_ lab: Lab) -> UInt64? { lab.device.counters?.counts(of: PortID(1))?.inBytes }

    @Test func withoutSweepsACounterWrapsAtItsWidth() throws {
      var chip = try Self.chip(.init())
      chip.counters = nil
      let lab = try Lab.bridging(chip)
      for _ in 0..<5 { lab.send(Self.frame(1000), on: 1) }
      #expect(Self.inBytes(lab) == 5000 % 4096)
      #expect(try lab.sim.driver.sweepCounters(now: 1_000_000_000) == nil)
    }

    @Test func countsAreAsOldAsTheLastSweepAndDoNotWrap() throws {
      for clears in [false, true] {
        let lab = try Lab.bridging(try Self.chip(.init(sweepPeriod: 1_000_000, clearsOnRead: clears)))
        var sent: UInt64 = 0
        for round in 1...20 as ClosedRange<Int64> {
          let before = Self.inBytes(lab)
          for _ in 0..<3 {
            lab.send(Self.frame(1000), on: 1, notBefore: Self.cycles(lab, (round - 1) * 1_000_000 + 1000))
            sent += 1000
          }
          // Nobody has looked since.
          #expect(Self.inBytes(lab) == before)
          lab.sim.advance(to: Self.cycles(lab, round * 1_000_000) + 1)
          #expect(Self.inBytes(lab) == sent, "period \(round), clearOnRead \(clears)")
        }
        #expect(sent > 10 * 4096)
        #expect(lab.sim.driver.counterSweeps == (20, 0))
        #expect(lab.device.counters?.counts(of: Lab.vlan(10))?.inPackets == 60)
        #expect(lab.device.counters?.counts(of: PortID(1))?.inUnicastPackets == 60)
      }
    }

    /// Packets make time pass too; a period with no packet in it needs no sweep.
    @Test func packetsBringSweepsAbout() throws {
      let lab = try Lab.bridging(try Self.chip(.init(sweepPeriod: 1_000_000)))
      lab.send(Self.frame(100), on: 1)
      #expect(Self.inBytes(lab) == 0)
      lab.send(Self.frame(100), on: 1, notBefore: Self.cycles(lab, 3_500_000))
      #expect(Self.inBytes(lab) == 200)
      #expect(lab.sim.driver.counterSweeps.done == 1)
      lab.send(Self.frame(100), on: 1, notBefore: Self.cycles(lab, 3_900_000))
      #expect(Self.inBytes(lab) == 200)
      lab.send(Self.frame(100), on: 1, notBefore: Self.cycles(lab, 4_000_001))
      #expect(Self.inBytes(lab) == 400)
    }

    /// The sum grows by what was counted modulo the width, however often the counter has wrapped.
    @Test func wholeWrapsAreLostWhereASweepComesLate() throws {
      var draw = Draw(seed: 40)
      let lab = try Lab.bridging(try Self.chip(.init(sweepPeriod: 1_000_000)))
      var (told, lost): (UInt64, UInt64) = (0, 0)
      for round in 1...30 as ClosedRange<Int64> {
        var counted: UInt64 = 0
        for _ in 0..<draw.below(24) {
          let length = 60 + draw.below(1400)
          lab.send(Self.frame(length), on: 1, notBefore: Self.cycles(lab, (round - 1) * 1_000_000 + 1000))
          counted += UInt64(length)
        }
        lab.sim.advance(to: Self.cycles(lab, round * 1_000_000) + 1)
        told += counted % 4096
        lost += counted - counted % 4096
        #expect(Self.inBytes(lab) == told)
      }
      #expect(lost > 0)
    }

    /// On a chip that clears a while after it was read, what is counted between is lost; on one that does both at once nothing is.
    @Test func whatIsCountedBetweenReadAndClearIsLost() throws {
      for delay in [0, 100_000] {
        let lab = try Lab.bridging(try Self.chip(.init(sweepPeriod: 1_000_000, clearsOnRead: true, clearDelay: delay), bytes: 48))
        func send(_ microseconds: Int64) { lab.send(Self.frame(500), on: 1, notBefore: Self.cycles(lab, microseconds * 1000)) }
        send(10)
        lab.sim.advance(to: Self.cycles(lab, 1_000_000) + 1)
        #expect(Self.inBytes(lab) == 500)
        // The clear is due 100,000 cycles (74 µs) after the sweep: this one comes before it, the next after it.
        send(1_020)
        #expect(lab.asic.pendingWrites > 0 || delay == 0)
        send(1_200)
        #expect(lab.asic.pendingWrites == 0)
        lab.sim.advance(to: Self.cycles(lab, 2_000_000) + 1)
        #expect(Self.inBytes(lab) == (delay == 0 ? 1500 : 1000))
      }
    }

    @Test func aSweepThatFailsIsMadeUpFor() throws {
      var breaker: Breaker?
      let lab = try Lab(try Self.chip(.init(sweepPeriod: 1_000_000), bytes: 48)) { bus in
        let made = Breaker(bus)
        breaker = made
        return made
      }
      try lab.commit(Lab.bridged())
      lab.send(Self.frame(100), on: 1)
      breaker?.isBroken = true
      #expect(throws: SwitchError.self) { try lab.sim.driver.sweepCounters(now: 1_000_000) }
      #expect(lab.sim.driver.counterSweeps == (0, 1))
      #expect(Self.inBytes(lab) == 0)
      breaker?.isBroken = false
      #expect(try lab.sim.driver.sweepCounters(now: 1_500_000) == 2_000_000)
      #expect(Self.inBytes(lab) == 0)
      #expect(try lab.sim.driver.sweepCounters(now: 2_000_000) == 3_000_000)
      #expect(Self.inBytes(lab) == 100)
    }

    /// A bus that does not read while it is broken.
    private final class Breaker: DeviceBus {
      private let inner: SimulatedBus
      var isBroken = false
      init(_ inner: SimulatedBus) { self.inner = inner }
      private func check() throws(BusError) { if isBroken { throw .failed(5) } }
      func read(_ address: UInt64) throws(BusError) -> UInt32 {
        try check()
        return try inner.read(address)
      }
      func write(_ value: UInt32, at address: UInt64) throws(BusError) { try inner.write(value, at: address) }
      func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) { try inner.write(values, at: address) }
      func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
        try check()
        try inner.read(into: values, at: address)
      }
      func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion { try inner.allocateDMA(byteCount: byteCount) }
      func pollInterrupt() throws(BusError) -> Bool { try inner.pollInterrupt() }
    }
  }
}
