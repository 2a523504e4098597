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
      var crc = ~seed
      for index in 0..<words {
        var word = key[index]
        for _ in 0..<8 {
          crc = HashFunction.castagnoli[Int((crc ^ UInt32(truncatingIfNeeded: word)) & 0xff)] ^ (crc >> 8)
          word >>= 8
        }
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
      var value = UInt64(seed) &+ 0x9e37_79b9_7f4a_7c15
      for index in 0..<words {
        value = (value ^ key[index]) &* 0xff51_afd7_ed55_8ccd
        value ^= value >> 32
      }
      value = value &* 0xc4ce_b9fe_1a85_ec53
      return UInt32(truncatingIfNeeded: value >> 32)
    }
  }

  @inlinable
  static func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value &<< by | value &>> ((32 &- by) & 31) }

  @usableFromInline
  static let castagnoli: [UInt32] = (0..<256).map { index in
    var crc = UInt32(index)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82f6_3b78 : crc >> 1 }
    return crc
  }
}
