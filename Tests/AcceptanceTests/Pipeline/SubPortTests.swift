import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// VLANs of a port that are router interfaces of their own.
  ///
  /// On the lab's switch port 6, routed, has VLAN 100 (10.100.0.1/24) and VLAN 200 (virtual router 1, 10.200.0.1/24); port 3, a trunk,
  /// has VLAN 100 (10.103.0.1/24).
  @Suite struct SubPorts {
    private static func interface(_ id: UInt16, _ router: UInt16 = 0, _ port: PortID, _ vlan: Int) -> RouterInterface {
      RouterInterface(
        id: .init(id), virtualRouter: .init(router), attachment: .subPort(port, Lab.vlan(vlan)),
        mac: MACAddress(bits: Lab.routerMAC(UInt64(id))),
        mtu: 1400)
    }

    private static func neighbor(_ id: UInt16, _ address: String, _ host: UInt64, _ transaction: inout Transaction) {
      guard let address = IPAddress(address) else {
        Issue.record("\(address) is no address")
        return
      }
      transaction.insert(Neighbor(interface: .init(id), address: address, mac: MACAddress(bits: Lab.host(host))))
    }

    private static func lab() throws -> Lab {
      let lab = try Lab.routing()
      try lab.commit {
        $0.insert(interface(100, 0, PortID(6), 100))
        $0.insert(interface(200, 1, PortID(6), 200))
        $0.insert(interface(103, 0, PortID(3), 100))
        neighbor(100, "10.100.0.2", 100, &$0)
        neighbor(200, "10.200.0.2", 200, &$0)
        neighbor(103, "10.103.0.2", 103, &$0)
        $0.insert(Route(prefix: Lab.prefix("10.100.0.1/32"), destination: .cpu))
      }
      return lab
    }

    private static func toRoute(_ interface: UInt64, _ destination: UInt32, tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.toRoute(interface: interface, to: destination, tags: tags)
    }

    @Test func taggedFramesAreTheSubPorts() throws {
      let lab = try Self.lab()
      let frame = Self.toRoute(100, Lab.ip(10, 7, 0, 2), tags: [.vlan(100, priority: 5)])
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      let untagged = Self.toRoute(6, Lab.ip(10, 7, 0, 2))
      #expect(lab.send(untagged, on: 6) == .forwarded([PortID(7): untagged.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      // Each takes its own address only.
      #expect(lab.send(Self.toRoute(6, Lab.ip(10, 7, 0, 2), tags: [.vlan(100)]), on: 6).verdict == .dropped)
      #expect(lab.send(Self.toRoute(100, Lab.ip(10, 7, 0, 2)), on: 6).verdict == .dropped)
      #expect(lab.send(Self.toRoute(100, Lab.ip(10, 7, 0, 2), tags: [.vlan(101)]), on: 6) == .dropped(.ingressVLANFilter))
      #expect(lab.send(Self.toRoute(100, Lab.ip(10, 6, 0, 2), tags: [.vlan(100)]), on: 7) == .dropped(.ingressVLANFilter), "not port 7's")
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func packetsLeaveWithTheSubPortsTag() throws {
      let lab = try Self.lab()
      let frame = Self.toRoute(7, Lab.ip(10, 100, 0, 2))
      #expect(
        lab.send(frame, on: 7) == .forwarded([PortID(6): frame.routed(to: Lab.host(100), from: Lab.routerMAC(100), tags: [.vlan(100)])]))
      // From one VLAN of a port to another port's of the same number, and back out of the port that it came in by.
      let across = Self.toRoute(100, Lab.ip(10, 103, 0, 2), tags: [.vlan(100)])
      #expect(
        lab.send(across, on: 6) == .forwarded([PortID(3): across.routed(to: Lab.host(103), from: Lab.routerMAC(103), tags: [.vlan(100)])]))
      let hairpin = Self.toRoute(100, Lab.ip(10, 6, 0, 2), tags: [.vlan(100)])
      #expect(lab.send(hairpin, on: 6) == .forwarded([PortID(6): hairpin.routed(to: Lab.host(6), from: Lab.routerMAC(6))]))
    }

    @Test func theInterfaceSaysVirtualRouterAndMTU() throws {
      let lab = try Self.lab()
      let frame = Self.toRoute(200, Lab.ip(10, 9, 0, 2), tags: [.vlan(200)])
      #expect(lab.send(frame, on: 6) == .forwarded([PortID(9): frame.routed(to: Lab.host(9), from: Lab.routerMAC(9))]))
      #expect(
        lab.send(Self.toRoute(200, Lab.ip(10, 7, 0, 2), tags: [.vlan(200)]), on: 6) == .dropped(.lpm4Miss),
        "virtual router 1 has no such route")
      #expect(lab.send(Frame.toRoute(interface: 7, to: Lab.ip(10, 100, 0, 2), length: 1372), on: 7).verdict == .forwarded)
      #expect(lab.send(Frame.toRoute(interface: 7, to: Lab.ip(10, 100, 0, 2), length: 1373), on: 7) == .trapped(.l3MTUError))
    }

    @Test func aTrunksOtherVLANsAreBridged() throws {
      let lab = try Self.lab()
      let routed = Self.toRoute(103, Lab.ip(10, 7, 0, 2), tags: [.vlan(100)])
      #expect(lab.send(routed, on: 3) == .forwarded([PortID(7): routed.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      let bridged = Frame.ethernet(to: Lab.host(50), from: Lab.host(1), tags: [.vlan(20)], type: 0x88b5, [1])
      #expect(lab.send(bridged, on: 3).out.keys.sorted() == [PortID(4), PortID(5)])
      // What is not for the router goes nowhere, and is not learned.
      let other = Frame.ethernet(to: Lab.host(50), from: Lab.host(2222), tags: [.vlan(100)], type: 0x88b5, [1])
      #expect(lab.send(other, on: 3) == .dropped(.noFloodPorts))
      let learned = Snapshot(lab.device).fdb.map(\.key.mac)
      #expect(!learned.contains(MACAddress(bits: Lab.host(2222))))
    }

    @Test func theCPUHearsThem() throws {
      let lab = try Self.lab()
      let request = Frame.ethernet(
        to: 0xffff_ffff_ffff, from: Lab.host(100), tags: [.vlan(100)], type: 0x0806,
        Frame.arp(sender: Lab.host(100), Lab.ip(10, 100, 0, 2), target: Lab.ip(10, 100, 0, 1)))
      #expect(lab.send(request, on: 6) == .trapped(.arp))
      let own = Self.toRoute(100, Lab.ip(10, 100, 0, 1), tags: [.vlan(100)])
      #expect(lab.send(own, on: 6) == .trapped(.ip2me))
      #expect(try lab.sim.takePunted().map(\.frame) == [request, own], "with their tags")
    }

    @Test func aSubPortComesAndGoes() throws {
      let lab = try Self.lab()
      let frame = Self.toRoute(103, Lab.ip(10, 7, 0, 2), tags: [.vlan(100)])
      #expect(lab.send(frame, on: 3).verdict == .forwarded)
      let before = Snapshot(lab.device)
      #expect(throws: CommitFailure.self, "a port's VLAN is one interface") {
        try lab.commit { $0.insert(Self.interface(104, 0, PortID(3), 100)) }
      }
      #expect(Snapshot(lab.device) == before)
      try lab.commit {
        $0.remove(Neighbor.self, .init(interface: .init(103), address: IPAddress(v4: Lab.ip(10, 103, 0, 2))))
        $0.remove(RouterInterface.self, .init(103))
      }
      #expect(lab.send(frame, on: 3) == .dropped(.ingressVLANFilter))
      try lab.commit { $0.insert(Self.interface(104, 0, PortID(3), 100)) }
      #expect(lab.send(Self.toRoute(104, Lab.ip(10, 7, 0, 2), tags: [.vlan(100)]), on: 3).verdict == .forwarded)
    }

    @Test func aLAGHasSubPorts() throws {
      let lab = try Self.lab()
      let lag = PortID(lag: LAGID(1))
      try lab.commit {
        for port in [11, 12] as [UInt16] { $0.insert(Lab.port(port)) }
        $0.insert(LAG(id: LAGID(1), members: [.init(port: PortID(11)), .init(port: PortID(12))]))
        $0.insert(Self.interface(110, 0, lag, 100))
        Self.neighbor(110, "10.110.0.2", 110, &$0)
      }
      for port in [11, 12] as [UInt16] {
        let frame = Self.toRoute(110, Lab.ip(10, 7, 0, 2), tags: [.vlan(100)])
        #expect(lab.send(frame, on: port) == .forwarded([PortID(7): frame.routed(to: Lab.host(7), from: Lab.routerMAC(7))]))
      }
      var ports: Set<PortID> = []
      for number in 0..<40 as Range<UInt16> {
        let frame = Frame.toRoute(interface: 7, to: Lab.ip(10, 110, 0, 2), ports: (1000 + number, 80))
        let seen = lab.send(frame, on: 7)
        #expect(seen.out.map(\.value) == [frame.routed(to: Lab.host(110), from: Lab.routerMAC(110), tags: [.vlan(100)])])
        ports.formUnion(seen.out.keys)
      }
      #expect(ports == [PortID(11), PortID(12)])
      #expect(throws: CommitFailure.self, "a member is no port of its own") {
        try lab.commit { $0.insert(Self.interface(111, 0, PortID(11), 101)) }
      }
      #expect(throws: CommitFailure.self, "a port with sub-ports cannot join") {
        try lab.commit { $0.update(LAG(id: LAGID(1), members: [.init(port: PortID(11)), .init(port: PortID(3))])) }
      }
      #expect(Snapshot(lab.device).differences(from: Snapshot(intentOf: lab.control)) == [])
    }
  }
}
