import DeviceAccess
import SwitchModel
import SwitchPlatform

/// Where a key can stand in a table that the chip finds by hash: the ways of its buckets, of one bucket a hash, and the stash.
///
/// A new entry takes a free row of the bucket that is least full. Where all are full, a chip that allows it has entries moved: the shortest
/// way from the key's buckets over other buckets of the entries in them to a free row is looked for, breadth first, and the entries on the
/// way move one place each, from the free row's end, so that every entry can be found all the time.
///
///     key → bucket 7 (full): A could stand in 12 (full): C could stand in 3 (free)       C → 3, A → 12, key → 7
///
/// Without a way the entry goes into the stash, and when that is full it is refused, whatever is free elsewhere.
final class HashPlan {
  let image: TableImage
  let match: HashMatch
  private let core: DeviceCore
  /// Buckets of one hash.
  private let buckets: Int
  private let span: Int
  private let keyWords: Int
  private let key: UnsafeMutablePointer<UInt64>
  /// By a hash of the key, where entries stood that are gone: one that comes back, as when a transaction is taken back, stands there again,
  /// so that all find room whatever their order.
  private var former: [UInt32: Int] = [:]
  /// Where the valid bit is, behind the key.
  private let validWord: Int
  private let validBit: UInt64
  /// The bits of the key's last word that begins before the valid bit.
  private let lastKeyMask: UInt64
  /// The free row that the last `find` has seen, for the same key and the same rows.
  private var seen: (key: (UInt64, UInt64, UInt64), version: UInt64, row: Int)?
  /// Entries moved to make room since power-on.
  private(set) var moves: UInt64 = 0
  /// Told of each entry that moves.
  var onMove: (_ from: Int, _ to: Int) -> Void = { _, _ in }
  private var search: BucketSearch

  init?(_ core: DeviceCore, _ role: TableRole) {
    guard let image = core.images[role], let table = core.asic.table(role), let match = table.match.hash, match.ways > 0, match.hashes > 0,
      match.buckets(depth: image.rows) > 0
    else { return nil }
    self.core = core
    self.image = image
    self.match = match
    buckets = match.buckets(depth: image.rows)
    span = max(1, table.span)
    validWord = image.layout.keyWidth / 64
    validBit = 1 << UInt64(image.layout.keyWidth % 64)
    lastKeyMask = validBit &- 1
    keyWords = (image.layout.keyWidth + 63) / 64
    key = .allocate(capacity: keyWords + 1)
    key.initialize(repeating: 0, count: keyWords + 1)
    search = BucketSearch(buckets: match.moves == .cuckoo ? buckets * match.hashes : 0, limit: match.searchBuckets)
    if image.storage.isTagged { image.storage.join(self) }
  }

  deinit {
    if image.storage.isTagged { image.storage.leave(self) }
    key.deallocate()
  }

  /// The table whose entry stands in a row: this one, or another of the memory.
  private func owner(_ row: Int) -> HashPlan { image.storage.isTagged ? image.storage.plan(ofRow: row) ?? self : self }

  // MARK: Places

  func rows(of bucket: Int) -> Range<Int> { bucket * match.ways..<(bucket + 1) * match.ways }
  var stash: Range<Int> { image.rows - match.stash..<image.rows }
  /// All buckets that hashes lead to.
  private var allBuckets: Range<Int> { 0..<buckets * match.hashes }

  /// The bucket that hash `choice` gives the key of `row`.
  func bucket(_ row: UnsafePointer<UInt64>, _ choice: Int) -> Int {
    copyKey(row)
    return match.bucket(of: key, bits: image.layout.keyWidth, buckets: buckets, choice: choice)
  }

  private func copyKey(_ row: UnsafePointer<UInt64>) {
    let bits = image.layout.keyWidth
    for word in 0..<keyWords { key[word] = row[word] }
    if bits % 64 != 0 { key[keyWords - 1] &= (1 << UInt64(bits % 64)) - 1 }
  }

  /// Whether two rows hold the same key: it stands first in a row.
  private func hasSameKey(_ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>) -> Bool {
    // The valid bit stands behind the key.
    var difference = (left[validWord] ^ right[validWord]) & lastKeyMask
    var word = 0
    while word < validWord {
      difference |= left[word] ^ right[word]
      word &+= 1
    }
    return difference == 0
  }

  private func isValid(_ row: UnsafePointer<UInt64>) -> Bool { row[validWord] & validBit != 0 }

  /// The row that holds the same key as `row` in the image.
  func find(_ row: UnsafePointer<UInt64>) -> Int? {
    var best = (row: -1, free: 0)
    for choice in 0..<match.hashes {
      let first = bucket(row, choice) &* match.ways
      var free = (row: -1, count: 0)
      var place = first
      while place < first &+ match.ways {
        let held = image.row(place)
        if isValid(held), hasSameKey(held, row) { return place }
        if (place &- first) % span == 0, isFree(place) {
          if free.count == 0 { free.row = place }
          free.count &+= 1
        }
        place &+= 1
      }
      if free.count > best.free { best = (free.row, free.count) }
    }
    if match.stash > 0, let found = stash.first(where: { isValid(image.row($0)) && hasSameKey(image.row($0), row) }) { return found }
    seen = best.row < 0 ? nil : (keyOf(row), image.storage.version, best.row)
    return nil
  }

  private func keyOf(_ row: UnsafePointer<UInt64>) -> (UInt64, UInt64, UInt64) {
    (row[0], keyWords > 1 ? row[1] : 0, keyWords > 2 ? row[2] : 0)
  }

  /// Reads the key's buckets from the device, where the chip writes rows by itself.
  ///
  /// - Parameter whileAdopting: Whether also from a chip that is being adopted, whose rows are not the image's yet.
  func refresh(_ row: UnsafePointer<UInt64>, whileAdopting: Bool = false) throws(BusError) {
    guard image.storage.isChipWritten, whileAdopting || !core.isAdopting else { return }
    for choice in 0..<match.hashes { try refresh(bucket: bucket(row, choice)) }
    for row in stash { try core.refresh(image, row) }
  }

  private func refresh(bucket: Int) throws(BusError) {
    for row in rows(of: bucket) { try core.refresh(image, row) }
  }

  /// Whether the rows of an entry at `row` are free.
  private func isFree(_ row: Int) -> Bool {
    if span == 1 { return image.storage.isTagged ? !image.isOccupied(row) : !isValid(image.row(row)) }
    for offset in 0..<span where image.isOccupied(row + offset) { return false }
    return true
  }

  private func freeRow(in bucket: Int) -> (row: Int, free: Int)? {
    var first = -1
    var free = 0
    let start = bucket * match.ways
    var row = start
    while row < start + match.ways {
      if isFree(row) {
        free += 1
        if first < 0 { first = row }
      }
      row += span
    }
    return free > 0 ? (first, free) : nil
  }

  /// Whether `take` would find room for the key of `row`. Stages nothing.
  func hasRoom(_ row: UnsafePointer<UInt64>) -> Bool {
    func finds(_ row: UnsafePointer<UInt64>) -> Bool { freeRow(row) != nil || path(row) != nil }
    return finds(row) || stash.contains { isFree($0) || finds(image.row($0)) }
  }

  /// A free row for the key of `row` as the table is: in the bucket that is least full, else in the stash.
  private func freeRow(_ row: UnsafePointer<UInt64>) -> Int? {
    if let seen, seen.version == image.storage.version, seen.key == keyOf(row) { return seen.row }
    var best: (row: Int, free: Int)?
    for choice in 0..<match.hashes {
      if let found = freeRow(in: bucket(row, choice)), found.free > best?.free ?? 0 { best = found }
    }
    if let best { return best.row }
    // The stash is for what no move can place.
    return match.moves == .none ? stash.first { isFree($0) } : nil
  }

  /// Where the key of `row` stood before it was removed, if that is free.
  private func formerRow(_ row: UnsafePointer<UInt64>) -> Int? {
    guard !former.isEmpty, let place = former.removeValue(forKey: mixed(row)), isFree(place) else { return nil }
    let isIts = stash.contains(place) || (0..<match.hashes).contains { rows(of: bucket(row, $0)).contains(place) }
    return isIts ? place : nil
  }

  private func mixed(_ row: UnsafePointer<UInt64>) -> UInt32 {
    copyKey(row)
    return HashFunction.mix(key, words: keyWords, seed: 0)
  }

  // MARK: Entries

  /// A row for an entry with the key of `row`, which is a row of its own or a draft of another image. Stages the moves that make room for it.
  ///
  /// - Returns: `nil`, with nothing staged, where there is none.
  /// - Complexity: O(hashes × ways), and the search.
  func take(_ row: UnsafePointer<UInt64>) -> Int? {
    var place = formerRow(row) ?? freeRow(row)
    if place == nil, let path = path(row) {
      for (from, to) in path { move(from, to) }
      place = path.last?.from
    }
    if place == nil { place = stash.first { isFree($0) } ?? leaveStash() }
    guard let place else { return nil }
    image.storage.change(span)
    return place
  }

  /// A full stash: one of its entries goes to a bucket, where removals have opened a way since it came.
  private func leaveStash() -> Int? {
    for waiting in stash {
      let row = image.row(waiting)
      var free = freeRow(row)
      if free == nil, let path = path(row) {
        for (from, to) in path { move(from, to) }
        free = path.last?.from
      }
      guard let free else { continue }
      move(waiting, free)
      return waiting
    }
    return nil
  }

  /// Stages the further rows of an entry at `row`.
  func stageContinuation(of row: Int) {
    for offset in 1..<max(1, span) {
      let draft = image.blank()
      draft[0] = UInt64(RowLayout.continuation)
      core.stage(image, row + offset, draft)
    }
  }

  /// Clears the row of an entry. What waits in the stash takes its place if it can.
  func give(_ row: Int) {
    if former.count >= image.rows { former.removeAll(keepingCapacity: true) }
    former[mixed(image.row(row))] = row
    image.storage.change(-span)
    for offset in (0..<span).reversed() { core.clear(image, row + offset) }
    guard match.stash > 0, row < stash.lowerBound else { return }
    let freed = row / match.ways
    for waiting in stash where image.isValid(waiting) {
      for choice in 0..<match.hashes where bucket(image.row(waiting), choice) == freed {
        move(waiting, row)
        core.clear(image, waiting)
        return
      }
    }
  }

  /// An entry moves to another row; the new copy is there before the old one goes.
  private func move(_ from: Int, _ to: Int) {
    let owner = owner(from)
    owner.moves += 1
    core.stage(owner.image, to, owner.image.copy(of: from))
    owner.onMove(from, to)
  }

  /// The moves that free a row of one of the key's buckets, in order; the last one's `from` is then free to be written over.
  private func path(_ row: UnsafePointer<UInt64>) -> [(from: Int, to: Int)]? {
    guard match.moves == .cuckoo else { return nil }
    search.begin()
    for choice in 0..<match.hashes { search.visit(bucket(row, choice), from: -1, way: -1) }
    while let node = search.next() {
      let bucket = search.bucket(node)
      let own = bucket / buckets
      for way in 0..<match.ways {
        let entry = image.row(bucket * match.ways + way)
        let owner = owner(bucket * match.ways + way)
        for choice in 0..<match.hashes where choice != own {
          let other = owner.bucket(entry, choice)
          guard !search.hasVisited(other) else { continue }
          if image.storage.isChipWritten, !core.isAdopting, (try? refresh(bucket: other)) == nil { return nil }
          if let free = freeRow(in: other) { return path(to: free.row, from: node, way: way) }
          search.visit(other, from: node, way: way)
        }
      }
    }
    return nil
  }

  private func path(to free: Int, from last: Int, way: Int) -> [(from: Int, to: Int)] {
    var moves: [(from: Int, to: Int)] = []
    var node = last
    var way = way
    var target = free
    while node >= 0 {
      let row = search.bucket(node) * match.ways + way
      moves.append((row, target))
      target = row
      way = search.way(node)
      node = search.parent(node)
    }
    return moves
  }

  // MARK: Room

  /// What a refusal names: the first of the key's buckets, all of which are full.
  func exhaustion(_ row: UnsafePointer<UInt64>) -> Exhaustion {
    Exhaustion(
      pool: PoolID(UInt16(image.pool)), constraint: .bucket(UInt32(truncatingIfNeeded: bucket(row, 0))), occupied: image.storage.occupied,
      capacity: image.rows)
  }

  /// Counts the occupied rows anew, after the image was read from the device.
  func recount() { image.storage.change(counts().rows - image.storage.occupied) }

  /// Occupied rows and full buckets, as the image has them.
  private func counts() -> (rows: Int, full: Int) {
    var total = 0
    var full = 0
    for bucket in allBuckets {
      var taken = 0
      for row in rows(of: bucket) where image.isOccupied(row) { taken += 1 }
      total += taken
      if taken == match.ways { full += 1 }
    }
    for row in stash where image.isOccupied(row) { total += 1 }
    return (total, full)
  }

  /// How full the memory is, and what more keys of any kind would find.
  ///
  /// - Complexity: O(rows).
  var level: Usage.Level {
    let (rows, full) = counts()
    let typical = HashCapacity.typical(match, buckets: buckets) + match.stash
    return Usage.Level(
      pool: core.pools[image.pool].name, capacity: image.rows, occupied: rows,
      constraint: full > 0 ? "\(full) of \(allBuckets.count) buckets are full" : nil, headroom: max(0, typical - rows), isEstimated: true)
  }
}
