import PlatformFormats
import SwitchPlatform

/// GBX02, GBX03: the PHYs of a gearbox, which lanes of them an interface has, and the files that configure them.
enum GearboxLaneRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for json in input.files.json where json.name == "gearbox_config.json" || json.name.hasSuffix("/gearbox_config.json") {
      guard let root = json.root, input.isFirst("gearbox lanes", json.name, report) else { continue }
      let phys = root["phys"]?.elements ?? []
      let numbers = Set(phys.compactMap { $0["phy_id"]?.integer })
      once(phys.compactMap { $0["phy_id"] }, "PHY", json.file, report)
      for interface in root["interfaces"]?.elements ?? [] {
        guard let node = interface["phy_id"], let number = node.integer, !numbers.contains(number) else { continue }
        report.error(
          "GBX02", json.file, at: node.position,
          "\((interface["name"]?.text ?? "an interface").excerpt) is on PHY \(number), which there is not")
      }
      lanes(root["interfaces"]?.elements ?? [], json.file, report)
      for phy in phys { file(phy, of: json, input, report) }
    }
    for json in input.files.json where isPHY(json.name) && input.isFirst("PHY", json.name, report) {
      once((json.root?["lanes"]?.elements ?? []).compactMap { $0["index"] }, "lane", json.file, report)
      once((json.root?["ports"]?.elements ?? []).compactMap { $0["index"] }, "port", json.file, report)
    }
  }

  /// `phy12_config.json`.
  static func isPHY(_ name: String) -> Bool {
    (name.split(separator: "/").last ?? "").wholeMatch(of: /phy[0-9]+_config\.json/) != nil
  }

  private static func once(_ numbers: [Node], _ what: String, _ file: String, _ report: Report) {
    var first: [Int: Node] = [:]
    for node in numbers {
      guard let number = node.integer else { continue }
      guard let known = first[number] else {
        first[number] = node
        continue
      }
      report.error(
        "GBX03", file, at: node.position, "\(what) \(number) is in the file already",
        related: [.init(file, at: known.position, "first here")])
    }
  }

  private struct Lane: Hashable {
    var phy: Int
    var side: String
    var number: Int
  }

  private static func lanes(_ interfaces: [Node], _ file: String, _ report: Report) {
    var first: [Lane: (name: String, node: Node)] = [:]
    for interface in interfaces {
      let name = interface["name"]?.text ?? ""
      for side in ["system_lanes", "line_lanes"] {
        for node in interface[side]?.elements ?? [] {
          guard let number = node.integer, let phy = interface["phy_id"]?.integer else { continue }
          let lane = Lane(phy: phy, side: side, number: number)
          guard let known = first[lane] else {
            first[lane] = (name, node)
            continue
          }
          report.error(
            "GBX02", file, at: node.position,
            "lane \(number) of \(side) of PHY \(phy) is that of \(known.name.excerpt) and of \(name.excerpt)",
            related: [.init(file, at: known.node.position, "first used here")])
        }
      }
    }
  }

  private static func file(_ phy: Node, of json: SONiCFileSet.JSON, _ input: SONiCHardwareCheck.Input, _ report: Report) {
    let prefix = "/usr/share/sonic/hwsku/"
    guard let node = phy["config_file"], let path = node.text, path.hasPrefix(prefix) else { return }
    let name = String(path.dropFirst(prefix.count))
    let folder = FileTree.folder(of: json.name)
    let isThere = [folder, FileTree.folder(of: folder)].contains { input.files.names.contains(FileTree.join($0, name)) }
    // Where none of the PHYs' files is there, they come from elsewhere.
    guard !isThere, input.files.names.contains(where: isPHY) else { return }
    report.warning(
      "GBX03", json.file, at: node.position,
      "'config_file' of PHY \((phy["phy_id"]?.text ?? "").excerpt) is \(name.excerpt), which is not there")
  }
}
