import PlatformFormats
import SwitchPlatform

/// Links of the platform manager, and the paths by which all services use them.
enum FBOSSLinkRules {
  static func check(_ platform: FBOSSPlatform, into report: Report) {
    guard let document = platform.manager else { return }
    for link in platform.links { target(link.value, "link '\(link.key.text ?? "")'", platform, document.file, report) }
    if let path = document.root["chassisEepromDevicePath"] { target(path, "'chassisEepromDevicePath'", platform, document.file, report) }
    let links = Set(platform.links.compactMap(\.key.text))
    guard !links.isEmpty else { return }
    for service in FBOSSPlatform.Service.allCases where service != .platformManager {
      guard let document = platform.documents[service] else { continue }
      uses(document, links, report)
    }
  }

  /// REF10: `/SLOT@0/SLOT@1/[DEVICE]`.
  private static func target(_ node: Node, _ what: String, _ platform: FBOSSPlatform, _ file: String, _ report: Report) {
    guard let text = node.text, text.hasPrefix("/"), text.hasSuffix("]"), let bracket = text.lastIndex(of: "[") else {
      report.error("REF10", file, at: node.position, "\(what) leads to '\(node.text ?? node.kindName)'; expected /SLOT@n/…/[DEVICE]")
      return
    }
    let device = String(text[text.index(after: bracket)...].dropLast())
    let (units, slotType, wrong) = platform.resolve(String(text[..<bracket]))
    if let wrong {
      report.error(
        "REF10", file, at: node.position,
        "\(what) goes through slot '\(wrong.step)', which there is not\(NearestName.suggestion(for: wrong.step, among: wrong.choices))")
      return
    }
    if device == "IDPROM" {
      if platform.slotTypes[slotType]?.node["idpromConfig"] == nil {
        report.error("REF10", file, at: node.position, "\(what) leads to the IDPROM of slot type '\(slotType)', which has none")
      }
      return
    }
    guard !units.isEmpty, !units.contains(where: { $0.has(device) }) else { return }
    let names = units.flatMap { $0.names.compactMap { $0.name.text } }
    report.error(
      "REF10", file, at: node.position,
      "\(what) leads to device '\(device)', which \(units.first.map { "unit '\($0.name)'" } ?? "the unit") does not have"
        + NearestName.suggestion(for: device, among: names))
  }

  /// REF10: a `/run/devmap/kind/name/…` that no link makes.
  private static func uses(_ document: TreeDocument, _ links: Set<String>, _ report: Report) {
    let names = links.sorted()
    var open: [Node] = [document.root]
    while let next = open.popLast() {
      for pair in next.pairs ?? [] { open.append(pair.value) }
      open += next.elements ?? []
      guard let text = next.text, text.hasPrefix("/run/devmap/"), !text.contains(" ") else { continue }
      var path = text[...]
      var isKnown = links.contains(text)
      while !isKnown, let slash = path.lastIndex(of: "/") {
        path = path[..<slash]
        isKnown = links.contains(String(path))
      }
      guard !isKnown, !report.isFull("REF10", document.file) else { continue }
      let name = text.split(separator: "/").prefix(4).joined(separator: "/")
      report.error(
        "REF10", document.file, at: next.position,
        "no link of the platform manager makes '\(text.prefix(120))'\(NearestName.suggestion(for: "/" + name, among: report.guesses("REF10", document.file) ? names : []))"
      )
    }
  }
}
