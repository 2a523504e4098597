import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// What is told of packets that meet LAGs, spanning trees and sub-ports.
  @Suite struct LogicalPortExplanations {
    private static let lag = PortID(lag: LAGID(1))

    private static func plain(to: UInt64 = Lab.host(50), from: UInt64 = Lab.host(1), tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(to: to, from: from, tags: tags, type: 0x88b5, [UInt8](repeating: 0x5a, count: 50))
    }

    private static func lookUps(_ told: Explanation, _ table: String) -> [Explanation.LookUp] {
      told.stages.flatMap(\.lookUps).filter { $0.table == table }
    }

    private static func lab() throws -> Lab {
      let lab = try Lab.routing()
      try lab.commit {
        for port in 11...12 as ClosedRange<UInt16> { $0.insert(Lab.port(port)) }
        $0.insert(LAG(id: .init(1), members: [.init(port: PortID(11)), .init(port: PortID(12))], portVLAN: Lab.vlan(40)))
        $0.insert(SpanningTree(id: .init(7), ports: [.init(port: PortID(5), state: .blocking)]))
        $0.insert(
          VLAN(
            id: Lab.vlan(40),
            members: [.init(port: lag, isTagged: false), .init(port: PortID(4), isTagged: true), .init(port: PortID(5), isTagged: true)],
            spanningTree: .init(7)))
      }
      return lab
    }

    @Test func aLAGIsNamed() throws {
      let lab = try Self.lab()
      func source(_ told: Explanation) -> String? { Self.lookUps(told, "fdb").first { $0.purpose == "source address" }?.action }
      let first = try lab.sim.explain(Self.plain(from: Lab.host(60)), on: PortID(11))
      #expect(source(first) == "new: learned on LAG 1")
      #expect(Self.lookUps(first, "port").first?.action == "no tag: the port's VLAN 40; in LAG 1")
      #expect(first.outputs.map(\.port) == ["port 4", "port 5"])
      #expect(first.outputs.map(\.drop) == [nil, "spanningTreeOut"])
      let second = try lab.sim.explain(Self.plain(from: Lab.host(60)), on: PortID(12))
      #expect(source(second) == "known on this port")
      let answer = try lab.sim.explain(Self.plain(to: Lab.host(60), tags: [.vlan(40)]), on: PortID(4))
      #expect(Self.lookUps(answer, "fdb").last?.action == "to LAG 1")
      let lag = try #require(Self.lookUps(answer, "lag").first)
      #expect(lag.origin?.row == "LAG 1")
      #expect(lag.action.hasPrefix("2 members from row 0 on"))
      let member = try #require(Self.lookUps(answer, "lagMember").first)
      #expect(member.origin?.row == "LAG 1")
      #expect(answer.outputs.map { "by \($0.port)" } == [member.action])
    }

    @Test func aSpanningTreeIsNamed() throws {
      let lab = try Self.lab()
      let blocked = try lab.sim.explain(Self.plain(tags: [.vlan(40)]), on: PortID(5))
      let tree = try #require(Self.lookUps(blocked, "spanningTree").first)
      #expect(blocked.reason == "spanningTreeIn")
      #expect(tree.origin?.row == "spanning tree 7")
      #expect(tree.action.hasPrefix("dropped: "))
      #expect(tree.data.map(\.value) == ["port 5", "none"])
      let passed = try lab.sim.explain(Self.plain(tags: [.vlan(40)]), on: PortID(4))
      #expect(Self.lookUps(passed, "spanningTree").first?.action == "the port forwards in the VLAN's spanning tree")
    }

    @Test func aSubPortIsNamed() throws {
      let lab = try Self.lab()
      let address = IPAddress(v4: Lab.ip(10, 100, 0, 2))
      try lab.commit {
        $0.insert(
          RouterInterface(
            id: .init(100), virtualRouter: .init(0), attachment: .subPort(PortID(6), Lab.vlan(100)),
            mac: MACAddress(bits: Lab.routerMAC(100))))
        $0.insert(Neighbor(interface: .init(100), address: address, mac: MACAddress(bits: Lab.host(100))))
      }
      let into = try lab.sim.explain(Frame.toRoute(interface: 100, to: Lab.ip(10, 7, 0, 2), tags: [.vlan(100)]), on: PortID(6))
      let subPort = try #require(Self.lookUps(into, "subPort").first)
      #expect(subPort.origin?.row == "router interface 100")
      #expect(subPort.action == "in through router interface router interface 100")
      #expect(subPort.key.map(\.value) == ["port 6", "100"])
      let out = try lab.sim.explain(Frame.toRoute(interface: 7, to: Lab.ip(10, 100, 0, 2)), on: PortID(7))
      #expect(Self.lookUps(out, "egressInterface").first?.action.hasPrefix("out of port 6 with the tag of VLAN 100") == true)
      let other = try lab.sim.explain(Frame.toRoute(interface: 100, to: Lab.ip(10, 7, 0, 2), tags: [.vlan(101)]), on: PortID(6))
      #expect(other.why == "its VLAN tag is that of no sub-port of the port it came in on")
    }
  }
}
