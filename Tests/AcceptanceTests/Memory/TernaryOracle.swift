import SwitchModel

/// What a ternary row compares, and what a packet shows of it, laid out by hand in sixteen words.
typealias PlainWords = SIMD16<UInt64>

/// A rule as value and mask, written from the RFCs' fields and not from the chip's.
///
///     0 IP type   1, 2 source   3, 4 destination   5 protocol   6, 7 ports   8 TCP flags   9 DSCP   10 VLAN   11, 12 MAC addresses   13 EtherType
struct PlainRule {
  var value = PlainWords()
  var mask = PlainWords()

  func matches(_ packet: PlainWords) -> Bool { (packet ^ value) & mask == PlainWords() }
}

/// What a test draws: a rule in our rows' words and in plain ones.
struct DrawnRule {
  var match = ACLMatch()
  var plain = PlainRule()

  /// The fields that a table of a family needs.
  static func fields(_ family: Family) -> ACLMatch.Fields {
    switch family {
    case .ipv4: [.ipType, .sourceIPv4, .destinationIPv4, .ipProtocol, .l4SourcePort, .l4DestinationPort, .tcpFlags, .dscp]
    case .ipv6: [.ipType, .sourceIPv6, .destinationIPv6, .ipProtocol, .l4SourcePort, .l4DestinationPort, .tcpFlags, .dscp]
    case .mac: [.sourceMAC, .destinationMAC, .etherType, .vlan]
    }
  }

  enum Family: CaseIterable { case ipv4, ipv6, mac }

  private mutating func want(_ word: Int, _ value: UInt64, _ mask: UInt64) {
    plain.value[word] = value & mask
    plain.mask[word] = mask
  }

  /// A rule that takes one row: no ranges, and every field that depends on a protocol together with it.
  init(_ family: Family, _ draw: inout Draw) {
    switch family {
    case .ipv4, .ipv6: drawIP(family == .ipv4, &draw)
    case .mac: drawMAC(&draw)
    }
  }

  private mutating func drawIP(_ isIPv4: Bool, _ draw: inout Draw) {
    want(0, isIPv4 ? 1 : 2, 3)
    match.ipType = isIPv4 ? .ipv4 : .ipv6
    for isSource in [false, true] where !isSource || draw.chance(50) {
      if isIPv4 {
        let length = [0, 24, 27, 29, 30, 31, 32, 32][draw.below(8)]
        let mask: UInt64 = (0xffff_ffff << UInt64(32 - length)) & 0xffff_ffff
        let address = UInt64(DrawnPacket.ipv4(&draw)) & mask
        want(isSource ? 2 : 4, address, mask)
        let prefix = IPPrefix(IPAddress(v4: UInt32(address)), length: UInt8(length))
        if isSource { match.sourceIP = prefix } else { match.destinationIP = prefix }
      } else {
        let length = [0, 48, 64, 96, 124, 126, 128, 128][draw.below(8)]
        let masks =
          (length >= 64 ? ~0 : length == 0 ? 0 : ~0 << UInt64(64 - length), length <= 64 ? 0 : ~0 << UInt64(128 - length))
          as (UInt64, UInt64)
        let drawn = DrawnPacket.ipv6(&draw)
        want(isSource ? 1 : 3, drawn.0, masks.0)
        want(isSource ? 2 : 4, drawn.1, masks.1)
        let prefix = IPPrefix(IPAddress(v6: drawn.0 & masks.0, drawn.1 & masks.1), length: UInt8(length))
        if isSource { match.sourceIP = prefix } else { match.destinationIP = prefix }
      }
    }
    if draw.chance(60) {
      let number: UInt8 = draw.chance(50) ? 6 : 17
      match.ipProtocol = number
      want(5, UInt64(number), 0xff)
      if draw.chance(40) {
        let port = DrawnPacket.port(&draw)
        match.l4SourcePort = L4PortRange(port)
        want(6, UInt64(port), 0xffff)
      }
      if draw.chance(40) {
        let port = DrawnPacket.port(&draw)
        match.l4DestinationPort = L4PortRange(port)
        want(7, UInt64(port), 0xffff)
      }
      if number == 6, draw.chance(30) {
        let flags = Ternary(UInt8(draw.below(64)), mask: UInt8(1 << draw.below(6)))
        match.tcpFlags = flags
        want(8, UInt64(flags.value), UInt64(flags.mask))
      }
    }
    if draw.chance(15) {
      let value = draw.below(4) * 10
      match.dscp = UInt8(value)
      want(9, UInt64(value), 0x3f)
    }
  }

  private mutating func drawMAC(_ draw: inout Draw) {
    let type: UInt16 = [0x0800, 0x86dd, 0x88b5][draw.below(3)]
    if draw.chance(60) {
      match.etherType = type
      want(13, UInt64(type), 0xffff)
    }
    if draw.chance(60) {
      let mask = UInt64.max << UInt64(draw.below(6)) & 0xffff_ffff_ffff
      let mac = Ternary(DrawnPacket.source(&draw), mask: mask)
      match.sourceMAC = mac
      want(11, mac.value, mac.mask)
    }
    if draw.chance(30) {
      let mac = Ternary(DrawnPacket.destination, mask: UInt64.max << UInt64(draw.below(40)) & 0xffff_ffff_ffff)
      match.destinationMAC = mac
      want(12, mac.value, mac.mask)
    }
    if draw.chance(30) {
      match.vlan = VLANID(10)
      want(10, 10, 0xfff)
    }
  }
}

/// A frame, and what of it rules compare.
struct DrawnPacket {
  var frame: [UInt8]
  var plain = PlainWords()

  static let destination: UInt64 = Lab.host(50)
  static func ipv4(_ draw: inout Draw) -> UInt32 { [0xc0a8_0000, 0xc0a8_0100, 0x0a20_0000][draw.below(3)] | UInt32(draw.below(64)) }
  static func ipv6(_ draw: inout Draw) -> (UInt64, UInt64) {
    (0x2001_0db8_0000_0000 | UInt64(draw.below(3)) << 16 | UInt64(draw.below(2)), UInt64(draw.below(64)))
  }
  static func port(_ draw: inout Draw) -> UInt16 { [22, 53, 80, 443, 5000, 65_535][draw.below(6)] }
  static func source(_ draw: inout Draw) -> UInt64 { Lab.host(64 + UInt64(draw.below(64))) }

  init(_ draw: inout Draw) {
    let source = DrawnPacket.source(&draw)
    plain[10] = 10
    plain[11] = source
    plain[12] = DrawnPacket.destination
    var type: UInt16 = 0x88b5
    var payload: [UInt8] = [1, 2, 3, 4]
    let kind = draw.below(10)
    if kind < 9 {
      let number: UInt8 = [6, 17, 17, 47][draw.below(4)]
      var upper = [UInt8](repeating: 0x33, count: 20)
      plain[5] = UInt64(number)
      if number != 47 {
        let ports = (DrawnPacket.port(&draw), DrawnPacket.port(&draw))
        let flags = UInt8(draw.below(64))
        upper = number == 6 ? Frame.tcp(ports.0, ports.1, flags: flags) : Frame.udp(ports.0, ports.1, [9, 9])
        plain[6] = UInt64(ports.0)
        plain[7] = UInt64(ports.1)
        if number == 6 { plain[8] = UInt64(flags) }
      }
      let dscp = UInt8(draw.below(5) * 10)
      plain[9] = UInt64(dscp)
      if kind < 5 {
        type = 0x0800
        plain[0] = 1
        let addresses = (DrawnPacket.ipv4(&draw), DrawnPacket.ipv4(&draw))
        plain[2] = UInt64(addresses.0)
        plain[4] = UInt64(addresses.1)
        payload = Frame.ipv4(from: addresses.0, to: addresses.1, proto: number, dscp: dscp, upper)
      } else {
        type = 0x86dd
        plain[0] = 2
        let from = DrawnPacket.ipv6(&draw)
        let to = DrawnPacket.ipv6(&draw)
        (plain[1], plain[2]) = from
        (plain[3], plain[4]) = to
        payload = Frame.ipv6(from: from, to: to, next: number, dscp: dscp, upper)
      }
    }
    plain[13] = UInt64(type)
    frame = Frame.ethernet(to: DrawnPacket.destination, from: source, type: type, payload)
  }
}

/// All entries in the order in which they are asked.
struct TernaryOracle {
  struct Held {
    var order: UInt64
    var table: Int
    var entry: ACLEntry
    var plain: PlainRule
  }
  private(set) var held: [Held] = []
  private(set) var counts: [Int: Int] = [:]

  var count: Int { held.count }

  private func position(_ order: UInt64) -> Int {
    var range = 0..<held.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if held[middle].order > order { range = (middle + 1)..<range.upperBound } else { range = range.lowerBound..<middle }
    }
    return range.lowerBound
  }

  /// - Parameter tablePriority: Between tables; inside one the entry's own priority decides.
  mutating func insert(_ entry: ACLEntry, _ plain: PlainRule, table: Int, tablePriority: UInt32) {
    let order = UInt64(tablePriority) << 32 | UInt64(entry.priority)
    held.insert(Held(order: order, table: table, entry: entry, plain: plain), at: position(order))
    counts[table, default: 0] += 1
  }

  mutating func remove(at index: Int) {
    counts[held[index].table, default: 0] -= 1
    held.remove(at: index)
  }

  mutating func set(_ action: ACLEntry.Action, at index: Int) { held[index].entry.action = action }

  /// The entry that decides a packet on a port whose tables are `bound`.
  func decide(_ packet: PlainWords, bound: Set<Int>) -> ACLEntry? {
    held.first { bound.contains($0.table) && $0.plain.matches(packet) }?.entry
  }
}
