import PacketKit

/// Builds the frame that leaves: addresses, tag, TTL and checksum.
struct Deparser {
  /// Shortest frame that leaves, FCS not counted; shorter ones are padded with zeros, as a MAC does.
  let minimum: Int

  /// Most bytes a frame can grow by.
  static let growth = 4 + 64

  /// Writes one replica into `output`, which has room for the frame, `Deparser.growth` bytes and the padding.
  ///
  /// - Returns: bytes written.
  @inline(__always)
  func build(_ frame: UnsafeRawBufferPointer, _ context: PacketContext, tag: UInt16, into output: UnsafeMutableRawPointer) -> Int {
    guard let input = frame.baseAddress else { return 0 }
    let headers = context.headers
    // What follows the addresses: the frame's own tag goes, the VLAN's comes.
    let loses = tag != Replica.asReceived && headers.hasOuterTag
    let gains = tag != Replica.asReceived && tag != 0
    let moved = (gains ? 4 : 0) - (loses ? 4 : 0)
    if loses || gains {
      let (rest, length) = (loses ? 16 : 12, gains ? 16 : 12)
      output.copyMemory(from: input, byteCount: 12)
      (output + length).copyMemory(from: input + rest, byteCount: frame.count - rest)
    } else {
      output.copyMemory(from: input, byteCount: frame.count)
    }
    if gains {
      let priority = loses ? headers.outerTag & 0xf000 : 0
      let tpid = loses ? headers.outerTPID : 0x8100
      output.storeBytes(of: tpid.bigEndian, toByteOffset: 12, as: UInt16.self)
      output.storeBytes(of: (priority | tag & 0xfff).bigEndian, toByteOffset: 14, as: UInt16.self)
    }
    if context.isRouted {
      store(context.newDestinationMAC, output)
      store(context.newSourceMAC, output + 6)
    }
    var length = frame.count + moved
    if context.isRouted && headers.hasIP {
      let ip = output + Int(headers.l3Offset) + moved
      if headers.l3Kind == .ipv4 {
        let checksum = UInt16(bigEndian: ip.loadUnaligned(fromByteOffset: 10, as: UInt16.self))
        let updated = InternetChecksum.decrementingTTL(checksum, ttl: headers.ttl, ipProtocol: headers.ipProtocol)
        ip.storeBytes(of: headers.ttl &- 1, toByteOffset: 8, as: UInt8.self)
        ip.storeBytes(of: updated.bigEndian, toByteOffset: 10, as: UInt16.self)
      } else {
        ip.storeBytes(of: headers.ttl &- 1, toByteOffset: 7, as: UInt8.self)
      }
    }
    if length < minimum {
      (output + length).initializeMemory(as: UInt8.self, repeating: 0, count: minimum - length)
      length = minimum
    }
    return length
  }

  @inline(__always)
  private func store(_ mac: UInt64, _ output: UnsafeMutableRawPointer) {
    output.storeBytes(of: UInt32(truncatingIfNeeded: mac >> 16).bigEndian, as: UInt32.self)
    output.storeBytes(of: UInt16(truncatingIfNeeded: mac).bigEndian, toByteOffset: 4, as: UInt16.self)
  }
}
