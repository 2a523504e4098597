/// The hash functions a chip file can name. They are part of the file's meaning: driver and chip compute the same.
public enum HashFunction: String, Hashable, Sendable, CaseIterable {
  /// CRC-32C (Castagnoli polynomial) over the key's bytes, least significant first, the seed as initial value.
  case crc32c
  /// The key's 32-bit halves, each rotated by its position, exclusive-ored: what small switches do.
  case fold
  /// A multiplicative mixer of full 64-bit words.
  case mix

  @inlinable
  public func hash(_ key: UnsafePointer<UInt64>, words: Int, seed: UInt32) -> UInt32 {
    switch self {
    case .crc32c:
      // Eight bytes a step: table k holds the CRC of a byte followed by k zero bytes.
      let table = HashFunction.castagnoli
      var crc = ~seed
      for index in 0..<words {
        let word = key[index] ^ UInt64(crc)
        crc = table[7 << 8 | Int(word & 0xff)] ^ table[6 << 8 | Int(word >> 8 & 0xff)]
        crc ^= table[5 << 8 | Int(word >> 16 & 0xff)] ^ table[4 << 8 | Int(word >> 24 & 0xff)]
        crc ^= table[3 << 8 | Int(word >> 32 & 0xff)] ^ table[2 << 8 | Int(word >> 40 & 0xff)]
        crc ^= table[1 << 8 | Int(word >> 48 & 0xff)] ^ table[Int(word >> 56)]
      }
      return ~crc
    case .fold:
      var value = seed
      for index in 0..<words {
        let word = key[index]
        let rotation = UInt32(truncatingIfNeeded: index * 7 % 32)
        value ^= HashFunction.rotate(UInt32(truncatingIfNeeded: word), rotation)
        value ^= HashFunction.rotate(UInt32(truncatingIfNeeded: word >> 32), (rotation + 13) % 32)
      }
      // The bucket comes from the high bits: bring the low ones, where addresses differ, up there.
      return HashFunction.rotate(value ^ value << 11 ^ value >> 15, 20)
    case .mix:
      return HashFunction.mix(key, words: words, seed: seed)
    }
  }

  @inlinable @inline(__always)
  public static func mix(_ key: UnsafePointer<UInt64>, words: Int, seed: UInt32) -> UInt32 {
    var value = UInt64(seed) &+ 0x9e37_79b9_7f4a_7c15
    var index = 0
    while index < words {
      value = (value ^ key[index]) &* 0xff51_afd7_ed55_8ccd
      value ^= value &>> 32
      index &+= 1
    }
    return UInt32(truncatingIfNeeded: (value &* 0xc4ce_b9fe_1a85_ec53) &>> 32)
  }

  @inlinable
  static func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value &<< by | value &>> ((32 &- by) & 31) }

  /// Eight tables of 256; lives as long as the process.
  @usableFromInline
  nonisolated(unsafe) static let castagnoli: UnsafePointer<UInt32> = {
    let table = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
    for index in 0..<256 {
      var crc = UInt32(index)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
      table[index] = crc
    }
    for index in 256..<8 * 256 { table[index] = table[index - 256] >> 8 ^ table[Int(table[index - 256] & 0xff)] }
    return UnsafePointer(table)
  }()
}
