/// What was read by the schema, as a description.
struct BoardBuilder {
  /// The description, as far as it could be read.
  static func description(_ root: Record, _ node: Node) -> BoardDescription {
    let identity = root.record("platform")
    var board = BoardDescription(platform: identity.map(platform) ?? BoardIdentity(id: "", vendor: "", product: ""))
    board.asics = root.records("asics").map(asic)
    board.cages = root.records("cages").compactMap(cage).sorted { $0.number < $1.number }
    board.devices = root.records("devices").map(device)
    board.sensors = root.records("sensors").map(sensor)
    board.fans = root.records("fans").map(fan)
    board.psus = root.records("psus").map(psu)
    board.leds = root.records("leds").map(led)
    board.eeproms = root.records("eeproms").compactMap(eeprom)
    board.components = root.records("components").map(component)
    board.pci = root.recordList("pci").map { busEntry($0, place: "bdf") }
    board.usb = root.recordList("usb").map { busEntry($0, place: "port") }
    board.poe = root.record("poe").map(poe)
    board.thermal = root.record("thermal").map(thermal)
    board.profiles = root.records("profiles").map(profile)
    board.waivers = root.recordList("waivers").map(waiver)
    for pair in node.pairs ?? [] {
      // The sections that are mappings of names say it beside the names.
      guard let name = pair.key.text, BoardSchema.namedSections.contains(name), let text = pair.value["source"]?.text else { continue }
      board.sources[name] = text
    }
    return board
  }

  private static func platform(_ record: Record) -> BoardIdentity {
    var value = BoardIdentity(id: record.text("id") ?? "", vendor: record.text("vendor") ?? "", product: record.text("product") ?? "")
    value.form = record.choice("form") ?? .fixed
    value.arch = record.text("arch")
    value.match = record.free("match")
    value.console = record.record("console").map {
      BoardIdentity.Console(tty: $0.text("tty"), baud: $0.integer("baud"), io: $0.integer("io"))
    }
    value.macOffset = record.integer("mac")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  private static func asic(_ entry: Record.Entry) -> BoardASIC {
    let record = entry.record
    var value = BoardASIC(name: entry.name, chip: record.text("chip") ?? "")
    value.replaces = record.text("replaces")
    value.pci = record.record("pci").map { pci in
      var value = PCIAddress(bdf: pci.text("bdf"), id: pci.text("id"))
      value.source = pci.source
      value.origin = pci.origin
      return value
    }
    value.attachment = record.choice("attach")
    value.cpu = record.recordList("cpu").compactMap { record in
      guard let port = record.integer("port") else { return nil }
      var value = BoardASIC.CPUPort(port: port, interface: record.text("interface"), speed: record.rate("speed"))
      value.source = record.source
      value.origin = record.origin
      return value
    }
    value.serdes = record.recordList("serdes").compactMap { record in
      guard let lane = record.integer("lane"), let core = record.integer("core"), let tx = record.integer("tx"),
        let rx = record.integer("rx")
      else { return nil }
      var value = BoardASIC.Serdes(lane: lane, core: core, tx: tx, rx: rx)
      let inverted = record.texts("invert")
      value.invertsTX = inverted.contains("tx")
      value.invertsRX = inverted.contains("rx")
      value.source = record.source
      value.origin = record.origin
      return value
    }
    value.source = record.source
    value.origin = record.origin
    return value
  }

  /// A cage that cannot be read wholly is kept as far as it can: the file has an error, and other faults in it are told all the same.
  private static func cage(_ entry: Record.Entry) -> Cage? {
    guard let number = entry.number else { return nil }
    let record = entry.record
    var value = Cage(
      number: number, kind: record.choice("kind") ?? .internal, label: record.text("label"),
      lanes: record.lanes("lanes") ?? LaneList(asic: "", lanes: []), breakouts: record.modes("breakouts"))
    value.origin = record.origin
    for (index, mode) in record.list("breakouts").enumerated() { value.origin.places["breakouts.\(index)"] = mode.place }
    value.index = record.integer("index")
    value.phy = record.reference("phy")
    value.poe = record.number("poe")
    value.macOffset = record.integer("mac")
    value.eeprom = record.record("eeprom").flatMap(point)
    value.signals = record.records("signals").compactMap { entry in point(entry.record).map { Cage.Signal(entry.name, $0) } }
    value.source = record.source
    return value
  }

  static func point(_ record: Record) -> Point? {
    guard let dev = record.reference("dev") else { return nil }
    var value = Point(
      dev, reg: record.integer("reg"), bit: record.integer("bit"), mask: record.integer("mask"), attribute: record.text("attr"),
      invert: record.flag("invert") ?? false, scale: record.number("scale"))
    value.value = record.integer("value")
    value.after = record.integer("after")
    value.range = record.range("range")
    value.source = record.source
    value.origin = record.origin
    return value
  }

  private static func device(_ entry: Record.Entry) -> BoardDevice {
    let record = entry.record
    var value = BoardDevice(name: entry.name, kind: record.text("kind") ?? "", on: record.reference("on"), address: record.integer("addr"))
    value.channels = record.integer("channels")
    value.provides = record.numbers("provides").map { BoardDevice.Provision($0.name, $0.value) }
    value.select = record.recordList("select").compactMap(point)
    value.idle = record.text("idle")
    value.match = record.free("match")
    value.id = record.text("id")
    value.bdf = record.text("bdf")
    value.width = record.integer("width")
    value.chip = record.text("chip")
    value.access = record.record("access").map(access)
    value.registers = record.records("registers").compactMap(register)
    value.source = record.source
    value.origin = record.origin
    return value
  }

  private static func access(_ record: Record) -> RegisterAccess {
    var value = RegisterAccess(
      numberBytes: record.integer("number"), order: record.choice("order"), spacing: record.integer("spacing"))
    value.source = record.source
    value.origin = record.origin
    return value
  }

  private static func register(_ entry: Record.Entry) -> BoardRegister? {
    let record = entry.record
    guard let address = record.integer("at") else { return nil }
    var value = BoardRegister(entry.name, at: address, count: record.integer("count"), fields: record.bits("fields"))
    value.source = record.source
    value.origin = record.origin
    return value
  }
}
