import PlatformFormats
import SwitchPlatform

/// GBX01: the interfaces of `gearbox_config.json` are ports of the SKU.
enum GearboxRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for json in input.files.json where json.name == "gearbox_config.json" || json.name.hasSuffix("/gearbox_config.json") {
      let folder = input.platform.inside(json.name.split(separator: "/").dropLast().joined(separator: "/"))
      guard let interfaces = json.root?["interfaces"]?.elements,
        let files = input.platform.skus.flatMap(\.all).first(where: { $0.folder == folder })
      else { continue }
      let names = names(of: files, input.platform)
      guard !names.isEmpty, report.isFirst("gearbox \(json.file)") else { continue }
      for interface in interfaces {
        guard let node = interface["name"], let name = node.text, !names.contains(name), !report.isFull("GBX01", json.file) else {
          continue
        }
        let ports = files.portConfig?.file ?? files.hwsku?.file
        report.error(
          "GBX01", json.file, at: node.position,
          "\(name.excerpt) is no port of the SKU" + (report.guesses("GBX01", json.file) ? nearest(name, names) : ""),
          related: ports.map { [.init($0, at: SONiCHardwareCheck.start, "its ports are here")] } ?? [])
      }
    }
  }

  /// Ports by any way that SONiC makes them: a gearbox may list more than are broken out now.
  private static func names(of files: SONiCPortFiles, _ platform: SONiCPlatform) -> Set<String> {
    var names = Set(files.portConfig?.rows.map(\.name) ?? [])
    if files.hwsku != nil, let cages = platform.cages {
      for cage in cages.interfaces {
        names.insert(cage.name)
        for mode in cage.modes.prefix(64).compactMap(\.mode) { names.formUnion(SONiCPort.ports(of: cage, as: mode).map(\.name)) }
      }
    }
    return names
  }

  /// The ports on both sides of a number that is none.
  private static func nearest(_ name: String, _ names: Set<String>) -> String {
    func number(_ name: String) -> Int? { name.hasPrefix("Ethernet") ? Int(name.dropFirst(8)) : nil }
    guard let wanted = number(name) else { return NearestName.suggestion(for: name, among: names.sorted()) }
    let numbers = names.compactMap(number)
    let around = [numbers.filter { $0 < wanted }.max(), numbers.filter { $0 > wanted }.min()].compactMap { $0 }
    return around.isEmpty ? "" : "; next to it are \(around.map { "Ethernet\($0)" }.joined(separator: " and "))"
  }
}
