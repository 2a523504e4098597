import PlatformFormats
import SwitchPlatform

/// BRK01–07: the modes of `platform.json`.
enum BreakoutRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for files in platform.portFiles {
      guard let own = files.platform, report.isFirst("modes \(platform.tree.absolute("\(files.folder)/platform.json"))") else { continue }
      check(own, report)
    }
    guard let file = platform.platform, report.isFirst("modes \(platform.tree.absolute(platform.inside("platform.json")))") else { return }
    check(file, report)
  }

  private static func check(_ file: SONiCPlatformFile, _ report: Report) {
    for cage in file.interfaces {
      lists(cage, file.file, report)
      spellings(cage, file.file, report)
      for mode in cage.modes { check(mode, of: cage, file.file, report) }
    }
    aliases(file, report)
  }

  private static func lists(_ cage: SONiCInterface, _ file: String, _ report: Report) {
    guard cage.node.pairs != nil else {
      report.error(
        "BRK04", file, at: cage.node.position, "\(cage.name.excerpt) is \(cage.node.kindName); expected index, lanes and breakout_modes")
      return
    }
    for (key, node) in [("index", cage.indexNode), ("lanes", cage.lanesNode), ("breakout_modes", cage.modesNode)] where node == nil {
      report.warning("BRK02", file, at: cage.position, "\(cage.name.excerpt) has no '\(key)'")
    }
    if let index = cage.indexNode, cage.lanesNode != nil {
      if let wrong = cage.indexes.first(where: { Int($0) == nil }) {
        report.error(
          "BRK01", file, at: index.position, "index of \(cage.name.excerpt) holds '\(wrong.excerpt)'; expected numbers between commas")
      } else if cage.lanes != nil, cage.indexes.count != cage.laneTexts.count {
        report.error(
          "BRK01", file, at: index.position,
          "\(cage.name.excerpt) has \(cage.indexes.count) index\(cage.indexes.count == 1 ? "" : "es") for \(counted(cage.laneTexts.count, "lane")); each lane needs one",
          related: cage.lanesNode.map { [.init(file, at: $0.position, "its lanes")] } ?? [])
      }
    }
    if let modes = cage.modesNode, modes.pairs == nil {
      report.error(
        "BRK04", file, at: modes.position,
        "breakout_modes of \(cage.name.excerpt) is \(modes.kindName); expected a list of aliases for each mode")
    }
  }

  private static func check(_ mode: SONiCInterface.Mode, of cage: SONiCInterface, _ file: String, _ report: Report) {
    let text = (mode.key.text ?? "").excerpt
    guard let read = mode.mode else {
      report.error(
        "BRK05", file, at: mode.key.position,
        "mode '\(text)' of \(cage.name.excerpt) is not read at all; expected for example 4x25G[10G](4)")
      return
    }
    if let ignored = read.ignored {
      report.error(
        "BRK05", file, at: mode.key.position,
        "mode '\(text)' of \(cage.name.excerpt): '\(ignored.excerpt)' is silently ignored; expected <ports>x<speed>[<speed>,…](<lanes>)")
    }
    guard mode.value.elements != nil else {
      let what = mode.value.text == nil ? mode.value.kindName : "the string '\((mode.value.text ?? "").excerpt)'"
      report.error(
        "BRK04", file, at: mode.value.position,
        "aliases of mode \(text) of \(cage.name.excerpt) are \(what); expected a list: SONiC takes its letters for aliases")
      return
    }
    // Text that was dropped changes the mode, so that no count can be held against it.
    guard read.ignored == nil else { return }
    if mode.aliases.count != read.ports {
      report.error(
        "BRK02", file, at: mode.value.position,
        "mode \(text) of \(cage.name.excerpt) makes \(counted(read.ports, "port")) and has \(mode.aliases.count) aliases")
    }
    if cage.lanes != nil, read.lanesPerPort(of: cage.laneTexts.count) == nil {
      report.error(
        "BRK02", file, at: mode.key.position,
        "mode \(text) of \(cage.name.excerpt) does not fit into \(counted(cage.laneTexts.count, "lane"))",
        related: cage.lanesNode.map { [.init(file, at: $0.position, "its lanes")] } ?? [])
    }
    let parts = read.parts
    for part in parts {
      guard let faster = part.alternatives.first(where: { $0 > part.speed }) else { continue }
      report.note(
        "BRK07", file, at: mode.key.position,
        "mode \(text) of \(cage.name.excerpt) offers \(faster) Mb/s, faster than its default of \(part.speed)")
    }
  }

  private static func spellings(_ cage: SONiCInterface, _ file: String, _ report: Report) {
    for (number, mode) in cage.modes.enumerated().prefix(64) {
      guard let read = mode.mode else { continue }
      guard let first = cage.modes.prefix(number).first(where: { $0.mode?.isSame(as: read) ?? false }) else { continue }
      report.warning(
        "BRK06", file, at: mode.key.position,
        "'\(read.text.excerpt)' and '\(first.mode?.text.excerpt ?? "")' of \(cage.name.excerpt) are the same mode: SONiC always takes the first",
        related: [.init(file, at: first.key.position, "the first")])
    }
  }

  private static func aliases(_ file: SONiCPlatformFile, _ report: Report) {
    var owners: [String: (cage: String, position: SourcePosition)] = [:]
    for cage in file.interfaces {
      var told: Set<String> = []
      for mode in cage.modes where mode.value.elements != nil {
        var inMode: [String: SourcePosition] = [:]
        for alias in mode.aliases {
          if let first = inMode[alias.text] {
            if told.insert("mode \(mode.key.text ?? "")").inserted {
              report.error(
                "BRK03", file.file, at: alias.position,
                "alias \(alias.text.excerpt) stands twice in mode \((mode.key.text ?? "").excerpt) of \(cage.name.excerpt)",
                related: [.init(file.file, at: first, "first here")])
            }
          }
          inMode[alias.text] = alias.position
          if let owner = owners[alias.text], owner.cage != cage.name {
            guard told.insert(alias.text).inserted else { continue }
            report.error(
              "BRK03", file.file, at: alias.position,
              "alias \(alias.text.excerpt) of \(cage.name.excerpt) is already that of \(owner.cage.excerpt)",
              related: [.init(file.file, at: owner.position, "first used here")])
          } else {
            owners[alias.text] = (cage.name, alias.position)
          }
        }
      }
    }
  }
}
