import PlatformFormats
import SwitchPlatform

/// ASC11: the core and the port of the core of a port, in `port_config.ini` and in the SDK's configuration of a DNX chip.
enum CoreRules {
  static func check(_ configuration: SDKConfiguration, _ files: SONiCPortFiles, _ report: Report) {
    guard let config = files.portConfig, config.hasColumn("core_id"), config.hasColumn("core_port_id"),
      report.isFirst("cores \(config.file) \(configuration.file)")
    else { return }
    let places = configuration.corePorts
    guard !places.isEmpty else { return }
    let known = Dictionary(places.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
    for row in config.rows {
      guard let core = row["core_id"].flatMap({ Int($0.text) }), let cell = row["core_port_id"], let port = Int(cell.text),
        known[.init(core: core, port: port)] == nil
      else { continue }
      let ports = places.filter { $0.place.core == core }.map(\.place.port).sorted()
      report.error(
        "ASC11", config.file, at: cell.position,
        "\(row.name.excerpt) is port \(port) of core \(core), which the chip's configuration does not have; core \(core) has "
          + (ports.isEmpty ? "none" : MediaRules.ranges(ports)),
        related: places.first.map { [.init(configuration.file, at: $0.position, "the chip's ports begin here")] } ?? [])
    }
    repeated(config, report)
  }

  /// Two rows for one port of a core.
  private static func repeated(_ config: SONiCPortConfig, _ report: Report) {
    var first: [SDKConfiguration.CorePort.Place: SONiCPortConfig.Row] = [:]
    for row in config.rows {
      guard let core = row["core_id"].flatMap({ Int($0.text) }), let cell = row["core_port_id"], let port = Int(cell.text) else { continue }
      let place = SDKConfiguration.CorePort.Place(core: core, port: port)
      guard let known = first[place] else {
        first[place] = row
        continue
      }
      report.error(
        "ASC11", config.file, at: cell.position,
        "port \(port) of core \(core) is that of \(known.name.excerpt) and of \(row.name.excerpt)",
        related: [.init(config.file, at: known["core_port_id"]?.position ?? known.position, "first here")])
    }
  }
}
