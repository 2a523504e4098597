import SwitchPlatform

/// Cages and profiles.
extension BoardPruning {
  mutating func pruneCages() {
    var numbers: Set<Int> = []
    var owners: [String: Int] = [:]
    var offsets: Set<Int> = []
    var kept: [Cage] = []
    for var cage in board.cages {
      let what = "cage \(cage.number)"
      if cage.lanes.space == nil, let limits = limits(cage.lanes.asic), let count = limits.lanes, !cage.lanes.lanes.isEmpty,
        cage.lanes.lanes.allSatisfy({ $0 >= limits.firstLane + count })
      {
        note(cage.source, "the lanes of \(what) are past the chip's: they are taken for those of its management MAC")
        cage.lanes.space = "mgmt"
      }
      let lanes = cage.lanes
      let limits = lanes.space == nil ? limits(lanes.asic) : nil
      let keys = lanes.lanes.map { "\(lanes.asic).\(lanes.space ?? "").\($0)" }
      if numbers.contains(cage.number) || !(0...65535).contains(cage.number) {
        drop(cage.source, what, "its number is another's, or none")
        continue
      }
      guard !keys.isEmpty, keys.count <= 64, Set(keys).count == keys.count, lanes.lanes.allSatisfy({ (0...65535).contains($0) }) else {
        drop(cage.source, what, "its lanes are none, or not once each")
        continue
      }
      if let limits, let count = limits.lanes, let lane = lanes.lanes.first(where: { !(0..<count).contains($0 - limits.firstLane) }) {
        drop(cage.source, what, "lane \(lane) is beyond its chip")
        continue
      }
      if let key = keys.first(where: { owners[$0] != nil }), let other = owners[key] {
        drop(cage.source, what, "a lane of it is in cage \(other)")
        continue
      }
      cage.breakouts = cage.breakouts.compactMap { fitting($0, cage, limits) }
      if cage.breakouts.isEmpty {
        drop(cage.source, what, "no speed of it fits its lanes")
        continue
      }
      if let offset = cage.macOffset, !(0...65535).contains(offset) || !offsets.insert(offset).inserted {
        drop(cage.source, "the MAC offset of \(what)", "it is another's, or none of 0…65535")
        cage.macOffset = nil
      }
      numbers.insert(cage.number)
      for key in keys { owners[key] = cage.number }
      kept.append(cage)
    }
    board.cages = kept.sorted { $0.number < $1.number }
  }

  /// A mode with the speeds that cage and chip allow; `nil`: its default speed is none of them.
  private mutating func fitting(_ mode: BreakoutMode, _ cage: Cage, _ limits: ChipLimits?) -> BreakoutMode? {
    let lanes = cage.lanes.lanes.count
    guard !mode.parts.isEmpty, mode.ports <= 64, let shares = mode.lanesPerPort(of: lanes) else {
      drop(cage.source, "mode \(mode) of cage \(cage.number)", "\(lanes) lanes do not make it")
      return nil
    }
    let rate = min(cage.kind.laneSpeed, limits?.laneRate ?? .max)
    let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
    for (speed, share) in zip(speeds, shares) where Int(speed) > Int(rate) * share || speed > limits?.maximumSpeed ?? .max {
      drop(cage.source, "mode \(mode) of cage \(cage.number)", "\(speed) Mb/s are too fast for the chip, or for \(share) lanes of it")
      return nil
    }
    var mode = mode
    for index in mode.parts.indices {
      let odd = mode.parts[index].alternatives.filter { $0 > limits?.maximumSpeed ?? .max }
      for speed in odd { drop(cage.source, "\(speed) Mb/s of cage \(cage.number)", "the chip is slower") }
      mode.parts[index].alternatives.removeAll { odd.contains($0) }
    }
    return mode
  }

  mutating func pruneProfiles() {
    let cages = Dictionary(board.cages.map { ($0.number, $0) }) { first, _ in first }
    var profiles: [BoardProfile] = []
    for var profile in board.profiles {
      var (used, names): (Set<Int>, Set<String>) = ([], [])
      var counts: [String: Int] = [:]
      var kept: [BoardProfile.Choice] = []
      for choice in profile.choices {
        let what = "cage \(choice.cage) of profile '\(profile.name)'"
        guard let cage = cages[choice.cage] else {
          drop(choice.source, what, "the board has no such cage")
          continue
        }
        var choice = choice
        if choice.lanes != nil { choice.lanes?.space = cage.lanes.space }
        let own = Set(choice.names + choice.aliases)
        let count = cage.lanes.space == nil ? choice.breakout.ports : 0
        if used.contains(choice.cage) {
          drop(choice.source, what, "its ports are chosen already")
        } else if !cage.breakouts.contains(where: { $0.offers(choice.breakout) }) {
          drop(choice.source, what, "the cage does not offer \(choice.breakout)")
        } else if Set(choice.names).count != choice.names.count || !names.isDisjoint(with: own) {
          drop(choice.source, what, "its name is another port's")
        } else if let most = limits(cage.lanes.asic)?.maximumPorts, counts[cage.lanes.asic, default: 0] + count > most {
          drop(choice.source, what, "the chip has \(most) ports at most")
        } else {
          used.insert(choice.cage)
          names.formUnion(own)
          counts[cage.lanes.asic, default: 0] += count
          kept.append(choice)
        }
      }
      profile.choices = kept.sorted { $0.cage < $1.cage }
      if kept.isEmpty { drop(profile.source, "profile '\(profile.name)'", "it has no ports") } else { profiles.append(profile) }
    }
    board.profiles = profiles
    if !profiles.isEmpty, !profiles.contains(where: \.isDefault) { board.profiles[0].isDefault = true }
  }
}
