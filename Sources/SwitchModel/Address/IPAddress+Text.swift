// Textual forms: dotted quad (RFC 6943 §3.1.1, strict) and RFC 4291 §2.2 in, RFC 5952 out.

extension IPAddress: CustomStringConvertible {
  /// Reads an IPv4 address of four decimal octets without leading zeros, or an IPv6 address; anything else is `nil`.
  public init?(_ text: some StringProtocol) {
    let result = text.utf8.withContiguousStorageIfAvailable { IPAddress(bytes: $0) }
    if let result {
      guard let address = result else { return nil }
      self = address
    } else {
      let copy = Array(text.utf8)
      guard let address = copy.withUnsafeBufferPointer({ IPAddress(bytes: $0) }) else { return nil }
      self = address
    }
  }

  /// Reads the textual form from UTF-8 bytes.
  ///
  /// - Complexity: O(n), no allocation.
  public init?(bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.contains(UInt8(ascii: ":")) {
      guard let (high, low) = parseIPv6(bytes) else { return nil }
      self.init(v6: high, low)
    } else {
      guard let value = parseIPv4(bytes) else { return nil }
      self.init(v4: value)
    }
  }

  public var description: String {
    switch family {
    case .v4: "\(v4 >> 24).\(v4 >> 16 & 0xff).\(v4 >> 8 & 0xff).\(v4 & 0xff)"
    case .v6: describeIPv6(high, low)
    }
  }
}

private func parseIPv4(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
  var value: UInt32 = 0
  var octet: UInt32 = 0
  var digits = 0
  var octets = 0
  for byte in bytes {
    if byte >= 0x30 && byte <= 0x39 {
      if digits > 0 && octet == 0 { return nil }
      octet = octet * 10 + UInt32(byte - 0x30)
      digits += 1
      if octet > 255 { return nil }
    } else {
      guard byte == UInt8(ascii: "."), digits > 0, octets < 3 else { return nil }
      value = value << 8 | octet
      octets += 1
      octet = 0
      digits = 0
    }
  }
  guard octets == 3, digits > 0 else { return nil }
  return value << 8 | octet
}

private func parseIPv6(_ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64)? {
  // Groups before and after "::" are shifted in from the left; the gap is found at the end.
  var before: (UInt64, UInt64) = (0, 0)
  var after: (UInt64, UInt64) = (0, 0)
  var groups = 0
  var groupsBefore = -1
  var index = 0
  let count = bytes.count

  func push(_ group: UInt64) {
    if groupsBefore < 0 {
      before = (before.0 << 16 | before.1 >> 48, before.1 << 16 | group)
    } else {
      after = (after.0 << 16 | after.1 >> 48, after.1 << 16 | group)
    }
    groups += 1
  }

  if count >= 2, bytes[0] == UInt8(ascii: ":") {
    guard bytes[1] == UInt8(ascii: ":") else { return nil }
  }
  while index < count {
    if bytes[index] == UInt8(ascii: ":") {
      // Only "::" starts with a colon here: single colons are eaten behind their group.
      guard index + 1 < count, bytes[index + 1] == UInt8(ascii: ":"), groupsBefore < 0 else { return nil }
      groupsBefore = groups
      index += 2
      continue
    }
    var group: UInt64 = 0
    var digits = 0
    let start = index
    while index < count, let digit = hexDigit(bytes[index]) {
      group = group << 4 | UInt64(digit)
      digits += 1
      index += 1
      if digits > 4 { return nil }
    }
    if index < count, bytes[index] == UInt8(ascii: ".") {
      guard groups <= 6, let v4 = parseIPv4(UnsafeBufferPointer(rebasing: bytes[start...])) else { return nil }
      push(UInt64(v4 >> 16))
      push(UInt64(v4 & 0xffff))
      index = count
      break
    }
    guard digits > 0, groups < 8 else { return nil }
    push(group)
    if index < count {
      guard bytes[index] == UInt8(ascii: ":") else { return nil }
      if index + 1 < count, bytes[index + 1] == UInt8(ascii: ":") { continue }
      index += 1
      if index == count { return nil }
    }
  }
  if groupsBefore < 0 { return groups == 8 ? before : nil }
  guard groups < 8 else { return nil }
  let shift = (8 - groupsBefore) * 16
  if shift >= 128 {
    before = (0, 0)
  } else if shift >= 64 {
    before = (before.1 << UInt64(shift - 64), 0)
  } else if shift > 0 {
    before = (before.0 << UInt64(shift) | before.1 >> UInt64(64 - shift), before.1 << UInt64(shift))
  }
  return (before.0 | after.0, before.1 | after.1)
}

private func describeIPv6(_ high: UInt64, _ low: UInt64) -> String {
  var groups: [UInt16] = []
  for word in [high, low] {
    for shift in stride(from: 48, through: 0, by: -16) { groups.append(UInt16(truncatingIfNeeded: word >> UInt64(shift))) }
  }
  // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals.
  var best = 0..<0
  var start = 0
  while start < 8 {
    guard groups[start] == 0 else {
      start += 1
      continue
    }
    var end = start
    while end < 8 && groups[end] == 0 { end += 1 }
    if end - start > best.count { best = start..<end }
    start = end
  }
  func join(_ slice: ArraySlice<UInt16>) -> String { slice.map { String($0, radix: 16) }.joined(separator: ":") }
  if best.count < 2 { return join(groups[...]) }
  return join(groups[..<best.lowerBound]) + "::" + join(groups[best.upperBound...])
}
