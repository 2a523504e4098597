import SwitchPlatform
import Testing

@Suite struct BoardFaultTests {
  static let chips = KnownChips(names: ["chip8", "chip4"]) { name in
    PortGeometry(count: 8, cpu: 8, lanes: 8, maximumSpeed: name == "chip8" ? 100_000 : 40000, pipes: 1)
  }

  static let good = """
    schema: switch-platform/1
    platform: { id: x-y, vendor: x, product: Y, form: fixed }
    asics:
      npu0: { chip: chip8 }
    cages:
      "1..2":
        kind: qsfp28
        lanes: "npu0[{4*n-3}..{4*n}]"
        breakouts: [ "1x100G[40G]", "4x25G[10G]", "1x50G(2)+2x25G(2)" ]
        eeprom: { dev: "sfp{n}" }
        signals:
          present: { dev: cpld, reg: 0x30, bit: "{(n-1)%8}", invert: true }
    devices:
      bus: { kind: i2c-adapter, on: pci }
      mux: { kind: pca9548, on: bus, addr: 0x70 }
      cpld: { kind: cpld, on: mux@7, addr: 0x60 }
      "sfp{1..2}": { kind: optoe1, on: "mux@{n-1}", addr: 0x50 }
      tmp: { kind: lm75, on: mux@6, addr: 0x48 }
    sensors:
      board: { type: temperature, at: { dev: tmp, attr: temp1_input, scale: 0.001 }, thresholds: { high: 80, critical: 85 } }
      spare: { type: temperature, at: { dev: tmp, attr: temp2_input } }
    fans:
      "1": { rpm: { dev: cpld, reg: 0x12, scale: 150 }, rpmRange: [ 1500, 25000 ] }
    psus:
      "1": { present: { dev: cpld, reg: 2, bit: 0 }, monitor: tmp }
    leds:
      status: { role: system, at: { dev: cpld, reg: 0x41, mask: 0x1f }, colors: { green: 0x0c, off: 0x1f } }
    eeproms:
      system: { dev: tmp, format: onie-tlv }
    components:
      CPLD: { version: { dev: cpld, reg: 0 } }
    pci:
      - { bdf: "00:1f.4", id: "8086:8c22", name: SMBus }
    thermal:
      interval: 5
      zones: [ { sensors: [ board ], fans: [ "1" ], table: { 31: 25, 42: 60 } } ]
      shutdown: { any: [ { sensor: board, above: 95 } ] }
    profiles:
      whole:
        default: true
        names: { port: "Ethernet{first}", alias: "eth{cage}{sub:/}" }
        ports:
          1: { breakout: "1x50G(2)+2x25G(2)", fec: rs }
          2: { breakout: 1x40G, autoneg: false }
    waivers:
      - { rule: ZON01, where: sensors.spare, why: example }
    """

  @Test func goodBoard() throws {
    let (board, diagnostics) = BoardLoader.load(text: Self.good, file: "t", chips: Self.chips)
    #expect(diagnostics.map(\.description) == ["t:21:3: note ZON01 sensor 'spare' is in no thermal zone (waived: example)"])
    #expect(
      board?.ports == [
        BoardPort(number: 1, name: "Ethernet0", alias: "eth1/1", label: "1/1", lanes: [1, 2], speed: 50000),
        BoardPort(number: 2, name: "Ethernet2", alias: "eth1/2", label: "1/2", lanes: [3], speed: 25000),
        BoardPort(number: 3, name: "Ethernet3", alias: "eth1/3", label: "1/3", lanes: [4], speed: 25000),
        BoardPort(number: 4, name: "Ethernet4", alias: "eth2", label: "2", lanes: [5, 6, 7, 8], speed: 40000)
      ])
    #expect(board?.port(named: "eth1/2")?.number == 2)
  }

  @Test func fourFaultsInOneRun() {
    let text = """
      schema: switch-platform/1
      platform: { id: x-y, vendor: x, product: Y, form: fixed }
      asics: { npu0: { chip: chip8 } }
      cages:
        1:
          kind: qsfp28
          labl: one
          lanes: "npu0[1..4]"
          breakouts: [ "1x100G" ]
        2:
          kind: qsfp28
          lanes: "npu0[4..7]"
          breakouts: 1x100G
          eeprom: { dev: sfp2 }
      devices:
        sfp1: { kind: optoe1, on: cpu, addr: 0x50 }
      profiles:
        p:
          ports:
            "1..2": { breakout: 1x100G }
      """
    #expect(
      BoardLoader.load(text: text, file: "b.yaml", chips: Self.chips).diagnostics.map(\.description) == [
        "b.yaml:7:5: error KEY01 cage 1 has no key 'labl'; did you mean 'label'?",
        "b.yaml:12:12: error LAN02 lane 4 of cage 2 is in cage 1 already (line 8)",
        "b.yaml:13:16: error TYP01 'breakouts' of cage 2 is a scalar; expected a list",
        "b.yaml:14:20: error REF10 'dev' of 'eeprom' of cage 2 names device 'sfp2', which is not in the file; did you mean 'sfp1'?"
      ])
  }

  /// The cpld of the good board with more keys.
  private static func cpld(_ more: String, _ rule: String, _ text: String) -> ChipFaultTests.Fault {
    .init("on: mux@7, addr: 0x60 }", "on: mux@7, addr: 0x60, \(more) }", rule, text)
  }

  static let registers: [ChipFaultTests.Fault] = [
    cpld("registers: { V: { at: 0x100 } }", "REG01", "number 0x100 of register 'V' has no place in one byte"),
    cpld("registers: { V: { at: 0xff, count: 2 } }", "REG01", "number 0x100 of register 'V'"),
    cpld("access: { number: 2 }, registers: { V: { at: 0x10000 } }", "REG01", "2 bytes"),
    cpld("access: { spacing: 4 }, registers: { V: { at: 0x402 } }", "REG01", "multiple of 4"),
    cpld("chip: chip8, registers: { V: { at: 0x400 } }", "REG01", "number 0x100"),
    cpld("registers: { V: { at: 0, fields: { a: 8 } } }", "REG02", "ends in bit 8; registers of device 'cpld' have 8 bits"),
    cpld("width: 16, registers: { V: { at: 0, fields: { a: 16..3 } } }", "REG02", "ends in bit 16"),
    cpld("registers: { V: { at: 0, fields: { a: 3..0, b: 3 } } }", "REG03", "'b' overlaps 'a'"),
    cpld("registers: { V: { at: 1, count: 3 }, W: { at: 3 } }", "REG03", "register 'W' is at 0x3, inside 'V'"),
    cpld("registers: { V: { at: 1 }, W: { at: 1 } }", "REG03", "register 'W' is at 0x1, inside 'V'"),
    cpld("registers: { V: { at: 0, fields: { a: x } } }", "TYP01", "expected a bit, or high..low"),
    cpld("registers: { V: { at: 0, fields: { a: 32 } } }", "TYP02", "outside bits 0…31"),
    cpld("registers: { V: { count: 2 } }", "KEY02", "register 'V' has no 'at'"),
    cpld("registers: { V: { att: 2 } }", "KEY01", "did you mean 'at'?"),
    cpld("registers: [ V ]", "TYP01", "expected a mapping"),
    cpld("access: { order: litle }", "NAM01", "did you mean 'little'?"),
    cpld("access: { number: 5 }", "TYP02", "expected 1…4"),
    cpld("chip: chip7", "ASC07", "no chip file is named 'chip7', whose registers device 'cpld' has"),
    .init("bus: { kind: i2c-adapter, on: pci }", "bus: { kind: i2c-adapter, on: pci, access: { number: 2 } }", "REG04", "no 'addr'")
  ]

  static let faults: [ChipFaultTests.Fault] =
    registers + [
      .init("form: fixed", "form: fixd", "NAM01", "did you mean 'fixed'?"),
      .init("form: fixed", "match: { compatibel: a }", "KEY01", "did you mean 'compatible'?"),
      .init("form: fixed", "match: { compat: a }", "KEY01", "keys are onie, compatible, model, dmi"),
      .init("form: fixed", "match: a", "TYP01", "expected a mapping"),
      .init("chip: chip8", "chip: chip9", "ASC07", "did you mean 'chip8'?"),
      .init("chip: chip8", "chip: chip4", "BRK08", "100000 Mb/s are more than the chip's 40000"),
      .init("  npu0: { chip: chip8 }", "  npu0: { chip: chip8 }\n  npu1: { chip: chip8 }", "ASC08", "a second ASIC"),
      .init("\"1..2\":\n    kind", "\"1-2\":\n    kind", "RNG01", "no range"),
      .init("\"1..2\":\n    kind", "\"1..99999\":\n    kind", "RNG01", "4096"),
      .init("kind: qsfp28", "kind: qspf28", "NAM01", "did you mean 'qsfp28'?"),
      .init("{4*n-3}..{4*n}", "{4*n-2}..{4*n+1}", "LAN04", "lane 9 of cage 2 is beyond chip 'chip8'"),
      .init("{4*n-3}..{4*n}", "{3*n-2}..{3*n+1}", "LAN02", "lane 4 of cage 2 is in cage 1"),
      .init("{4*n-3}..{4*n}", "{4*n-3},{4*n-3}", "LAN03", "twice in cage 1"),
      .init("{4*n-3}..{4*n}", "{4*m-3}..{4*n}", "EXP01", "no value is named 'm'"),
      .init("{4*n-3}..{4*n}", "{4*n-3}..{4*n/(n-1)}", "EXP01", "division by zero"),
      .init("{4*n-3}..{4*n}", "{4*n-3}..{9223372036854775807*n}", "EXP01", "too large"),
      .init("{4*n-3}..{4*n}", "{4*n-3..{4*n}", "EXP01", "expected an operator"),
      .init("\"npu0[{4*n-3}..{4*n}]\"", "\"npu1[{4*n-3}..{4*n}]\"", "NAM02", "did you mean 'npu0'?"),
      .init("\"npu0[{4*n-3}..{4*n}]\"", "{ 1: \"npu0[1..4]\" }", "LAN01", "no lanes for cage 2"),
      .init("1x100G[40G]", "1x100G[40G", "BRK05", "expected such as"),
      .init("1x100G[40G]", "1x100G(4)[40G]", "BRK05", "expected such as"),
      .init("\"4x25G[10G]\"", "\"3x25G\"", "BRK02", "4 lanes of cage 1 do not make 3x25G"),
      .init("\"4x25G[10G]\"", "\"4x50G\"", "LAN05", "50000 Mb/s need more than 1 lane of a qsfp28 cage"),
      .init("dev: \"sfp{n}\"", "dev: \"spf{n}\"", "REF10", "did you mean 'sfp1'?"),
      .init("on: mux@7", "on: mux@8", "I2C08", "has 0…7"),
      .init("on: mux@7", "on: bus@1", "I2C08", "no multiplexer"),
      .init("on: bus, addr", "on: mux@1, addr", "I2C09", "on itself"),
      .init("\"mux@{n-1}\"", "mux@0", "I2C04", "device 'sfp1' has"),
      .init("addr: 0x48", "addr: 0x80", "TYP02", "expected 0…127"),
      .init("dev: tmp, attr", "dev: tpm, attr", "REF10", "did you mean 'tmp'?"),
      .init("monitor: tmp", "monitor: psu9", "REF10", "'monitor'"),
      .init("high: 80, critical: 85", "high: 90, critical: 85", "SNS02", "below 'high'"),
      .init("rpmRange: [ 1500, 25000 ]", "rpmRange: [ 25000, 1500 ]", "FAN01", "falls"),
      .init("sensors: [ board ]", "sensors: [ bord ]", "REF11", "did you mean 'board'?"),
      .init("table: { 31: 25, 42: 60 }", "table: { 31: 65, 42: 60 }", "THR02", "falls at 42"),
      .init("bdf: \"00:1f.4\"", "bdf: \"001f.4\"", "PCI01", "01:00.0"),
      .init("breakout: 1x40G", "breakout: 2x50G", "PRF01", "does not offer 2x50G"),
      .init("      2: { breakout", "      3: { breakout", "PRF02", "cage 3"),
      .init("port: \"Ethernet{first}\"", "port: \"Ethernet{cage}\"", "PRF05", "two ports are called 'Ethernet1'"),
      .init("default: true", "default: false", "PRF10", "no profile is the default"),
      .init("default: true", "default: on", "TYP01", "expected true or false"),
      .init("fec: rs", "fec: RS", "NAM01", "did you mean 'rs'?"),
      .init("why: example", "because: example", "KEY02", "no 'why'"),
      .init("bit: \"{(n-1)%8}\"", "bit: \"{n+7}\"", "PNT01", "bit 8 of a register of 8 bits"),
      .init("bit: \"{(n-1)%8}\"", "bit: 4", "PNT02", "signal 'present' of cage 1"),
      .init("mask: 0x1f", "mask: 0x11f", "PNT01", "0x11f of a register of 8 bits"),
      .init("pci:\n", "usb:\n  - { port: x-1 }\npci:\n", "USB01", "1-1.2"),
      .init("pci:\n", "usb:\n  - { id: \"12:34\" }\npci:\n", "USB01", "0403:6001"),
      .init("pci:\n", "poe: { budget: 0 }\npci:\n", "POE01", "more than 0"),
      .init("chip: chip8 }", "chip: chip8, attach: mdio }", "CPU01", "has no CPU port"),
      .init("chip: chip8 }", "chip: chip8, cpu: [ { port: 9 }, { port: 9 } ] }", "CPU02", "port 9 is a CPU port already"),
      .init("chip: chip8 }", "chip: chip8, cpu: [ { port: 3 } ] }", "CPU02", "and to cage 1"),
      .init(
        "chip: chip8 }", "chip: chip8, serdes: [ { lane: 1, core: 0, tx: 0, rx: 0 }, { lane: 1, core: 0, tx: 1, rx: 1 } ] }", "SRD01",
        "lane 1 of"),
      .init(
        "chip: chip8 }", "chip: chip8, serdes: [ { lane: 1, core: 0, tx: 0, rx: 0 }, { lane: 2, core: 0, tx: 0, rx: 1 } ] }", "SRD01",
        "sending pair 0"),
      .init("chip: chip8 }", "chip: chip8, serdes: [ { lane: 9, core: 0, tx: 0, rx: 0 } ] }", "SRD02", "lane 9"),
      .init("kind: qsfp28\n", "kind: qsfp28\n    mac: 3\n", "MAC01", "which cage 1 has"),
      .init("table: { 31: 25, 42: 60 }", "table: { 31: 25, 42: 160 }", "THR03", "160 %"),
      .init("where: sensors.spare", "where: sensors.spar", "WVR01", "not in the file"),
      .init("rule: ZON01", "rule: KEY01", "WVR02", "cannot be waived"),
      .init("breakout: 1x40G", "breakout: 1x40G, names: [ a, b ]", "PRF12", "2 for 1 port"),
      .init("pci:\n", "  CPLD2: { version: { dev: cpld, reg: 0, attr: x } }\npci:\n", "DEV07", "both 'reg' and 'attr'")
    ]

  @Test(arguments: faults)
  func isReported(_ fault: ChipFaultTests.Fault) throws {
    let range = try #require(Self.good.firstRange(of: fault.old))
    let text = Self.good.replacingSubrange(range, with: fault.new)
    let (board, diagnostics) = BoardLoader.load(text: text, file: "t", chips: Self.chips)
    #expect((board == nil) == (fault.rule != "WVR01"))
    let hits = diagnostics.filter { $0.rule == fault.rule && $0.message.contains(fault.message) }
    #expect(hits.count == 1, "\(diagnostics.map(\.description))")
    #expect(diagnostics.allSatisfy { $0.position.line > 0 && $0.position.column > 0 })
  }

  @Test func managementLanesAreAnotherSpace() {
    let text = Self.good.replacing("devices:\n", with: "  3: { kind: sfp, lanes: \"npu0.mgmt[1]\", breakouts: [ \"1x10G\" ] }\ndevices:\n")
      .replacing("waivers:\n", with: "      3: { breakout: 1x10G }\nwaivers:\n")
    let (board, diagnostics) = BoardLoader.load(text: text, file: "t", chips: Self.chips)
    #expect(diagnostics.map(\.severity) == [.note])
    #expect(board?.ports.count == 4)
  }

  @Test func mutationsNeverTrap() {
    let lines = Self.good.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var generator = SeededGenerator(state: 4)
    for round in 0..<400 {
      var mutated = lines
      let line = Int.random(in: 0..<lines.count, using: &generator)
      switch round % 3 {
      case 0: mutated.remove(at: line)
      case 1:
        mutated[line] = String(
          mutated[line].map { $0.isNumber ? Character("\(UInt8.random(in: 0...9, using: &generator))") : $0 })
      default:
        mutated[line].insert(
          contentsOf: ["{", "9999999", "..", "[", "x"].randomElement(using: &generator) ?? "",
          at: mutated[line].index(mutated[line].startIndex, offsetBy: Int.random(in: 0...mutated[line].count, using: &generator)))
      }
      let (board, diagnostics) = BoardLoader.load(text: mutated.joined(separator: "\n"), file: "t", chips: Self.chips)
      #expect((board == nil) == diagnostics.contains { $0.severity == .error })
    }
  }
}
