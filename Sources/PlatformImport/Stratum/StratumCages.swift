import PlatformFormats
import SwitchPlatform

/// Cages, gathered from the PHAL's cards, the chips' ports and the ports of the chassis: what has one slot and port is one cage.
struct StratumCages {
  private typealias Place = StratumPlatform.Place

  private let platform: StratumPlatform
  private let chassis: TreeDocument
  private let phal: String
  private let map: String
  private var numbers: [Place: Int] = [:]
  /// Where no file tells lanes: the next that is free, by ASIC.
  private var nextLane: [Int: Int] = [:]

  init(_ platform: StratumPlatform, _ chassis: TreeDocument) {
    self.platform = platform
    self.chassis = chassis
    phal = platform.documents[.phal]?.file ?? ""
    map = platform.documents[.chips]?.file ?? ""
  }

  mutating func add(to draft: inout BoardDraft, _ name: String) {
    let holes = Dictionary(platform.cages.map { ($0.place, $0.node) }) { first, _ in first }
    let wired = Dictionary(grouping: platform.chipPorts) { Place(slot: $0.place.slot, port: $0.place.port) }
    let ports = platform.ports
    let used = Dictionary(grouping: ports) { Place(slot: $0.place.slot, port: $0.place.port) }
    let places = Set(holes.keys).union(wired.keys).union(used.keys).sorted { ($0.slot, $0.port) < ($1.slot, $1.port) }
    let isSingle = Set(places.map(\.slot)).count <= 1
    var profile = BoardProfile(name: name)
    profile.isDefault = true
    profile.source = draft.source(chassis.file, chassis.root.position)
    for (index, place) in places.enumerated() {
      guard let cage = cage(place, isSingle ? place.port : index + 1, holes[place], wired[place] ?? [], used[place] ?? [], &draft) else {
        continue
      }
      draft.board.cages.append(cage)
      if let choice = choice(used[place] ?? [], cage, &draft) { profile.choices.append(choice) }
    }
    if wired.isEmpty {
      draft.board.sources["cages"] =
        "\(draft.project) \(draft.short(chassis.file)); lanes in the order of the front panel: no file tells them"
    }
    let properties = platform.chipMaps.flatMap { $0.all("bcm_chassis") }.flatMap { $0.all("sdk_properties") }.compactMap(\.text)
    if !properties.isEmpty, let asic = draft.board.asics.first {
      profile.asics = [.init(asic.name, .mapping([.init("sdk_properties", .list(properties.map { .text($0) }))]))]
    }
    draft.board.profiles = [profile]
    let known: Set<String> = [
      "slot", "port", "channel", "unit", "speed_bps", "physical_port", "num_serdes_lanes", "serdes_core", "serdes_lane", "tx_lane_map",
      "rx_lane_map", "tx_polarity_flip", "rx_polarity_flip"
    ]
    draft.leaveOut(platform.chipPorts.map(\.node), but: known, of: "bcm_ports", in: map)
    for node in platform.chipMaps.flatMap({ $0.all("bcm_ports") }) where node["internal"]?.text == "true" {
      draft.remark(map, node.position, "a port inside of the box is left out")
    }
  }

  private mutating func cage(
    _ place: StratumPlatform.Place, _ number: Int, _ hole: Node?, _ wired: [StratumChipPort], _ used: [StratumPort],
    _ draft: inout BoardDraft
  ) -> Cage? {
    let type = hole?["physical_port_type"]?.text ?? ""
    let unit = wired.first?.unit ?? 0
    var lanes = Set(wired.filter { $0.unit == unit }.flatMap(\.lanes)).sorted()
    let position = hole?.position ?? wired.first?.node.position ?? used.first?.node.position ?? chassis.root.position
    let file = hole != nil ? phal : wired.isEmpty ? chassis.file : map
    for port in wired where port.lanes.isEmpty {
      draft.remark(map, port.node.position, "a way to use port \(place.port) is left out: its lanes are not said")
    }
    for port in wired where port.unit != unit {
      draft.remark(map, port.node.position, "a way to use port \(place.port) is left out: it is of another chip than the first")
    }
    var modes: [BreakoutMode] = []
    if lanes.isEmpty {
      guard !used.isEmpty else {
        draft.remark(file, position, "port \(place.port) of slot \(place.slot) is left out: no file tells its lanes or speeds")
        return nil
      }
      let count = type.contains("QSFP") || used.contains { $0.speed ?? 0 > 50000 } ? 4 : max(1, used.count)
      let first = nextLane[unit] ?? 1
      lanes = Array(first..<(first + min(count, 8)))
      nextLane[unit] = first + lanes.count
    } else {
      modes = StratumModes.modes(wired.filter { $0.unit == unit }, lanes: lanes.count)
    }
    if let mode = StratumModes.mode(of: used, lanes: lanes.count), !modes.contains(where: { $0.offers(mode) }) { modes.append(mode) }
    let rate = CageFit.rate(modes, lanes: lanes.count)
    let family: CageFit.Family = type.contains("QSFP") ? .qsfp : type.contains("SFP") ? .sfp : type.contains("RJ45") ? .copper : .inside
    var cage = Cage(
      number: number, kind: CageFit.kind(family, lanes: lanes.count, rate: rate), label: String(place.port),
      lanes: LaneList(asic: "npu\(unit)", lanes: lanes), breakouts: modes)
    cage.source = draft.source(file, position)
    if hole == nil {
      draft.remark(file, position, "port \(place.port) of slot \(place.slot) has no cage in the PHAL's file; it is one inside")
    }
    if let asic = draft.board.asics.firstIndex(where: { $0.name == cage.lanes.asic }) {
      draft.board.asics[asic].serdes += StratumModes.serdes(wired.filter { $0.unit == unit }, map, &draft)
    }
    return cage
  }

  private func choice(_ ports: [StratumPort], _ cage: Cage, _ draft: inout BoardDraft) -> BoardProfile.Choice? {
    guard let first = ports.first else { return nil }
    guard let mode = StratumModes.mode(of: ports, lanes: cage.lanes.lanes.count) else {
      draft.remark(
        chassis.file, first.node.position, "the ports of cage \(cage.number) are left out: their speeds are not said or do not fit")
      return nil
    }
    var choice = BoardProfile.Choice(cage: cage.number, breakout: mode)
    choice.names = ports.sorted { $0.place.channel < $1.place.channel }.map { BoardDraft.name($0.name) }
    choice.aliases = choice.names
    choice.source = draft.source(chassis.file, first.node.position)
    return choice
  }
}
