import PlatformFormats
import SwitchPlatform

/// Cages, gathered from `platform.json` and from the port tables of all SKUs: ports of one index are one cage's.
struct SONiCCages {
  private struct Key: Hashable {
    var asic: Int
    var text: String
  }
  private var cages: [Cage] = []
  private var places: [Key: Int] = [:]
  private var owners: [String: Int] = [:]
  private let chip: ChipInventory.Chip?

  init(_ chip: ChipInventory.Chip?) { self.chip = chip }

  var made: [Cage] { cages.filter { !$0.breakouts.isEmpty }.sorted { $0.number < $1.number } }

  mutating func add(_ file: SONiCPlatformFile, _ remarks: inout [String]) {
    for interface in file.interfaces {
      guard let lanes = interface.lanes, !lanes.isEmpty else {
        remarks.append("\(file.file):\(interface.position.line): '\(interface.name)' is left out: its lanes are no numbers")
        continue
      }
      let place = make(Key(asic: 0, text: interface.name), lanes, interface.indexes.first.flatMap { Int($0) }, interface.name)
      guard let place else {
        remarks.append("\(file.file):\(interface.position.line): '\(interface.name)' is left out: a lane of it is in use already")
        continue
      }
      for entry in interface.modes {
        let clean = entry.mode?.ignored == nil
        guard clean, let mode = BreakoutMode(entry.key.text ?? ""), fits(mode, place) else {
          remarks.append("\(file.file):\(entry.key.position.line): mode '\(entry.key.text ?? "")' of '\(interface.name)' is left out")
          continue
        }
        offer(mode, place)
      }
    }
  }

  /// Groups of a SKU that no cage holds yet.
  mutating func add(_ facts: [SONiCPortFact]) {
    for (key, group) in groups(facts) where places[key] == nil && group.first?.parent == nil {
      _ = make(key, group.flatMap(\.lanes), group.first?.index, group.first?.name ?? "")
    }
  }

  private func groups(_ facts: [SONiCPortFact]) -> [(Key, [SONiCPortFact])] {
    var order: [Key] = []
    var groups: [Key: [SONiCPortFact]] = [:]
    for fact in facts {
      // A port whose lanes lie in one cage is that cage's.
      let owned = Set(fact.lanes.map { owners["\(fact.asic).\($0)"] ?? -1 })
      var key = Key(asic: fact.asic, text: fact.parent ?? (fact.isInternal ? nil : fact.index.map(String.init)) ?? fact.name)
      if owned.count == 1, let only = owned.first, only >= 0, let known = places.first(where: { $0.value == only })?.key { key = known }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(fact)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }

  private mutating func make(_ key: Key, _ lanes: [Int], _ index: Int?, _ name: String) -> Int? {
    guard lanes.count <= 64, Set(lanes).count == lanes.count, lanes.allSatisfy({ owners["\(key.asic).\($0)"] == nil }) else { return nil }
    let used = Set(cages.map(\.number))
    var number = index.map { max($0, 1) } ?? 1
    if index == nil || used.contains(number) { number = max(used.max() ?? 0, 0) + 1 }
    var cage = Cage(number: number, kind: .sfp, lanes: LaneList(asic: "npu\(key.asic)", lanes: lanes), breakouts: [])
    // Lanes past the chip's are those of its management MAC.
    if let chip, let count = chip.lanes, lanes.allSatisfy({ $0 >= chip.firstLane + count }) { cage.lanes.space = "mgmt" }
    if let index, index != number { (cage.index, cage.label) = (index, String(index)) }
    if SONiCLanes.isInternal(name) { cage.kind = name.hasPrefix("Ethernet-BP") ? .backplane : .recycle }
    let place = cages.count
    for lane in lanes { owners["\(key.asic).\(lane)"] = place }
    places[key] = place
    cages.append(cage)
    return place
  }

  /// Whether a cage has the lanes for a mode, and the chip's lanes the speed.
  private func fits(_ mode: BreakoutMode, _ place: Int) -> Bool {
    let list = cages[place].lanes
    guard let shares = mode.lanesPerPort(of: list.lanes.count) else { return false }
    if let maximum = chip?.maximumSpeed, list.space == nil, mode.parts.contains(where: { $0.speeds.contains { $0 > maximum } }) {
      return false
    }
    guard let rate = chip?.laneRate, list.space == nil else { return true }
    let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
    return zip(speeds, shares).allSatisfy { Int($0) <= Int(rate) * $1 }
  }

  private mutating func offer(_ mode: BreakoutMode, _ place: Int) {
    if !cages[place].breakouts.contains(where: { $0.offers(mode) }) { cages[place].breakouts.append(mode) }
    guard ![.recycle, .backplane].contains(cages[place].kind) else { return }
    let count = cages[place].lanes.lanes.count
    var rate: UInt32 = 0
    for mode in cages[place].breakouts {
      for (speed, share) in zip(mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }, mode.lanesPerPort(of: count) ?? []) {
        rate = max(rate, speed / UInt32(max(share, 1)))
      }
    }
    let families: [CageKind] =
      count == 1
      ? [.sfp, .sfp28, .sfp56, .osfp, .osfpXD]
      : count == 2
        ? [.sfpDD, .osfp, .osfpXD]
        : count <= 4 ? [.qsfp, .qsfp28, .qsfp56, .osfp, .osfpXD] : [.qsfpDD, .osfpXD]
    cages[place].kind = families.first { $0.laneSpeed >= rate } ?? .internal
  }

  /// A SKU's ports as choices of cages. What contradicts another port is left out.
  mutating func profile(_ name: String, _ facts: [SONiCPortFact], _ remarks: inout [String]) -> BoardProfile {
    var profile = BoardProfile(name: name)
    var (used, lanes): (Set<String>, Set<String>) = ([], [])
    for (key, group) in groups(facts) {
      func drop(_ why: String) { remarks += group.map { "\($0.place): port '\($0.name)' is left out: \(why)" } }
      guard let place = places[key] else { drop("a lane of it is in another cage, or twice in its own"); continue }
      let own = group.flatMap(\.lanes)
      guard Set(own).count == own.count, own.allSatisfy({ !lanes.contains("\(key.asic).\($0)") }) else {
        drop("a lane is in two ports"); continue
      }
      let speeds = group.compactMap(\.speed).compactMap { UInt32(exactly: $0) }
      guard speeds.count == group.count, speeds.allSatisfy({ 10...1_600_000 ~= $0 }) else { drop("its speed is not said"); continue }
      let texts = group.map { ($0.name, $0.alias ?? $0.name) }
      let all = texts.flatMap { $0.0 == $0.1 ? [$0.0] : [$0.0, $0.1] }
      guard Set(all).count == all.count, used.isDisjoint(with: all) else { drop("its name or alias is another port's"); continue }
      guard all.allSatisfy({ !$0.contains("{") && !$0.contains("}") }) else { drop("its name has braces"); continue }
      let counts = group.map(\.lanes.count)
      var mode: BreakoutMode
      if let text = group.first?.mode?.text, let own = BreakoutMode(text), own.ports == group.count {
        mode = own
      } else if Set(counts).count == 1, Set(speeds).count == 1, let speed = speeds.first {
        mode = BreakoutMode(parts: [.init(count: group.count, speed: speed)])
      } else {
        mode = BreakoutMode(parts: zip(speeds, counts).map { .init(count: 1, speed: $0, lanes: $1) })
      }
      let cage = cages[place]
      if mode.lanesPerPort(of: cage.lanes.lanes.count) == nil, group.count <= 64 {
        mode = BreakoutMode(parts: zip(speeds, counts).map { .init(count: 1, speed: $0, lanes: $1) })
      }
      guard fits(mode, place) else { drop("its cage's lanes, or the chip's, are too few or too slow for \(mode)"); continue }
      offer(mode, place)
      for fact in group {
        if let index = fact.index, index != cage.index ?? cage.number {
          remarks.append("\(fact.place): index \(index) of '\(fact.name)' is left out: its cage has \(cage.index ?? cage.number)")
        }
      }
      var choice = BoardProfile.Choice(cage: cage.number, breakout: mode)
      (choice.names, choice.aliases) = (texts.map(\.0), texts.map(\.1))
      if own != cage.lanes.lanes { choice.lanes = LaneList(asic: cage.lanes.asic, space: cage.lanes.space, lanes: own) }
      take(group, into: &choice, &remarks)
      used.formUnion(all)
      lanes.formUnion(own.map { "\(key.asic).\($0)" })
      profile.choices.append(choice)
    }
    profile.choices.sort { $0.cage < $1.cage }
    return profile
  }

  /// What is the same for all ports of a cage.
  private func take(_ group: [SONiCPortFact], into choice: inout BoardProfile.Choice, _ remarks: inout [String]) {
    guard let first = group.first else { return }
    func same(_ name: String, _ value: (SONiCPortFact) -> String?) -> String? {
      let values = Set(group.map(value))
      if values.count > 1 { remarks.append("\(first.place): '\(name)' differs among the ports of a cage, and is left out") }
      return values.count == 1 ? value(first) : nil
    }
    if let fec = same("fec", \.fec) {
      choice.fec = BoardProfile.FEC(rawValue: fec)
      if choice.fec == nil { remarks.append("\(first.place): fec '\(fec)' is left out") }
    }
    if let text = same("autoneg", \.autoneg) {
      choice.autoneg = ["on": true, "off": false][text]
      if choice.autoneg == nil { remarks.append("\(first.place): autoneg '\(text)' is left out") }
    }
    var others: [FreeValue.Entry] = []
    for name in first.others.map(\.name) {
      if let text = same(name, { port in port.others.first { $0.name == name }?.text }) { others.append(.init(name, .text(text))) }
    }
    if !others.isEmpty { choice.attributes = .mapping(others) }
  }
}
