import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Packets to and from the CPU, over the rings.
  @Suite struct CPUPackets {
    @Test func puntedPacketsComeWithPortAndReason() throws {
      let lab = try Lab.routing()
      let arp = Frame.ethernet(to: 0xffff_ffff_ffff, from: Lab.host(2), type: 0x0806, Frame.arp(sender: Lab.host(2), 1, target: 2))
      let mine = Frame.toRoute(interface: 7, to: Lab.ip(10, 7, 0, 1))
      lab.send(arp, on: 6)
      lab.send(mine, on: 7)
      let packets = try lab.sim.takePunted()
      #expect(packets.map(\.frame) == [arp, mine])
      #expect(packets.map(\.port) == [PortID(6), PortID(7)])
      #expect(packets.map(\.reason) == [UInt16(TrapReason.arp.rawValue), UInt16(TrapReason.ip2me.rawValue)])
      #expect(try lab.sim.takePunted().isEmpty)
    }

    @Test func theRingGoesRound() throws {
      let lab = try Lab.routing()
      for number in 0..<Acceptance.size(20_000, debug: 3_000) {
        let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1), ports: (UInt16(number & 0xffff), 5))
        #expect(lab.send(frame, on: 6) == .trapped(.ip2me))
        if number % 7 == 0 { #expect(try lab.sim.takePunted().last?.frame == frame) }
      }
    }

    @Test func aFullRingDropsAndIsCounted() throws {
      let lab = try Lab.routing()
      let descriptors = lab.asic.description.rings?.descriptors ?? 0
      let frame = Frame.toRoute(interface: 6, to: Lab.ip(10, 6, 0, 1))
      for number in 0..<descriptors + 10 {
        #expect(lab.send(frame, on: 6) == (number < descriptors - 1 ? .trapped(.ip2me) : .dropped(.cpuQueueFull)))
      }
      #expect(lab.asic.accounts.isConserved)
      #expect(lab.asic.accounts.drops(.cpuQueueFull) == 11)
      #expect(try lab.sim.takePunted().count == descriptors - 1)
      #expect(lab.send(frame, on: 6) == .trapped(.ip2me))
      #expect(try lab.sim.bus.pollInterrupt())
    }

    @Test func theCPUSendsPastTheLookUps() throws {
      let lab = try Lab.routing()
      let frame = Frame.ethernet(to: Lab.host(1), from: Lab.mac, tags: [.vlan(99)], type: 0x88b5, [1, 2, 3], minimum: 60)
      try lab.device.packets?.send(frame, to: PortID(2))
      let sent = lab.asic.takeInjected()
      #expect(sent.map(\.bytes) == [frame])
      #expect(sent.map(\.port) == [lab.sim.chipPort(of: PortID(2))])
      #expect(lab.asic.takeInjected().isEmpty)
      try lab.device.packets?.send(Array(frame.prefix(20)), to: PortID(2))
      #expect(lab.asic.takeInjected().first?.bytes.count == 60, "padded to the shortest frame")
      #expect(throws: SwitchError.self) { try lab.device.packets?.send(frame, to: PortID(55)) }
      #expect(throws: SwitchError.self) { try lab.device.packets?.send([1, 2, 3], to: PortID(2)) }
      try lab.device.packets?.send(frame, to: PortID(10))
      #expect(lab.asic.takeInjected().isEmpty, "the port is disabled")
      #expect(lab.asic.accounts.drops(.egressLinkDown) == 1)
      #expect(lab.asic.accounts.isConserved)
      for _ in 0..<3000 { try lab.device.packets?.send(frame, to: PortID(2)) }
      #expect(lab.asic.accounts.injected == 3003)
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func theCPUSendsIntoAVLAN() throws {
      let lab = try Lab.routing()
      func out(_ frame: [UInt8]) throws -> [PortID: [UInt8]] {
        try lab.device.packets?.send(frame, in: Lab.vlan(10))
        return Dictionary(uniqueKeysWithValues: lab.asic.takeInjected().map { (lab.sim.driver.port(ofChip: $0.port) ?? .cpu, $0.bytes) })
      }
      lab.send(Frame.ethernet(to: 0xffff_ffff_ffff, from: Lab.host(1), type: 0x88b5, []), on: 1)
      let last = lab.sim.sentFrames()
      let flooded = Frame.ethernet(to: 0xffff_ffff_ffff, from: Lab.mac, type: 0x0806, Frame.arp(sender: Lab.mac, 1, target: 2))
      let tagged = Array(flooded.prefix(12)) + Frame.Tag.vlan(10).bytes + flooded.dropFirst(12)
      #expect(try out(flooded) == [PortID(1): flooded, PortID(2): flooded, PortID(3): tagged])
      let known = Frame.ethernet(to: Lab.host(1), from: Lab.mac, type: 0x88b5, [])
      #expect(try out(known) == [PortID(1): known])
      #expect(lab.sim.sentFrames() == last, "the last packet's frames are still there")
      #expect(lab.asic.outcome.verdict == .forwarded)
      // To the router's own address: routed, into VLAN 20.
      let routed = try out(Frame.toRoute(interface: 10, to: Lab.ip(10, 20, 0, 4)))
      #expect(routed.keys.sorted() == [PortID(3)])
      #expect(routed[PortID(3)]?.prefix(6) == Frame.mac(Lab.host(4))[...])
      #expect(try lab.sim.takePunted().isEmpty, "the CPU hears nothing of its own")
      #expect(lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.mac))) == nil)
      #expect(throws: SwitchError.self) { try lab.device.packets?.send(known, in: Lab.vlan(11)) }
      #expect(lab.asic.accounts.injected == 3)
      #expect(lab.asic.accounts.isConserved)
      #expect(lab.device.counters?.counts(of: Lab.vlan(10))?.inPackets == 4)
    }
  }
}
