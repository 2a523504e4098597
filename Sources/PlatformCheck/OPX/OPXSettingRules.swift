import PlatformFormats
import SwitchPlatform

/// What stands beside the tree of devices: ranges of MAC addresses, speeds of media, steps of the fans; and files that another includes.
enum OPXSettingRules {
  /// Files of a tree that are none of a platform's tables of devices and ports.
  static func check(_ tree: FileTree, into report: Report) {
    for name in tree.allFiles() where name.contains("etc/opx/") || name.hasPrefix("opx/") {
      let last = FileTree.lastName(of: name)
      if last.hasSuffix(".json") {
        guard let document = tree.json(name, into: report) else { continue }
        if name.hasSuffix("env-tmpctl/config.json") { steps(document, report) }
      } else if last.hasSuffix(".xml"), let source = try? tree.file(name) {
        let (root, diagnostics) = XMLDocument.parse(bytes: source.bytes, file: source.path)
        report.add(diagnostics)
        guard let root else { continue }
        includes(root, name, tree, report)
        if last == "mac_address_alloc.xml" { ranges(root, source.path, report) }
        if last == "phy_media_default_npu_setting.xml" { media(root, source.path, report) }
      }
    }
  }

  /// REF12: an included file that is not there.
  private static func includes(_ root: XMLElement, _ name: String, _ tree: FileTree, _ report: Report) {
    root.forEachElement { element in
      guard element.name.hasSuffix(":include"), let href = element.attribute("href"), !href.value.contains(":"), !href.value.isEmpty,
        tree.kind(FileTree.join(FileTree.folder(of: name), href.value)) != .file
      else { return }
      report.error("REF12", tree.path(name), at: href.valuePosition, "the file includes '\(href.value.excerpt)', which is not there")
    }
  }

  /// MAC01: two ranges with one address.
  private static func ranges(_ root: XMLElement, _ file: String, _ report: Report) {
    var ranges: [(first: Int, last: Int, element: XMLElement)] = []
    root.forEachElement { element in
      guard element.name == "mac-range", let base = element.attribute("base-offset"), let range = element.attribute("offset-range") else {
        return
      }
      guard let first = OPXDeviceRules.number(base.value), let count = OPXDeviceRules.number(range.value), (0...1 << 24).contains(first),
        (0...1 << 24).contains(count)
      else {
        report.error("TYP02", file, at: base.valuePosition, "a range of '\(base.value.excerpt)' and '\(range.value.excerpt)' is none")
        return
      }
      if count > 0 { ranges.append((first, first + count - 1, element)) }
    }
    ranges.sort { ($0.first, $0.last) < ($1.first, $1.last) }
    for (one, next) in zip(ranges, ranges.dropFirst()) where next.first <= one.last {
      report.error(
        "MAC01", file, at: next.element.attribute("base-offset")?.valuePosition ?? next.element.position,
        "the range of '\((next.element["type"] ?? "").excerpt)' begins at \(next.first), in that of '\((one.element["type"] ?? "").excerpt)' (\(one.first)…\(one.last))",
        related: [.init(file: file, at: one.element.position, "the other range")])
    }
  }

  /// PRF01: a default speed that is none of those listed with it. A cable that splits a cage lists the speeds of its ends.
  private static func media(_ root: XMLElement, _ file: String, _ report: Report) {
    root.forEachElement { element in
      guard element.name == "media-type", let speed = element.attribute("speed"), let number = OPXDeviceRules.number(speed.value) else {
        return
      }
      let supported = element.children(named: "entry").compactMap { $0["supported-speed"].flatMap(OPXDeviceRules.number) }
      guard let least = supported.min(), !supported.contains(number), number % least != 0 else { return }
      report.warning(
        "PRF01", file, at: speed.valuePosition,
        "the speed of '\((element["id"] ?? "").excerpt)' is \(number), which is none of its supported speeds")
    }
  }

  /// THR02, REF11: thresholds of the fans' steps, and the zone and step that each leads to.
  private static func steps(_ document: TreeDocument, _ report: Report) {
    let levels = document.root["cooling"]?["levels"]
    let counts = Dictionary((levels?.pairs ?? []).map { ($0.key.text ?? "", $0.value.elements?.count ?? 0) }, uniquingKeysWith: { $1 })
    var open: [Node] = [document.root]
    while let node = open.popLast() {
      open += (node.pairs ?? []).map(\.value) + (node.elements ?? [])
      for pair in [node, node["temperature"]].compactMap({ $0 }) {
        guard let low = pair["lo"], let lowest = low.number, let highest = pair["hi"]?.number, lowest > highest else { continue }
        report.error(
          "THR02", document.file, at: low.position, "'lo' is \((low.text ?? "").excerpt), above 'hi' (\((pair["hi"]?.text ?? "").excerpt))")
      }
      guard let zone = node["zone"], let name = zone.text, !counts.isEmpty else { continue }
      guard let count = counts[name] else {
        report.error(
          "REF11", document.file, at: zone.position,
          "no zone is named '\(name.excerpt)'\(NearestName.suggestion(for: name, among: counts.keys.sorted()))")
        continue
      }
      for key in ["hi", "lo"] {
        guard let level = node[key], let number = level.integer, number > count else { continue }
        report.error("REF11", document.file, at: level.position, "step \(number) of zone '\(name.excerpt)', which has \(count)")
      }
    }
  }
}
