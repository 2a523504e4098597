/// The keys of board files: the one table that the reader, the JSON Schema and its documentation are made of.
///
/// `src:` and `source:` may stand in any mapping, and are not in the table.
enum BoardSchema {
  static let root = Section(
    "the board file",
    [
      .init("schema", .choice([BoardLoader.schema]), required: true, "The format of the file"),
      .init(
        "extends", .text,
        "The family that the file is a board of: a path beside the file, or 'family/NAME'; what it says holds unless said here"),
      .init("family", .text, "The name of a family; such a file is no board, and need not be complete"),
      .init("platform", .section(platform), required: true, "Which product it is"),
      .init("asics", .named(asic, isRanged: false), required: true, "The forwarding ASICs, by name, such as npu0"),
      .init("cages", .numbered(cage), required: true, "What is on the front panel, by position or range of positions"),
      .init("devices", .named(device), "Devices and what they are on, by name or range of names"),
      .init("sensors", .named(sensor), "What is measured"),
      .init("fans", .named(fan), "Fans"),
      .init("psus", .named(psu), "Power supplies"),
      .init("leds", .named(led), "Lights"),
      .init("eeproms", .named(eeprom), "Memories that say what the board is"),
      .init("components", .named(component), "What has firmware"),
      .init("pci", .list(.section(pciEntry)), "What must be seen on the PCI bus"),
      .init("usb", .list(.section(usbEntry)), "What must be seen on USB"),
      .init("poe", .section(poe), "Power over Ethernet"),
      .init("thermal", .section(thermal), "How fast the fans turn, and when the box is switched off"),
      .init("profiles", .named(profile, isRanged: false), required: true, "Choices of breakouts and names, by name; a hardware SKU each"),
      .init("waivers", .list(.section(waiver)), "Findings that are accepted")
    ])

  /// Sections that are mappings by name or number.
  static let namedSections: Set<String> = Set(
    root.keys.compactMap { key in
      switch key.shape {
      case .named, .numbered: key.name
      default: nil
      }
    })

  static let platform = Section(
    "'platform'",
    [
      .init("id", .text, required: true, "Unique over all vendors"),
      .init("vendor", .text, required: true, "The vendor, in lower case as its folder"),
      .init("product", .text, required: true, "The product's name"),
      .init("form", .choices(BoardIdentity.Form.self), "What kind of box it is; default fixed"),
      .init("arch", .text, "The CPU's architecture"),
      .init(
        "match", .freeKeys(["onie", "compatible", "model", "dmi"]),
        "How a running box is known: onie, compatible, model (a text or several of the device tree's), dmi (values by sysfs' names)"),
      .init("console", .section(console), "The serial console"),
      .init("mac", .integer(0...65535), "Offset of port 1's MAC address from the base address; the other ports follow")
    ])

  static let console = Section(
    "'console'",
    [
      .init("tty", .text, "The device, such as ttyS0"),
      .init("baud", .integer(300...4_000_000), "Speed in bit/s; default 115200"),
      .init("io", .integer(0...0xffff), "The UART's I/O port; default 0x3f8")
    ])

  static let asic = Section(
    "ASIC '{}'",
    [
      .init("chip", .text, required: true, "A chip file, or an entry of the chip inventory"),
      .init("replaces", .text, "The real chip, where 'chip' only stands in for it"),
      .init("pci", .section(pci), "Where it is on the PCI bus"),
      .init("attach", .choices(BoardASIC.Attachment.self), "How the CPU reaches its registers"),
      .init("cpu", .list(.section(cpuPort)), "Its ports that lead to a CPU; needed where 'attach' is mdio, spi or i2c"),
      .init("serdes", .list(.section(serdes)), "How its lanes are wired on the board")
    ])

  static let pci = Section(
    "'pci' of {}",
    [
      .init("bdf", .text, "bus:device.function, such as 01:00.0"),
      .init("id", .text, "vendor:device, such as 14e4:b870")
    ])

  static let cpuPort = Section(
    "a CPU port of {}",
    [
      .init("port", .integer(0...4095), required: true, "The chip's port, as the chip counts"),
      .init("interface", .text, "The CPU's interface at the other end, such as eth0"),
      .init("speed", .rate, "Speed of the link")
    ])

  static let serdes = Section(
    "a lane of {}",
    [
      .init("lane", .integer(0...65535), required: true, "The chip's lane"),
      .init("core", .integer(0...65535), required: true, "The serdes core it is in"),
      .init("tx", .integer(0...65535), required: true, "The core's lane that sends, from 0"),
      .init("rx", .integer(0...65535), required: true, "The core's lane that receives, from 0"),
      .init("invert", .list(.choice(["tx", "rx"])), "Pairs whose wires are swapped")
    ])

  static let cage = Section(
    "cage {}",
    [
      .init("kind", .choices(CageKind.self), required: true, "What plugs in"),
      .init("label", .text, "What is printed beside it; default the number"),
      .init("lanes", .lanes, required: true, "The chip's lanes, in module lane order, such as npu0[1..4]; or a text for each number"),
      .init("breakouts", .list(.mode, allowsEmpty: false), required: true, "What the lanes can be used as, such as 4x25G[10G]"),
      .init("index", .integer(0...65535), "The NOS's index of the cage; default the number"),
      .init("phy", .reference, "The PHY, a device on an MDIO bus"),
      .init("poe", .number, "Power that the port can give, in W"),
      .init("mac", .integer(0...65535), "Offset of its first port's MAC address from the base address"),
      .init("eeprom", .section(point), "The module's memory"),
      .init("signals", .named(point, isRanged: false), "The module's signals, such as present, reset, lpmode")
    ])

  static let point = Section(
    "{}",
    [
      .init("dev", .reference, required: true, "The device"),
      .init("reg", .integer(0...Int(Int32.max)), "Its register"),
      .init("attr", .text, "An attribute of its driver, in place of a register"),
      .init("bit", .integer(0...63), "The bit of the register"),
      .init("mask", .integer(0...Int(UInt32.max)), "Several bits of the register"),
      .init("value", .integer(0...Int(UInt32.max)), "What is written"),
      .init("after", .integer(0...Int(UInt32.max)), "What is written when the access is over"),
      .init("range", .range, "Raw values that it takes"),
      .init("invert", .flag, "A set bit means no; default false"),
      .init("scale", .number, "Raw value × scale is the value; default 1")
    ])

  static let device = Section(
    "device '{}'",
    [
      .init("kind", .text, required: true, "What it is, such as pca9548, cpld, lm75"),
      .init("on", .reference, required: true, "What it is on: a device, a channel of one, or pci, cpu, usb, platform"),
      .init("addr", .integer(0...0x7f), "Its address on I²C, or on MDIO (0…31)"),
      .init("channels", .integer(1...1024), "Channels of a multiplexer; known for pca954x"),
      .init("provides", .numbers(1...1024), "Buses that it provides to others, such as i2c: 16"),
      .init("select", .list(.section(point)), "What is written before it can be reached"),
      .init("idle", .text, "What a multiplexer does when nobody uses it"),
      .init("match", .freeMapping, "How its driver finds it"),
      .init("id", .text, "Its PCI or USB id"),
      .init("bdf", .text, "Its place on the PCI bus"),
      .init("width", .integer(1...64), "Bits of its registers; default 8 for a cpld"),
      .init("chip", .text, "The chip file whose registers it has, beside its own"),
      .init("access", .section(access), "How its registers are addressed on I²C; board read goes by it"),
      .init("registers", .named(register, isRanged: false), "Its registers, by name")
    ])

  static let access = Section(
    "'access' of {}",
    [
      .init("number", .integer(1...4), "Bytes of a register's number; default 1"),
      .init("order", .choices(RegisterAccess.Order.self), "Of the bytes of numbers and values: big (the highest first, default) or little"),
      .init(
        "spacing", .integer(1...4),
        "A register's number on the bus is its address divided by this; default 1, and 4 where 'chip' names a file")
    ])

  static let register = Section(
    "register '{}'",
    [
      .init("at", .integer(0...Int(UInt32.max)), required: true, "Its address"),
      .init("count", .integer(1...65536), "Registers in a row; default 1"),
      .init("fields", .bits, "Bits by name: a bit, or high..low, such as 14..0")
    ])
}
