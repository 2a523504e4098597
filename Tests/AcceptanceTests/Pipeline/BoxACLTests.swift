import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// ACLs of the boxes' chips: what drops, where, and how many rules there is room for.
  @Suite struct BoxACLs {
    private static func rule(_ table: UInt16, _ number: UInt32, to address: UInt32) -> ACLEntry {
      var match = ACLMatch()
      match.destinationIP = IPPrefix(host: IPAddress(v4: address))
      return ACLEntry(table: ACLTableID(table), number: number, priority: 10, match: match, action: .drop)
    }

    private static func packet(to address: UInt32) -> [UInt8] {
      Frame.ethernet(
        to: Boxes.broadcast, from: Lab.host(1), type: 0x0800, Frame.ipv4(from: Lab.ip(10, 0, 0, 1), to: address, Frame.udp(1, 2)))
    }

    @Test(arguments: Boxes.boards(.ingressACL)) func rulesDropOnTheWayIn(_ board: String) throws {
      let box = try Box(board)
      let (guarded, open) = (box.ports[1], box.ports[2])
      try box.commit { transaction in
        transaction.insert(ACLTable(id: ACLTableID(1), stage: .ingress, fields: [.destinationIPv4], ports: [guarded]))
        transaction.insert(Self.rule(1, 1, to: Lab.ip(10, 0, 0, 66)))
      }
      #expect(box.send(Self.packet(to: Lab.ip(10, 0, 0, 66)), on: guarded).isEmpty)
      #expect(box.sim.asic.outcome.drop == .aclIngress)
      #expect(box.send(Self.packet(to: Lab.ip(10, 0, 0, 67)), on: guarded).count == box.ports.count - 1)
      #expect(box.send(Self.packet(to: Lab.ip(10, 0, 0, 66)), on: open).count == box.ports.count - 1)
    }

    @Test(arguments: Boxes.boards(.egressACL)) func rulesDropOnTheWayOut(_ board: String) throws {
      let box = try Box(board)
      let guarded = box.ports[3]
      try box.commit { transaction in
        transaction.insert(ACLTable(id: ACLTableID(1), stage: .egress, fields: [.destinationIPv4], ports: [guarded]))
        transaction.insert(Self.rule(1, 1, to: Lab.ip(10, 0, 0, 66)))
      }
      let out = box.send(Self.packet(to: Lab.ip(10, 0, 0, 66)), on: box.ports[1])
      #expect(Set(out.keys) == Set(box.ports).subtracting([box.ports[1], guarded]))
      #expect(box.send(Self.packet(to: Lab.ip(10, 0, 0, 67)), on: box.ports[1])[guarded] != nil)
    }

    /// As many rules as the TCAM has rows, and the last one works.
    @Test(arguments: [("cn9130-crb", 256), ("gs1900-8", 1536), ("gs1900-48", 1152), ("xgs1250-12", 2048)])
    func rulesRunOut(_ board: String, _ rows: Int) throws {
      let box = try Box(board)
      let port = box.ports[1]
      try box.commit { transaction in
        transaction.insert(ACLTable(id: ACLTableID(1), stage: .ingress, fields: [.destinationIPv4], ports: [port]))
        for number in 1...UInt32(rows) { transaction.insert(Self.rule(1, number, to: Lab.ip(10, 1, 0, 0) + number)) }
      }
      #expect(box.send(Self.packet(to: Lab.ip(10, 1, 0, 0) + UInt32(rows)), on: port).isEmpty)
      #expect(box.send(Self.packet(to: Lab.ip(10, 1, 0, 1) + UInt32(rows)), on: port).count == box.ports.count - 1)
      do {
        try box.commit { $0.insert(Self.rule(1, UInt32(rows) + 1, to: Lab.ip(10, 2, 0, 0))) }
        Issue.record("there is no row for it")
      } catch let failure as CommitFailure {
        #expect(failure.text.contains("all rows are taken (\(rows) of \(rows) rows occupied)"), "\(failure.text)")
      }
    }

    @Test func whatTheSmallestChipLacksIsUnsupported() throws {
      let box = try Box("edgerouter-x")
      let capabilities = box.sim.control.device.capabilities
      for kind in [RowKind.lag, .aclTable, .aclEntry, .routerInterface, .route] { #expect(!capabilities.supports(kind)) }
      #expect(throws: CommitFailure.self) {
        try box.commit { $0.insert(LAG(id: LAGID(1), members: [], portVLAN: Box.vlan)) }
      }
    }
  }
}
