import SwitchModel
import SwitchPlatform

/// Prefixes in buckets under pivots.
///
/// A pivot is a prefix in the TCAM that leads to a bucket; the bucket holds the prefixes that the pivot covers and no deeper pivot
/// does. A look-up takes the deepest pivot, then the longest prefix in its bucket; where none matches, the answer is a prefix
/// shorter than the pivot, and so the pivot keeps that answer with it, its *default*.
///
///              0/0 ─ bucket: 0/0  8/8  9/8 …
///               │
///      10.0/16 ─┴─ bucket: 10.0/16  10.0.1/24 …          default: the answer for 10/8, if there is one
///          │
///     10.0.64/18 ── bucket: …                            default: the answer for 10.0/16
///
/// A full bucket is split: the prefix under which nearest half of its entries lie becomes a pivot, takes them along, and leaves
/// the rest. Buckets that would fit into half a bucket together with their parent's are merged into it. A prefix that is inserted
/// above pivots becomes the default of those below it that have no longer one: one short prefix can rewrite many pivots.
///
/// Writes are in an order that never loses a prefix: a new bucket is filled before its pivot is written, and entries are cleared
/// from the old bucket after.
final class AlgorithmicPlan: PrefixPlan {
  struct Entry {
    var prefix: PrefixBits
    var result: RouteResult
  }

  struct Pivot {
    var prefix: PrefixBits
    var router: Int
    /// Row in the TCAM; -1: the number is not in use.
    var row: Int
    /// Entry i stands in slot i of the bucket.
    var entries: [Entry]
    /// Length of the prefix that gives the default; -1: none.
    var defaultLength: Int
    var defaultResult: RouteResult?
  }

  let core: DeviceCore
  let buckets: TableImage
  let pivotImage: TableImage
  let bucketEntries: Int
  private let family: IPFamily
  private let address: Field
  private var trees: [Int: PrefixTree] = [:]
  private var pivots: [Pivot] = []
  private var numbers: NumberAllocator
  private var plan: TCAMPlan
  /// By TCAM row: the pivot that stands there, -1 without.
  private var pivotAtRow: [Int32]
  private(set) var count = 0
  /// Whether a removal may have left two buckets that fit into one.
  private var mayFreePivot = false
  var moves: UInt64 { plan.moves }

  init(_ core: DeviceCore, _ table: TableDescription, _ match: AlgorithmicLPM, family: IPFamily) throws(Refusal) {
    guard let pivotImage = core.pivotImages[table.role] else { throw Refusal(.unsupported(nil)) }
    self.core = core
    buckets = try core.image(table.role)
    self.pivotImage = pivotImage
    bucketEntries = match.bucketEntries
    self.family = family
    address = family == .v4 ? .ipv4 : .ipv6
    let usable = min(match.pivots, buckets.rows / max(1, match.bucketEntries))
    numbers = NumberAllocator(0..<usable)
    plan = TCAMPlan(rows: match.pivots)
    pivotAtRow = Array(repeating: -1, count: match.pivots)
  }

  // MARK: PrefixPlan

  func put(_ prefix: PrefixBits, in router: Int, _ result: RouteResult) throws(Refusal) {
    if trees[router] == nil { try makeRoot(router) }
    guard let number = trees[router]?.longest(covering: prefix) else { throw exhaustion }
    let pivot = Int(number)
    if let index = pivots[pivot].entries.firstIndex(where: { $0.prefix == prefix }) {
      pivots[pivot].entries[index].result = result
      stageEntry(pivot, index)
    } else if pivots[pivot].entries.count < bucketEntries {
      pivots[pivot].entries.append(Entry(prefix: prefix, result: result))
      stageEntry(pivot, pivots[pivot].entries.count - 1)
      count += 1
    } else {
      if numbers.isExhausted || plan.isFull {
        // Buckets that have emptied since give up a pivot; the prefix's own may be another then, with room or without.
        guard freePivot() else { throw exhaustion }
        return try put(prefix, in: router, result)
      }
      split(pivot, with: Entry(prefix: prefix, result: result))
      count += 1
    }
    // The new prefix is the default of all pivots below it that have no longer one.
    trees[router]?.forEach(below: prefix) { below in
      let below = Int(below)
      if pivots[below].defaultLength <= Int(prefix.length) { setDefault(below, length: Int(prefix.length), result) }
    }
  }

  func remove(_ prefix: PrefixBits, in router: Int) {
    guard let number = trees[router]?.longest(covering: prefix) else { return }
    let pivot = Int(number)
    guard let index = pivots[pivot].entries.firstIndex(where: { $0.prefix == prefix }) else { return }
    count -= 1
    mayFreePivot = true
    let (length, result) = best(above: prefix, in: pivot)
    trees[router]?.forEach(below: prefix) { below in
      if pivots[Int(below)].defaultLength == Int(prefix.length) { setDefault(Int(below), length: length, result) }
    }
    removeEntry(pivot, index)
    merge(pivot)
  }

  func result(of prefix: PrefixBits, in router: Int) -> RouteResult? {
    guard let number = trees[router]?.longest(covering: prefix) else { return nil }
    return pivots[Int(number)].entries.first { $0.prefix == prefix }?.result
  }

  func isHeld(_ prefix: PrefixBits, in router: Int) -> Bool {
    guard let number = trees[router]?.longest(covering: prefix) else { return false }
    let pivot = Int(number)
    guard let index = pivots[pivot].entries.firstIndex(where: { $0.prefix == prefix }) else { return false }
    return core.holds(pivotImage, pivots[pivot].row) && core.holds(buckets, pivot * bucketEntries + index)
  }

  func forEach(_ body: (PrefixBits, Int, RouteResult) -> Void) {
    for (number, pivot) in pivots.enumerated() where pivot.row >= 0 {
      guard core.holds(pivotImage, pivot.row) else { continue }
      for (index, entry) in pivot.entries.enumerated() where core.holds(buckets, number * bucketEntries + index) {
        body(entry.prefix, pivot.router, entry.result)
      }
    }
  }

  func prefix(level: Int, atRow row: Int) -> (prefix: PrefixBits, router: Int)? {
    if level == 0 {
      let number = row / bucketEntries
      guard row >= 0, number < pivots.count, pivots[number].row >= 0, row % bucketEntries < pivots[number].entries.count else { return nil }
      return (pivots[number].entries[row % bucketEntries].prefix, pivots[number].router)
    }
    guard pivotAtRow.indices.contains(row), pivotAtRow[row] >= 0 else { return nil }
    let pivot = pivots[Int(pivotAtRow[row])]
    guard pivot.defaultLength >= 0 else { return nil }
    return (pivot.prefix.truncated(to: UInt8(pivot.defaultLength)), pivot.router)
  }

  var levels: [Usage.Level] {
    let pivotsUsed = plan.used
    let constraint = numbers.isExhausted ? BindingConstraint.pivots.description : nil
    let pivotsFree = min(numbers.free, pivotImage.rows - pivotsUsed)
    // Until there is something to judge by: split buckets are half full at least.
    let fill = pivotsUsed < 8 ? Double(bucketEntries) / 2 : Double(count) / Double(pivotsUsed)
    let typical = min(buckets.rows, Int(Double(pivotsUsed + pivotsFree) * fill))
    let headroom = max(0, typical - count)
    return [
      Usage.Level(
        pool: core.pools[buckets.pool].name, capacity: buckets.rows, occupied: count, constraint: constraint, headroom: headroom,
        isEstimated: true),
      Usage.Level(pool: core.pools[pivotImage.pool].name, capacity: pivotImage.rows, occupied: pivotsUsed, headroom: pivotsFree)
    ]
  }

  private var exhaustion: Refusal { core.full(pivotImage, .pivots, used: plan.used) }

  // MARK: Pivots

  private func makeRoot(_ router: Int) throws(Refusal) {
    guard !numbers.isExhausted, !plan.isFull else { throw exhaustion }
    trees[router] = PrefixTree()
    makePivot(PrefixBits(high: 0, low: 0, length: 0), router, [], length: -1, nil)
  }

  /// Writes a bucket and its pivot. The caller has seen to it that there is room.
  private func makePivot(_ prefix: PrefixBits, _ router: Int, _ entries: [Entry], length: Int, _ result: RouteResult?) {
    guard let number = numbers.take() else { return }
    while pivots.count <= number {
      pivots.append(Pivot(prefix: prefix, router: router, row: -1, entries: [], defaultLength: -1, defaultResult: nil))
    }
    pivots[number] = Pivot(prefix: prefix, router: router, row: -1, entries: entries, defaultLength: length, defaultResult: result)
    for index in entries.indices { stageEntry(number, index) }
    let row = plan.insert(
      UInt64(prefix.length),
      move: { move in
        let moved = pivotAtRow[move.from]
        pivotAtRow[move.to] = moved
        if moved >= 0 { pivots[Int(moved)].row = move.to }
        core.move(pivotImage, from: move.from, to: move.to)
      },
      clear: {
        pivotAtRow[$0] = -1
        core.clear(pivotImage, $0)
      })
    guard let row else { return }
    pivots[number].row = row
    pivotAtRow[row] = Int32(number)
    trees[router]?.insert(prefix, Int32(number))
    stagePivot(number)
  }

  private func removePivot(_ number: Int) {
    let pivot = pivots[number]
    let freed = plan.remove(pivot.row, UInt64(pivot.prefix.length)) { move in
      let moved = pivotAtRow[move.from]
      pivotAtRow[move.to] = moved
      if moved >= 0 { pivots[Int(moved)].row = move.to }
      core.move(pivotImage, from: move.from, to: move.to)
    }
    if let freed {
      pivotAtRow[freed] = -1
      core.clear(pivotImage, freed)
    }
    trees[pivot.router]?.remove(pivot.prefix)
    if trees[pivot.router]?.count == 0 { trees[pivot.router] = nil }
    for index in pivot.entries.indices { core.clear(buckets, number * bucketEntries + index) }
    pivots[number].row = -1
    pivots[number].entries = []
    numbers.give(number)
  }

  private func stagePivot(_ number: Int) {
    let pivot = pivots[number]
    let row = pivotImage.blank()
    pivotImage.setKey(.virtualRouter, UInt64(pivot.router), in: row)
    setAddress(pivot.prefix, masked: true, pivotImage, row)
    pivotImage.setValid(in: row)
    pivotImage.set(.bucket, UInt64(number), in: row)
    pivotImage.set(.destinationKind, UInt64(pivot.defaultResult?.kind ?? 0), in: row)
    pivotImage.set(.destination, UInt64(pivot.defaultResult?.number ?? 0), in: row)
    core.stage(pivotImage, pivot.row, row)
  }

  private func setDefault(_ number: Int, length: Int, _ result: RouteResult?) {
    pivots[number].defaultLength = length
    pivots[number].defaultResult = result
    stagePivot(number)
  }

  /// The best prefix strictly shorter than `prefix` that covers it: in the bucket, or the bucket's default.
  private func best(above prefix: PrefixBits, in pivot: Int, and extra: Entry? = nil) -> (length: Int, result: RouteResult?) {
    var length = pivots[pivot].defaultLength
    var result = pivots[pivot].defaultResult
    func consider(_ entry: Entry) {
      if entry.prefix.length < prefix.length, Int(entry.prefix.length) > length, entry.prefix.covers(prefix) {
        length = Int(entry.prefix.length)
        result = entry.result
      }
    }
    for entry in pivots[pivot].entries { consider(entry) }
    if let extra { consider(extra) }
    return (length, result)
  }

  // MARK: Buckets

  private func stageEntry(_ pivot: Int, _ index: Int) {
    let entry = pivots[pivot].entries[index]
    let row = buckets.blank()
    setAddress(entry.prefix, masked: false, buckets, row)
    buckets.setKey(.length, UInt64(entry.prefix.length), in: row)
    buckets.setValid(in: row)
    buckets.set(.destinationKind, UInt64(entry.result.kind), in: row)
    buckets.set(.destination, UInt64(entry.result.number), in: row)
    core.stage(buckets, pivot * bucketEntries + index, row)
  }

  /// The last entry takes the place of the one that goes.
  private func removeEntry(_ pivot: Int, _ index: Int) {
    let last = pivots[pivot].entries.count - 1
    if index != last {
      pivots[pivot].entries[index] = pivots[pivot].entries[last]
      stageEntry(pivot, index)
    }
    pivots[pivot].entries.removeLast()
    core.clear(buckets, pivot * bucketEntries + last)
  }

  private func setAddress(_ prefix: PrefixBits, masked: Bool, _ image: TableImage, _ row: UnsafeMutablePointer<UInt64>) {
    let (highMask, lowMask) = masked ? PrefixBits.mask(prefix.length) : (~0, ~0)
    if family == .v4 {
      image.setKey(address, prefix.high >> 32, mask: highMask >> 32, in: row)
    } else {
      image.setKey(address, prefix.low, mask: lowMask, part: 0, in: row)
      image.setKey(address, prefix.high, mask: highMask, part: 1, in: row)
    }
  }

  /// Splits a full bucket that is to take one entry more.
  private func split(_ pivot: Int, with added: Entry) {
    var all = pivots[pivot].entries
    all.append(added)
    let chosen = splitPrefix(all, below: pivots[pivot].prefix)
    let leaving = all.filter { chosen.covers($0.prefix) }
    let (length, result) = best(above: chosen, in: pivot, and: added)
    makePivot(chosen, pivots[pivot].router, leaving, length: length, result)
    for index in stride(from: pivots[pivot].entries.count - 1, through: 0, by: -1)
    where chosen.covers(pivots[pivot].entries[index].prefix) { removeEntry(pivot, index) }
    if !chosen.covers(added.prefix) {
      pivots[pivot].entries.append(added)
      stageEntry(pivot, pivots[pivot].entries.count - 1)
    }
  }

  /// The prefix, longer than the pivot's, under which nearest half of the entries lie, and never all.
  ///
  /// Two different prefixes part somewhere, so that with two entries there always is one.
  private func splitPrefix(_ entries: [Entry], below pivot: PrefixBits) -> PrefixBits {
    let sorted = entries.map(\.prefix).sorted {
      ($0.high, $0.low, $0.length) < ($1.high, $1.low, $1.length)
    }
    var best = sorted[sorted.count - 1]
    var bestDistance = Int.max
    func consider(_ candidate: PrefixBits) {
      guard candidate.length > pivot.length else { return }
      var count = 0
      for prefix in sorted where candidate.covers(prefix) { count += 1 }
      let distance = abs(2 * count - sorted.count)
      if count < sorted.count, distance < bestDistance {
        best = candidate
        bestDistance = distance
      }
    }
    for index in sorted.indices {
      consider(sorted[index])
      if index > 0 {
        let common = sorted[index].commonLength(with: sorted[index - 1])
        consider(sorted[index].truncated(to: common))
        // Either side of the fork: entries may part right under the pivot.
        if common < sorted[index].length { consider(sorted[index].truncated(to: common + 1)) }
        if common < sorted[index - 1].length { consider(sorted[index - 1].truncated(to: common + 1)) }
      }
    }
    return best
  }

  /// Merges one bucket into its parent's wherever both fit into one: what half-empty buckets keep from each other is room for a full one.
  ///
  /// - Returns: whether a pivot is free now.
  /// - Complexity: O(pivots); without a removal since the last search that found nothing, O(1).
  private func freePivot() -> Bool {
    guard mayFreePivot else { return false }
    for number in pivots.indices where pivots[number].row >= 0 {
      let pivot = pivots[number]
      guard let parent = trees[pivot.router]?.longest(covering: pivot.prefix, isStrict: true),
        pivots[Int(parent)].entries.count + pivot.entries.count <= bucketEntries
      else { continue }
      absorb(number, into: Int(parent))
      return true
    }
    mayFreePivot = false
    return false
  }

  /// Moves a bucket's entries into its parent's, which has room, and removes the pivot.
  private func absorb(_ number: Int, into parent: Int) {
    for entry in pivots[number].entries {
      pivots[parent].entries.append(entry)
      stageEntry(parent, pivots[parent].entries.count - 1)
    }
    removePivot(number)
  }

  /// Merges a bucket that has become small into its parent's, where both fit into half a bucket.
  private func merge(_ number: Int) {
    let pivot = pivots[number]
    guard let parent = trees[pivot.router]?.longest(covering: pivot.prefix, isStrict: true) else {
      // The root goes when nothing is left.
      if pivot.entries.isEmpty && trees[pivot.router]?.count == 1 { removePivot(number) }
      return
    }
    guard pivot.entries.isEmpty || pivots[Int(parent)].entries.count + pivot.entries.count <= bucketEntries / 2 else { return }
    absorb(number, into: Int(parent))
    merge(Int(parent))
  }
}
