import Testing

@testable import SwitchPlatform

@Suite struct BoardWriterTests {
  let catalog = Catalog(folder: Fixtures.platforms)

  @Test func everyBoardReadsBackEqual() throws {
    for entry in catalog.boards {
      let board = try catalog.description(named: entry.path)
      let text = BoardWriter.text(board)
      let (again, diagnostics) = BoardLoader.describe(text: text, file: "again.yaml", chips: catalog.knownChips)
      #expect(diagnostics.filter { $0.severity == .error }.map(\.description) == [], "\(entry.name)\n\(text)")
      #expect(again == board, "\(entry.name)\n\(text)")
      #expect(again.map { BoardWriter.text($0) } == text)
    }
  }

  @Test func regularCagesAreOneRange() throws {
    var board = BoardDescription(platform: BoardIdentity(id: "x-y", vendor: "x", product: "Y"))
    board.asics = [BoardASIC(name: "npu0", chip: "c")]
    let modes = ["1x100G[40G]", "4x25G"].compactMap { BreakoutMode($0) }
    for number in 1...32 {
      let lanes = (4 * number - 3)...(4 * number)
      var cage = Cage(number: number, kind: .qsfp28, lanes: LaneList(asic: "npu0", lanes: Array(lanes)), breakouts: modes)
      cage.signals = [
        Cage.Signal("present", Point(DeviceReference("cpld1"), reg: 0x30 + (number - 1) / 8, bit: (number - 1) % 8, invert: true))
      ]
      board.cages.append(cage)
    }
    #expect(
      BoardWriter.text(board, heading: ["A test", "# of comments"], remarks: ["end"])
        == """
        # A test
        # # of comments
        schema: switch-platform/1

        platform:
          id: x-y
          vendor: x
          product: "Y"
          form: fixed

        asics:
          npu0: { chip: c }

        cages:
          1..32:
            kind: qsfp28
            lanes: "npu0[{4*n-3}..{4*n}]"
            breakouts: [ "1x100G[40G]", 4x25G ]
            signals: { present: { dev: cpld1, reg: "{(n-1)/8+48}", bit: "{(n-1)%8}", invert: true } }

        profiles: {}

        # end

        """.replacing("  1..32:", with: "  \"1..32\":"))
  }

  /// Values of all kinds, those that look like something else included, read back as they were.
  @Test(arguments: 0..<200)
  func anyValueReadsBackEqual(_ seed: Int) throws {
    var random = RandomBoard(generator: SeededGenerator(state: UInt64(seed)))
    let board = random.board()
    let text = BoardWriter.text(board, heading: ["seed \(seed)"], remarks: ["a: b\nc"])
    let (node, faults) = YAMLDocument.parse(text, file: "t")
    #expect(faults.map(\.description) == [], "\(text)")
    let findings = Findings(file: "t")
    let tree = try #require(node)
    let root = try #require(SchemaReader(findings: findings).record(tree, BoardSchema.root))
    #expect(findings.sorted.map(\.description) == [], "\(text)")
    let again = BoardBuilder.description(root, tree)
    #expect(again == board, "\(text)")
    #expect(BoardWriter.text(again, heading: ["seed \(seed)"], remarks: ["a: b\nc"]) == text)
  }
}

/// Boards that make no sense, with every value that a file can have.
private struct RandomBoard {
  var generator: SeededGenerator

  private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
  private mutating func isTrue() -> Bool { Bool.random(using: &generator) }
  private mutating func some<Value>(_ value: (inout Self) -> Value) -> Value? { isTrue() ? value(&self) : nil }
  private mutating func text() -> String {
    let texts = [
      "eth0", "Broadcom \"x\"", "0123", "1e3", "on", "null", "~", "01:00.0", "a: b", "# no", "- x", "{n}", "{{", "}", "é→", "0x10",
      "tab\tx", "a\nb",
      "x{", "[1]", "true", "sfp7", "!tag", "&a", "*a", "%x", "@y", "`z", "'q'", "a,b", " lead", "trail ", "1_000", ".5", "=", "<<", "\u{7f}"
    ]
    return texts[number(0...texts.count - 1)]
  }
  private mutating func decimal() -> Double { [0, 1, 80, -40, 0.001, 12.5, 1e-7, 123_456_789][number(0...7)] }
  private mutating func source() -> String? { isTrue() ? nil : text() }
  private mutating func reference() -> DeviceReference { DeviceReference("d\(number(0...9))", channel: isTrue() ? nil : number(0...9)) }
  private mutating func range() -> ClosedRange<Double> {
    let low = decimal()
    return low...(low + abs(decimal()))
  }
  private mutating func point() -> Point {
    var point = Point(
      reference(), reg: some { $0.number(0...400) }, bit: some { $0.number(0...31) }, mask: some { $0.number(0...255) },
      attribute: some { $0.text() }, invert: isTrue(), scale: some { $0.decimal() })
    point.value = some { $0.number(0...255) }
    point.after = some { $0.number(0...255) }
    point.range = some { $0.range() }
    point.source = source()
    return point
  }
  private mutating func free(_ depth: Int = 0) -> FreeValue {
    switch depth > 2 ? 0 : number(0...2) {
    case 0: .text(text())
    case 1: .list((0..<number(0...2)).map { _ in free(depth + 1) })
    default: .mapping((0..<number(0...2)).map { FreeValue.Entry("k\($0)", free(depth + 1)) })
    }
  }
  private mutating func match() -> FreeValue {
    .mapping([FreeValue.Entry("compatible", free()), FreeValue.Entry("dmi", freeMapping())])
  }

  private mutating func freeMapping() -> FreeValue { .mapping([FreeValue.Entry("key", free()), FreeValue.Entry("x y", free())]) }
  private mutating func mode() -> BreakoutMode {
    let parts = (0..<number(1...2)).map { _ in
      BreakoutMode.Part(
        count: number(1...8), speed: [1000, 2500, 100_000, 10][number(0...3)], alternatives: isTrue() ? [] : [40000, 100],
        lanes: some { $0.number(1...8) })
    }
    return BreakoutMode(parts: parts)
  }
  private mutating func lanes(_ base: Int) -> LaneList {
    let count = number(1...4)
    var lanes = (0..<count).map { base + $0 }
    if number(0...3) == 0 { lanes.reverse() }
    return LaneList(asic: "npu0", space: number(0...5) == 0 ? "mgmt" : nil, lanes: lanes)
  }

  mutating func board() -> BoardDescription {
    var identity = BoardIdentity(id: text(), vendor: text(), product: text())
    identity.form = BoardIdentity.Form.allCases.randomElement(using: &generator) ?? .fixed
    identity.arch = some { $0.text() }
    identity.match = some { $0.match() }
    identity.console = some { BoardIdentity.Console(tty: "ttyS0", baud: $0.number(300...9600), io: $0.number(0...999)) }
    identity.macOffset = some { $0.number(0...9) }
    identity.source = source()
    var board = BoardDescription(platform: identity)
    for index in 0..<number(1...3) {
      var asic = BoardASIC(name: "npu\(index)", chip: text())
      asic.replaces = some { $0.text() }
      asic.pci = some { PCIAddress(bdf: $0.text(), id: $0.text()) }
      asic.attachment = BoardASIC.Attachment.allCases.randomElement(using: &generator)
      if isTrue() { asic.cpu = [BoardASIC.CPUPort(port: number(0...30), interface: text(), speed: 2500)] }
      var wire = BoardASIC.Serdes(lane: number(1...9), core: 0, tx: 1, rx: 2)
      wire.invertsTX = isTrue()
      wire.invertsRX = isTrue()
      if isTrue() { asic.serdes = [wire, wire] }
      asic.source = source()
      board.asics.append(asic)
    }
    var cageNumber = number(0...2)
    for _ in 0..<number(0...4) {
      // Runs of equal ones, which are folded, and odd ones.
      let (poe, label, eeprom, source) = (some { $0.decimal() }, isTrue(), some { $0.reference().device }, source())
      let (kind, modes, base) = (CageKind.allCases.randomElement(using: &generator) ?? .sfp, [mode(), mode()], number(0...9))
      for step in 0..<number(1...20) {
        var cage = Cage(
          number: cageNumber, kind: kind, label: label ? "p\(cageNumber)/\(step % 4)" : nil,
          lanes: LaneList(asic: "npu0", lanes: [base + 2 * step, base + 2 * step + 1]), breakouts: modes)
        cage.poe = poe
        cage.source = source
        cage.eeprom = eeprom.map { Point(DeviceReference("\($0)x\(step)", channel: step / 8)) }
        if isTrue() {
          cage.signals = [Cage.Signal("reset", Point(DeviceReference("cpld"), reg: step / 8 + 3, bit: (step + base) % 8))]
        }
        if number(0...9) == 0 {
          cage.lanes = lanes(number(0...99))
          cage.label = text()
          cage.index = number(0...99)
          cage.macOffset = number(0...99)
          cage.phy = reference()
          cage.signals = [Cage.Signal("present", point()), Cage.Signal("lpmode", point())]
        }
        board.cages.append(cage)
        cageNumber += 1 + (number(0...9) == 0 ? 1 : 0)
      }
    }
    for index in 0..<number(0...12) {
      var device = BoardDevice(
        name: isTrue() ? "dev\(index)" : "d\(index)x", kind: isTrue() ? "lm75" : text(), on: reference(), address: 0x40 + index)
      if number(0...3) == 0 {
        device.channels = number(1...8)
        device.provides = [BoardDevice.Provision("i2c", number(1...16))]
        device.select = [point(), point()]
        device.idle = some { $0.text() }
        device.match = some { $0.freeMapping() }
        device.id = some { $0.text() }
        device.bdf = some { $0.text() }
        device.width = some { $0.number(1...64) }
        device.chip = some { $0.text() }
        device.access = some { random in
          var access = RegisterAccess(
            numberBytes: random.some { $0.number(1...4) }, order: random.some { $0.isTrue() ? .little : .big },
            spacing: random.some { $0.number(1...4) })
          access.source = random.source()
          return access
        }
        for index in 0..<number(0...2) {
          var register = BoardRegister("R\(index)", at: number(0...0xffff), count: some { $0.number(1...9) })
          if isTrue() { register.fields = [BitField(name: "low", low: 0, high: number(0...3)), BitField(name: "high", low: 7, high: 7)] }
          register.source = source()
          device.registers.append(register)
        }
        device.source = source()
      }
      board.devices.append(device)
    }
    monitoring(&board)
    board.sources = isTrue() ? [:] : ["cages": text(), "devices": text(), "profiles": text()]
    return board
  }

  private mutating func monitoring(_ board: inout BoardDescription) {
    for index in 0..<number(0...5) {
      var sensor = BoardSensor(name: "t\(index)", type: BoardSensor.Quantity.allCases.randomElement(using: &generator) ?? .rpm, at: point())
      sensor.thresholds = some { BoardSensor.Thresholds(lowCritical: $0.decimal(), high: $0.decimal()) }
      sensor.title = some { $0.text() }
      sensor.source = source()
      board.sensors.append(sensor)
      var fan = BoardFan(name: "\(index)")
      fan.tray = some { $0.number(0...9) }
      fan.rpm = some { $0.point() }
      fan.pwm = some { $0.point() }
      fan.present = some { $0.point() }
      fan.fault = some { $0.point() }
      fan.direction = some { $0.point() }
      fan.airflow = some { _ in .backToFront }
      fan.rpmRange = some { $0.range() }
      fan.title = some { $0.text() }
      board.fans.append(fan)
      var psu = BoardPSU(name: "psu\(index)")
      psu.present = some { $0.point() }
      psu.good = some { $0.point() }
      psu.power = some { $0.point() }
      psu.voltage = some { $0.point() }
      psu.current = some { $0.point() }
      psu.temperature = some { $0.point() }
      psu.monitor = some { $0.reference() }
      psu.fans = isTrue() ? [] : [text()]
      psu.title = some { $0.text() }
      board.psus.append(psu)
      var led = BoardLED(name: "led-\(index)")
      led.role = some { $0.text() }
      led.at = some { $0.point() }
      led.colors = isTrue() ? [] : [BoardLED.Color("green", number(0...255)), BoardLED.Color("off", 0)]
      led.title = some { $0.text() }
      board.leds.append(led)
      var eeprom = BoardEEPROM(name: "e\(index)", dev: reference())
      eeprom.format = some { $0.text() }
      board.eeproms.append(eeprom)
      var component = BoardComponent(name: "C\(index)")
      component.version = some { $0.point() }
      component.source = source()
      board.components.append(component)
      var entry = BoardBusEntry(place: text(), id: some { $0.text() }, name: text())
      entry.isOptional = isTrue()
      board.pci.append(entry)
      board.usb.append(entry)
    }
    board.poe = some { PowerOverEthernet(budget: $0.decimal()) }
    if isTrue() {
      var zone = ThermalPolicy.Zone(sensors: [text(), "t0"], fans: [text(), "1"])
      zone.title = some { $0.text() }
      zone.table = [ThermalPolicy.Step(decimal(), decimal()), ThermalPolicy.Step(31.5, 20)]
      if let first = zone.table.first, first.temperature == 31.5 { zone.table = [] }
      var thermal = ThermalPolicy()
      thermal.interval = some { $0.number(1...60) }
      thermal.zones = [zone, zone]
      thermal.shutdownAny = isTrue() ? [] : [ThermalPolicy.Condition(sensor: text(), above: decimal())]
      thermal.shutdownAll = isTrue() ? [] : [ThermalPolicy.Condition(sensor: text())]
      thermal.source = source()
      if thermal != ThermalPolicy() { board.thermal = thermal }
    }
    for index in 0..<number(0...3) {
      var profile = BoardProfile(name: "P-\(index)")
      profile.isDefault = isTrue()
      profile.portName = some { _ in "Ethernet{first}" }
      profile.alias = some { $0.text() }
      profile.asics = isTrue() ? [] : [FreeValue.Entry("npu0", freeMapping())]
      var number = self.number(0...3)
      for _ in 0..<self.number(1...4) {
        let (breakout, attributes, source) = (mode(), some { $0.freeMapping() }, source())
        for _ in 0..<self.number(1...9) {
          var choice = BoardProfile.Choice(cage: number, breakout: breakout)
          choice.attributes = attributes
          choice.source = source
          if self.number(0...5) == 0 {
            choice.speed = 2500
            choice.fec = .rs
            choice.autoneg = isTrue()
            choice.role = BoardProfile.Role.allCases.randomElement(using: &generator)
            choice.names = [text(), "Ethernet{first}"]
            choice.aliases = [text()]
            choice.lanes = lanes(self.number(0...50))
          }
          profile.choices.append(choice)
          number += 1
        }
      }
      profile.source = source()
      board.profiles.append(profile)
    }
    for _ in 0..<number(0...2) { board.waivers.append(Waiver(rule: text(), place: text(), why: text())) }
  }

}
