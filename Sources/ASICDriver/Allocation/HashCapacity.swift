import SwitchPlatform
import Synchronization

/// How many entries a hash table takes before it refuses the first, when keys are random: found by filling an empty one of the same geometry.
///
/// A table whose chip moves nothing refuses with its first full set of buckets, the earlier the more buckets it has; it is filled in its own
/// size. With moves the load at which the first key finds no way hardly depends on the size: a smaller one is filled, and its load taken.
enum HashCapacity {
  private struct Geometry: Hashable {
    var match: HashMatch
    var buckets: Int
  }

  private static let known = Mutex<[Geometry: Int]>([:])
  private static let trials = 3
  private static let movesBuckets = 2048

  /// - Unit: rows.
  static func typical(_ match: HashMatch, buckets: Int) -> Int {
    var match = match
    match.seed = 0
    let geometry = Geometry(match: match, buckets: buckets)
    if let rows = known.withLock({ $0[geometry] }) { return rows }
    var draw = Draw(seed: UInt64(buckets) &* 31 &+ UInt64(match.ways))
    var sum = 0
    for _ in 0..<trials {
      switch match.moves {
      case .none: sum += fill(match, buckets, &draw)
      case .cuckoo:
        let size = min(buckets, movesBuckets)
        sum += fillWithMoves(match, size, &draw) * buckets / max(1, size)
      }
    }
    let rows = sum / trials
    known.withLock { $0[geometry] = rows }
    return rows
  }

  private struct Draw {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      return HashCapacity.mix(state)
    }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var word = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  private static func bucket(_ key: UInt64, _ choice: Int, _ buckets: Int) -> Int {
    let hash = mix(key &+ UInt64(choice) &* 0xd1b5_4a32_d192_ed03) >> 32
    return choice * buckets + Int((hash * UInt64(buckets)) >> 32)
  }

  private static func fill(_ match: HashMatch, _ buckets: Int, _ draw: inout Draw) -> Int {
    var taken = [UInt8](repeating: 0, count: buckets * match.hashes)
    var rows = 0
    while true {
      let key = draw.next()
      var best = -1
      for choice in 0..<match.hashes {
        let bucket = bucket(key, choice, buckets)
        if Int(taken[bucket]) < match.ways, best < 0 || taken[bucket] < taken[best] { best = bucket }
      }
      if best < 0 { return rows }
      taken[best] += 1
      rows += 1
    }
  }

  private static func fillWithMoves(_ match: HashMatch, _ buckets: Int, _ draw: inout Draw) -> Int {
    var keys = [UInt64](repeating: 0, count: buckets * match.hashes * match.ways)
    var taken = [UInt8](repeating: 0, count: buckets * match.hashes)
    var search = BucketSearch(buckets: buckets * match.hashes, limit: match.searchBuckets)
    var rows = 0
    /// Puts a key into a bucket that has room; buckets fill from their first way on.
    func put(_ key: UInt64, _ bucket: Int) {
      keys[bucket * match.ways + Int(taken[bucket])] = key
      taken[bucket] += 1
    }
    while true {
      let key = draw.next()
      search.begin()
      var found: (bucket: Int, node: Int, way: Int)?
      for choice in 0..<match.hashes {
        let bucket = bucket(key, choice, buckets)
        if Int(taken[bucket]) < match.ways, found.map({ taken[bucket] < taken[$0.bucket] }) ?? true { found = (bucket, -1, -1) }
        search.visit(bucket, from: -1, way: -1)
      }
      walk: while found == nil, let node = search.next() {
        let bucket = search.bucket(node)
        for way in 0..<match.ways {
          for choice in 0..<match.hashes where choice != bucket / buckets {
            let other = self.bucket(keys[bucket * match.ways + way], choice, buckets)
            guard !search.hasVisited(other) else { continue }
            if Int(taken[other]) < match.ways {
              found = (other, node, way)
              break walk
            }
            search.visit(other, from: node, way: way)
          }
        }
      }
      guard let found else { return rows }
      rows += 1
      if found.node < 0 {
        put(key, found.bucket)
        continue
      }
      var (node, way) = (found.node, found.way)
      put(keys[search.bucket(node) * match.ways + way], found.bucket)
      while true {
        let place = search.bucket(node) * match.ways + way
        way = search.way(node)
        let parent = search.parent(node)
        if parent < 0 {
          keys[place] = key
          break
        }
        keys[place] = keys[search.bucket(parent) * match.ways + way]
        node = parent
      }
    }
  }
}
