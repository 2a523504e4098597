/// Front panel and lanes.
extension BoardRules {
  private struct LaneKey: Hashable {
    var asic: String
    var space: String?
    var lane: Int
  }

  func checkCages() {
    var numbers: Set<Int> = []
    var users: [LaneKey: (cage: Int, line: UInt32)] = [:]
    var offsets: [Int: Int] = [:]
    if let poe = board.poe, poe.budget <= 0 {
      error("POE01", poe.origin, "budget", "the PoE budget is \(poe.budget.plain) W; expected more than 0")
    }
    for cage in board.cages.sorted(by: { ($0.origin.place.line, $0.number) < ($1.origin.place.line, $1.number) }) {
      guard numbers.insert(cage.number).inserted else {
        error("CAG01", cage.origin, "cage \(cage.number) is in the file already")
        continue
      }
      checkLanes(cage.lanes, "cage \(cage.number)", cage.origin)
      // Said once a cage, however many of its lanes are another's.
      var isReported = false
      for lane in Set(cage.lanes.lanes).sorted() {
        let key = LaneKey(asic: cage.lanes.asic, space: cage.lanes.space, lane: lane)
        if let user = users[key] {
          if !isReported {
            error(
              "LAN02", cage.origin, "lanes", "lane \(lane) of cage \(cage.number) is in cage \(user.cage) already (line \(user.line))")
            isReported = true
          }
        } else {
          users[key] = (cage.number, cage.origin.place("lanes").line)
        }
      }
      for (index, mode) in cage.breakouts.enumerated() { checkMode(mode, cage, "breakouts.\(index)") }
      if let offset = cage.macOffset {
        if let other = offsets[offset] {
          error("MAC01", cage.origin, "mac", "cage \(cage.number) has MAC offset \(offset), which cage \(other) has")
        } else {
          offsets[offset] = cage.number
        }
      }
      if let budget = board.poe?.budget, budget > 0, let power = cage.poe, power > budget {
        error("POE01", cage.origin, "poe", "cage \(cage.number) gives up to \(power.plain) W; the budget of all is \(budget.plain) W")
      }
    }
  }

  /// Lanes that the ASIC has, each once.
  func checkLanes(_ list: LaneList, _ what: String, _ origin: Origin) {
    guard !list.lanes.isEmpty else { return }
    guard let asic = board.asic(named: list.asic) else {
      let suggestion = NearestName.suggestion(for: list.asic, among: board.asics.map(\.name))
      error("NAM02", origin, "lanes", "no ASIC is named '\(list.asic.prefix(60))'\(suggestion)")
      return
    }
    let limits = list.space == nil ? limits[list.asic] : nil
    if let limits, let count = limits.lanes,
      let lane = list.lanes.first(where: { $0 < limits.firstLane || $0 >= limits.firstLane + count })
    {
      error(
        "LAN04", origin, "lanes",
        "lane \(lane) of \(what) is beyond chip '\(asic.chip)', which has lanes \(limits.firstLane)…\(limits.firstLane + count - 1)")
    } else if list.lanes.contains(where: { !(0...Int(UInt16.max)).contains($0) }) {
      error("LAN04", origin, "lanes", "lanes of \(what) are not all in 0…\(UInt16.max)")
    }
    if let twice = list.lanes.first(where: { lane in list.lanes.filter { $0 == lane }.count > 1 }) {
      error("LAN03", origin, "lanes", "lane \(twice) is twice in \(what)")
    }
  }

  /// Speeds that Ethernet has.
  ///
  /// - Unit: Mb/s.
  static let standardSpeeds: Set<UInt32> = [
    10, 100, 1000, 2500, 5000, 10000, 25000, 40000, 50000, 100_000, 200_000, 400_000, 800_000, 1_600_000
  ]

  /// Whether the default speeds of a mode fit lanes, cage and chip. Alternative speeds may use fewer lanes.
  private func checkMode(_ mode: BreakoutMode, _ cage: Cage, _ key: String) {
    let count = cage.lanes.lanes.count
    guard count > 0 else { return }
    guard let shares = mode.lanesPerPort(of: count) else {
      error("BRK02", cage.origin, key, "\(count) lane\(count == 1 ? "" : "s") of cage \(cage.number) do not make \(mode)")
      return
    }
    let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
    let limits = cage.lanes.space == nil ? limits[cage.lanes.asic] : nil
    for (speed, share) in zip(speeds, shares) {
      let lanes = "\(share) lane\(share == 1 ? "" : "s")"
      if Int(speed) > Int(cage.kind.laneSpeed) * share {
        error(
          "LAN05", cage.origin, key,
          "\(speed) Mb/s need more than \(lanes) of a \(cage.kind.rawValue) cage, \(cage.kind.laneSpeed) Mb/s each")
        return
      }
      if let rate = limits?.laneRate, Int(speed) > Int(rate) * share {
        error("LAN07", cage.origin, key, "\(speed) Mb/s need more than \(lanes) of the chip, \(rate) Mb/s each")
        return
      }
    }
    let all = Set(mode.parts.flatMap(\.speeds))
    if let maximum = limits?.maximumSpeed, let speed = all.filter({ $0 > maximum }).max() {
      error("BRK08", cage.origin, key, "\(speed) Mb/s are more than the chip's \(maximum)")
    }
    if let odd = all.subtracting(BoardRules.standardSpeeds).min() {
      warning("PRT07", cage.origin, key, "\(odd) Mb/s is no Ethernet speed")
    }
  }
}
