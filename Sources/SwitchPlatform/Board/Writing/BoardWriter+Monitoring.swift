/// What watches the box, and the profiles.
extension BoardWriter {
  private static func points(_ points: [(key: String, point: Point?)]) -> [(String, YAMLTree?)] {
    points.map { ($0.key, $0.point.map(point)) }
  }

  private static func end(_ title: String?, _ source: String?) -> [(String, YAMLTree?)] {
    [("name", title.map { .text($0) }), ("source", source.map { .verbatim($0) })]
  }

  static func sensor(_ value: BoardSensor) -> YAMLTree {
    map(
      [
        ("type", .text(value.type.rawValue)), ("at", value.at.map(point)),
        (
          "thresholds",
          value.thresholds.map {
            map([
              ("lowCritical", $0.lowCritical.map { .number($0.plain) }), ("low", $0.low.map { .number($0.plain) }),
              ("high", $0.high.map { .number($0.plain) }), ("critical", $0.critical.map { .number($0.plain) }),
              ("source", $0.source.map { .verbatim($0) })
            ])
          }
        )
      ] + end(value.title, value.source))
  }

  static func fan(_ value: BoardFan) -> YAMLTree {
    map(
      [("tray", value.tray.map { .number(String($0)) })] + points(value.points) + [
        ("airflow", value.airflow.map { .text($0.rawValue) }), ("rpmRange", value.rpmRange.map(range))
      ] + end(value.title, value.source))
  }

  static func psu(_ value: BoardPSU) -> YAMLTree {
    map(
      points(value.points) + [("monitor", value.monitor.map(reference)), ("fans", list(value.fans.map { .text($0) }))]
        + end(value.title, value.source))
  }

  static func led(_ value: BoardLED) -> YAMLTree {
    map(
      [
        ("role", value.role.map { .text($0) }), ("at", value.at.map(point)),
        ("colors", value.colors.isEmpty ? nil : .map(value.colors.map { ($0.name, .number(hex($0.value))) }))
      ] + end(value.title, value.source))
  }

  static func eeprom(_ value: BoardEEPROM) -> YAMLTree {
    map([("dev", reference(value.dev)), ("format", value.format.map { .text($0) })] + end(value.title, value.source))
  }

  static func component(_ value: BoardComponent) -> YAMLTree {
    map([("version", value.version.map(point))] + end(value.title, value.source))
  }

  static func busEntry(_ value: BoardBusEntry, _ place: String) -> YAMLTree {
    map([
      (place, value.place.map { .text($0) }), ("id", value.id.map { .text($0) }), ("name", value.name.map { .text($0) }),
      ("optional", value.isOptional ? .number("true") : nil), ("source", value.source.map { .verbatim($0) })
    ])
  }

  static func poe(_ value: PowerOverEthernet) -> YAMLTree {
    map([("budget", .number(value.budget.plain)), ("source", value.source.map { .verbatim($0) })])
  }

  static func thermal(_ value: ThermalPolicy) -> YAMLTree {
    let shutdown = map([("any", list(value.shutdownAny.map(condition))), ("all", list(value.shutdownAll.map(condition)))])
    return map([
      ("interval", value.interval.map { .number(String($0)) }),
      (
        "zones",
        list(
          value.zones.map { zone in
            map([
              ("name", zone.title.map { .text($0) }), ("sensors", .list(zone.sensors.map { .text($0) })),
              ("fans", .list(zone.fans.map { .text($0) })),
              ("table", zone.table.isEmpty ? nil : .map(zone.table.map { ($0.temperature.plain, .number($0.speed.plain)) })),
              ("source", zone.source.map { .verbatim($0) })
            ])
          })
      ), ("shutdown", shutdown.isEmpty ? nil : shutdown), ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func condition(_ value: ThermalPolicy.Condition) -> YAMLTree {
    map([
      ("sensor", .text(value.sensor)), ("above", value.above.map { .number($0.plain) }), ("source", value.source.map { .verbatim($0) })
    ])
  }

  static func profile(_ value: BoardProfile) -> YAMLTree {
    let names = map([("port", value.portName.map { .text($0) }), ("alias", value.alias.map { .text($0) })])
    return map([
      ("default", value.isDefault ? .number("true") : nil), ("names", names.isEmpty ? nil : names),
      ("ports", numbered(nil, value.choices.map { ($0.cage, choice($0)) })),
      ("asic", value.asics.isEmpty ? nil : .map(value.asics.map { ($0.key, free($0.value)) })),
      ("source", value.source.map { .verbatim($0) })
    ])
  }

  private static func choice(_ value: BoardProfile.Choice) -> YAMLTree {
    map([
      ("breakout", .text(value.breakout.description)), ("speed", value.speed.map(rate)), ("fec", value.fec.map { .text($0.rawValue) }),
      ("autoneg", value.autoneg.map { .number($0 ? "true" : "false") }), ("role", value.role.map { .text($0.rawValue) }),
      ("names", list(value.names.map { .verbatim($0) })), ("aliases", list(value.aliases.map { .verbatim($0) })),
      ("lanes", value.lanes.map { .text($0.description) }), ("attributes", value.attributes.map(free)),
      ("source", value.source.map { .verbatim($0) })
    ])
  }

  static func waiver(_ value: Waiver) -> YAMLTree {
    map([("rule", .text(value.rule)), ("where", .text(value.place)), ("why", .text(value.why))])
  }
}
