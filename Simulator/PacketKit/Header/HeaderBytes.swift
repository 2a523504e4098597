// Reads in network order. The callers have checked that the bytes are there; nothing here does.

extension UnsafeRawPointer {
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }

  @inline(__always)
  func half(_ offset: Int) -> UInt16 { UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }

  @inline(__always)
  func word(_ offset: Int) -> UInt32 { UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }

  @inline(__always)
  func long(_ offset: Int) -> UInt64 { UInt64(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
}

/// Numbers and lengths of the IPv6 extension headers that the parser follows.
///
/// - Source: RFC 8200 §4, RFC 4302 §2.2, RFC 6275 §6.1.
enum IPv6Extension {
  static let fragment: UInt8 = 44
  static let authentication: UInt8 = 51
  static let noNextHeader: UInt8 = 59

  /// Hop-by-hop options, routing, fragment, authentication, destination options, mobility. ESP hides what follows it.
  @inline(__always)
  static func isFollowed(_ number: UInt8) -> Bool {
    switch number {
    case 0, 43, fragment, authentication, 60, 135: true
    default: false
    }
  }

  /// Bytes of a header whose second byte is `field`: units of 8 after the first 8, for authentication of 4 after the first 8;
  /// a fragment header has 8.
  @inline(__always)
  static func length(_ number: UInt8, field: UInt8) -> Int {
    switch number {
    case fragment: 8
    case authentication: (Int(field) &+ 2) &* 4
    default: (Int(field) &+ 1) &* 8
    }
  }
}

enum IPv4Checksum {
  /// Whether the header of `length` bytes (a multiple of 4, 20…60) sums to 0xFFFF. The machine's byte order will do for that.
  @inline(__always)
  static func isValid(_ bytes: UnsafeRawPointer, _ start: Int, _ length: Int) -> Bool {
    var words: UInt64 = 0
    var offset = start
    let end = start &+ length
    while offset < end {
      words &+= UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      offset &+= 4
    }
    return InternetChecksum.fold(words) == 0xffff
  }
}
