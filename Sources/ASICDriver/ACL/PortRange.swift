import SwitchModel

/// One value and mask of a 16-bit field.
struct MaskedPort: Equatable {
  var value: UInt16
  var mask: UInt16
}

extension L4PortRange {
  /// The fewest prefixes that cover the range exactly: at most 30, for 1-65534.
  ///
  /// - Complexity: O(prefixes).
  var prefixes: [MaskedPort] {
    var result: [MaskedPort] = []
    var start = UInt32(lower)
    let end = UInt32(upper)
    while start <= end {
      // The largest aligned block that begins here and does not run over the end.
      var size: UInt32 = start == 0 ? 65_536 : 1 << UInt32(start.trailingZeroBitCount)
      while size > end - start + 1 { size >>= 1 }
      result.append(MaskedPort(value: UInt16(start), mask: UInt16(truncatingIfNeeded: ~(size - 1))))
      start += size
    }
    return result
  }
}
