import PlatformFormats
import SwitchPlatform

/// How lanes are wired, from a configuration of Broadcom's SDK: `xgxs_tx_lane_map_…`, `phy_chain_…_physical{…}`,
/// `lane_to_serdes_map_nif_lane…` and the table `PC_PM_CORE`.
struct SONiCSerdes {
  private struct Half: Hashable {
    var core: Int
    var place: Int
    var line: UInt32
  }

  private var tx: [Int: Half] = [:]
  private var rx: [Int: Half] = [:]
  private var inverted: (tx: Set<Int>, rx: Set<Int>) = ([], [])
  private(set) var remarks: [String] = []
  private let file: String
  private let source: String

  static let maximumLane = 65535

  /// - Parameter tables: The documents, where the configuration is of YAML.
  init(_ configuration: SDKConfiguration, tables: [Node], source: String) {
    (file, self.source) = (configuration.file, source)
    let physical = Dictionary(configuration.ports.filter { !$0.isManagement }.map { ("\($0.logical)", $0.physical) }) { first, _ in first }
    for property in configuration.properties { read(property, physical) }
    for document in tables {
      for unit in document["device"]?.pairs ?? [] {
        for core in unit.value["PC_PM_CORE"]?.pairs ?? [] { read(core) }
      }
    }
  }

  private mutating func read(_ property: SDKConfiguration.Property, _ physical: [String: Int]) {
    let isTX = property.key.contains("_tx_")
    let key = property.key.prefix { $0 != "." || property.key.contains("{") }
    let number: Int?
    if let open = key.firstIndex(of: "{") {
      number = Int(key[key.index(after: open)...].prefix { $0.isNumber })
    } else if key.hasPrefix("lane_to_serdes_map_nif_lane") {
      return nif(property, Int(key.dropFirst(27).prefix { $0.isNumber }))
    } else if key.hasPrefix("phy_rx_polarity_flip_phy") || key.hasPrefix("phy_tx_polarity_flip_phy") {
      number = Int(key.dropFirst(24))
    } else {
      number = key.lastIndex(of: "_").flatMap { physical[String(key[key.index(after: $0)...])] }
    }
    guard let number, 0...SONiCSerdes.maximumLane ~= number else { return }
    if key.hasPrefix("phy_chain_tx_lane_map") || key.hasPrefix("phy_chain_rx_lane_map") || key.hasPrefix("xgxs_tx_lane_map_")
      || key.hasPrefix("xgxs_rx_lane_map_")
    {
      map(property.value, first: number, isTX: isTX, line: property.position.line)
    } else if key.contains("_polarity_flip") {
      flip(property.value, first: number, isTX: isTX)
    }
  }

  /// Digit i, from the right, is the core's lane of the i-th lane.
  private mutating func map(_ text: String, first: Int, isTX: Bool, line: UInt32) {
    let digits = Array((text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]).reversed()).compactMap(\.hexDigitValue)
    let count = digits.count > 4 ? 8 : 4
    let places = digits + Array(repeating: 0, count: max(0, count - digits.count))
    guard digits.count <= 8, Set(places) == Set(0..<count), first > 0 else {
      remarks.append("\(file):\(line): lane map '\(text.prefix(20))' is left out: it is no order of \(count) lanes")
      return
    }
    let core = (first - 1) / count
    for (index, place) in places.enumerated() {
      let half = Half(core: core, place: place, line: line)
      // A port that is broken out says the map of its core again.
      let lane = core * count + 1 + index
      if isTX { if tx[lane] == nil { tx[lane] = half } } else if rx[lane] == nil { rx[lane] = half }
    }
  }

  private mutating func flip(_ text: String, first: Int, isTX: Bool) {
    guard let bits = SONiCNumber.parse(text), bits < 1 << 16 else { return }
    for index in 0..<16 where bits >> index & 1 == 1 {
      if isTX { inverted.tx.insert(first + index) } else { inverted.rx.insert(first + index) }
    }
  }

  /// `rx6:tx7`, lanes of a core of eight.
  private mutating func nif(_ property: SDKConfiguration.Property, _ lane: Int?) {
    guard let lane, 0...SONiCSerdes.maximumLane ~= lane else { return }
    for part in property.value.split(separator: ":").map({ $0.drop { $0 == " " } }) {
      guard let place = Int(part.dropFirst(2)), 0...SONiCSerdes.maximumLane ~= place else { continue }
      let half = Half(core: place < 8 ? lane / 8 : place / 8, place: place % 8, line: property.position.line)
      if part.hasPrefix("tx") { tx[lane] = half }
      if part.hasPrefix("rx") { rx[lane] = half }
    }
  }

  private mutating func read(_ core: Node.Pair) {
    guard let number = core.key["PC_PM_ID"]?.integer, 1...4096 ~= number, core.key["CORE_INDEX"]?.integer ?? 0 == 0 else { return }
    for (key, isTX) in [("TX", true), ("RX", false)] {
      guard let node = core.value["\(key)_LANE_MAP"], let text = node.text else { continue }
      let count = text.count > 6 ? 8 : 4
      map(text, first: (number - 1) * count + 1, isTX: isTX, line: node.position.line)
      if let flips = core.value["\(key)_POLARITY_FLIP"]?.text { flip(flips, first: (number - 1) * count + 1, isTX: isTX) }
    }
  }

  /// The lanes of which both directions are known, and that the chip has.
  mutating func wires(of chip: ChipInventory.Chip?) -> [BoardASIC.Serdes] {
    var result: [BoardASIC.Serdes] = []
    var used: Set<[Int]> = []
    for (lane, send) in tx.sorted(by: { $0.key < $1.key }) {
      guard let receive = rx[lane] else { continue }
      if let chip, let count = chip.lanes, !(chip.firstLane..<chip.firstLane + count).contains(lane) { continue }
      guard send.core == receive.core, !used.contains([0, send.core, send.place]), !used.contains([1, receive.core, receive.place]) else {
        remarks.append("\(file):\(send.line): lane \(lane) is left out: its pairs are of two cores, or another lane's")
        continue
      }
      used.formUnion([[0, send.core, send.place], [1, receive.core, receive.place]])
      var wire = BoardASIC.Serdes(lane: lane, core: send.core, tx: send.place, rx: receive.place)
      (wire.invertsTX, wire.invertsRX) = (inverted.tx.contains(lane), inverted.rx.contains(lane))
      result.append(wire)
    }
    return result
  }
}
