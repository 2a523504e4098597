/// Writes a description as a board file of ours: always the same text for the same value, ranges folded where values are regular.
///
/// What it writes reads back as an equal value, provided that cages and choices are in ascending order and that names have no braces.
public enum BoardWriter {
  /// The file's text.
  ///
  /// - Parameter heading: Lines of comment at the top.
  /// - Parameter remarks: Lines of comment at the end, such as what could not be said.
  /// - Complexity: O(values).
  public static func text(_ board: BoardDescription, heading: [String] = [], remarks: [String] = []) -> String {
    var printer = YAMLPrinter()
    printer.comment(heading)
    printer.line("schema: \(BoardLoader.schema)")
    let required: Set<String> = ["platform", "asics", "cages", "profiles"]
    for (name, value) in sections(board) where !value.isEmpty || required.contains(name) {
      printer.line("")
      printer.section(name, value)
    }
    if !remarks.isEmpty {
      printer.line("")
      printer.comment(remarks)
    }
    return printer.text
  }

  /// All that a board says, in the order of a file; what it does not say is empty.
  static func sections(_ board: BoardDescription) -> [(name: String, value: YAMLTree)] {
    [
      ("platform", platform(board.platform)), ("asics", named(board, "asics", board.asics.map { ($0.name, asic($0)) }, isRanged: false)),
      ("cages", numbered(board.sources["cages"], board.cages.map { ($0.number, cage($0)) })),
      ("devices", named(board, "devices", board.devices.map { ($0.name, device($0)) })),
      ("sensors", named(board, "sensors", board.sensors.map { ($0.name, sensor($0)) })),
      ("fans", named(board, "fans", board.fans.map { ($0.name, fan($0)) })),
      ("psus", named(board, "psus", board.psus.map { ($0.name, psu($0)) })),
      ("leds", named(board, "leds", board.leds.map { ($0.name, led($0)) })),
      ("eeproms", named(board, "eeproms", board.eeproms.map { ($0.name, eeprom($0)) })),
      ("components", named(board, "components", board.components.map { ($0.name, component($0)) })),
      ("pci", .list(board.pci.map { busEntry($0, "bdf") })), ("usb", .list(board.usb.map { busEntry($0, "port") })),
      ("poe", board.poe.map(poe) ?? .map([])), ("thermal", board.thermal.map(thermal) ?? .map([])),
      ("profiles", named(board, "profiles", board.profiles.map { ($0.name, profile($0)) }, isRanged: false)),
      ("waivers", .list(board.waivers.map(waiver)))
    ]
  }

  /// A mapping of the pairs that are there.
  static func map(_ pairs: [(String, YAMLTree?)]) -> YAMLTree {
    .map(pairs.compactMap { pair in pair.1.map { (pair.0, $0) } })
  }

  private static func named(_ board: BoardDescription, _ section: String, _ entries: [(String, YAMLTree)], isRanged: Bool = true)
    -> YAMLTree
  {
    let own: [(String, YAMLTree)] = board.sources[section].map { [("source", .verbatim($0))] } ?? []
    return .map(own + (isRanged ? RangeFolder.named(entries) : entries))
  }

  static func numbered(_ source: String?, _ entries: [(Int, YAMLTree)]) -> YAMLTree {
    let own: [(String, YAMLTree)] = source.map { [("source", .verbatim($0))] } ?? []
    return .map(own + RangeFolder.numbered(entries))
  }

  private static func platform(_ value: BoardIdentity) -> YAMLTree {
    map([
      ("id", .text(value.id)), ("vendor", .text(value.vendor)), ("product", .text(value.product)), ("form", .text(value.form.rawValue)),
      ("arch", value.arch.map { .text($0) }), ("match", value.match.map(free)),
      (
        "console",
        value.console.map {
          map([
            ("tty", $0.tty.map { .text($0) }), ("baud", $0.baud.map { .number(String($0)) }), ("io", $0.io.map { .number(hex($0)) })
          ])
        }
      ), ("mac", value.macOffset.map { .number(String($0)) }), ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func asic(_ value: BoardASIC) -> YAMLTree {
    map([
      ("chip", .text(value.chip)), ("replaces", value.replaces.map { .text($0) }),
      (
        "pci",
        value.pci.map {
          map([("bdf", $0.bdf.map { .text($0) }), ("id", $0.id.map { .text($0) }), ("source", $0.source.map { .verbatim($0) })])
        }
      ), ("attach", value.attachment.map { .text($0.rawValue) }),
      (
        "cpu",
        list(
          value.cpu.map {
            map([
              ("port", .number(String($0.port))), ("interface", $0.interface.map { .text($0) }), ("speed", $0.speed.map(rate)),
              ("source", $0.source.map { .verbatim($0) })
            ])
          })
      ),
      (
        "serdes",
        list(
          value.serdes.map { wire in
            let inverted = (wire.invertsTX ? ["tx"] : []) + (wire.invertsRX ? ["rx"] : [])
            return map([
              ("lane", .number(String(wire.lane))), ("core", .number(String(wire.core))), ("tx", .number(String(wire.tx))),
              ("rx", .number(String(wire.rx))), ("invert", list(inverted.map { .text($0) })), ("source", wire.source.map { .verbatim($0) })
            ])
          })
      ), ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func cage(_ value: Cage) -> YAMLTree {
    map([
      ("kind", .text(value.kind.rawValue)), ("label", value.label == String(value.number) ? nil : .text(value.label)),
      ("lanes", .text(value.lanes.description)), ("breakouts", .list(value.breakouts.map { .text($0.description) })),
      ("index", value.index.map { .number(String($0)) }), ("phy", value.phy.map(reference)), ("poe", value.poe.map { .number($0.plain) }),
      ("mac", value.macOffset.map { .number(String($0)) }), ("eeprom", value.eeprom.map(point)),
      ("signals", value.signals.isEmpty ? nil : .map(value.signals.map { ($0.name, point($0.point)) })),
      ("source", value.source.map { .verbatim($0) })
    ])
  }

  static func point(_ value: Point) -> YAMLTree {
    map([
      ("dev", reference(value.dev)), ("reg", value.reg.map { .number(hex($0)) }), ("attr", value.attribute.map { .text($0) }),
      ("bit", value.bit.map { .number(String($0)) }), ("mask", value.mask.map { .number(hex($0)) }),
      ("value", value.value.map { .number(hex($0)) }), ("after", value.after.map { .number(hex($0)) }), ("range", value.range.map(range)),
      ("invert", value.invert ? .number("true") : nil), ("scale", value.scale.map { .number($0.plain) }),
      ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func device(_ value: BoardDevice) -> YAMLTree {
    map([
      ("kind", .text(value.kind)), ("on", value.on.map(reference)), ("addr", value.address.map { .number(hex($0)) }),
      ("channels", value.channels.map { .number(String($0)) }),
      ("provides", value.provides.isEmpty ? nil : .map(value.provides.map { ($0.name, .number(String($0.count))) })),
      ("select", list(value.select.map(point))), ("idle", value.idle.map { .text($0) }), ("match", value.match.map(free)),
      ("id", value.id.map { .text($0) }), ("bdf", value.bdf.map { .text($0) }), ("width", value.width.map { .number(String($0)) }),
      ("chip", value.chip.map { .text($0) }), ("access", value.access.map(access)),
      ("registers", value.registers.isEmpty ? nil : .map(value.registers.map { ($0.name, register($0)) })),
      ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func access(_ value: RegisterAccess) -> YAMLTree {
    map([
      ("number", value.numberBytes.map { .number(String($0)) }), ("order", value.order.map { .text($0.rawValue) }),
      ("spacing", value.spacing.map { .number(String($0)) }), ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func register(_ value: BoardRegister) -> YAMLTree {
    let fields = value.fields.map { field in
      (field.name, field.width == 1 ? YAMLTree.number(String(field.low)) : .text("\(field.high)..\(field.low)"))
    }
    return map([
      ("at", .number(hex(value.address))), ("count", value.count.map { .number(String($0)) }),
      ("fields", fields.isEmpty ? nil : .map(fields)), ("source", value.source.map { .verbatim($0) })
    ])
  }

  static func list(_ elements: [YAMLTree]) -> YAMLTree? { elements.isEmpty ? nil : .list(elements) }
  static func reference(_ value: DeviceReference) -> YAMLTree { .text(value.description) }
  static func range(_ value: ClosedRange<Double>) -> YAMLTree { .list([.number(value.lowerBound.plain), .number(value.upperBound.plain)]) }
  static func rate(_ value: UInt32) -> YAMLTree { .number(BreakoutMode.rateText(value)) }
  static func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }

  static func free(_ value: FreeValue) -> YAMLTree {
    switch value {
    case .text(let text): .text(text)
    case .list(let elements): .list(elements.map(free))
    case .mapping(let entries): .map(entries.map { ($0.key, free($0.value)) })
    }
  }
}
