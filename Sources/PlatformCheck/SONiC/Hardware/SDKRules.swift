import PlatformFormats
import SwitchPlatform

/// ASC02–06: the configuration of Broadcom's SDK, by itself and against the ports of the SKU that loads it.
enum SDKRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for text in input.files.configurations where input.isFirst("SDK", text.name, report) {
      shared(text.value, report)
      repeated(text.value, report)
    }
    for text in input.files.mellanoxPorts where input.isFirst("SDK", text.name, report) { local(text.value, report) }
    let configurations = Dictionary(input.files.configurations.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let maps = Dictionary(input.files.mellanoxPorts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    for sku in input.platform.skus {
      for files in sku.all {
        guard let name = configuration(of: files, sku, input) else { continue }
        if let configuration = configurations[name] {
          PortMapRules.check(configuration, files, input, report)
          CoreRules.check(configuration, files, report)
        }
        if let map = maps[name] { PortMapRules.check(map, files, input, report) }
      }
    }
  }

  /// The file that a `sai.profile` loads, below the platform's folder.
  private static func configuration(of files: SONiCPortFiles, _ sku: SONiCSKU, _ input: SONiCHardwareCheck.Input) -> String? {
    guard let value = files.saiProfile?["SAI_INIT_CONFIG_FILE"]?.value else { return nil }
    let prefix = input.platform.folder.isEmpty ? 0 : input.platform.folder.count + 1
    func inside(_ folder: String, _ name: Substring) -> String {
      let folder = folder.dropFirst(prefix)
      return folder.isEmpty ? String(name) : "\(folder)/\(name)"
    }
    let hwsku = "/usr/share/sonic/hwsku/"
    let platform = "/usr/share/sonic/platform/"
    if value.hasPrefix(platform) { return String(value.dropFirst(platform.count)) }
    guard value.hasPrefix(hwsku) else { return nil }
    let name = value.dropFirst(hwsku.count)
    let candidates = [inside(files.folder, name), inside(sku.folder, name)]
    return candidates.first { candidate in input.files.names.contains(candidate) }
  }

  /// One physical port of two logical ones. The management block numbers its ports by itself, and an inactive port waits for its lanes.
  private static func shared(_ configuration: SDKConfiguration, _ report: Report) {
    struct Place: Hashable {
      var unit: String
      var physical: Int
      var isManagement: Bool
    }
    var first: [Place: SDKConfiguration.Port] = [:]
    for port in configuration.ports where !port.isInactive && port.physical != 0 {
      // A system with one chip may say so or not.
      let place = Place(unit: port.unit == "0" ? "" : port.unit, physical: port.physical, isManagement: port.isManagement)
      guard let known = first[place] else {
        first[place] = port
        continue
      }
      guard known.logical != port.logical else { continue }
      report.error(
        "ASC02", configuration.file, at: port.position,
        "logical port \(port.logical) has physical port \(port.physical), which is already that of logical port \(known.logical)",
        related: [.init(configuration.file, at: known.position, "first mapped here")])
    }
  }

  private static func local(_ map: MellanoxPorts, _ report: Report) {
    var first: [Int: MellanoxPorts.Port] = [:]
    for port in map.ports {
      if let known = first[port.localPort] {
        report.error(
          "ASC02", map.file, at: port.localPortPosition, "local port \(port.localPort) is already in the list",
          related: [.init(map.file, at: known.localPortPosition, "first here")])
      } else {
        first[port.localPort] = port
      }
    }
  }

  /// A property with two values. Serdes taps stand once for each modulation.
  private static func repeated(_ configuration: SDKConfiguration, _ report: Report) {
    var first: [String: SDKConfiguration.Property] = [:]
    for property in configuration.properties {
      var key = property.key
      if let modulation = property.value.split(separator: ":").first?.lowercased(), modulation == "nrz" || modulation == "pam4" {
        key += " \(modulation)"
      }
      if let known = first[key], known.value != property.value {
        report.warning(
          "ASC03", configuration.file, at: property.position,
          "\(property.key.excerpt) is \(property.value.excerpt) here and \(known.value.excerpt) before; the last one counts",
          related: [.init(configuration.file, at: known.position, "the value that does not count")])
      }
      first[key] = property
    }
  }
}
