/// Profiles: one choice for each cage, and names of their own.
extension BoardRules {
  func checkProfiles() {
    var chosen: BoardProfile?
    for profile in board.profiles {
      checkProfile(profile)
      guard profile.isDefault else { continue }
      if let chosen {
        error(
          "PRF10", profile.origin, "profile '\(profile.name)' is the default, and so is '\(chosen.name)' (line \(chosen.origin.place.line))"
        )
      } else {
        chosen = profile
      }
    }
    if board.defaultProfile == nil, !findings.hasErrors || !board.profiles.isEmpty, let section = root["profiles"], section.pairs != nil {
      findings.error("PRF10", at: section.position, "no profile is the default; expected 'default: true' in one")
    }
    if board.profiles.count == 1, let only = board.profiles.first, !only.isDefault, only.origin.places["default"] != nil {
      error("PRF10", only.origin, "default", "no profile is the default; expected 'default: true' in one")
    }
  }

  private func checkProfile(_ profile: BoardProfile) {
    for entry in profile.asics where board.asic(named: entry.key) == nil {
      let suggestion = NearestName.suggestion(for: entry.key, among: board.asics.map(\.name))
      error("NAM02", profile.origin, "asic.\(entry.key)", "no ASIC is named '\(entry.key.prefix(60))'\(suggestion)")
    }
    let cages = Dictionary(board.cages.map { ($0.number, $0) }) { first, _ in first }
    var used: Set<Int> = []
    for choice in profile.choices.sorted(by: { ($0.origin.place.line, $0.cage) < ($1.origin.place.line, $1.cage) }) {
      guard let cage = cages[choice.cage] else {
        error("PRF02", choice.origin, "profile '\(profile.name)' uses cage \(choice.cage), which the board does not have")
        continue
      }
      guard used.insert(choice.cage).inserted else {
        error("CAG01", choice.origin, "cage \(choice.cage) is in profile '\(profile.name)' already")
        continue
      }
      checkChoice(choice, cage)
    }
    checkNames(profile)
  }

  private func checkChoice(_ choice: BoardProfile.Choice, _ cage: Cage) {
    guard !choice.breakout.parts.isEmpty, !cage.breakouts.isEmpty else { return }
    guard let offered = cage.breakouts.first(where: { $0.offers(choice.breakout) }) else {
      error("PRF01", choice.origin, "breakout", "cage \(cage.number) does not offer \(choice.breakout)")
      return
    }
    if let speed = choice.speed, let odd = offered.parts.first(where: { !$0.speeds.contains(speed) }) {
      error("PRF01", choice.origin, "speed", "cage \(cage.number) does not offer \(speed) Mb/s in \(odd.count)x\(odd.speed)")
    }
    let ports = choice.breakout.ports
    for (key, list) in [("names", choice.names), ("aliases", choice.aliases)] where !list.isEmpty && list.count != ports {
      error("PRF12", choice.origin, key, "'\(key)' of cage \(cage.number) has \(list.count) for \(ports) port\(ports == 1 ? "" : "s")")
    }
    if let lanes = choice.lanes {
      checkLanes(lanes, "cage \(cage.number) of the profile", choice.origin)
      if choice.mode(of: cage).lanesPerPort(of: lanes.lanes.count) == nil {
        error("BRK02", choice.origin, "lanes", "\(lanes.lanes.count) lanes do not make \(choice.breakout)")
      }
    }
  }

  /// No two ports of a name, and no more of them than the chip has.
  private func checkNames(_ profile: BoardProfile) {
    let first = limits.mapValues(\.firstLane)
    let ports = board.ports(of: profile, firstLane: first) { place, message in
      findings.isRepeating = true
      findings.error("EXP01", at: place, message)
      findings.isRepeating = false
    }
    let choices = Dictionary(profile.choices.map { ($0.cage, $0) }) { first, _ in first }
    var names: [String: Int] = [:]
    var counts: [String: Int] = [:]
    var lanes: [LaneList: Int] = [:]
    for (index, port) in ports.enumerated() {
      guard let choice = choices[port.cage] else { continue }
      if port.lanes.space == nil { counts[port.lanes.asic, default: 0] += 1 }
      // Management ports are not the switch's, unless somebody names them.
      guard port.lanes.space == nil || !port.isNamedByTemplate else { continue }
      for (text, key, own) in [(port.name, "port", choice.names), (port.alias, "alias", choice.aliases)] {
        // A port may have its name as its alias.
        if let other = names[text], other != index {
          findings.isRepeating = true
          findings.error(
            "PRF05", at: own.isEmpty ? profile.origin.place("names.\(key)") : choice.origin.place(key == "port" ? "names" : "aliases"),
            "two ports are called '\(text.prefix(60))': of cage \(port.cage), and of cage \(ports[other].cage)")
          findings.isRepeating = false
        }
        names[text] = index
      }
      // Cages are checked by themselves; a profile that wires one otherwise can take another's lanes.
      if choice.lanes != nil || !lanes.isEmpty {
        for lane in port.lanes.lanes {
          let key = LaneList(asic: port.lanes.asic, space: port.lanes.space, lanes: [lane])
          if let other = lanes[key], other != port.cage, choice.lanes != nil {
            error("LAN02", choice.origin, "lanes", "lane \(lane) of cage \(port.cage) of the profile is in cage \(other) already")
          }
          lanes[key] = port.cage
        }
      }
    }
    for asic in board.asics {
      guard let maximum = limits[asic.name]?.maximumPorts, let count = counts[asic.name], count > maximum else { continue }
      error(
        "ASC09", profile.origin,
        "profile '\(profile.name)' makes \(count) ports of ASIC '\(asic.name)'; chip '\(asic.chip)' has at most \(maximum)")
    }
  }
}
