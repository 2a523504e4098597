import ASICSimulator
import Foundation
import NOSConfiguration
import PacketKit
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Real and hostile packets: every one has a verdict, and none is lost uncounted.
  @Suite(.enabled(if: Acceptance.shared != nil, Acceptance.sharedIsAbsent)) struct Captures {
    private static let files: [URL] = {
      guard let folder = Acceptance.shared?.appendingPathComponent("pcaps") else { return [] }
      let all = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      return all.sorted { $0.path < $1.path }
    }()

    /// A kind of port to come in on, and what is done to frames first.
    struct Way: CustomTestStringConvertible, Sendable {
      var board: String
      var config: String
      var port: String
      /// The router's address in place of the destination's, so that the frame is routed.
      var isToRouter = false
      /// The VLAN of a tag that the frame gets first.
      var vlan: UInt16?
      var testDescription: String { "\(board) \(port)\(vlan.map { " tagged \($0)" } ?? "")\(isToRouter ? " to the router" : "")" }
    }

    static let ways = [
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet16"),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet28"),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet28", vlan: 100),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet28", isToRouter: true, vlan: 200),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet0"),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet0", isToRouter: true),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet16", isToRouter: true),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet40", isToRouter: true),
      Way(board: "as7726-32x", config: "config_db.json", port: "Ethernet60"),
      Way(board: "gs1900-8", config: "gs1900-8/config_db.json", port: "lan1"),
      Way(board: "gs1900-8", config: "gs1900-8/config_db.json", port: "lan4"),
      Way(board: "gs1900-8", config: "gs1900-8/config_db.json", port: "lan7"),
      Way(board: "gs1900-8", config: "gs1900-8/config_db.json", port: "lan7", vlan: 20),
      Way(board: "xgs1250-12", config: "xgs1250-12/config_db.json", port: "lan1"),
      Way(board: "xgs1250-12", config: "xgs1250-12/config_db.json", port: "lan4", isToRouter: true),
      Way(board: "xgs1250-12", config: "xgs1250-12/config_db.json", port: "lan12", isToRouter: true)
    ]

    @Test(arguments: ways) func everyPacketIsAccountedFor(_ way: Way) throws {
      let platform = try Acceptance.catalog.platform(named: way.board)
      let text = [UInt8](try Data(contentsOf: Acceptance.root.appendingPathComponent("Simulator/Example/\(way.config)")))
      let configuration = ConfigurationReader(board: platform.board, defaultMAC: MACAddress(bits: Lab.mac)).read(
        bytes: text, file: way.config)
      let errors = configuration.diagnostics.filter { $0.severity == .error }.map(\.description)
      #expect(errors == [])
      let sim = try SimulatedSwitch(platform)
      try sim.control.commit(supported(configuration, by: sim))
      let port = try #require(configuration.port(named: way.port))
      let router = configuration.rows.routerInterfaces.first?.row.mac.bits ?? 0

      let files = Acceptance.isRelease ? Captures.files : Captures.files.enumerated().filter { $0.offset % 9 == 0 }.map(\.element)
      #expect(files.count >= (Acceptance.isRelease ? 554 : 60))
      var packets = 0
      var punted = 0
      var routedOut = 0
      var problems: [String] = []
      for file in files {
        let bytes = [UInt8](try Data(contentsOf: file))
        guard var reader = try? CaptureReader(bytes) else { continue }
        while let frame = try? reader.next() {
          packets += 1
          let before = sim.asic.accounts
          var data = Array(reader.bytes(of: frame))
          if frame.linkType == CapturedFrame.ethernet {
            if way.isToRouter && data.count >= 6 { data.replaceSubrange(0..<6, with: Frame.mac(router)) }
            if let vlan = way.vlan, data.count >= 12 { data.insert(contentsOf: Frame.Tag.vlan(vlan, priority: 3).bytes, at: 12) }
            sim.receive(data, on: port)
          } else {
            sim.asic.refuse(.notEthernet)
          }
          let after = sim.asic.accounts
          let outcome = sim.asic.outcome
          // One more verdict, and it agrees with what came out.
          let verdicts = zip(after.verdicts, before.verdicts).map { $0 - $1 }
          var isRight = after.isConserved && after.received == before.received + 1 && verdicts.reduce(0, +) == 1
          isRight = isRight && verdicts[Int(outcome.verdict.rawValue)] == 1
          isRight =
            isRight && after.transmitted - before.transmitted == UInt64(sim.asic.output.count) && outcome.replicas == sim.asic.output.count
          switch outcome.verdict {
          case .dropped: isRight = isRight && outcome.drop != .none && outcome.trap == .none && outcome.replicas == 0
          case .forwarded: isRight = isRight && outcome.replicas > 0 && outcome.trap == .none
          case .trapped: isRight = isRight && outcome.replicas == 0 && outcome.trap != .none
          case .copied: isRight = isRight && outcome.replicas > 0 && outcome.trap != .none
          }
          for sent in sim.sentFrames() {
            if sent.bytes.count < 60 || sent.bytes.count < data.count - 4 || sent.port == port && !way.isToRouter && !isRouted(sent, data) {
              isRight = false
            }
            if isRouted(sent, data) {
              routedOut += 1
              if let fault = routingFault(data, sent.bytes) { problems.append("\(file.lastPathComponent) \(reader.framesRead): \(fault)") }
            }
          }
          if !isRight { problems.append("\(file.lastPathComponent) \(reader.framesRead): \(outcome)") }
          if after.drops(.none) != 0 { problems.append("\(file.lastPathComponent) \(reader.framesRead): dropped for no reason") }
          punted += try sim.takePunted().count
        }
        #expect(sim.asic.accounts.isConserved, "\(file.lastPathComponent)")
        if problems.count > 10 { break }
      }
      #expect(problems == [])
      #expect(UInt64(punted) == sim.asic.accounts.punted)
      #expect(UInt64(packets) == sim.asic.accounts.received)
      #expect(packets > (Acceptance.isRelease ? 5000 : 200))
      let verdicts = Verdict.allCases.map { "\($0) \(sim.asic.accounts.verdicts[Int($0.rawValue)])" }.joined(separator: ", ")
      Acceptance.figure("captures, \(way.testDescription): \(files.count) files, \(packets) packets: \(verdicts); \(routedOut) routed out")
    }

    /// The rows of the configuration of which the switch has a table.
    private func supported(_ configuration: Configuration, by sim: SimulatedSwitch) -> Transaction {
      var transaction = Transaction()
      func add<R: EditableRow>(_ rows: [Configured<R>]) {
        guard sim.control.device.capabilities.supports(R.kind) else { return }
        for row in rows { transaction.insert(row.row, from: row.provenance) }
      }
      let rows = configuration.rows
      add(rows.ports)
      add(rows.vlans)
      add(rows.fdb)
      add(rows.virtualRouters)
      add(rows.routerInterfaces)
      add(rows.neighbors)
      add(rows.nextHops)
      add(rows.nextHopGroups)
      add(rows.routes)
      add(rows.aclTables)
      add(rows.aclEntries)
      return transaction
    }

    private func isRouted(_ sent: SentFrame, _ data: [UInt8]) -> Bool {
      data.count >= 12 && sent.bytes.count >= 12 && sent.bytes[6..<12] != data[6..<12]
    }

    /// What is wrong with a packet that was routed: it must be the one that came in but for TTL and checksum.
    private func routingFault(_ input: [UInt8], _ output: [UInt8]) -> String? {
      func packet(_ frame: [UInt8]) -> [UInt8] {
        var offset = 12
        while frame.count >= offset + 4, [0x8100, 0x88a8, 0x9100].contains(frame.big16(offset)) { offset += 4 }
        return frame.count < offset + 2 ? [] : Array(frame[(offset + 2)...])
      }
      let before = packet(input)
      let after = packet(output)
      guard before.count >= 20, after.count >= before.count else { return "shorter than it was" }
      if after[before.count...].contains(where: { $0 != 0 }) { return "padding that is not zero" }
      switch before[0] >> 4 {
      case 4:
        let header = Int(before[0] & 0xf) * 4
        guard header >= 20, before.count >= header else { return "no whole header" }
        if Frame.checksum(before[0..<header]) != 0 { return "a broken header was routed" }
        if Frame.checksum(after[0..<header]) != 0 { return "the checksum is wrong" }
        if before[8] < 2 || after[8] != before[8] - 1 { return "TTL \(before[8]) became \(after[8])" }
        for index in before.indices where ![8, 10, 11].contains(index) && before[index] != after[index] {
          return "byte \(index) has changed"
        }
      case 6:
        if before[7] < 2 || after[7] != before[7] - 1 { return "hop limit \(before[7]) became \(after[7])" }
        for index in before.indices where index != 7 && before[index] != after[index] { return "byte \(index) has changed" }
      default: return "neither IPv4 nor IPv6 was routed"
      }
      return nil
    }
  }
}
