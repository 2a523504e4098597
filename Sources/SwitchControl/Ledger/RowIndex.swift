/// Where rows stand in an array, found by the hash of their key: open addressing with linear probing in words of 8 bytes.
///
/// A word holds the hash's low 32 bits and the position plus one; zero is an empty place. Since a word holds its own hash,
/// growth and removal (by backward shift, so that no tombstones pile up) look at no row. The array the positions point into
/// belongs to the caller and keeps the rows in a row: iteration is in a stable order that the seed has no part in.
struct RowIndex: Sendable {
  /// Empty, or a power of two.
  private var words: ContiguousArray<UInt64> = []
  private(set) var count = 0

  private static let positionMask: UInt64 = 0xffff_ffff

  /// The position of the row with this hash that `isMatch` accepts.
  @inline(__always)
  func position(_ hash: UInt64, where isMatch: (Int) -> Bool) -> Int? {
    if words.isEmpty { return nil }
    let mask = words.count - 1
    let fragment = hash & RowIndex.positionMask
    var place = Int(truncatingIfNeeded: fragment) & mask
    while true {
      let word = words[place]
      if word == 0 { return nil }
      if word >> 32 == fragment {
        let position = Int(truncatingIfNeeded: word & RowIndex.positionMask) - 1
        if isMatch(position) { return position }
      }
      place = (place + 1) & mask
    }
  }

  /// Adds a row that is not there yet.
  mutating func insert(_ hash: UInt64, at position: Int) {
    if (count + 1) * 4 > words.count * 3 { grow(toHold: count + 1) }
    place(hash << 32 | UInt64(truncatingIfNeeded: position + 1))
    count += 1
  }

  /// Forgets the row at `position`.
  mutating func remove(_ hash: UInt64, at position: Int) {
    guard var hole = place(of: hash, at: position) else { return }
    let mask = words.count - 1
    var next = (hole + 1) & mask
    while words[next] != 0 {
      let home = Int(truncatingIfNeeded: words[next] >> 32) & mask
      // A word may move back to the hole unless its home lies behind the hole.
      if (next - home) & mask >= (next - hole) & mask {
        words[hole] = words[next]
        hole = next
      }
      next = (next + 1) & mask
    }
    words[hole] = 0
    count -= 1
  }

  /// The row at `position` now stands at `newPosition`.
  mutating func move(_ hash: UInt64, from position: Int, to newPosition: Int) {
    guard let place = place(of: hash, at: position) else { return }
    words[place] = words[place] & ~RowIndex.positionMask | UInt64(truncatingIfNeeded: newPosition + 1)
  }

  /// Makes room for `total` rows at once.
  mutating func reserve(_ total: Int) {
    if total * 4 > words.count * 3 { grow(toHold: total) }
  }

  private func place(of hash: UInt64, at position: Int) -> Int? {
    if words.isEmpty { return nil }
    let mask = words.count - 1
    let wanted = hash << 32 | UInt64(truncatingIfNeeded: position + 1)
    var place = Int(truncatingIfNeeded: hash & RowIndex.positionMask) & mask
    while words[place] != wanted {
      if words[place] == 0 { return nil }
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func place(_ word: UInt64) {
    let mask = words.count - 1
    var place = Int(truncatingIfNeeded: word >> 32) & mask
    while words[place] != 0 { place = (place + 1) & mask }
    words[place] = word
  }

  private mutating func grow(toHold total: Int) {
    var capacity = max(8, words.count)
    while total * 4 > capacity * 3 { capacity *= 2 }
    let old = words
    words = ContiguousArray(repeating: 0, count: capacity)
    for word in old where word != 0 { place(word) }
  }
}
