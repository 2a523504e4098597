/// Keys of what watches the box, and of the profiles.
extension BoardSchema {
  private static let name = Section.Key("name", .text, "What the NOS calls it")

  private static func points(_ names: [(String, String)]) -> [Section.Key] {
    names.map { Section.Key($0.0, .section(point), $0.1) }
  }

  static let sensor = Section(
    "'{}' of 'sensors'",
    [
      .init("type", .choices(BoardSensor.Quantity.self), required: true, "What is measured"),
      .init("at", .section(point), "Where it is read"),
      .init("thresholds", .section(thresholds), "Limits, rising"), name
    ])

  static let thresholds = Section(
    "'thresholds' of {}",
    [
      .init("lowCritical", .number, "Below it the box is in danger"), .init("low", .number, "Below it somebody should know"),
      .init("high", .number, "Above it somebody should know"), .init("critical", .number, "Above it the box is in danger")
    ])

  static let fan = Section(
    "'{}' of 'fans'",
    [.init("tray", .integer(0...255), "The drawer it is in")]
      + points([
        ("rpm", "Its speed"), ("pwm", "What sets its speed"), ("present", "Whether it is there"), ("fault", "Whether it fails"),
        ("direction", "Which way the air flows")
      ]) + [
        .init("airflow", .choices(BoardFan.Airflow.self), "f2b (front to back, the default) or b2f"),
        .init("rpmRange", .range, "Slowest and fastest, in rpm"), name
      ])

  static let psu = Section(
    "'{}' of 'psus'",
    points([
      ("present", "Whether it is there"), ("good", "Whether its output is good"), ("power", "Output in W"), ("voltage", "Output in V"),
      ("current", "Output in A"), ("temperature", "In °C")
    ]) + [
      .init("monitor", .reference, "The device that measures"), .init("fans", .list(.text), "Its own fans, by name"), name
    ])

  static let led = Section(
    "'{}' of 'leds'",
    [
      .init("role", .text, "What it is for: system, fan, psu, port, locator"), .init("at", .section(point), "Where it is set"),
      .init("colors", .numbers(0...Int(UInt32.max)), "What is written for each colour"), name
    ])

  static let eeprom = Section(
    "'{}' of 'eeproms'",
    [.init("dev", .reference, required: true, "The device"), .init("format", .text, "Such as onie-tlv"), name])

  static let component = Section("'{}' of 'components'", [.init("version", .section(point), "Where its version is read"), name])

  static let pciEntry = Section(
    "an entry of 'pci'",
    pci.keys + [name, .init("optional", .flag, "Whether it may be absent; default false")])

  static let usbEntry = Section(
    "an entry of 'usb'",
    [
      .init("port", .text, "bus-port.port, such as 1-1.2"), .init("id", .text, "vendor:product, such as 0403:6001"), name,
      .init("optional", .flag, "Whether it may be absent; default false")
    ])

  static let poe = Section("'poe'", [.init("budget", .number, required: true, "Power for all ports together, in W")])

  static let thermal = Section(
    "'thermal'",
    [
      .init("interval", .integer(1...3600), "Seconds between two looks; default 5"),
      .init("zones", .list(.section(zone)), "Fans that follow sensors"),
      .init("shutdown", .section(shutdown), "When the box is switched off")
    ])

  static let zone = Section(
    "a thermal zone",
    [
      .init("name", .text, "What it is called"), .init("sensors", .list(.text), required: true, "Sensors, by name"),
      .init("fans", .list(.text), required: true, "Fans, by name"), .init("table", .steps, "Temperature (°C): speed (%), rising")
    ])

  static let shutdown = Section(
    "'shutdown'",
    [
      .init("any", .list(.section(condition)), "One of these is enough"), .init("all", .list(.section(condition)), "These together")
    ])

  static let condition = Section(
    "a shutdown condition",
    [.init("sensor", .text, required: true, "A sensor, by name"), .init("above", .number, "The temperature, in °C")])

  static let profile = Section(
    "profile '{}'",
    [
      .init("default", .flag, "Whether it holds where none is named; one profile's is true, the only one's is anyway"),
      .init("names", .section(names), "What the ports are called"),
      .init("ports", .numbered(choice), required: true, "A choice for each cage, by number or range; a cage left out has no ports"),
      .init("asic", .named(Section("ASIC '{}' of the profile", []), isRanged: false), "By ASIC: what the vendor's SDK wants")
    ])

  static let names = Section(
    "'names' of {}",
    [
      .init("port", .text, "Template of the NOS's names; default Ethernet{first}"),
      .init("alias", .text, "Template of the aliases; default Eth{cage}{sub:/}")
    ])

  static let choice = Section(
    "cage {} of the profile",
    [
      .init("breakout", .mode, required: true, "A mode that the cage offers"),
      .init("speed", .rate, "One of the mode's speeds"), .init("fec", .choices(BoardProfile.FEC.self), "Default none"),
      .init("autoneg", .flag, "Default false"), .init("role", .choices(BoardProfile.Role.self), "What the port is for"),
      .init("names", .list(.text), "A name or template for each port, in place of the profile's"),
      .init("aliases", .list(.text), "An alias or template for each port, in place of the profile's"),
      .init("lanes", .lanes, "Lanes, where the profile wires the cage otherwise"),
      .init("attributes", .freeMapping, "Other columns of the NOS's port table")
    ])

  static let waiver = Section(
    "a waiver",
    [
      .init("rule", .text, required: true, "The rule's id"),
      .init("where", .text, required: true, "What the finding is about, such as cages.33; all below it is meant"),
      .init("why", .text, required: true, "The reason")
    ])
}
