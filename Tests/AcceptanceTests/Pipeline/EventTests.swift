import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What the chip tells of its FDB.
  @Suite struct Events {
    static func frame(from host: UInt64, tag: UInt16? = nil) -> [UInt8] {
      Frame.ethernet(to: 0xffff_ffff_ffff, from: Lab.host(host), tags: tag.map { [.vlan($0)] } ?? [], type: 0x88b5, [])
    }

    static func entry(_ vlan: Int, _ host: UInt64, _ port: UInt16) -> FDBEntry {
      FDBEntry(vlan: Lab.vlan(vlan), mac: MACAddress(bits: Lab.host(host)), port: PortID(port))
    }

    static func drain(_ lab: Lab) throws -> [SwitchEvent] {
      var events: [SwitchEvent] = []
      while let event = try lab.device.events?.nextEvent() { events.append(event) }
      return events
    }

    @Test func learnedAndMovedAreToldInOrder() throws {
      let lab = try Lab.bridging()
      #expect(try Self.drain(lab) == [])
      lab.send(Self.frame(from: 1), on: 1)
      lab.send(Self.frame(from: 1), on: 1)
      lab.send(Self.frame(from: 2, tag: 20), on: 3)
      lab.send(Self.frame(from: 1), on: 2)
      #expect(try lab.sim.bus.pollInterrupt())
      #expect(
        try Self.drain(lab) == [
          .learned(Self.entry(10, 1, 1)), .learned(Self.entry(20, 2, 3)), .moved(Self.entry(10, 1, 2), from: PortID(1))
        ])
      #expect(try Self.drain(lab) == [])
      #expect(try !lab.sim.bus.pollInterrupt())
    }

    @Test func staticEntriesNeitherMoveNorAreTold() throws {
      let lab = try Lab.bridging()
      var entry = Self.entry(10, 1, 2)
      entry.isStatic = true
      try lab.commit { $0.insert(entry) }
      lab.send(Self.frame(from: 1), on: 1)
      #expect(try Self.drain(lab) == [])
    }

    @Test func whatHadNoRoomIsCountedInItsPlace() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.events?.depth = 4
      let lab = try Lab.bridging(chip)
      for host in 1...10 as ClosedRange<UInt64> { lab.send(Self.frame(from: host), on: 1) }
      #expect(try lab.device.events?.nextEvent() == .learned(Self.entry(10, 1, 1)))
      // The queue has room again, but not before those that were lost.
      lab.send(Self.frame(from: 11), on: 1)
      #expect(try lab.device.events?.nextEvent() == .learned(Self.entry(10, 2, 1)))
      lab.send(Self.frame(from: 12), on: 1)
      #expect(try Self.drain(lab) == [.learned(Self.entry(10, 3, 1)), .lost(8), .learned(Self.entry(10, 12, 1))])
    }

    @Test func anEventOfAPortThatIsGoneIsLeftOut() throws {
      let lab = try Lab.bridging()
      lab.send(Self.frame(from: 1), on: 5)
      lab.send(Self.frame(from: 2), on: 4)
      try lab.commit { $0.update(VLAN(id: Lab.vlan(20), members: [.init(port: PortID(4), isTagged: false)])) }
      try lab.commit { $0.remove(Port.self, PortID(5)) }
      #expect(try Self.drain(lab) == [.learned(Self.entry(20, 2, 4))])
    }
  }
}
