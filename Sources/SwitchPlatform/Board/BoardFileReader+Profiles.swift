/// The `profiles:` section: one choice of breakout for each cage, and what the ports are called.
extension BoardFileReader {
  private enum FEC: String, CaseIterable {
    case none, rs, fc, auto
  }

  /// Checks all profiles, and returns the ports of the default one.
  func readProfiles(_ section: MappingReader) -> [BoardPort]? {
    var chosen: (name: String, line: UInt32, ports: [BoardPort])?
    let profiles = section.pairs.filter { $0.key != "src" && $0.key != "source" }
    for (name, key, value) in profiles {
      guard let reader = MappingReader(value, "profile '\(name)'", findings) else { continue }
      let ports = readProfile(reader)
      let isDefault = reader.bool("default", default: profiles.count == 1)
      reader.finish()
      guard isDefault else { continue }
      if let chosen {
        findings.error(
          "PRF10", at: key.position, "profile '\(name)' is the default, and so is '\(chosen.name)' (line \(chosen.line))")
      } else {
        chosen = (name, key.position.line, ports)
      }
    }
    if chosen == nil, !findings.hasErrors {
      findings.error("PRF10", at: section.node.position, "no profile is the default; expected 'default: true' in one")
    }
    return chosen?.ports
  }

  /// What a profile says of a cage.
  private struct Choice {
    var mode: BreakoutMode
    var speed: UInt32?
  }

  private func readProfile(_ reader: MappingReader) -> [BoardPort] {
    let names = reader.mapping("names", "'names' of \(reader.what)")
    let nameTemplate = names?.optional("port")
    let aliasTemplate = names?.optional("alias")
    names?.finish()
    if let asic = reader.mapping("asic", "'asic' of \(reader.what)") {
      for (name, key, value) in asic.pairs {
        if !asics.contains(where: { $0.name == name }) {
          let suggestion = NearestName.suggestion(for: name, among: asics.map(\.name))
          findings.error("NAM02", at: key.position, "no ASIC is named '\(name)'\(suggestion)")
        }
        // What stands here is the vendor SDK's.
        _ = MappingReader(value, "ASIC '\(name)' of \(reader.what)", findings)
      }
    }
    var choices: [Int: Choice] = [:]
    if let ports = reader.requiredMapping("ports", "'ports' of \(reader.what)") {
      for (key, keyNode, value) in ports.pairs where key != "src" && key != "source" {
        guard let range = RangeKey.numbers(key) else {
          findings.error("RNG01", at: keyNode.position, "'\(key)' is no cage number and no range; expected 7, or \"1..32\"")
          continue
        }
        for number in range {
          findings.isRepeating = number != range.lowerBound
          guard declaredCages.contains(number) else {
            findings.error("PRF02", at: keyNode.position, "\(reader.what) uses cage \(number), which the board does not have")
            continue
          }
          guard choices[number] == nil else {
            findings.error("CAG01", at: keyNode.position, "cage \(number) is in \(reader.what) already")
            continue
          }
          choices[number] = readChoice(number, value)
        }
        findings.isRepeating = false
      }
    }
    return resolve(choices, nameTemplate, aliasTemplate)
  }

  private func readChoice(_ number: Int, _ node: Node) -> Choice? {
    guard let reader = MappingReader(node, "cage \(number) of the profile", findings) else { return nil }
    defer { reader.finish() }
    _ = reader.choice("fec", default: FEC.none)
    _ = reader.bool("autoneg", default: false)
    let speed = reader.has("speed") ? reader.rate("speed", in: 10...1_600_000).map { UInt32(clamping: $0) } : nil
    guard let text = reader.text("breakout") else { return nil }
    let place = reader.position("breakout")
    guard let mode = BreakoutMode(text) else {
      findings.error("BRK05", at: place, "breakout mode is '\(text.prefix(60))'; expected such as 1x100G or 4x25G")
      return nil
    }
    guard let cage = cages[number] else { return nil }
    guard let offered = cage.breakouts.first(where: { $0.offers(mode) }) else {
      findings.error("PRF01", at: place, "cage \(number) does not offer \(text)")
      return nil
    }
    if let speed, let odd = offered.parts.first(where: { !$0.speeds.contains(speed) }) {
      findings.error("PRF01", at: reader.position("speed"), "cage \(number) does not offer \(speed) Mb/s in \(odd.count)x\(odd.speed)")
      return nil
    }
    // Lanes that only the offer says are the mode's.
    var full = mode
    for index in full.parts.indices { full.parts[index].lanes = offered.parts[index].lanes }
    return Choice(mode: full, speed: speed)
  }

  /// Ports in cage order; cages of the management MAC are not the switch's ports.
  private func resolve(_ choices: [Int: Choice], _ nameTemplate: Node?, _ aliasTemplate: Node?) -> [BoardPort] {
    var ports: [BoardPort] = []
    var names: [String: Int] = [:]
    for number in choices.keys.sorted() {
      guard let choice = choices[number], let cage = cages[number], cage.lanes.space == nil else { continue }
      guard let shares = choice.mode.lanesPerPort(of: cage.lanes.lanes.count) else { continue }
      let speeds = choice.mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
      var lanes = cage.lanes.lanes[...]
      for (index, (share, speed)) in zip(shares, speeds).enumerated() {
        let own = lanes.prefix(share)
        lanes = lanes.dropFirst(share)
        guard let first = own.min() else { continue }
        var values = ["n": number, "cage": number, "first": first - 1, "lane": first, "port": ports.count + 1]
        if shares.count > 1 { values["sub"] = index + 1 }
        let name = text(nameTemplate, "Ethernet{first}", values)
        let alias = text(aliasTemplate, "Eth{cage}{sub:/}", values)
        for (text, template) in [(name, nameTemplate), (alias, aliasTemplate)] {
          // A port may have its name as its alias.
          if let other = names[text], other != ports.count {
            let place = template?.position ?? SourcePosition(line: 0, column: 0)
            findings.isRepeating = true
            findings.error("PRF05", at: place, "two ports are called '\(text)': of cage \(number), and port \(other + 1)")
            findings.isRepeating = false
          }
          names[text] = ports.count
        }
        ports.append(
          BoardPort(
            number: UInt16(clamping: ports.count + 1), name: name, alias: alias,
            label: shares.count > 1 ? "\(cage.label)/\(index + 1)" : cage.label, lanes: own.map { UInt16(clamping: $0) },
            speed: choice.speed ?? speed))
      }
    }
    return ports
  }

  private func text(_ template: Node?, _ standard: String, _ values: [String: Int]) -> String {
    guard let template else { return (try? Expression.expand(standard, values)) ?? standard }
    guard let text = template.text else {
      findings.isRepeating = true
      findings.error("TYP01", at: template.position, "a name is \(template.kindName); expected text such as Ethernet{first}")
      findings.isRepeating = false
      return ""
    }
    do throws(Expression.Fault) {
      return try Expression.expand(text, values)
    } catch {
      findings.isRepeating = true
      findings.error("EXP01", at: template.position, error.message)
      findings.isRepeating = false
      return text
    }
  }
}
