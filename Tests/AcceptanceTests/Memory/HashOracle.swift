import SwitchPlatform

/// Where a key can stand in a hash table, from the chip file's words alone.
///
/// The rows before the stash are shared out over the hashes; hash i, with the seed + i × 0x9e3779b9, chooses a bucket of its share by the
/// upper bits of hash × buckets. From the second hash on, those of linear functions are multiplied by an odd factor and folded.
struct HashGeometry {
  let match: HashMatch
  let depth: Int

  init?(_ table: TableDescription) {
    switch table.match {
    case .hash(let match), .prefixHash(let match): self.match = match
    default: return nil
    }
    depth = table.depth
  }

  var perHash: Int { (depth - match.stash) / (match.ways * match.hashes) }
  /// Buckets of all hashes; one more, after them, is the stash.
  var bucketCount: Int { perHash * match.hashes }
  /// Rows that some key can stand in.
  var usable: Int { bucketCount * match.ways + match.stash }

  func capacity(_ bucket: Int) -> Int { bucket < bucketCount ? match.ways : match.stash }

  /// The rows of a bucket; of the stash, the last ones.
  func rows(_ bucket: Int) -> Range<Int> {
    bucket < bucketCount ? bucket * match.ways..<(bucket + 1) * match.ways : depth - match.stash..<depth
  }

  /// The buckets of a packed key, each once, the stash last.
  func buckets(_ key: [UInt64]) -> [Int] {
    var buckets: [Int] = []
    for choice in 0..<match.hashes {
      let seed = match.seed &+ UInt32(choice) &* 0x9e37_79b9
      let hash = PlainHash.spread(PlainHash.hash(match.function, key, seed), match.function, choice)
      let bucket = choice * perHash + Int((UInt64(hash) * UInt64(perHash)) >> 32)
      if !buckets.contains(bucket) { buckets.append(bucket) }
    }
    if match.stash > 0 { buckets.append(bucketCount) }
    return buckets
  }
}

/// The hash functions of chip files, written again from their definitions: a bit or a word at a time.
enum PlainHash {
  static func hash(_ function: HashFunction, _ key: [UInt64], _ seed: UInt32) -> UInt32 {
    switch function {
    case .crc32c: crc32c(key, seed)
    case .fold: fold(key, seed)
    case .mix: mix(key, seed)
    }
  }

  static func spread(_ hash: UInt32, _ function: HashFunction, _ choice: Int) -> UInt32 {
    guard choice > 0, function != .mix else { return hash }
    let factor = 0x85eb_ca6b as UInt64 + UInt64(choice) * 0x3c6e_f372
    let product = (UInt64(hash) * (factor & 0xffff_ffff)) & 0xffff_ffff
    return UInt32(product ^ product >> 15)
  }

  /// RFC 3720, appendix B.4: the reflected Castagnoli polynomial, bit by bit.
  private static func crc32c(_ key: [UInt64], _ seed: UInt32) -> UInt32 {
    var crc = seed ^ 0xffff_ffff
    for word in key {
      for byte in 0..<8 as Range<UInt64> {
        crc ^= UInt32(word >> (byte * 8) & 0xff)
        for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82f6_3b78 }
      }
    }
    return crc ^ 0xffff_ffff
  }

  private static func turn(_ value: UInt32, _ bits: Int) -> UInt32 {
    bits % 32 == 0 ? value : value << UInt32(bits % 32) | value >> UInt32(32 - bits % 32)
  }

  private static func fold(_ key: [UInt64], _ seed: UInt32) -> UInt32 {
    var value = seed
    for (index, word) in key.enumerated() {
      value ^= turn(UInt32(word & 0xffff_ffff), index * 7) ^ turn(UInt32(word >> 32), index * 7 % 32 + 13)
    }
    return turn(value ^ value << 11 ^ value >> 15, 20)
  }

  private static func mix(_ key: [UInt64], _ seed: UInt32) -> UInt32 {
    var value = UInt64(seed) &+ 0x9e37_79b9_7f4a_7c15
    for word in key {
      value = (value ^ word) &* 0xff51_afd7_ed55_8ccd
      value ^= value >> 32
    }
    return UInt32((value &* 0xc4ce_b9fe_1a85_ec53) >> 32)
  }
}

/// Whether keys can all stand in their buckets at once: a maximum matching of keys to rows, kept as keys come and go.
///
/// A key that comes finds a place if, and only if, an augmenting path begins at it (Berge): a walk over buckets, each full but for the last,
/// along which keys move on by one. A key that goes frees its row, and what is left is still a matching of all keys.
struct BucketMatching {
  private var choices: [[UInt64]: [Int]] = [:]
  private var place: [[UInt64]: Int] = [:]
  private var members: [[[UInt64]]]
  private let capacity: [Int]

  /// - Parameter capacity: Rows of each bucket.
  init(capacity: [Int]) {
    self.capacity = capacity
    members = Array(repeating: [], count: capacity.count)
  }

  init(_ geometry: HashGeometry) {
    self.init(capacity: (0...geometry.bucketCount).map { geometry.capacity($0) })
  }

  var count: Int { place.count }
  func holds(_ key: [UInt64]) -> Bool { place[key] != nil }

  /// - Returns: whether all keys and this one have a place; if not, nothing changes.
  mutating func insert(_ key: [UInt64], _ buckets: [Int]) -> Bool {
    // How each bucket was reached: from which bucket, by moving which key.
    var from: [Int: (bucket: Int, key: [UInt64])] = [:]
    var seen = Set(buckets)
    var queue = buckets
    var next = 0
    while next < queue.count {
      var bucket = queue[next]
      next += 1
      if members[bucket].count < capacity[bucket] {
        while let step = from[bucket] {
          members[step.bucket].removeAll { $0 == step.key }
          members[bucket].append(step.key)
          place[step.key] = bucket
          bucket = step.bucket
        }
        members[bucket].append(key)
        place[key] = bucket
        choices[key] = buckets
        return true
      }
      for member in members[bucket] {
        for other in choices[member] ?? [] where seen.insert(other).inserted {
          from[other] = (bucket, member)
          queue.append(other)
        }
      }
    }
    return false
  }

  mutating func remove(_ key: [UInt64]) {
    guard let bucket = place.removeValue(forKey: key) else { return }
    members[bucket].removeAll { $0 == key }
    choices[key] = nil
  }
}
