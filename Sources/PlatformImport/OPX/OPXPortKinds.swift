import PlatformFormats
import SwitchPlatform

/// Kinds of ports that a table defines (`<profile>`): what a lane carries, and how the lanes can be split.
struct OPXPortKinds {
  private let file: String
  private var kinds: [String: XMLElement] = [:]
  private let standard: String?

  init(_ table: XMLFile, _ draft: inout BoardDraft) {
    file = table.file
    let globals = table.root.children(named: "global")
    let all = globals.flatMap(\.children)
    kinds = Dictionary(
      all.filter { $0.name == "profile" || $0.name == "port_profile" }.compactMap { kind in kind["name"].map { ($0, kind) } }
    ) { first, _ in first }
    standard = globals.compactMap { $0["default_profile"] }.first
    for element in all where element.name != "profile" && element.name != "port_profile" {
      draft.remark(table.file, element.position, "<\(element.name)> '\(element["name"] ?? "")' is left out: ports keep their own kind")
    }
  }

  /// The ways to use a port, the default first.
  ///
  /// - Returns: `nil` where the port is disabled, or no way can be told.
  func modes(_ port: XMLElement, lanes: Int, _ draft: inout BoardDraft) -> [BreakoutMode]? {
    let kind = (port["profile_type"] ?? standard).flatMap { kinds[$0] }
    let rates = (kind?.children(named: "hwport_speed_cap") ?? []).compactMap { BoardDraft.speed($0.integer("value")) }
    // What the files' own comment says of ports without a kind: 10G, whole.
    let rate = BoardDraft.speed(kind?.integer("default_hwport_speed")) ?? rates.max() ?? 10000
    let wanted = kind?["default_breakout"] ?? "1x1"
    var splits = [wanted] + (kind?.children(named: "breakout_cap") ?? []).compactMap { $0["value"] }.filter { $0 != wanted }
    if port["breakout"] == "false" { splits = [wanted] }
    var modes: [BreakoutMode] = []
    for split in splits where split != "disabled" {
      let parts = split.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
      // 4x1: four ports of one connector; 4x4: four ports of four, so one of each.
      guard parts.count == 2, let ports = parts.first, let cages = parts.last, cages > 0, ports > 0, ports % cages == 0,
        ports / cages <= lanes, lanes % (ports / cages) == 0
      else {
        draft.remark(file, port.position, "breakout \(split) of port '\(port["name"] ?? "")' is left out: \(lanes) lanes do not make it")
        continue
      }
      let count = ports / cages
      let share = UInt32(clamping: lanes / count)
      let speeds = ([rate] + rates.filter { $0 != rate }).compactMap { speed -> UInt32? in
        let (product, overflows) = speed.multipliedReportingOverflow(by: share)
        // Two lanes of 10G make no Ethernet speed.
        return overflows || ![1000, 2500, 5000, 10000, 25000, 40000, 50000, 100_000, 200_000, 400_000].contains(product) ? nil : product
      }
      guard let speed = speeds.first else {
        draft.remark(
          file, port.position,
          "breakout \(split) of port '\(port["name"] ?? "")' is left out: \(share) lanes of \(rate) Mb/s make no Ethernet speed")
        continue
      }
      let mode = BreakoutMode(parts: [.init(count: count, speed: speed, alternatives: Array(speeds.dropFirst()))])
      if !modes.contains(mode) { modes.append(mode) }
    }
    return modes.isEmpty ? nil : modes
  }
}
