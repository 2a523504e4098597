import PlatformFormats
import SwitchPlatform

/// Lanes that lead to one transceiver are one cage; ports of its number are what it can be used as.
enum FBOSSCages {
  private struct Place: Hashable {
    var type: String
    var number: Int
  }

  static func add(_ table: FBOSSLaneTable, _ ports: FBOSSPortTable?, _ limits: ChipLimits?, to draft: inout BoardDraft) {
    let numbers = FBOSSLaneNumbers(table, limits)
    var order: [Place] = []
    var groups: [Place: [FBOSSLaneTable.Lane]] = [:]
    for lane in table.lanes {
      let place = Place(type: lane.farType, number: lane.farChip)
      guard !lane.farType.isEmpty else {
        draft.remark(
          table.file, position(lane.line), "lane \(lane.lane) of core \(lane.core) (\(lane.coreType)) is left out: it leads nowhere")
        continue
      }
      if groups[place] == nil { order.append(place) }
      groups[place, default: []].append(lane)
      addWire(lane, numbers, table.file, to: &draft)
    }
    let byNumber = Dictionary(grouping: ports?.ports ?? []) { $0.transceiver }
    var profile = BoardProfile(name: draft.board.platform.id)
    profile.isDefault = true
    profile.source = draft.source(ports?.file ?? table.file, position(1))
    if let file = ports?.file {
      for other in ports?.others ?? [] {
        draft.remark(file, position(other.line), "port '\(other.name)' is left out: it is at no transceiver")
      }
    } else {
      draft.remark("\(table.file): no table of ports: cages are used whole, at the speed of their lanes")
    }
    for place in order.sorted(by: { ($0.type == "TRANSCEIVER" ? 0 : 1, $0.number) < ($1.type == "TRANSCEIVER" ? 0 : 1, $1.number) }) {
      let lanes = (groups[place] ?? []).sorted { $0.farLane < $1.farLane }
      guard let first = lanes.first else { continue }
      let isOutside = place.type == "TRANSCEIVER"
      // Backplane connectors and retimers are counted by themselves.
      let number = isOutside ? place.number : 1000 + (place.type == "BACKPLANE" ? 0 : 1000) + place.number
      let list = numbers.list(lanes)
      // Ports of a number are the transceiver's where there is one.
      let owners = isOutside || groups[Place(type: "TRANSCEIVER", number: place.number)] == nil ? byNumber[place.number] ?? [] : []
      let ways = FBOSSWays(owners, lanes: lanes.count, ports?.file ?? table.file, &draft)
      var modes = ways.all.map(\.mode)
      if modes.isEmpty, ports == nil, let speed = limits?.laneRate.map({ Int($0) * lanes.count }).flatMap(BoardDraft.speed) {
        modes = [BreakoutMode(parts: [.init(count: 1, speed: speed)])]
      }
      guard !modes.isEmpty else {
        draft.remark(
          table.file, position(first.line), "\(place.type.lowercased()) \(place.number) is left out: no setting of its ports is known")
        continue
      }
      let kind = kind(first, lanes.count, CageFit.rate(modes, lanes: lanes.count))
      var cage = Cage(number: number, kind: kind, label: String(place.number), lanes: list, breakouts: modes)
      cage.source = draft.source(table.file, position(first.line))
      draft.board.cages.append(cage)
      var choice = BoardProfile.Choice(cage: number, breakout: modes[0])
      choice.names = ways.all.first?.names.map(BoardDraft.name) ?? ["\(place.type.lowercased())\(place.number)"]
      choice.aliases = choice.names
      choice.source = ways.all.first.map { draft.source(ports?.file ?? table.file, position($0.line)) } ?? cage.source
      profile.choices.append(choice)
    }
    draft.board.profiles = [profile]
  }

  private static func addWire(_ lane: FBOSSLaneTable.Lane, _ numbers: FBOSSLaneNumbers, _ file: String, to draft: inout BoardDraft) {
    guard let tx = lane.tx, let rx = lane.rx, let place = draft.board.asics.firstIndex(where: { $0.name == "npu\(lane.chip - 1)" }),
      !numbers.isManagement(lane)
    else { return }
    var wire = BoardASIC.Serdes(lane: numbers.number(lane), core: numbers.core(lane), tx: tx, rx: rx)
    (wire.invertsTX, wire.invertsRX) = (lane.invertsTX, lane.invertsRX)
    wire.source = draft.source(file, position(lane.line))
    draft.board.asics[place].serdes.append(wire)
  }

  private static func kind(_ lane: FBOSSLaneTable.Lane, _ count: Int, _ rate: UInt32) -> CageKind {
    switch (lane.farType, lane.farKind) {
    case ("BACKPLANE", _): .backplane
    case ("TRANSCEIVER", "OSFP"): CageFit.kind(.osfp, lanes: count, rate: rate)
    case ("TRANSCEIVER", let kind) where kind.hasPrefix("QSFP"): CageFit.kind(.qsfp, lanes: count, rate: rate)
    case ("TRANSCEIVER", let kind) where kind.hasPrefix("SFP"): CageFit.kind(.sfp, lanes: count, rate: rate)
    case ("TRANSCEIVER", let kind) where kind.contains("INTEGRATED"): .cpo
    default: .internal
    }
  }

  static func position(_ line: Int) -> SourcePosition { SourcePosition(line: line, column: 1) }
}
