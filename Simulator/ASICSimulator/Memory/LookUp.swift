import CMemoryHints
import SwitchPlatform

// The look-ups of the match kinds, over physical rows. Each returns the row that was hit, or -1.

/// A table found by number.
struct IndexLookUp {
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  let depth: Int

  init(base: UnsafeMutablePointer<UInt64>, stride: Int, depth: Int) {
    self.base = base
    self.stride = stride
    self.depth = depth
  }

  init(_ table: TableDescription, _ memory: Memory) { self.init(base: memory.base, stride: memory.stride, depth: table.depth) }

  /// The row's words, `nil` beyond the table's depth.
  @inline(__always)
  func row(_ number: Int) -> UnsafeMutablePointer<UInt64>? {
    number >= 0 && number < depth ? base + number &* stride : nil
  }
}

/// A table found by a hash of its key.
struct HashLookUp {
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  let match: HashMatch
  let buckets: Int
  let keyWidth: Int
  let validOffset: Int
  /// Words that hold key and valid bit, and the bits of the last of them.
  let comparedWords: Int
  let lastMask: UInt64
  private let keyWords: Int
  private let isMix: Bool
  /// The word of a row that has the valid bit, and the bit.
  private let validWord: Int
  private let validBit: UInt64
  /// See `TagIndex`, which the memory keeps.
  let tags: UnsafePointer<UInt8>
  /// What every key of the table begins with; 0 where the table has its memory alone.
  let tag: UInt64
  /// The first row of the stash, and how many of its rows hold something.
  private let firstStash: Int
  private let stashed: UnsafePointer<Int>
  private let versionOfTags: UnsafePointer<UInt64>

  /// Changes whenever the memory stores a row.
  @inline(__always) var version: UInt64 { versionOfTags.pointee }

  init(_ table: TableDescription, _ memory: Memory, _ match: HashMatch) {
    base = memory.base
    stride = memory.stride
    self.match = match
    let layout = table.layout
    buckets = match.buckets(depth: table.depth)
    keyWidth = layout.keyWidth
    validOffset = layout.validOffset ?? layout.keyWidth
    comparedWords = (keyWidth + 1 + 63) / 64
    keyWords = (keyWidth + 63) / 64
    isMix = match.function == .mix
    validWord = validOffset / 64
    validBit = 1 << UInt64(validOffset % 64)
    let bits = (keyWidth + 1) % 64
    lastMask = bits == 0 ? ~0 : (1 << UInt64(bits)) - 1
    let index = TagIndex(table, match)
    memory.attach(index)
    tags = UnsafePointer(index.tags)
    tag = UInt64(table.tag)
    firstStash = table.depth - match.stash
    stashed = UnsafePointer(index.stashed)
    versionOfTags = UnsafePointer(index.version)
  }

  /// Whether a row is an entry of this table.
  func isEntry(_ row: UnsafePointer<UInt64>) -> Bool {
    RowBits.read(row, at: validOffset, width: 1) == 1 && (tag == 0 || row[0] & 0xf == tag)
  }

  /// Whether any table has an entry in a row.
  private func isOccupied(_ row: UnsafePointer<UInt64>) -> Bool {
    tag == 0 ? RowBits.read(row, at: validOffset, width: 1) == 1 : row[0] & 0xf != 0
  }

  /// The first row of the bucket that hash `choice` gives `key`, which has nothing behind its own bits.
  @inline(__always)
  func firstRow(of key: UnsafePointer<UInt64>, choice: Int) -> Int {
    firstRow(hash(of: key, choice), choice)
  }

  @inline(__always)
  private func hash(of key: UnsafePointer<UInt64>, _ choice: Int) -> UInt32 {
    let seed = match.seed(choice)
    // The mixer is short enough to stand here; the others are calls.
    return isMix
      ? HashFunction.mix(key, words: keyWords, seed: seed)
      : HashMatch.spread(match.function.hash(key, words: keyWords, seed: seed), match.function, choice)
  }

  /// What is worked out for a key ahead of its look-up: its hashes, the first two of as many as the table has, and where it may stand.
  struct Hint {
    var first: UInt32 = 0
    var second: UInt32 = 0
    /// The first row whose tag agrees, -1 without one, as of the table's `version`.
    var row = -1
    var version: UInt64 = .max
  }

  @inline(__always)
  func hint(for key: UnsafePointer<UInt64>) -> Hint {
    Hint(first: hash(of: key, 0), second: match.hashes > 1 ? hash(of: key, 1) : 0)
  }

  /// The row that holds `key`, or -1.
  ///
  /// A valid row has the bit behind its key set, so that key and valid bit are compared at once.
  @inline(__always)
  func find(_ key: UnsafePointer<UInt64>) -> Int { find(key, from: 0) }

  /// The same with the key's hint.
  @inline(__always)
  func find(_ key: UnsafePointer<UInt64>, _ hint: Hint) -> Int {
    // No row before this one can hold the key.
    if hint.row >= 0, hint.version == version, holds(key, hint.row) { return hint.row }
    var hit = scan(key, firstRow(hint.first, 0), TagIndex.tag(hint.first))
    if hit >= 0 { return hit }
    if match.hashes > 1 {
      hit = scan(key, firstRow(hint.second, 1), TagIndex.tag(hint.second))
      if hit >= 0 { return hit }
    }
    return find(key, from: 2)
  }

  @inline(__always)
  private func find(_ key: UnsafePointer<UInt64>, from start: Int) -> Int {
    var choice = start
    while choice < match.hashes {
      let hash = hash(of: key, choice)
      let hit = scan(key, firstRow(hash, choice), TagIndex.tag(hash))
      if hit >= 0 { return hit }
      choice &+= 1
    }
    if stashed.pointee == 0 { return -1 }
    // Here and not in a function of its own, which would want a copy of all this.
    var row = firstStash
    while row < firstStash &+ match.stash {
      if holds(key, row) { return row }
      row &+= 1
    }
    return -1
  }

  @inline(__always)
  private func firstRow(_ hash: UInt32, _ choice: Int) -> Int { match.bucket(ofHash: hash, buckets: buckets, choice: choice) &* match.ways }

  /// Asks for the tags of the buckets in which a key with these hashes can stand.
  @inline(__always)
  func anticipate(_ hint: Hint) {
    trysail_prefetch(tags + firstRow(hint.first, 0))
    if match.hashes > 1 { trysail_prefetch(tags + firstRow(hint.second, 1)) }
  }

  /// Asks for the first row whose tag agrees with the key's, and notes it.
  @inline(__always)
  func anticipateRow(_ hint: inout Hint) {
    hint.row = firstCandidate(hint.first, 0)
    if hint.row < 0, match.hashes > 1 { hint.row = firstCandidate(hint.second, 1) }
    hint.version = version
    if hint.row >= 0 { trysail_prefetch(base + hint.row &* stride) }
  }

  @inline(__always)
  private func firstCandidate(_ hash: UInt32, _ choice: Int) -> Int {
    let first = firstRow(hash, choice)
    var start = 0
    while start < match.ways {
      let candidates = candidates(first &+ start, TagIndex.tag(hash))
      if candidates != 0 {
        let way = start &+ candidates.trailingZeroBitCount &>> 3
        return way < match.ways ? first &+ way : -1
      }
      start &+= 8
    }
    return -1
  }

  /// Of eight rows from `row` on those whose tags may agree, by the high bit of a byte each.
  @inline(__always)
  private func candidates(_ row: Int, _ tag: UInt8) -> UInt64 {
    let bytes = UnsafeRawPointer(tags + row).loadUnaligned(as: UInt64.self)
    let difference = bytes ^ (UInt64(tag) &* 0x0101_0101_0101_0101)
    // A byte that is zero, and now and then one above it, has its high bit set: the comparison decides.
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }

  /// The row of a bucket that holds the key: rows whose tags agree are compared.
  @inline(__always)
  private func scan(_ key: UnsafePointer<UInt64>, _ first: Int, _ tag: UInt8) -> Int {
    var start = 0
    while start < match.ways {
      var candidates = candidates(first &+ start, tag)
      while candidates != 0 {
        let way = start &+ candidates.trailingZeroBitCount &>> 3
        if way < match.ways && holds(key, first &+ way) { return first &+ way }
        candidates &= candidates &- 1
      }
      start &+= 8
    }
    return -1
  }

  @inline(__always)
  private func holds(_ key: UnsafePointer<UInt64>, _ number: Int) -> Bool {
    let row = base + number &* stride
    // The valid bit stands right behind the key: in the last word that is compared.
    var difference = (row[validWord] ^ (key[validWord] | validBit)) & lastMask
    var word = 0
    while word < validWord {
      difference |= row[word] ^ key[word]
      word &+= 1
    }
    return difference == 0
  }

  /// A free row for `key`, in the bucket that is least full, or -1.
  func freeRow(for key: UnsafePointer<UInt64>) -> Int {
    var best = -1
    var bestFree = 0
    for choice in 0..<match.hashes {
      let first = firstRow(of: key, choice: choice)
      var free = 0
      var row = -1
      for way in 0..<match.ways where !isOccupied(base + (first + way) * stride) {
        free += 1
        if row < 0 { row = first + way }
      }
      if free > bestFree {
        best = row
        bestFree = free
      }
    }
    // The chip moves nothing by itself; what finds no bucket goes into the stash.
    return best >= 0 ? best : (firstStash..<firstStash + match.stash).first { !isOccupied(base + $0 * stride) } ?? -1
  }
}

/// An algorithmic LPM's two levels.
struct AlgorithmicLookUp {
  let pivotBase: UnsafeMutablePointer<UInt64>
  let pivotStride: Int
  let base: UnsafeMutablePointer<UInt64>
  let stride: Int
  let fill: UnsafeMutablePointer<UInt8>
  let entries: Int
  let buckets: Int
  let address: FieldPlace
  let length: FieldPlace
  let validOffset: Int
  /// Where an entry is one word: by an IPv4 prefix's length, the bits of the word that must agree.
  private let masks: UnsafeMutablePointer<UInt64>

  init(
    pivotBase: UnsafeMutablePointer<UInt64>, pivotStride: Int, base: UnsafeMutablePointer<UInt64>, stride: Int,
    fill: UnsafeMutablePointer<UInt8>, entries: Int, buckets: Int, address: FieldPlace, length: FieldPlace, validOffset: Int
  ) {
    self.pivotBase = pivotBase
    self.pivotStride = pivotStride
    self.base = base
    self.stride = stride
    self.fill = fill
    self.entries = entries
    self.buckets = buckets
    self.address = address
    self.length = length
    self.validOffset = validOffset
    masks = .allocate(capacity: 256)
    for bits in 0..<256 {
      let prefix: UInt64 = 0xffff_ffff << UInt64(32 - min(bits, 32)) & 0xffff_ffff
      (masks + bits).initialize(to: prefix << UInt64(address.offset) | 1 << UInt64(validOffset))
    }
  }

  func deallocate() { masks.deallocate() }

  /// A pivot's bucket, or -1 where its number is beyond the table.
  @inline(__always)
  func checked(bucket: Int) -> Int { bucket < buckets ? bucket : -1 }

  /// Asks for a bucket's entries, and for its pivot, which has the result where no entry suits.
  @inline(__always)
  func anticipate(bucket: Int, pivot: Int) {
    trysail_prefetch(pivotBase + pivot &* pivotStride)
    guard bucket >= 0, bucket < buckets else { return }
    let first = base + bucket &* entries &* stride
    // Only as far as there are entries. This byte itself is at hand: there are few buckets.
    let words = min(Int(fill[bucket]) &* stride, 64)
    var word = 0
    while word < words {
      trysail_prefetch(first + word)
      word &+= 8
    }
  }

  /// The row of the longest IPv4 prefix of a bucket that holds `address`, or -1.
  @inline(__always)
  func longest(in bucket: Int, _ value: UInt64) -> Int {
    if stride == 1 { return longestOfWords(in: bucket, value) }
    var best = -1
    var bestLength = -1
    let first = bucket &* entries
    var row = base + first &* stride
    for slot in 0..<Int(fill[bucket]) {
      let length = Int(truncatingIfNeeded: self.length.read(row))
      let difference = address.read(row) ^ value
      if length > bestLength && RowBits.read(row, at: validOffset, width: 1) == 1
        && difference &>> UInt64(truncatingIfNeeded: 32 &- min(length, 32)) == 0
      {
        best = first &+ slot
        bestLength = length
      }
      row += stride
    }
    return best
  }

  /// The same where an entry is one word.
  @inline(__always)
  private func longestOfWords(in bucket: Int, _ value: UInt64) -> Int {
    let first = bucket &* entries
    let words = base + first
    let lengthShift = UInt64(truncatingIfNeeded: length.offset)
    let wanted = value &<< UInt64(truncatingIfNeeded: address.offset) | 1 &<< UInt64(truncatingIfNeeded: validOffset)
    // Length and slot in one number: the greatest is the longest.
    var best = -1
    for slot in 0..<Int(fill[bucket]) {
      let word = words[slot]
      let length = Int(truncatingIfNeeded: word &>> lengthShift & 0xff)
      best = max(best, (word ^ wanted) & masks[length] == 0 ? length &<< 8 | slot : -1)
    }
    return best < 0 ? -1 : first &+ (best & 0xff)
  }

  /// The row of the longest IPv6 prefix of a bucket that holds the address, or -1.
  @inline(__always)
  func longest(in bucket: Int, _ high: UInt64, _ low: UInt64) -> Int {
    var best = -1
    var bestLength = -1
    let first = bucket &* entries
    var row = base + first &* stride
    for slot in 0..<Int(fill[bucket]) {
      let length = min(128, Int(truncatingIfNeeded: self.length.read(row)))
      if length > bestLength && RowBits.read(row, at: validOffset, width: 1) == 1 {
        let lowDifference = RowBits.read(row, at: address.offset, width: 64) ^ low
        let highDifference = RowBits.read(row, at: address.offset &+ 64, width: 64) ^ high
        // `>>` shifts by 64 to zero, as a comparison of no bits must.
        let matches =
          length <= 64
          ? highDifference >> UInt64(64 &- length) == 0
          : highDifference == 0 && lowDifference >> UInt64(128 &- length) == 0
        if matches {
          best = first &+ slot
          bestLength = length
        }
      }
      row += stride
    }
    return best
  }
}
