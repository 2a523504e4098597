import PlatformFormats
import SwitchPlatform

/// ASC04–06: the ports of a SKU against the ports that its chip is configured with.
enum PortMapRules {
  /// A port as SONiC will make it.
  struct LogicalPort {
    var name: String
    var lanes: [Int]
    /// - Unit: Mb/s.
    var speed: Int?
    var file: String
    var position: SourcePosition
  }

  /// From `hwsku.json` where the platform has cages, else from `port_config.ini`; without those that lead to no cage.
  static func ports(_ files: SONiCPortFiles, _ platform: SONiCPlatform) -> [LogicalPort] {
    if let hwsku = files.hwsku, let cages = platform.cages {
      let byName = Dictionary(cages.interfaces.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      return hwsku.ports.flatMap { port -> [LogicalPort] in
        guard let cage = byName[port.name], let mode = port.mode else { return [] }
        return SONiCPort.ports(of: cage, as: mode).compactMap { child in
          let lanes = child.lanes.compactMap { Int($0) }
          guard lanes.count == child.lanes.count, !lanes.isEmpty else { return nil }
          return LogicalPort(name: child.name, lanes: lanes, speed: child.speed, file: hwsku.file, position: port.position)
        }
      }
    }
    guard let config = files.portConfig else { return [] }
    return config.rows.compactMap { row in
      guard !row.isInternal, let lanes = row.lanes, !lanes.isEmpty else { return nil }
      return LogicalPort(name: row.name, lanes: lanes, speed: row.speed, file: config.file, position: row.position)
    }
  }

  static func check(_ configuration: SDKConfiguration, _ files: SONiCPortFiles, _ input: SONiCHardwareCheck.Input, _ report: Report) {
    let ports = ports(files, input.platform)
    guard let first = ports.first, report.isFirst("map \(first.file) \(configuration.file)") else { return }
    // A system with several chips numbers the lanes of each from the beginning.
    guard Set(configuration.ports.map(\.unit).filter { $0 != "" && $0 != "0" }).isEmpty else { return }
    let byPhysical = Dictionary(
      configuration.ports.filter { $0.physical != 0 }.map { ($0.physical, $0) }, uniquingKeysWith: { first, _ in first })
    guard !byPhysical.isEmpty else { return }
    let unmapped = ports.filter { byPhysical[$0.lanes[0]] == nil }
    if !unmapped.isEmpty { missing(unmapped, of: ports, byPhysical, configuration, report) }
    // Lanes are numbered in another way, such as two of the chip's to one of SONiC's: nothing can be compared.
    guard unmapped.count * 2 < ports.count else { return }
    let mapped = ports.compactMap { port in byPhysical[port.lanes[0]].map { (port, $0) } }
    lanes(mapped, configuration, report)
    speeds(mapped, configuration, report)
  }

  private static func missing(
    _ unmapped: [LogicalPort], of ports: [LogicalPort], _ byPhysical: [Int: SDKConfiguration.Port], _ configuration: SDKConfiguration,
    _ report: Report
  ) {
    guard let first = unmapped.first else { return }
    let message =
      "\(unmapped.count) of \(ports.count) ports begin at a lane that is no physical port of the chip: "
      + SONiCHardwareCheck.list(unmapped.map { "\($0.name) (\($0.lanes[0]))" })
    let related =
      configuration.ports.first.map { [Diagnostic.Related(configuration.file, at: $0.position, "the chip's ports begin here")] } ?? []
    let isPaired = unmapped.allSatisfy { byPhysical[($0.lanes[0] + 1) / 2] != nil }
    if unmapped.count * 2 < ports.count {
      report.warning("ASC04", first.file, at: first.position, message, related: related)
    } else if !isPaired {
      report.note("ASC04", first.file, at: first.position, message + "; the two number lanes in different ways", related: related)
    }
  }

  private static func lanes(
    _ mapped: [(port: LogicalPort, chip: SDKConfiguration.Port)], _ configuration: SDKConfiguration, _ report: Report
  ) {
    let wrong = mapped.filter { $0.chip.lanes.map { $0 } ?? $0.port.lanes.count != $0.port.lanes.count }
    // Where nearly all differ, a lane of the one is not a lane of the other.
    guard let first = wrong.first, wrong.count * 2 < mapped.count else { return }
    let names = wrong.map { "\($0.port.name) (\($0.port.lanes.count), chip \($0.chip.lanes ?? 0))" }
    report.warning(
      "ASC05", first.port.file, at: first.port.position,
      "\(wrong.count) of \(mapped.count) ports have another number of lanes than the chip's port: " + SONiCHardwareCheck.list(names),
      related: wrong.prefix(4).map { .init(configuration.file, at: $0.chip.position, "\($0.chip.lanes ?? 0) lanes here") })
  }

  private static func speeds(
    _ mapped: [(port: LogicalPort, chip: SDKConfiguration.Port)], _ configuration: SDKConfiguration, _ report: Report
  ) {
    let wrong = mapped.filter { entry in
      guard let speed = entry.port.speed, let most = entry.chip.speed else { return false }
      // A property gives the most that a port can have.
      return configuration.isYAML ? speed != most : speed > most
    }
    guard let first = wrong.first else { return }
    let names = wrong.map { "\($0.port.name) (\($0.port.speed ?? 0), chip \($0.chip.speed ?? 0) Mb/s)" }
    report.note(
      "ASC06", first.port.file, at: first.port.position,
      "\(wrong.count) of \(mapped.count) ports have another speed than the chip's port: " + SONiCHardwareCheck.list(names),
      related: wrong.prefix(4).map { .init(configuration.file, at: $0.chip.position, "\($0.chip.speed ?? 0) Mb/s here") })
  }

  /// A port of Mellanox' lies in the cage that its lanes are counted from: 8 lanes a cage, or 4.
  static func check(_ map: MellanoxPorts, _ files: SONiCPortFiles, _ input: SONiCHardwareCheck.Input, _ report: Report) {
    let ports = ports(files, input.platform)
    guard let first = ports.first, report.isFirst("map \(first.file) \(map.file)") else { return }
    let modules = Set(map.ports.compactMap(\.module))
    guard modules.count == Set(map.ports.map(\.localPort)).count else { return }
    let misses = [4, 8].map { lanes in ports.filter { !modules.contains($0.lanes[0] / lanes) } }
    guard let fewest = misses.min(by: { $0.count < $1.count }), let port = fewest.first, fewest.count * 2 < ports.count else { return }
    report.warning(
      "ASC04", port.file, at: port.position,
      "\(fewest.count) of \(ports.count) ports begin at a lane that is in no module of the chip's list: "
        + SONiCHardwareCheck.list(fewest.map { "\($0.name) (\($0.lanes[0]))" }),
      related: map.ports.first.map { [.init(map.file, at: $0.position, "the chip's ports begin here")] } ?? [])
  }
}
