// Bytes in network order, written.

extension [UInt8] {
  mutating func append(big value: UInt16) {
    append(UInt8(truncatingIfNeeded: value >> 8))
    append(UInt8(truncatingIfNeeded: value))
  }

  mutating func append(big value: UInt32) {
    append(big: UInt16(truncatingIfNeeded: value >> 16))
    append(big: UInt16(truncatingIfNeeded: value))
  }

  mutating func append(big value: UInt64) {
    append(big: UInt32(truncatingIfNeeded: value >> 32))
    append(big: UInt32(truncatingIfNeeded: value))
  }

  /// A MAC address.
  mutating func append(low48 value: UInt64) {
    append(big: UInt16(truncatingIfNeeded: value >> 32))
    append(big: UInt32(truncatingIfNeeded: value))
  }

  /// Zeros up to `length`; nothing when that is reached already.
  mutating func pad(to length: Int) {
    if length > count { append(contentsOf: repeatElement(0, count: length - count)) }
  }

  /// Puts a checksum in; the array is that long by construction.
  mutating func replace(at offset: Int, big value: UInt16) {
    guard offset >= 0, offset + 2 <= count else { return }
    self[offset] = UInt8(truncatingIfNeeded: value >> 8)
    self[offset + 1] = UInt8(truncatingIfNeeded: value)
  }

  /// The value of `checksum` after these bytes.
  func checksum(after checksum: InternetChecksum = InternetChecksum()) -> UInt16 {
    var checksum = checksum
    withUnsafeBytes { checksum.add($0) }
    return checksum.value
  }
}
