import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What the chip counts, read over its bus.
  @Suite struct Counters {
    private static func frame(to destination: UInt64, from source: UInt64, length: Int = 60, tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(to: destination, from: source, tags: tags, type: 0x88b5, [], minimum: length)
    }

    @Test func portsCountByKindOfAddress() throws {
      let lab = try Lab.routing()
      let bank = try #require(lab.device.counters)
      lab.send(Self.frame(to: Lab.host(2), from: Lab.host(1), length: 100), on: 1)
      lab.send(Self.frame(to: 0xffff_ffff_ffff, from: Lab.host(1), length: 64), on: 1)
      lab.send(Self.frame(to: 0x0100_5e00_0001, from: Lab.host(1), length: 70), on: 1)
      lab.send(Self.frame(to: Lab.host(2), from: 0x0100_0000_0001, length: 80), on: 1)
      lab.send([1, 2, 3], on: 1)
      var expected = PortCounts()
      expected.inBytes = 100 + 64 + 70 + 80 + 3
      expected.inUnicastPackets = 2
      expected.inMulticastPackets = 1
      expected.inBroadcastPackets = 1
      expected.inDiscards = 1
      expected.inErrors = 1
      #expect(bank.counts(of: PortID(1)) == expected)
      var out = PortCounts()
      out.outBytes = 100 + 64 + 70
      out.outUnicastPackets = 1
      out.outMulticastPackets = 1
      out.outBroadcastPackets = 1
      #expect(bank.counts(of: PortID(2)) == out)
      // The trunk has the flooded two, with their tags.
      #expect(bank.counts(of: PortID(3))?.outBytes == 68 + 74)
      // The disabled port would have had them.
      #expect(bank.counts(of: PortID(10))?.outDiscards == 2)
      #expect(bank.counts(of: PortID(99)) == nil)
      let figures = try #require(lab.asic.counters(of: lab.sim.chipPort(of: PortID(1)) ?? -1))
      #expect(figures.receivedPackets == 5)
      #expect(figures.receivedBytes == expected.inBytes)
    }

    @Test func vlansCountWhatTheyTakeIn() throws {
      let lab = try Lab.routing()
      let bank = try #require(lab.device.counters)
      lab.send(Self.frame(to: 0xffff_ffff_ffff, from: Lab.host(1), length: 64), on: 1)
      // Not in the VLAN: the VLAN never had it.
      lab.send(Self.frame(to: 0xffff_ffff_ffff, from: Lab.host(1), length: 64, tags: [.vlan(20)]), on: 1)
      var expected = VLANCounts()
      expected.inPackets = 1
      expected.inBytes = 64
      expected.outPackets = 2
      expected.outBytes = 64 + 68
      expected.outDiscards = 1
      #expect(bank.counts(of: Lab.vlan(10)) == expected)
      #expect(bank.counts(of: Lab.vlan(20)) == VLANCounts())
      #expect(bank.counts(of: Lab.vlan(99)) == nil)
    }

    @Test func interfacesCountWhatIsRouted() throws {
      let lab = try Lab.routing()
      let bank = try #require(lab.device.counters)
      let length = Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2)).count
      lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 7, 0, 2)), on: 6)
      lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 2)), on: 6)
      // No route.
      lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 99, 0, 2)), on: 6)
      // To the switch itself: in, and not out.
      lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1)), on: 6)
      var expected = InterfaceCounts()
      expected.inPackets = 4
      expected.inBytes = UInt64(4 * length)
      expected.inErrorPackets = 1
      expected.inErrorBytes = UInt64(length)
      #expect(bank.counts(of: RouterInterfaceID(6)) == expected)
      var out = InterfaceCounts()
      out.outPackets = 1
      out.outBytes = UInt64(length)
      #expect(bank.counts(of: RouterInterfaceID(7)) == out)
      #expect(bank.counts(of: RouterInterfaceID(10)) == out)
      #expect(bank.counts(of: RouterInterfaceID(9)) == InterfaceCounts())
      // Routed into VLAN 10 and flooded there: one packet of the interface, one a port of the VLAN.
      #expect(lab.send(Frame.toRoute(interface: 6, to: Lab.ip(10, 10, 0, 77)), on: 6).out.count == 3)
      #expect(bank.counts(of: RouterInterfaceID(10))?.outPackets == 2)
      #expect(bank.counts(of: RouterInterfaceID(10))?.outErrorPackets == 1, "the disabled port")
      #expect(bank.counts(of: Lab.vlan(10))?.outPackets == 4)
      #expect(bank.counts(of: RouterInterfaceID(99)) == nil)
    }

    @Test func queuesCountWhatTheyDrop() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.traffic.queueBytes = 3000
      let lab = try Lab.routing(chip)
      let bank = try #require(lab.device.counters)
      #expect(bank.queueCount(of: PortID(2)) == 8)
      #expect(bank.queueCount(of: .cpu) == 48)
      try lab.commit { $0.update(Lab.port(2, pvid: 10, speed: 1000)) }
      for _ in 0..<20 { lab.send(Self.frame(to: Lab.host(2), from: Lab.host(1), length: 1000), on: 1) }
      let dropped = lab.asic.accounts.drops(.tailDrop)
      #expect(dropped > 0)
      let counts = try #require(bank.counts(of: QueueID(port: PortID(2), index: 0)))
      #expect(counts.packets == 20 - dropped)
      #expect(counts.bytes == (20 - dropped) * 1000)
      #expect(counts.droppedPackets == dropped)
      #expect(counts.droppedBytes == dropped * 1000)
      #expect(bank.counts(of: PortID(2))?.outDiscards == dropped)
      #expect(bank.counts(of: QueueID(port: PortID(2), index: 1)) == QueueCounts())
      #expect(bank.counts(of: QueueID(port: PortID(2), index: 8)) == nil)
    }

    @Test func theCPUPortCountsToo() throws {
      let lab = try Lab.routing()
      let bank = try #require(lab.device.counters)
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1))
      lab.send(frame, on: 6)
      try lab.device.packets?.send(frame, to: PortID(2))
      let counts = try #require(bank.counts(of: PortID.cpu))
      #expect(counts.outUnicastPackets == 1)
      #expect(counts.outBytes == UInt64(frame.count))
      #expect(counts.inUnicastPackets == 1)
      #expect(bank.counts(of: QueueID(port: .cpu, index: 0))?.packets == 1)
      #expect(bank.counts(of: QueueID(port: .cpu, index: 47)) == QueueCounts())
      #expect(bank.counts(of: QueueID(port: .cpu, index: 48)) == nil)
    }

    @Test func aCounterWrapsAtItsWidth() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.widen(.vlanCounter, .inPackets, by: -38)
      let lab = try Lab.bridging(chip)
      for _ in 0..<5 { lab.send(Self.frame(to: 0xffff_ffff_ffff, from: Lab.host(1)), on: 1) }
      #expect(lab.device.counters?.counts(of: Lab.vlan(10))?.inPackets == 1)
      #expect(lab.device.counters?.counts(of: Lab.vlan(10))?.inBytes == 300)
    }

    @Test func aChipWithoutCountersHasNoBank() throws {
      var chip = try ASICDescription.hobby()
      chip.tables.removeAll { $0.role == .portCounter }
      let lab = try Lab(chip)
      #expect(lab.device.counters == nil)
      try lab.commit(Lab.bridged(lanes: 1, speed: 1000))
      lab.send(Self.frame(to: 0xffff_ffff_ffff, from: Lab.host(1)), on: 1)
      #expect(lab.asic.counters(of: 0)?.receivedPackets == 1)
      #expect(lab.asic.counters(of: 1)?.transmittedBytes == 60)
    }
  }
}
