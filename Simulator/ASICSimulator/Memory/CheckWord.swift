import SwitchPlatform

/// What a check word says of flipped bits among those it covers.
///
/// Codes are linear: what they find depends on the flips alone, not on the data. Check bits themselves do not flip here.
struct CheckWord {
  enum Finding: Equatable {
    /// No bit is flipped.
    case clean
    /// The code takes the bits in `flips` for the fault, rightly where one bit is flipped.
    case corrects(bit: Int?)
    /// The code knows that bits are flipped, and not which.
    case detects
    /// Bits are flipped, and the code holds the word to be sound.
    case misses
  }

  let check: MemoryDescription.Check
  /// - Unit: data bits that the word covers.
  let width: Int

  /// - Parameter flips: bits of the word that are flipped, each once, 0 ..< width.
  func finding(_ flips: [Int]) -> Finding {
    if flips.isEmpty { return .clean }
    switch check {
    case .none: return .misses
    case .parity: return flips.count % 2 == 1 ? .detects : .misses
    case .ecc:
      // An extended Hamming code: each bit has a position, and the XOR of the flipped positions is what the check bits see; the
      // parity over all tells odd from even.
      let syndrome = flips.reduce(0) { $0 ^ CheckWord.position(ofBit: $1) }
      if flips.count % 2 == 0 { return syndrome == 0 ? .misses : .detects }
      // 0 and the powers of two are the positions of check bits: the code takes the data to be sound.
      if syndrome.nonzeroBitCount <= 1 { return .corrects(bit: nil) }
      let bit = CheckWord.bit(atPosition: syndrome)
      return bit < width ? .corrects(bit: bit) : .detects
    }
  }

  /// The position of a data bit in a Hamming code: the numbers from 3 on that are no powers of two.
  static func position(ofBit bit: Int) -> Int {
    var position = bit + 1
    var power = 1
    while power <= position {
      position += 1
      power <<= 1
    }
    return position
  }

  /// The data bit at a position that is no power of two.
  static func bit(atPosition position: Int) -> Int { position - 1 - (Int.bitWidth - position.leadingZeroBitCount) }
}
