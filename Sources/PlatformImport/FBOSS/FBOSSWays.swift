import PlatformFormats
import SwitchPlatform

/// What the ports of a cage can be, fewest and fastest first.
struct FBOSSWays {
  struct Way {
    var mode: BreakoutMode
    var names: [String]
    var line: Int
  }

  private(set) var all: [Way] = []

  init(_ ports: [FBOSSPortTable.Port], lanes: Int, _ file: String, _ draft: inout BoardDraft) {
    var found: [FBOSSPortSetting: [FBOSSPortTable.Port]] = [:]
    var unknown: Set<Int> = []
    for port in ports.sorted(by: { $0.lane < $1.lane }) {
      for number in port.settings where number != 0 {
        guard let setting = FBOSSPortSetting(number) else {
          unknown.insert(number)
          continue
        }
        // Copper and optics differ in what the lanes are set to, not in lanes.
        if found[setting]?.last?.name != port.name { found[setting, default: []].append(port) }
      }
    }
    if let first = ports.first, !unknown.isEmpty {
      draft.remark(
        file, FBOSSCages.position(first.line),
        "settings \(unknown.sorted().map(String.init).joined(separator: ", ")) of '\(first.name)' and its neighbours are left out: what these numbers mean is not known"
      )
    }
    for (setting, ports) in found {
      guard let speed = BoardDraft.speed(setting.speed), setting.lanes <= lanes else { continue }
      // A port begins where the one before it ends.
      var kept: [FBOSSPortTable.Port] = []
      for port in ports where port.lane > (kept.last.map { $0.lane + setting.lanes - 1 } ?? 0) && port.lane + setting.lanes - 1 <= lanes {
        kept.append(port)
      }
      guard let first = kept.first, kept.count <= 64 else { continue }
      let count = kept.count * setting.lanes
      let part = BreakoutMode.Part(count: kept.count, speed: speed, lanes: count == lanes ? nil : count)
      all.append(Way(mode: BreakoutMode(parts: [part]), names: kept.map(\.name), line: first.line))
    }
    func key(_ way: Way) -> (Int, Int) { (way.mode.ports, -Int(way.mode.parts.first?.speed ?? 0)) }
    all.sort { key($0) < key($1) }
  }
}
