import ASICSimulator
import PacketKit
import SimulatedSwitch
import SwitchModel
import SwitchPlatform
import Testing

/// The nearest miss of a TCAM against a scan that knows the chip file and the bus, and nothing of the simulator's inside.
@Suite struct NearMissTests {
  /// A row as bits: one `Bool` a bit, read over the bus.
  private func rows(of table: TableDescription, _ owner: SimulatedSwitch) throws -> [Int: [Bool]] {
    guard case .memoryMapped(let address, let stride) = owner.platform.asic.access[table.access].method else { return [:] }
    var rows: [Int: [Bool]] = [:]
    let valid = try #require(table.layout.validOffset ?? table.layout.place(.valid)?.offset)
    for row in 0..<table.depth {
      var bits: [Bool] = []
      for word in 0..<(table.layout.width + 31) / 32 {
        let value = try owner.bus.read(address + UInt64(row * stride + word * 4))
        bits += (0..<32).map { value >> UInt32($0) & 1 == 1 }
      }
      if bits[valid] { rows[row] = bits }
    }
    return rows
  }

  /// A bit for each range checker, as its row says.
  private func ranges(_ headers: PacketHeaders, _ checkers: [Int: [Bool]], _ layout: RowLayout) -> UInt64 {
    var result: UInt64 = 0
    for (number, bits) in checkers {
      func value(_ field: Field) -> Int {
        layout.place(field).map { place in (0..<place.width).reduce(0) { $0 | (bits[place.offset + $1] ? 1 << $1 : 0) } } ?? 0
      }
      let port = Int(value(.isDestination) == 1 ? headers.l4DestinationPort : headers.l4SourcePort)
      if !headers.hasICMP, (value(.lower)...value(.upper)).contains(port) { result |= 1 << UInt64(number) }
    }
    return result
  }

  /// The key that a packet of IPv4 or IPv6 makes, from its headers alone.
  private func key(of headers: PacketHeaders, vlan: UInt16, bound: UInt64, ranges: UInt64, _ layout: RowLayout) -> [Bool] {
    let isIPv4 = headers.l3Kind == .ipv4
    var bits: [Bool] = []
    for place in layout.key {
      let (high, low): (UInt64, UInt64) =
        switch place.field {
        case .aclTables: (0, bound)
        case .ipType: (0, isIPv4 ? 1 : 2)
        case .etherType: (0, UInt64(headers.etherType))
        case .sourceIP: isIPv4 ? (0, headers.sourceHigh >> 32) : (headers.sourceHigh, headers.sourceLow)
        case .destinationIP: isIPv4 ? (0, headers.destinationHigh >> 32) : (headers.destinationHigh, headers.destinationLow)
        case .ipProtocol: (0, UInt64(headers.ipProtocol))
        case .l4SourcePort: (0, headers.hasICMP ? UInt64(headers.icmpType) << 8 | UInt64(headers.icmpCode) : UInt64(headers.l4SourcePort))
        case .l4DestinationPort: (0, headers.hasICMP ? 0 : UInt64(headers.l4DestinationPort))
        case .tcpFlags: (0, UInt64(headers.tcpFlags))
        case .dscp: (0, UInt64(headers.dscp))
        case .vlan: (0, UInt64(vlan))
        case .ranges: (0, ranges)
        case .fragment: (0, headers.isLaterFragment ? 1 : 0)
        default: (0, 0)
        }
      bits += (0..<place.width).map { bit in (bit < 64 ? low >> UInt64(bit) : high >> UInt64(bit - 64)) & 1 == 1 }
    }
    return bits
  }

  @Test func agreesWithAScan() throws {
    let example = try ExampleSwitch(withRoutes: false)
    let table = try #require(example.owner.platform.asic.table(.aclIngress))
    let layout = table.layout
    let maskOffset = try #require(layout.maskOffset)
    let rows = try rows(of: table, example.owner)
    #expect(rows.count > 8)
    let checkerTable = try #require(example.owner.platform.asic.table(.rangeChecker))
    let checkers = try self.rows(of: checkerTable, example.owner)
    #expect(!checkers.isEmpty)
    let number = try #require(example.owner.platform.asic.tables.firstIndex { $0.role == .aclIngress })
    var random = RandomFrames(seed: 4)
    var compared = 0
    var withHit = 0
    while compared < 300 {
      let frame = try random.frame()
      var headers = PacketHeaders()
      frame.withUnsafeBytes { _ = headers.parse($0, window: $0.count) }
      guard headers.hasIP, headers.fault == .none, headers.outerVLAN == 0 else { continue }
      let trace = try #require(frame.withUnsafeBytes { example.owner.asic.trace($0, on: 0) })
      guard let index = trace.lookUps.firstIndex(where: { Int($0.access.table) == number }) else { continue }
      // Both ACL tables of the example are bound to the port.
      let key = key(of: headers, vlan: 0, bound: 3, ranges: ranges(headers, checkers, checkerTable.layout), layout)
      var hit: Int?
      var best: (row: Int, bits: Int)?
      for row in rows.keys.sorted() {
        guard let bits = rows[row] else { continue }
        let differing = (0..<layout.keyWidth).count { bits[maskOffset + $0] && bits[$0] != key[$0] }
        if differing == 0 {
          hit = row
          break
        }
        if differing < best?.bits ?? .max { best = (row, differing) }
      }
      let miss = example.owner.asic.nearestMiss(trace, index)
      #expect(trace.lookUps[index].access.row == Int32(hit ?? -1))
      #expect(miss?.row == best?.row)
      #expect(miss?.differingBits == best?.bits)
      compared += 1
      if hit != nil { withHit += 1 }
    }
    #expect(withHit > 20 && withHit < 280, "\(withHit)")
  }
}
