import PlatformFormats
import SwitchPlatform

/// LAN01–06 in `port_config.ini` and `platform.json`.
enum LaneRules {
  /// Fastest lane that exists.
  ///
  /// - Unit: Mb/s.
  static let fastestLane = 200_000

  /// Fastest lanes of Broadcom's families, by the word that begins the names of their configurations.
  ///
  /// - Unit: Mb/s, rounded up where ports of stacking run above Ethernet's rate.
  private static let fastestLanes: [String: Int] = [
    "td2": 11_000, "hx4": 11_000, "helix4": 11_000, "th": 28_000, "th2": 28_000, "td3": 28_000, "hx5": 28_000, "mv2": 28_000,
    "th3": 53_125, "jr2": 53_125, "td4": 106_250, "th4": 106_250, "th5": 106_250
  ]

  /// The fastest lane of the chip that a SKU configures.
  private static func fastestLane(_ files: SONiCPortFiles, _ platform: SONiCPlatform) -> Int {
    guard platform.asic?.text.hasPrefix("broadcom") ?? false,
      let name = files.saiProfile?["SAI_INIT_CONFIG_FILE"]?.value.split(separator: "/").last,
      let family = name.split(separator: "-").first
    else { return fastestLane }
    return fastestLanes[String(family)] ?? fastestLane
  }

  /// The number that the management MAC of a Trident3 shares with a cage, where no map of the SDK tells.
  static let managementLane = 128

  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for files in platform.portFiles {
      if let config = files.portConfig, report.isFirst("lanes \(platform.tree.absolute("\(files.folder)/port_config.ini"))") {
        rows(config, files, platform, report)
      }
      if let own = files.platform, report.isFirst("lanes \(platform.tree.absolute("\(files.folder)/platform.json"))") {
        cages(own, report)
      }
    }
    if let file = platform.platform, report.isFirst("lanes \(platform.tree.absolute(platform.inside("platform.json")))") {
      cages(file, report)
    }
  }

  private static func rows(_ config: SONiCPortConfig, _ files: SONiCPortFiles, _ platform: SONiCPlatform, _ report: Report) {
    var users: [Int: SONiCPortConfig.Row] = [:]
    for row in config.rows {
      guard let cell = row["lanes"] else { continue }
      guard let lanes = row.lanes else {
        report.error("LAN01", config.file, at: cell.position, notNumeric(cell.text, of: row.name))
        // What is left of the list still has to carry the port.
        let left = cell.text.split(separator: ",").count { Int($0.filter { !$0.isWhitespace }) != nil }
        speed(row, left, config, files, platform, report)
        continue
      }
      repeated(lanes, of: row.name, config.file, cell.position, report)
      number(lanes, of: row.name, config.file, cell.position, report)
      // A lane number of a recycle or inband port is a number of its own space.
      if !row.isInternal {
        for (first, shared) in owners(of: lanes, &users, row) {
          let few = shared.prefix(8).map(String.init).joined(separator: ", ")
          let message =
            "lane\(shared.count == 1 ? "" : "s") \(few) of \(row.name.excerpt) \(shared.count == 1 ? "is" : "are") already used by \(first.name.excerpt)"
          let related = [Diagnostic.Related(config.file, at: first["lanes"]?.position ?? first.position, "first used here")]
          let lane = shared.first ?? 0
          if isManagement(row, beside: first, lane, files, platform) || isManagement(first, beside: row, lane, files, platform) {
            report.note(
              "LAN02", config.file, at: cell.position,
              message + "; the management MAC numbers its lanes by itself, so that is no conflict", related: related)
          } else {
            report.error("LAN02", config.file, at: cell.position, message, related: related)
          }
        }
      }
      speed(row, lanes.count, config, files, platform, report)
    }
  }

  /// The rows before that use lanes of this one, with those lanes.
  private static func owners(
    of lanes: [Int], _ users: inout [Int: SONiCPortConfig.Row], _ row: SONiCPortConfig.Row
  ) -> [(first: SONiCPortConfig.Row, lanes: [Int])] {
    var result: [(first: SONiCPortConfig.Row, lanes: [Int])] = []
    for lane in Set(lanes).sorted() {
      guard let first = users[lane] else { users[lane] = row; continue }
      // A port that stands twice has been told of.
      guard first.name != row.name else { continue }
      if let known = result.firstIndex(where: { $0.first.name == first.name }) {
        result[known].lanes.append(lane)
      } else {
        result.append((first, [lane]))
      }
    }
    return result
  }

  /// Whether a row is a port of the management MAC of a Trident3, whose physical numbers are those of a cage again.
  private static func isManagement(
    _ row: SONiCPortConfig.Row, beside other: SONiCPortConfig.Row, _ lane: Int, _ files: SONiCPortFiles, _ platform: SONiCPlatform
  ) -> Bool {
    guard platform.asic?.text.hasPrefix("broadcom") ?? true, row.lanes?.count == 1, (row.speed ?? 10_000) <= 10_000 else { return false }
    guard (other.lanes?.count ?? 0) > 1 || (other.speed ?? 0) > 10_000 else { return false }
    // The SDK's map says so by `:m`; without a map the shape of the two ports is all there is.
    let owners = files.folder == platform.folder ? platform.skus.flatMap(\.all) : [files]
    let maps = owners.flatMap { owner in
      owner.names.filter { $0.hasSuffix(".config.bcm") }.sorted().map { FileTree.join(owner.folder, $0) }
    }.prefix(16).compactMap { try? platform.tree.file($0).text }
    guard !maps.isEmpty else { return lane == managementLane }
    return maps.contains { map in
      map.split(whereSeparator: \.isNewline).contains { line in
        guard line.hasPrefix("portmap_"), let equals = line.firstIndex(of: "=") else { return false }
        let fields = line[line.index(after: equals)...].split(separator: ":").map { $0.filter { !$0.isWhitespace } }
        return fields.first == String(lane) && fields.dropFirst(2).contains("m")
      }
    }
  }

  private static func notNumeric(_ text: String, of name: String) -> String {
    let wrong = text.split(separator: ",", omittingEmptySubsequences: false).first { Int($0.filter { !$0.isWhitespace }) == nil } ?? ""
    let what = wrong.allSatisfy(\.isWhitespace) ? "an empty element" : "'\(String(wrong).excerpt)'"
    return "lanes of \(name.excerpt) hold \(what); expected numbers between commas"
  }

  private static func repeated(_ lanes: [Int], of name: String, _ file: String, _ position: SourcePosition, _ report: Report) {
    var seen: Set<Int> = []
    guard let twice = lanes.first(where: { !seen.insert($0).inserted }) else { return }
    report.error("LAN03", file, at: position, "lane \(twice) stands twice in the lanes of \(name.excerpt)")
  }

  private static func number(_ lanes: [Int], of name: String, _ file: String, _ position: SourcePosition, _ report: Report) {
    guard ![1, 2, 4, 8, 10, 16].contains(lanes.count) else { return }
    report.note("LAN04", file, at: position, "\(name.excerpt) has \(lanes.count) lanes, which is no width of a port")
  }

  private static func speed(
    _ row: SONiCPortConfig.Row, _ lanes: Int, _ config: SONiCPortConfig, _ files: SONiCPortFiles, _ platform: SONiCPlatform,
    _ report: Report
  ) {
    // A recycle port has one lane of any speed, and a virtual switch any number of them.
    guard let speed = row.speed, speed > 0, !row.isInternal, platform.asic?.text != "vs", let cell = row["speed"] else {
      return
    }
    let most = fastestLane(files, platform)
    guard speed > lanes * most else { return }
    report.error(
      "LAN05", config.file, at: cell.position,
      "\(row.name.excerpt) runs at \(speed) Mb/s over \(counted(lanes, "lane")); a lane has at most \(most) Mb/s",
      related: row["lanes"].map { [.init(config.file, at: $0.position, "its lanes")] } ?? [])
  }

  private static func cages(_ file: SONiCPlatformFile, _ report: Report) {
    var users: [Int: SONiCInterface] = [:]
    for cage in file.interfaces {
      guard let node = cage.lanesNode else { continue }
      guard let lanes = cage.lanes else {
        report.error("LAN01", file.file, at: node.position, notNumeric(node.text ?? "", of: cage.name))
        continue
      }
      repeated(lanes, of: cage.name, file.file, node.position, report)
      var told: Set<String> = []
      for lane in Set(lanes).sorted() {
        guard let first = users[lane] else { users[lane] = cage; continue }
        guard told.insert(first.name).inserted else { continue }
        let message = "lane \(lane) of \(cage.name.excerpt) is already that of \(first.name.excerpt)"
        let related = [Diagnostic.Related(file.file, at: first.lanesNode?.position ?? first.position, "first used here")]
        if lane == managementLane, isManagement(cage) != isManagement(first) {
          report.note(
            "LAN02", file.file, at: node.position,
            message + "; the management MAC numbers its lanes by itself, so that is no conflict", related: related)
        } else {
          report.error("LAN02", file.file, at: node.position, message, related: related)
        }
      }
      modes(cage, lanes.count, file, report)
    }
  }

  private static func isManagement(_ cage: SONiCInterface) -> Bool {
    cage.laneTexts.count == 1 && !cage.modes.isEmpty
      && cage.modes.allSatisfy { ($0.mode?.parts ?? []).allSatisfy { $0.speeds.allSatisfy { $0 <= 10_000 } } }
  }

  private static func modes(_ cage: SONiCInterface, _ lanes: Int, _ file: SONiCPlatformFile, _ report: Report) {
    for mode in cage.modes {
      guard let parts = mode.mode?.parts else { continue }
      for part in parts where part.count > 0 {
        let share = (part.lanes ?? lanes) / part.count
        guard share > 0 else { continue }
        if report.isFull("LAN05", file.file), report.isFull("LAN06", file.file) { return }
        if part.speed > share * fastestLane {
          report.error(
            "LAN05", file.file, at: mode.key.position,
            "\(cage.name.excerpt) in mode \(mode.mode?.text.excerpt ?? "") has \(part.speed) Mb/s over \(counted(share, "lane")); a lane has at most \(fastestLane) Mb/s"
          )
        } else if share > 1, let slow = part.alternatives.first(where: { $0 < share * 10_000 && $0 < part.speed }) {
          report.note(
            "LAN06", file.file, at: mode.key.position,
            "\(cage.name.excerpt) in mode \(mode.mode?.text.excerpt ?? ""): \(slow) Mb/s needs fewer than the port's \(share) lanes")
        }
      }
    }
  }
}

/// `1 lane`, `4 lanes`.
func counted(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
