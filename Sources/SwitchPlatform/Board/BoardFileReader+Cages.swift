/// The `cages:` section: what is on the front panel, and which lanes lead there.
extension BoardFileReader {
  mutating func readCages(_ section: MappingReader) {
    for (key, keyNode, value) in section.pairs where key != "src" && key != "source" {
      guard let range = RangeKey.numbers(key) else {
        findings.error(
          "RNG01", at: keyNode.position, "'\(key)' is no cage number and no range; expected 7, or \"1..32\" with up to 4096 numbers")
        continue
      }
      for number in range {
        findings.isRepeating = number != range.lowerBound
        guard declaredCages.insert(number).inserted else {
          findings.error("CAG01", at: keyNode.position, "cage \(number) is in the file already")
          continue
        }
        if let cage = readCage(number, expand(value, ["n": number])) { cages[number] = cage }
      }
      findings.isRepeating = false
    }
  }

  /// A node with every `{…}` in its values replaced. What has been computed is not quoted any more: it may be a number.
  func expand(_ node: Node, _ values: [String: Int]) -> Node {
    switch node.content {
    case .scalar(let text, _):
      guard text.contains("{") else { return node }
      do throws(Expression.Fault) {
        return Node(.scalar(try Expression.expand(text, values), isQuoted: false), at: node.position)
      } catch {
        findings.error("EXP01", at: node.position, error.message)
        return node
      }
    case .mapping(let pairs):
      return Node(.mapping(pairs.map { Node.Pair(key: $0.key, value: expand($0.value, values)) }), at: node.position)
    case .sequence(let elements):
      return Node(.sequence(elements.map { expand($0, values) }), at: node.position)
    }
  }

  private mutating func readCage(_ number: Int, _ node: Node) -> Cage? {
    guard let reader = MappingReader(node, "cage \(number)", findings) else { return nil }
    defer { reader.finish() }
    let kind: CageKind? = reader.choice("kind")
    let label = reader.optionalText("label") ?? String(number)
    let lanes = reader.required("lanes").flatMap { readLanes($0, of: number) }
    let breakouts = readBreakouts(reader, kind, lanes)
    if let eeprom = reader.optional("eeprom") { readPoint(eeprom, "'eeprom' of cage \(number)") }
    if let signals = reader.mapping("signals", "'signals' of cage \(number)") {
      for (name, _, value) in signals.pairs { readPoint(value, "signal '\(name)' of cage \(number)") }
    }
    guard let kind, let lanes, let breakouts else { return nil }
    return Cage(number: number, kind: kind, label: label, lanes: lanes, breakouts: breakouts)
  }

  /// One text, or a text for each cage of the range.
  private mutating func readLanes(_ node: Node, of cage: Int) -> LaneList? {
    var node = node
    if node.pairs != nil {
      guard let own = node[String(cage)] else {
        findings.error("LAN01", at: node.position, "no lanes for cage \(cage)")
        return nil
      }
      node = own
    }
    guard let text = node.text, let list = LaneList(text) else {
      let found = node.text.map { "'\($0.prefix(60))'" } ?? node.kindName
      findings.error("LAN01", at: node.position, "lanes of cage \(cage) are \(found); expected such as npu0[1..4] or npu0[1,2]")
      return nil
    }
    guard let asic = asics.first(where: { $0.name == list.asic }) else {
      let suggestion = NearestName.suggestion(for: list.asic, among: asics.map(\.name))
      findings.error("NAM02", at: node.position, "no ASIC is named '\(list.asic)'\(suggestion)")
      return nil
    }
    if let geometry = asic.geometry, list.space == nil, let lane = list.lanes.first(where: { $0 > geometry.lanes }) {
      findings.error(
        "LAN04", at: node.position, "lane \(lane) of cage \(cage) is beyond chip '\(asic.chip)', which has lanes 1…\(geometry.lanes)")
      return nil
    }
    if list.lanes.contains(where: { $0 < 1 || $0 > Int(UInt16.max) }) {
      findings.error("LAN04", at: node.position, "lanes of cage \(cage) are not all in 1…\(UInt16.max)")
      return nil
    }
    if let twice = list.lanes.first(where: { lane in list.lanes.filter { $0 == lane }.count > 1 }) {
      findings.error("LAN03", at: node.position, "lane \(twice) is twice in cage \(cage)")
      return nil
    }
    // Said once a cage, however many of its lanes are another's.
    var isReported = false
    for lane in list.lanes {
      let key = LaneKey(asic: list.asic, space: list.space, lane: lane)
      if let user = laneUsers[key] {
        if !isReported {
          findings.error("LAN02", at: node.position, "lane \(lane) of cage \(cage) is in cage \(user.cage) already (line \(user.line))")
          isReported = true
        }
      } else {
        laneUsers[key] = LaneUser(cage: cage, line: node.position.line)
      }
    }
    return list
  }

  /// Speeds that Ethernet has.
  ///
  /// - Unit: Mb/s.
  static let standardSpeeds: Set<UInt32> = [
    10, 100, 1000, 2500, 5000, 10000, 25000, 40000, 50000, 100_000, 200_000, 400_000, 800_000, 1_600_000
  ]

  private func readBreakouts(_ reader: MappingReader, _ kind: CageKind?, _ lanes: LaneList?) -> [BreakoutMode]? {
    guard let list = reader.requiredList("breakouts") else { return nil }
    if list.isEmpty { findings.error("BRK05", at: reader.position("breakouts"), "no breakout modes; expected at least one") }
    var modes: [BreakoutMode] = []
    for node in list {
      guard let text = node.text, let mode = BreakoutMode(text) else {
        let found = node.text.map { "'\($0.prefix(60))'" } ?? node.kindName
        findings.error("BRK05", at: node.position, "breakout mode is \(found); expected such as 1x100G, 4x25G[10G] or 2x50G(2)")
        continue
      }
      modes.append(mode)
      if let lanes, let kind { checkMode(mode, text, kind, lanes, at: node.position) }
    }
    return modes.isEmpty ? nil : modes
  }

  /// Whether the default speeds of a mode fit lanes, cage and chip. Alternative speeds may use fewer lanes.
  private func checkMode(_ mode: BreakoutMode, _ text: String, _ kind: CageKind, _ lanes: LaneList, at place: SourcePosition) {
    guard let shares = mode.lanesPerPort(of: lanes.lanes.count) else {
      findings.error("BRK02", at: place, "\(lanes.lanes.count) lanes do not make \(text)")
      return
    }
    let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
    for (speed, share) in zip(speeds, shares) where Int(speed) > Int(kind.laneSpeed) * share {
      findings.error(
        "LAN05", at: place,
        "\(speed) Mb/s need more than \(share) lane\(share == 1 ? "" : "s") of a \(kind.rawValue) cage, "
          + "\(kind.laneSpeed) Mb/s each")
      return
    }
    let all = Set(mode.parts.flatMap(\.speeds))
    if let geometry = asics.first(where: { $0.name == lanes.asic })?.geometry, lanes.space == nil,
      let speed = all.filter({ $0 > geometry.maximumSpeed }).max()
    {
      findings.error("BRK08", at: place, "\(speed) Mb/s are more than the chip's \(geometry.maximumSpeed)")
    }
    if let odd = all.subtracting(BoardFileReader.standardSpeeds).min() {
      findings.warning("PRT07", at: place, "\(odd) Mb/s is no Ethernet speed")
    }
  }
}
