/// Frames written byte by byte from the standards, so that no parser or builder under test has a say in what is expected.
enum Frame {
  static func big16(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }
  static func big32(_ value: UInt32) -> [UInt8] { big16(UInt16(value >> 16)) + big16(UInt16(value & 0xffff)) }
  static func big64(_ value: UInt64) -> [UInt8] { big32(UInt32(value >> 32)) + big32(UInt32(value & 0xffff_ffff)) }
  static func mac(_ value: UInt64) -> [UInt8] { Array(big64(value).dropFirst(2)) }

  /// A tag as it stands on the wire: protocol id and control.
  struct Tag {
    var protocolID: UInt16 = 0x8100
    var control: UInt16
    static func vlan(_ vlan: UInt16, priority: UInt16 = 0, protocolID: UInt16 = 0x8100) -> Tag {
      Tag(protocolID: protocolID, control: priority << 13 | vlan)
    }
    var bytes: [UInt8] { big16(protocolID) + big16(control) }
  }

  /// An Ethernet II frame without FCS, padded to `minimum`.
  static func ethernet(
    to destination: UInt64, from source: UInt64, tags: [Tag] = [], type: UInt16, _ payload: [UInt8], minimum: Int = 60
  ) -> [UInt8] {
    var frame = mac(destination) + mac(source) + tags.flatMap(\.bytes) + big16(type) + payload
    while frame.count < minimum { frame.append(0) }
    return frame
  }

  /// RFC 1071: the one's complement of the one's complement sum.
  static func checksum(_ bytes: some Collection<UInt8>) -> UInt16 {
    var sum: UInt32 = 0
    var high = true
    for byte in bytes {
      sum += high ? UInt32(byte) << 8 : UInt32(byte)
      high.toggle()
    }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return ~UInt16(sum)
  }

  /// RFC 791 §3.1.
  static func ipv4(
    from source: UInt32, to destination: UInt32, ttl: UInt8 = 64, proto: UInt8 = 17, dscp: UInt8 = 0, fragment: UInt16 = 0,
    options: [UInt8] = [], _ payload: [UInt8]
  ) -> [UInt8] {
    let length = 20 + options.count
    var header: [UInt8] = [UInt8(0x40 | length / 4), dscp << 2] + big16(UInt16(length + payload.count)) + big16(0x1234) + big16(fragment)
    header += [ttl, proto, 0, 0] + big32(source) + big32(destination) + options
    header.replaceSubrange(10..<12, with: big16(checksum(header)))
    return header + payload
  }

  /// RFC 8200 §3; `next` is the first header behind the fixed one.
  static func ipv6(
    from source: (UInt64, UInt64), to destination: (UInt64, UInt64), hopLimit: UInt8 = 64, next: UInt8 = 17, dscp: UInt8 = 0,
    _ payload: [UInt8]
  ) -> [UInt8] {
    big32(6 << 28 | UInt32(dscp) << 22) + big16(UInt16(payload.count)) + [next, hopLimit] + big64(source.0) + big64(source.1)
      + big64(destination.0) + big64(destination.1) + payload
  }

  static func udp(_ source: UInt16, _ destination: UInt16, _ payload: [UInt8] = []) -> [UInt8] {
    big16(source) + big16(destination) + big16(UInt16(8 + payload.count)) + [0, 0] + payload
  }

  static func tcp(_ source: UInt16, _ destination: UInt16, flags: UInt8 = 0x10) -> [UInt8] {
    big16(source) + big16(destination) + big32(1) + big32(2) + [0x50, flags] + big16(1000) + [0, 0, 0, 0]
  }

  static func icmp(_ type: UInt8, _ code: UInt8) -> [UInt8] { [type, code, 0, 0, 0, 1, 0, 2] }

  /// RFC 826, a request.
  static func arp(sender: UInt64, _ senderIP: UInt32, target: UInt32) -> [UInt8] {
    big16(1) + big16(0x0800) + [6, 4] + big16(1) + mac(sender) + big32(senderIP) + mac(0) + big32(target)
  }
}

extension [UInt8] {
  func big16(_ offset: Int) -> UInt16 { UInt16(self[offset]) << 8 | UInt16(self[offset + 1]) }
  func big32(_ offset: Int) -> UInt32 { UInt32(big16(offset)) << 16 | UInt32(big16(offset + 2)) }
  func big64(_ offset: Int) -> UInt64 { UInt64(big32(offset)) << 32 | UInt64(big32(offset + 4)) }
  func mac(_ offset: Int) -> UInt64 { UInt64(big16(offset)) << 32 | UInt64(big32(offset + 2)) }

  /// This frame as a router must send it on: addresses changed, TTL or hop limit one less, IPv4 checksum computed anew.
  func routed(to destination: UInt64, from source: UInt64, tags: [Frame.Tag] = []) -> [UInt8] {
    var start = 12
    while [0x8100, 0x88a8, 0x9100].contains(big16(start)) { start += 4 }
    let ip = start + 2
    var packet = Array(self[ip...])
    if packet[0] >> 4 == 4 {
      packet[8] -= 1
      packet.replaceSubrange(10..<12, with: [0, 0])
      packet.replaceSubrange(10..<12, with: Frame.big16(Frame.checksum(packet[0..<Int(packet[0] & 0xf) * 4])))
    } else {
      packet[7] -= 1
    }
    return Frame.mac(destination) + Frame.mac(source) + tags.flatMap(\.bytes) + self[start..<ip] + packet
  }

  var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
