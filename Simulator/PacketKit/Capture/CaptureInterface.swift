/// An interface of a pcapng section: what its frames are, and how its clock counts.
struct CaptureInterface: Hashable, Sendable, BitwiseCopyable {
  let linkType: UInt16
  /// Bytes; 0 for no limit.
  let snapshotLength: UInt32
  /// `if_tsresol`: with the top bit clear a negative power of 10, with it set a negative power of 2, seconds.
  var resolution: UInt8 = 6
  /// `if_tsoffset`: seconds to add.
  var offset: Int64 = 0

  init(linkType: UInt16, snapshotLength: UInt32) {
    self.linkType = linkType
    self.snapshotLength = snapshotLength
  }

  /// The time of `ticks`, cut to the range of `Int64`.
  func nanoseconds(_ ticks: UInt64) -> Int64 {
    let counted = Int64(clamping: resolution & 0x80 == 0 ? decimal(ticks) : binary(ticks))
    let (shift, overflow) = offset.multipliedReportingOverflow(by: 1_000_000_000)
    let bounded = overflow ? (offset < 0 ? Int64.min : .max) : shift
    let (sum, beyond) = counted.addingReportingOverflow(bounded)
    return beyond ? .max : sum  // `counted` is never negative, so the sum can leave only at the top.
  }

  private func decimal(_ ticks: UInt64) -> UInt64 {
    let exponent = Int(resolution)
    var value = ticks
    for _ in min(exponent, 9)..<9 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return .max }
      value = product
    }
    // 10²⁰ is more than any 64-bit count, so further divisions change nothing.
    for _ in 9..<max(9, min(exponent, 29)) { value /= 10 }
    return value
  }

  private func binary(_ ticks: UInt64) -> UInt64 {
    let exponent = UInt64(resolution & 0x7f)
    let product = ticks.multipliedFullWidth(by: 1_000_000_000)
    // Smart shifts: a shift by 64 or more gives 0.
    if product.high >> exponent != 0 { return .max }
    return exponent >= 64 ? product.high >> (exponent - 64) : product.high << (64 - exponent) | product.low >> exponent
  }
}
