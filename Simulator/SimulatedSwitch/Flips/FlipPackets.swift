import ASICSimulator
import SwitchModel
import SwitchPlatform

/// The packets of a campaign, and which rows each of them looks up.
struct FlipPackets {
  let packets: [TrafficMix.Packet]
  /// By memory: the rows that some packet hits, in ascending order.
  private(set) var rows: [[Int]] = []
  private var touching: [Place: [Int]] = [:]
  /// By source address: one packet for each port and tag from which it comes.
  private var bySource: [UInt64: [Int]] = [:]

  private struct Place: Hashable {
    var memory: Int
    var row: Int
  }

  /// Packets of a row that are remembered.
  private static let longest = 16

  /// Sends all packets through both switches, twice: the first time the switches learn, the second time they look up.
  init(
    _ packets: [TrafficMix.Packet], flipped: SimulatedSwitch, twin: SimulatedSwitch, _ memories: [FlipMemory]
  ) throws(FlipCampaignError) {
    self.packets = packets
    rows = Array(repeating: [], count: memories.count)
    for pass in 0..<2 {
      for number in packets.indices {
        if let difference = try send(number, flipped, twin) { throw .notAlike(difference) }
        if number % 64 == 63 { try drain(flipped, twin) }
        if pass == 1 { note(number, twin) }
      }
      try drain(flipped, twin)
    }
    for place in touching.keys { rows[place.memory].append(place.row) }
    for memory in rows.indices { rows[memory].sort() }
    noteSources()
  }

  private mutating func note(_ number: Int, _ twin: SimulatedSwitch) {
    func add(_ role: TableRole, isPivot: Bool = false, _ row: Int) {
      guard let memory = twin.asic.memory(of: role, isPivot: isPivot) else { return }
      let place = Place(memory: memory, row: row)
      if touching[place, default: []].count < FlipPackets.longest, touching[place]?.last != number {
        touching[place, default: []].append(number)
      }
    }
    for access in twin.asic.accesses where access.row >= 0 {
      add(twin.platform.asic.tables[Int(access.table)].role, isPivot: access.level == 1, Int(access.row))
    }
    for index in 0..<twin.asic.output.count { add(.port, Int(twin.asic.output.frame(index).header.port)) }
  }

  private mutating func noteSources() {
    var seen: Set<[UInt8]> = []
    for (number, packet) in packets.enumerated() where packet.frame.count >= 16 {
      let source = packet.frame[6..<12].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let port = packet.port.rawValue
      let tag = packet.frame[12] == 0x81 ? Array(packet.frame[12..<16]) : []
      guard seen.insert(Array(packet.frame[6..<12]) + [UInt8(port >> 8), UInt8(port & 0xff)] + tag).inserted else { continue }
      bySource[source, default: []].append(number)
    }
  }

  func touching(row: Int, ofMemory memory: Int) -> [Int] { touching[Place(memory: memory, row: row)] ?? [] }
  func from(_ source: UInt64) -> [Int] { bySource[source] ?? [] }

  // MARK: Sending

  /// Sends a packet through both switches at the same cycle.
  ///
  /// - Returns: in which way they differ; `nil` where they do not.
  func send(_ number: Int, _ flipped: SimulatedSwitch, _ twin: SimulatedSwitch) throws(FlipCampaignError) -> String? {
    let packet = packets[number]
    let start = max(flipped.asic.now, twin.asic.now)
    flipped.receive(packet.frame, on: packet.port, notBefore: start)
    twin.receive(packet.frame, on: packet.port, notBefore: start)
    let (left, right) = (flipped.asic.outcome, twin.asic.outcome)
    if left.verdict != right.verdict || left.drop != right.drop || left.trap != right.trap {
      return
        "packet \(number) (\(packet.kind)): \(left.verdict) \(left.drop) \(left.trap), not \(right.verdict) \(right.drop) \(right.trap)"
    }
    guard flipped.asic.output.count == twin.asic.output.count else {
      return "packet \(number) (\(packet.kind)): \(flipped.asic.output.count) frames, not \(twin.asic.output.count)"
    }
    for index in 0..<twin.asic.output.count {
      let ((header, bytes), (expected, others)) = (flipped.asic.output.frame(index), twin.asic.output.frame(index))
      if header.port != expected.port { return "packet \(number) (\(packet.kind)): on chip port \(header.port), not \(expected.port)" }
      if !bytes.elementsEqual(others) { return "packet \(number) (\(packet.kind)): other bytes on chip port \(header.port)" }
    }
    return nil
  }

  /// Takes what waits for the CPU, so that there is room for more.
  func drain(_ flipped: SimulatedSwitch, _ twin: SimulatedSwitch) throws(FlipCampaignError) {
    do throws(SwitchError) {
      _ = try flipped.takePunted()
      _ = try twin.takePunted()
    } catch { throw .packets(error) }
  }
}
