import SwitchPlatform
import Testing

/// Each fault in a chip file is said once, with its place.
@Suite struct ChipFaultTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    /// Rule and part of the message.
    var rule: String
    var message: String
    var testDescription: String { "\(rule) \(message)" }

    init(_ old: String, _ new: String, _ rule: String, _ message: String) {
      (self.old, self.new, self.rule, self.message) = (old, new, rule, message)
    }
  }

  static let faults: [Fault] = [
    Fault("parser: { latency: 40, window", "parser: { latency: 40, windw", "KEY01", "did you mean 'window'?"),
    Fault("vendor: trysail\n", "", "KEY02", "has no 'vendor'"),
    Fault("vendor: trysail", "vendor: trysail\nvendor: other", "SYN02", "key 'vendor' stands twice"),
    Fault("cell: 256", "cell: 25", "TYP02", "expected 32…16384"),
    Fault("headroom: 6291456", "headroom: 62", "TRF01", "has no cell"),
    Fault(
      "{ classes: [ 4 ], pool: ingress, minimum", "{ classes: [ 3 ], pool: ingress, minimum", "TRF02", "class 3 is in 'groups' already"),
    Fault("low: 262144, high: 1048576", "low: 2621440, high: 1048576", "TRF03", "above 'high'"),
    Fault("pool: ingress, alpha: 8", "pool: ingress, alpha: 8, limit: 100", "TRF04", "expected one of them"),
    Fault("pool: ingress, alpha: 8", "pool: ingress, alpha: 8/0", "TRF05", "expected such as 8 or 1/8"),
    Fault("pool: ingress, alpha: 8", "pool: ingres, alpha: 8", "NAM02", "did you mean 'ingress'?"),
    Fault("sharing: drr", "sharing: ddr", "NAM01", "did you mean 'drr'?"),
    Fault("classify: dscp", "classify: dcsp", "NAM01", "did you mean 'dscp'?"),
    Fault(
      "{ 25G: 61440, 100G: 131072 }, resume: 2048 }\n      - { classes: [ 4 ]",
      "{ 25X: 61440, 100G: 131072 }, resume: 2048 }\n      - { classes: [ 4 ]", "TYP01", "is no speed"),
    Fault("clock: 1.35 GHz", "clock: 1.35 Ghz", "TYP01", "expected a frequency"),
    Fault("pipes: 4 }", "pipes: 4000 }", "TYP02", "expected 1…64"),
    Fault("cpu: 128", "cpu: 100", "CHP13", "a front port"),
    Fault("lanes: 128", "lanes: 12", "CHP13", "too few"),
    Fault("descriptors: 1024", "descriptors: 1000", "CHP13", "power of two"),
    Fault("src: assumed", "src: asumed", "NAM01", "did you mean 'assumed'?"),
    Fault("schema: switch-chip/1", "schema: switch-chip/2", "NAM01", "expected switch-chip/1"),
    Fault("role: fdb", "role: fbd", "NAM01", "did you mean 'fdb'?"),
    Fault("function: mix, seed: 0 }\n    memory: fdbWays", "function: crc32, seed: 0 }\n    memory: fdbWays", "NAM01", "'crc32c'"),
    Fault("memory: vlanRows", "memory: vlanRow", "NAM02", "did you mean 'vlanRows'?"),
    Fault("access: fdb\n", "access: fbd\n", "NAM02", "did you mean 'fdb'?"),
    Fault("tables: [ routerInterface ]", "tables: [ routerInterfaces ]", "NAM02", "did you mean 'routerInterface'?"),
    Fault("receive: receive,", "receive: recieve,", "NAM02", "did you mean 'receive'?"),
    Fault("head: RX_HEAD", "head: RX_HED", "NAM02", "did you mean 'RX_HEAD'?"),
    Fault("role: acl.egress", "role: acl.ingress", "CHP01", "is taken"),
    Fault("data: { port: 9, static: 1, hit: 1 }", "data: { static: 1, hit: 1 }", "CHP02", "no field 'port'"),
    Fault("data: { port: 9, static: 1, hit: 1 }", "data: { port: 9, static: 1, hit: 1, mtu: 14 }", "CHP02", "cannot stand"),
    Fault("key: { mac: 48, fid: 12 }", "key: { mca: 48, fid: 12 }", "NAM01", "did you mean 'mac'?"),
    Fault(
      "match: { kind: hash, ways: 8, hashes: 2, function: mix, seed: 0 }\n    memory: fdbWays",
      "match: { kind: ternary }\n    memory: fdbWays",
      "CHP03", "expected hash"),
    Fault("key: { mac: 48, fid: 12 }", "key: { mac: 40, fid: 12 }", "CHP04", "expected 48 on every chip"),
    Fault("tcpFlags: 8, etherType: 16", "tcpFlags: 9, etherType: 16", "CHP04", "at most 8"),
    Fault("words: 32768, width: 8 x 72", "words: 32768, width: 8 x 71", "CHP05", "has 72 bits"),
    Fault("blocks: 16, rows: 512, width: 480", "blocks: 16, rows: 512, width: 453", "CHP05", "has 478 bits"),
    Fault("memory: aclIngressRows", "memory: routerInterfaceRows", "CHP06", "expected tcam"),
    Fault("pivots: route4Pivots, pivotRows: 98304", "pivots: route4Pivots, pivotRows: 98305", "CHP07", "98305 pivots"),
    Fault("words: 129, width: 128", "words: 128, width: 80", "CHP07", "need 129"),
    Fault("words: 32768, width: 8 x 72", "words: 65536, width: 4 x 72", "CHP07", "'ways'"),
    Fault("memory: fdbWays\n", "memory: fdbWays\n    depth: 1023\n", "CHP07", "not a multiple"),
    Fault("memory: fdbWays\n", "memory: fdbWays\n    depth: 1048576\n", "CHP07", "has 1048576 rows"),
    Fault(
      "memory: groupRows\n    data: { base: 16, count: 12 }", "memory: groupRows\n    data: { base: 14, count: 12 }", "CHP08", "need 15"),
    Fault(
      "memory: lagRows\n    data: { base: 16, count: 12 }", "memory: lagRows\n    data: { base: 9, count: 12 }", "CHP08",
      "LAG members need 10"),
    Fault(
      "memory: lagRows\n    data: { base: 16, count: 12 }", "memory: lagRows\n    data: { base: 16, count: 7 }", "CHP08",
      "129 numbers of members, none included, need 8"),
    Fault("interface: 12, lag: 8", "interface: 12, lag: 7", "CHP08", "129 LAGs, none included, need 8"),
    Fault("spanningTree: 9", "spanningTree: 8", "CHP08", "257 spanning trees, none included, need 9"),
    Fault("data: { blocked: 129", "data: { blocked: 128", "CHP08", "need 129"),
    Fault("data: { port: 9, static: 1, hit: 1 }", "data: { port: 8, static: 1, hit: 1 }", "CHP08", "384 ports and LAGs need 9"),
    Fault("key: { port: 9, vlan: 12 }", "key: { port: 8, vlan: 12 }", "CHP08", "384 ports and LAGs need 9"),
    Fault("interfaceKind: 2, port: 9", "interfaceKind: 1, port: 9", "CHP08", "3 kinds of interface need 2"),
    Fault("lag: 8, collects: 1,", "lag: 8,", "CHP16", "has no field 'collects'"),
    Fault("collects: 1,\n        hasSubPorts: 1,", "collects: 1,\n       ", "CHP16", "has no field 'hasSubPorts'"),
    Fault("interface: 12, spanningTree: 9,", "interface: 12,", "CHP16", "has no field 'spanningTree'"),
    Fault("tables: [ lag, lagMember ]", "tables: [ lagMember, lag ]", "CHP12", "whose result it needs"),
    Fault("tables: [ port, subPort, vlan, ", "tables: [ port, vlan, subPort, ", "CHP12", "whose result it needs"),
    Fault("data: { nextHop: 17 }", "data: { nextHop: 16 }", "CHP08", "need 17"),
    Fault("data: { port: 9, static: 1, hit: 1 }", "data: { port: 7, static: 1, hit: 1 }", "CHP08", "need 8"),
    Fault("members: 129", "members: 128", "CHP08", "need 129"),
    Fault("counted: 1, counter: 14, metered: 1", "counted: 1, counter: 13, metered: 1", "CHP08", "need 14"),
    Fault("metered: 1, meter: 12 }\n    access: aclIngress", "metered: 1, meter: 11 }\n    access: aclIngress", "CHP08", "need 12"),
    Fault("metered: 1, meter: 12 }\n    access: aclIngress", "meter: 12 }\n    access: aclIngress", "CHP16", "go together"),
    Fault("committedFraction: 31", "committedFraction: 30", "CHP08", "need 31"),
    Fault("committedTokens: 32", "committedTokens: 31", "CHP08", "has 32"),
    Fault("peakTokens: 32", "peakTokens: 24", "CHP08", "has 32"),
    Fault("updated: 64", "updated: 48", "CHP04", "expected 64 on every chip"),
    Fault("    memory: meterStateRows\n", "    memory: meterStateRows\n    depth: 4000\n", "CHP08", "expected as many"),
    Fault("tables: [ rangeChecker, aclIngress, meter ]", "tables: [ meter, rangeChecker, aclIngress ]", "CHP12", "whose result it needs"),
    Fault("dropsYellow: 1, dropsRed: 1 }", "dropsYellow: 1 }", "CHP02", "dropsRed"),
    Fault("key: { mac: 48, fid: 12 }", "key: { mac: 48, fid: 11 }", "CHP08", "has 12"),
    Fault("words: 4096, width: 96", "words: 2048, width: 96", "CHP08", "expected as many"),
    Fault("TX_TAIL:    { at: 0x150 }", "TX_TAIL:    { at: 0x140 }", "CHP09", "inside register 'TX_BASE_LO'"),
    Fault("at: 0x03000000, stride: 16", "at: 0x02020000, stride: 16", "CHP09", "inside access 'vlan'"),
    Fault(
      "INT_MASK:   { at: 0x14, fields: { receive: 0, overflow: 1, event: 2",
      "INT_MASK:   { at: 0x14, fields: { receive: 0, overflow: 1..0, event: 2",
      "CHP09", "overlaps 'receive'"),
    Fault("TX_TAIL:    { at: 0x150 }", "TX_TAIL:    { at: 0x152 }", "CHP09", "multiple of 4"),
    Fault("at: 0x03000000, stride: 16", "at: 0x03000000, stride: 8", "CHP10", "expected 12"),
    Fault("at: 0x03000000, stride: 16", "at: 0x03000000, stride: 18", "CHP10", "multiple of 4"),
    Fault("tables: [ routerMAC, fdb ]", "tables: [ routerMAC ]", "CHP11", "table 'fdb' is in no stage"),
    Fault("tables: [ routerInterface ]", "tables: [ routerInterface, fdb ]", "CHP11", "in a stage already"),
    Fault("tables: [ port, subPort, vlan", "tables: [ vlan, subPort, port", "CHP12", "whose result it needs"),
    Fault("memory: aclEgressRows", "memory: aclIngressRows", "CHP14", "is used by"),
    Fault("depth: 1024 }", "depth: 65535 }", "", ""),
    Fault("count: 15..0, pop: 31", "count: 7..0, pop: 31", "CHP08", "field 'count' of 'FDB_EVENT' has 8 bits"),
    Fault("count: 15..0, pop: 31", "count: 15..0, pull: 31", "NAM02", "has no field 'pop'"),
    Fault("count: 15..0, pop: 31", "count: 15..0, pop: 31..30", "CHP10", "expected one bit"),
    Fault("FDB_EVENT_DATA: { at: 0x44, count: 3 }", "FDB_EVENT_DATA: { at: 0x44, count: 2 }", "CHP10", "an event has 3"),
    Fault("data: { port: 9, static: 1, hit: 1 }", "data: { port: 9, static: 1 }", "CHP16", "without which nothing ages"),
    Fault("queue: 6, priority: 32", "queue: 5, priority: 32", "CHP08", "48 queues need 6"),
    Fault("trapRows:            { kind: sram, words: 64", "trapRows:            { kind: sram, words: 35", "CHP07", "need 36"),
    Fault("tables: [ egressInterface, trap ]", "tables: [ trap, egressInterface ]", "CHP12", "whose result it needs"),
    Fault("fragment: 1, inPort: 9", "fragment: 1, inPort: 8", "CHP08", "384 ports and LAGs need 9"),
    Fault("cpuQueues: 48", "cpuQueues: 49", "CHP07", "queues need 1073"),
    Fault("cyclesPerWord: 4", "cyclesPerWord: 0", "TYP02", "expected 1…1000000"),
    Fault("bus: { setup: 48", "bus: { setup: -1", "TYP02", "expected 0…1000000"),
    Fault("readTurnaround: 800", "readTurnround: 800", "KEY01", "did you mean 'readTurnaround'?"),
    Fault("time: AGE_TIME }", "time: AGE_TIME, sweepCycles: 2000000 }", "TYP02", "expected 0…1000000"),
    Fault("time: AGE_TIME }", "time: AGE_TIM, sweepCycles: 20 }", "NAM02", "did you mean 'AGE_TIME'?"),
    Fault("blocks: 16, rows: 512, width: 480", "blocks: 16, rows: 512, moves: hitles, width: 480", "NAM01", "did you mean 'hitless'?"),
    Fault("words: 4096, width: 96", "words: 4096, moves: hitless, width: 96", "KEY01", "no key 'moves'"),
    Fault("links:\n", "counters: { sweep: { period: 1 min } }\nlinks:\n", "TYP01", "expected a time such as 1 s"),
    Fault("links:\n", "counters: { sweep: { period: 20 ns } }\nlinks:\n", "TYP02", "expected 1 us"),
    Fault("links:\n", "counters: { sweep: { priod: 1 s } }\nlinks:\n", "KEY01", "did you mean 'period'?"),
    Fault("links:\n", "counters: { clearOnRead: true }\nlinks:\n", "CHP16", "without 'sweep'"),
    Fault("links:\n", "counters: { sweep: { period: 1 s }, clearDelay: 5 }\nlinks:\n", "CHP16", "without 'clearOnRead"),
    Fault("tables: [ routerInterface ]", "tables: [ routerInterface, vlanCounter ]", "CHP11", "expected in no stage"),
    Fault("portCounterRows:     { kind: sram, words: 129", "portCounterRows:     { kind: sram, words: 128", "CHP07", "need 129"),
    Fault("interfaceCounterRows: { kind: sram, words: 4096", "interfaceCounterRows: { kind: sram, words: 4095", "CHP07", "need 4096"),
    Fault("outBytes: 48, inDiscards: 40", "inDiscards: 40", "CHP02", "has no field 'outBytes'"),
    Fault("  RESET: ", "  RESET: { at: 0x20 }\n  RESET2: ", "", ""),
    Fault("  aclCounter:\n    role: aclCounter", "  aclCounter:\n    role: nextHopGroup", "CHP01", "is taken"),
    Fault("words: 129, width: 128", "words: 99999999999999999999, width: 80", "TYP01", "expected an integer"),
    Fault("words: 129, width: 128", "words: 16777216, width: 4096", "CHP13", "2^33 bits"),
    Fault("words: 129, width: 128", "words: 129, width: 4097", "TYP02", "1…4096 bits"),
    Fault("words: 129, width: 128", "words: 129, width: \"128\"", "", ""),
    Fault("at: 0x01000000, stride: 16", "at: 0xffffffffffffffff, stride: 16", "TYP02", "expected 0…")
  ]

  @Test(arguments: faults)
  func isReported(_ fault: Fault) throws {
    let good = try Fixtures.text("Platforms/asics/ts-32x100g.yaml")
    let range = try #require(good.firstRange(of: fault.old))
    let text = good.replacingSubrange(range, with: fault.new)
    let (description, diagnostics) = ASICLoader.load(text: text, file: "t")
    if fault.rule.isEmpty {
      #expect(diagnostics.map(\.description) == [])
      #expect(description != nil)
      return
    }
    #expect(description == nil)
    let hit = diagnostics.first { $0.rule == fault.rule && $0.message.contains(fault.message) }
    #expect(hit != nil, "\(diagnostics.map(\.description))")
    #expect(diagnostics.allSatisfy { $0.position.line > 0 && $0.position.column > 0 })
  }

  @Test func allFaultsInOneRunWithTheirPlaces() {
    let text = """
      schema: switch-chip/1
      chip: x
      vendor: y
      clock: 100 MHz
      ports: { count: 4, cpu: 4, lanes: 4, maximumSpeed: 1000 }
      parser: { latency: 1, window: 64 }
      memories:
        rows: { kind: sram, words: 5, widht: 64 }
      tables:
        port: { role: port, match: { kind: index }, memory: row, data: { enabled: 2 }, access: port }
      stages: []
      deparser: { latency: -1 }
      access: {}
      links: { mode: storeAndForward, receiveLatency: 1, transmitLatency: 1 }
      traffic: { queueBytes: many, latency: 1 }
      flowHash: { function: fold }
      """
    let lines = ASICLoader.load(text: text, file: "t").diagnostics.map { $0.description }
    #expect(
      lines == [
        "t:8:33: error KEY01 memory 'rows' has no key 'widht'; did you mean 'width'?",
        "t:10:55: error NAM02 no memory is named 'row'; did you mean 'rows'?",
        "t:10:66: error CHP02 'data' of table 'port' has no field 'speed', which its role needs",
        "t:10:66: error CHP02 'data' of table 'port' has no field 'portVLAN', which its role needs",
        "t:10:66: error CHP02 'data' of table 'port' has no field 'mtu', which its role needs",
        "t:10:66: error CHP02 'data' of table 'port' has no field 'learn', which its role needs",
        "t:10:77: error CHP04 field 'enabled' of table 'port' has 2 bits; expected at most 1",
        "t:10:90: error NAM02 no access is named 'port'",
        "t:12:22: error TYP02 'latency' of 'deparser' is -1; expected 0…1000000",
        "t:15:24: error TYP01 'queueBytes' of 'traffic' is 'many'; expected an integer"
      ])
  }

  @Test(arguments: Catalog(folder: Fixtures.platforms).chips.map(\.name))
  func mutationsNeverTrap(_ chip: String) throws {
    let lines = try Fixtures.text("Platforms/asics/\(chip).yaml").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var generator = SeededGenerator(state: 3)
    var refused = 0
    for round in 0..<150 {
      var mutated = lines
      let line = Int.random(in: 0..<lines.count, using: &generator)
      switch round % 4 {
      case 0: mutated.remove(at: line)
      case 1:
        mutated[line] = String(
          mutated[line].map {
            $0.isNumber && Bool.random(using: &generator) ? Character("\(UInt8.random(in: 0...9, using: &generator))") : $0
          })
      case 2: mutated[line] = mutated[line].replacing(":", with: ": [", maxReplacements: 1)
      default: mutated.swapAt(line, Int.random(in: 0..<lines.count, using: &generator))
      }
      let (description, diagnostics) = ASICLoader.load(text: mutated.joined(separator: "\n"), file: "t")
      #expect((description == nil) == diagnostics.contains { $0.severity == .error })
      refused += description == nil ? 1 : 0
    }
    #expect(refused > 30)
  }

  @Test func hugeNumbersEverywhere() throws {
    let good = try Fixtures.text("Platforms/asics/ts-32x100g.yaml")
    for digits in ["18446744073709551615", "9223372036854775807", "4294967295", "16777216", "0"] {
      var text = ""
      var isNumber = false
      for character in good {
        if character.isNumber {
          if !isNumber { text += digits }
          isNumber = true
        } else {
          text.append(character)
          isNumber = false
        }
      }
      #expect(ASICLoader.load(text: text, file: "t").description == nil)
    }
  }
}
