import CPacketIO
import PacketKit

/// What a network card would have done with a frame before it went on the wire.
///
/// The kernel leaves the last of the work on a packet to the card: the checksum of UDP and TCP, and the cutting of a long TCP segment
/// into packets. Between two ends of a veth pair there is no card, and frames arrive undone.
enum Offload {
  /// Completes the checksum of a frame whose field holds the sum of the pseudo header.
  ///
  /// - Returns: `false` where the offsets do not lie in the frame.
  static func complete(_ frame: UnsafeMutableRawBufferPointer, from start: Int, field: Int) -> Bool {
    guard start >= 14, start < frame.count, field >= start, field + 2 <= frame.count else { return false }
    var checksum = InternetChecksum()
    checksum.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(frame)[start...]))
    // RFC 768: a sum of zero is sent as all ones; to TCP both mean the same.
    store(checksum.value == 0 ? 0xffff : checksum.value, in: frame, at: field)
    return true
  }

  /// Cuts an uncut segment of TCP, or train of UDP datagrams, into the packets that go on the wire.
  ///
  /// - Parameters:
  ///   - start: Where the TCP or UDP header begins.
  ///   - size: Payload bytes of each packet; the last may have fewer.
  ///   - packet: Room for one packet.
  /// - Returns: `false`, and nothing sent, for a frame that is not what it claims to be.
  static func cut(
    _ frame: UnsafeRawBufferPointer, isTCP: Bool, headerAt start: Int, size: Int, packet: UnsafeMutableRawBufferPointer,
    send: (UnsafeRawBufferPointer) -> Void
  ) -> Bool {
    guard let network = networkHeader(frame), size > 0, start + (isTCP ? 20 : 8) <= frame.count else { return false }
    let isIPv4 = frame[network] >> 4 == 4
    guard start >= network + (isIPv4 ? 20 : 40) else { return false }
    let headers = start + (isTCP ? Int(frame[start + 12] >> 4) * 4 : 8)
    guard headers >= start + (isTCP ? 20 : 8), headers <= frame.count, headers + size <= packet.count else { return false }
    var offset = headers
    var number: UInt16 = 0
    while offset < frame.count {
      let payload = min(size, frame.count - offset)
      let isLast = offset + payload == frame.count
      packet.copyMemory(from: UnsafeRawBufferPointer(rebasing: frame[..<headers]))
      UnsafeMutableRawBufferPointer(rebasing: packet[headers...]).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: frame[offset..<offset + payload]))
      let cut = UnsafeMutableRawBufferPointer(rebasing: packet[..<(headers + payload)])
      if isIPv4 {
        store(UInt16(truncatingIfNeeded: cut.count - network), in: cut, at: network + 2)
        store(load(frame, network + 4) &+ number, in: cut, at: network + 4)
        store(0, in: cut, at: network + 10)
        var checksum = InternetChecksum()
        checksum.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(cut)[network..<network + Int(cut[network] & 0xf) * 4]))
        store(checksum.value, in: cut, at: network + 10)
      } else {
        store(UInt16(truncatingIfNeeded: cut.count - network - 40), in: cut, at: network + 4)
      }
      if isTCP {
        let sequence = UInt32(load(frame, start + 4)) << 16 | UInt32(load(frame, start + 6))
        let moved = sequence &+ UInt32(truncatingIfNeeded: offset - headers)
        store(UInt16(truncatingIfNeeded: moved >> 16), in: cut, at: start + 4)
        store(UInt16(truncatingIfNeeded: moved), in: cut, at: start + 6)
        // FIN and PSH are for the end, CWR is for the start (RFC 3168 §6.1.2).
        if !isLast { cut[start + 13] &= ~0x09 }
        if number > 0 { cut[start + 13] &= ~0x80 }
      } else {
        store(UInt16(truncatingIfNeeded: cut.count - start), in: cut, at: start + 4)
      }
      let field = start + (isTCP ? 16 : 6)
      store(0, in: cut, at: field)
      var checksum = InternetChecksum()
      let addresses = isIPv4 ? network + 12..<network + 20 : network + 8..<network + 40
      checksum.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(cut)[addresses]))
      addWord(UInt16(isTCP ? 6 : 17), to: &checksum)
      addWord(UInt16(truncatingIfNeeded: cut.count - start), to: &checksum)
      checksum.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(cut)[start...]))
      store(checksum.value == 0 ? 0xffff : checksum.value, in: cut, at: field)
      send(UnsafeRawBufferPointer(cut))
      offset += payload
      number &+= 1
    }
    return true
  }

  /// Where the IP header begins, behind any VLAN tags; `nil` where there is no whole one.
  private static func networkHeader(_ frame: UnsafeRawBufferPointer) -> Int? {
    var offset = 12
    while offset + 2 <= frame.count {
      let type = load(frame, offset)
      switch type {
      case 0x8100, 0x88a8, 0x9100: offset += 4
      case 0x0800: return offset + 22 <= frame.count && frame[offset + 2] >> 4 == 4 && frame[offset + 2] & 0xf >= 5 ? offset + 2 : nil
      case 0x86dd: return offset + 42 <= frame.count && frame[offset + 2] >> 4 == 6 ? offset + 2 : nil
      default: return nil
      }
    }
    return nil
  }

  private static func addWord(_ word: UInt16, to checksum: inout InternetChecksum) {
    withUnsafeBytes(of: word.bigEndian) { checksum.add($0) }
  }
  private static func load(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt16 {
    UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  private static func store(_ value: UInt16, in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
  }
}
