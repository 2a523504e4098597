public import PlatformFormats
import SwitchPlatform

/// Rules for Stratum's chassis, PHAL and Broadcom chassis map.
public enum StratumCheck: DescriptionCheck {
  public static let name = "Stratum"

  public static func recognises(_ tree: FileTree) -> Bool { !StratumPlatform.folders(of: tree).isEmpty }

  public static func check(_ tree: FileTree, into report: Report) {
    for folder in StratumPlatform.folders(of: tree) {
      let platform = StratumPlatform(tree, folder: folder)
      report.add(platform.diagnostics)
      if let document = platform.documents[.chassis] { ports(platform, document, report) }
      if let document = platform.documents[.phal] { cages(platform, document, report) }
      if let document = platform.documents[.chips] { StratumChipRules.check(document, into: report) }
    }
  }

  private static func ports(_ platform: StratumPlatform, _ document: TreeDocument, _ report: Report) {
    let ports = platform.singletonPorts
    once(ports, document, report, "PRT04", place: "id") { node in node["id"]?.text.map { "id \($0)" } }
    once(ports, document, report, "LAN02", place: "port") { node in
      let place = StratumPlatform.place(node)
      return "slot \(place.slot), port \(place.port), channel \(place.channel)"
    }
    let nodes = Set(document.root.all("nodes").compactMap { $0["id"]?.integer })
    for port in ports {
      guard let node = port["node"], let id = node.integer, !nodes.contains(id) else { continue }
      report.error(
        "REF13", document.file, at: node.position,
        "port '\(port["name"]?.text ?? port["id"]?.text ?? "")' is of node \(id), which there is not; the nodes are \(nodes.sorted().map(String.init).joined(separator: ", "))"
      )
    }
    let ids = Set(ports.compactMap { $0["id"]?.integer })
    for trunk in document.root.all("trunk_ports") {
      for member in trunk.all("members") {
        guard let id = member.integer, !ids.contains(id) else { continue }
        report.error("REF13", document.file, at: member.position, "the trunk has port \(id), which is no singleton port")
      }
    }
    // A channel is a part of a cage: the whole cage cannot be a port as well.
    var whole: [StratumPlatform.Place: Node] = [:]
    for port in ports where StratumPlatform.place(port).channel == 0 { whole[StratumPlatform.place(port)] = port }
    for port in ports {
      var place = StratumPlatform.place(port)
      guard place.channel != 0 else { continue }
      place.channel = 0
      guard let other = whole[place] else { continue }
      report.error(
        "LAN02", document.file, at: port["channel"]?.position ?? port.position,
        "port \(place.port) of slot \(place.slot) is a port as a whole and by channel",
        related: [Diagnostic.Related(file: document.file, at: other.position, "as a whole here")])
    }
    guard platform.documents[.phal] != nil else { return }
    let cages = Set(platform.cages.map(\.place))
    for port in ports {
      var place = StratumPlatform.place(port)
      place.channel = 0
      guard !cages.contains(place), let node = port["port"] else { continue }
      report.note(
        "CAG02", document.file, at: node.position,
        "port '\(port["name"]?.text ?? port["id"]?.text ?? "")' has no cage in phal_config (slot \(place.slot), port \(place.port))")
    }
  }

  private static func cages(_ platform: StratumPlatform, _ document: TreeDocument, _ report: Report) {
    let places = platform.cages
    var first: [StratumPlatform.Place: Node] = [:]
    for (place, node) in places {
      if let other = first[place] {
        report.error(
          "PRT04", document.file, at: node["port"]?.position ?? node.position,
          "cage \(place.port) of slot \(place.slot) is in the file already",
          related: [Diagnostic.Related(file: document.file, at: other.position, "first here")])
      } else {
        first[place] = node
      }
    }
  }

  static func once(
    _ nodes: [Node], _ document: TreeDocument, _ report: Report, _ rule: String, place key: String, _ name: (Node) -> String?
  ) {
    var first: [String: Node] = [:]
    for node in nodes {
      guard let name = name(node) else { continue }
      if let other = first[name] {
        report.error(
          rule, document.file, at: node[key]?.position ?? node.position, "\(name) is a port already",
          related: [Diagnostic.Related(file: document.file, at: other[key]?.position ?? other.position, "first here")])
      } else {
        first[name] = node
      }
    }
  }
}
