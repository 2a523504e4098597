import SwitchPlatform

/// The entry that came nearest to being the answer of a look-up, and was not.
public struct NearMiss: Hashable, Sendable {
  public let row: Int
  /// The row's words.
  public let words: [UInt64]
  /// Bits that the entry compares and the key has otherwise.
  public let differingBits: Int
  /// The same bits, each at its place in the key.
  public let difference: [UInt64]
}

extension SimulatedASIC {
  /// The entry that missed by the fewest compared bits, among those that would have been the answer had they matched.
  ///
  /// - A ternary table: the valid rows that precede the hit, or all. Of equals the lowest row.
  /// - A hash table: the other valid rows of the key's buckets. Of equals the lowest row.
  /// - A bucket of prefixes: the prefixes longer than the one that was hit. Of equals the longest, then the lowest row.
  ///
  /// - Parameters:
  ///   - index: Of `trace.lookUps`.
  ///   - isExcepted: Rows that do not count. Default: none.
  /// - Returns: `nil` where there is none, and for tables found by number.
  /// - Complexity: O(rows of the table) for a ternary table.
  public func nearestMiss(_ trace: PacketTrace, _ index: Int, except isExcepted: (Int) -> Bool = { _ in false }) -> NearMiss? {
    guard trace.lookUps.indices.contains(index) else { return nil }
    let lookUp = trace.lookUps[index]
    guard description.tables.indices.contains(Int(lookUp.access.table)) else { return nil }
    let table = description.tables[Int(lookUp.access.table)]
    let hit = Int(lookUp.access.row)
    switch table.match {
    case .index: return nil
    case .ternary, .prefixTCAM:
      guard let banks = banks(of: table) else {
        return nearest(lookUp, table.layout, 0..<(hit < 0 ? table.depth : hit), isExcepted)
      }
      let last = banks.position(hit) ?? .max
      return nearest(lookUp, table.layout, 0..<table.depth) { row in
        banks.position(row).map { $0 > last } ?? true || isExcepted(row)
      }
    case .prefixHash: return nil
    case .hash(let match):
      return buckets(of: lookUp.key, table, match).compactMap { nearest(lookUp, table.layout, $0, isExcepted) }
        .min { $0.differingBits < $1.differingBits }
    case .algorithmicLPM(let match):
      let pivots = RowLayout.pivots(of: table, match)
      if lookUp.access.level == 1 { return nearest(lookUp, pivots, 0..<(hit < 0 ? match.pivots : hit), isExcepted) }
      guard index > 0, let place = pivots.place(.bucket), let bucket = RowValue(trace.lookUps[index - 1].row, place)?.low else {
        return nil
      }
      return nearestPrefix(lookUp, table, pivots, bucket: Int(truncatingIfNeeded: bucket), match.bucketEntries)
    }
  }

  /// Which blocks of a banked TCAM are an ACL's or prefix table's.
  private func banks(of table: TableDescription) -> BankedIndex? {
    let found: Unmanaged<BankedIndex>? =
      switch table.role {
      case .aclIngress: pipeline.tables.aclIngress?.banks
      case .aclEgress: pipeline.tables.aclEgress?.banks
      case .routeIPv4: pipeline.tables.routeIPv4?.banks
      case .routeIPv6: pipeline.tables.routeIPv6?.banks
      default: nil
      }
    return found?.takeUnretainedValue()
  }

  /// The rows of each bucket in which a key can stand.
  private func buckets(of key: [UInt64], _ table: TableDescription, _ match: HashMatch) -> [Range<Int>] {
    var key = key
    // What stands behind the key is no part of what is hashed.
    let bits = table.layout.keyWidth
    for bit in bits..<max(bits, key.count * 64) { key[bit / 64] &= ~(1 << UInt64(bit % 64)) }
    let buckets = match.buckets(depth: table.depth)
    return (0..<match.hashes).map { choice in
      let bucket = key.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { match.bucket(of: $0, bits: bits, buckets: buckets, choice: choice) } ?? 0
      }
      return bucket * match.ways..<(bucket + 1) * match.ways
    } + [table.depth - match.stash..<table.depth]
  }

  /// The nearest of some rows that compare all of their key, or what their mask says. Rows that match are no misses.
  private func nearest(
    _ lookUp: TracedLookUp, _ layout: RowLayout, _ rows: Range<Int>, _ isExcepted: (Int) -> Bool
  ) -> NearMiss? {
    guard let memory = memories.memory(of: description, lookUp.access), let validOffset = layout.validOffset else { return nil }
    var best = (row: -1, bits: Int.max)
    let range = rows.clamped(to: 0..<memory.rows)
    // Most rows of a large table hold nothing: the valid bit is looked at before anything else.
    var valid = memory.base + range.lowerBound * memory.stride + validOffset / 64
    let validBit: UInt64 = 1 << UInt64(validOffset % 64)
    var row = range.lowerBound
    while row < range.upperBound {
      if valid.pointee & validBit != 0 {
        let bits = differingBits(lookUp.key, memory.row(row), layout)
        if bits > 0, bits < best.bits, !isExcepted(row) { best = (row, bits) }
      }
      valid += memory.stride
      row += 1
    }
    guard best.row >= 0 else { return nil }
    let words = memories.words(of: description, lookUp.access, best.row)
    let difference = lookUp.key.enumerated().map { index, word -> UInt64 in
      let width = min(64, layout.keyWidth - index * 64)
      guard width > 0, let held = RowValue(words, offset: index * 64, width: width)?.low else { return 0 }
      let mask = layout.maskOffset.map { RowValue(words, offset: $0 + index * 64, width: width)?.low ?? 0 } ?? ~0
      return (held ^ word) & lowBits(width) & mask
    }
    return NearMiss(row: best.row, words: words, differingBits: best.bits, difference: difference)
  }

  private func differingBits(_ key: [UInt64], _ row: UnsafePointer<UInt64>, _ layout: RowLayout) -> Int {
    var bits = 0
    for (index, word) in key.enumerated() where index * 64 < layout.keyWidth {
      let width = min(64, layout.keyWidth - index * 64)
      var difference = (RowBits.read(row, at: index * 64, width: width) ^ word) & lowBits(width)
      if let mask = layout.maskOffset { difference &= RowBits.read(row, at: mask + index * 64, width: width) }
      bits += difference.nonzeroBitCount
    }
    return bits
  }

  /// The nearest of a bucket's prefixes; the difference stands where the pivots' key has the address.
  private func nearestPrefix(
    _ lookUp: TracedLookUp, _ table: TableDescription, _ pivots: RowLayout, bucket: Int, _ entries: Int
  ) -> NearMiss? {
    let layout = table.layout
    guard let length = layout.keyPlace(.length), let address = layout.keyPlace(.ipv4) ?? layout.keyPlace(.ipv6),
      let place = pivots.keyPlace(address.field), let wanted = RowValue(lookUp.key, place), let valid = layout.validOffset
    else { return nil }
    let answered = RowValue(lookUp.row, length).map { Int($0.low) } ?? -1
    var best: (row: Int, bits: Int, length: Int, difference: RowValue)?
    guard bucket >= 0, bucket < table.depth / max(1, entries) else { return nil }
    for row in bucket * entries..<(bucket + 1) * entries {
      let words = memories.words(of: description, lookUp.access, row)
      guard RowValue(words, offset: valid, width: 1)?.low == 1, let held = RowValue(words, address),
        let lengthField = RowValue(words, length)
      else { continue }
      let prefixLength = min(address.width, Int(lengthField.low))
      let difference = held.differing(from: wanted, first: prefixLength, of: address.width)
      let bits = difference.low.nonzeroBitCount + difference.high.nonzeroBitCount
      guard bits > 0, prefixLength > answered else { continue }
      if let best, (best.bits, -best.length) <= (bits, -prefixLength) { continue }
      best = (row, bits, prefixLength, difference)
    }
    guard let best else { return nil }
    var difference = Array(repeating: UInt64(0), count: (pivots.keyWidth + 63) / 64 + 1)
    difference.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      RowBits.write(best.difference.low, to: base, at: place.offset, width: min(64, place.width))
      if place.width > 64 { RowBits.write(best.difference.high, to: base, at: place.offset + 64, width: place.width - 64) }
    }
    return NearMiss(
      row: best.row, words: memories.words(of: description, lookUp.access, best.row), differingBits: best.bits, difference: difference)
  }

  private func lowBits(_ width: Int) -> UInt64 { width >= 64 ? ~0 : (1 << UInt64(max(0, width))) - 1 }
}

extension SimulatedASIC {
  /// The first row of a ternary table behind the one that was hit that matches the key too, and has lost to it.
  ///
  /// - Parameter isExcepted: Rows that do not count. Default: none.
  /// - Returns: `nil` without one, without a hit, and for other tables.
  /// - Complexity: O(rows of the table).
  public func shadowedMatch(_ trace: PacketTrace, _ index: Int, except isExcepted: (Int) -> Bool = { _ in false }) -> Int? {
    guard trace.lookUps.indices.contains(index), trace.lookUps[index].access.row >= 0 else { return nil }
    let lookUp = trace.lookUps[index]
    guard description.tables.indices.contains(Int(lookUp.access.table)) else { return nil }
    let table = description.tables[Int(lookUp.access.table)]
    guard case .ternary = table.match, let memory = memories.memory(of: description, lookUp.access), let valid = table.layout.validOffset
    else { return nil }
    func isMatch(_ row: Int) -> Bool {
      let words = memory.row(row)
      return RowBits.read(words, at: valid, width: 1) == 1 && differingBits(lookUp.key, words, table.layout) == 0 && !isExcepted(row)
    }
    let rows = min(table.depth, memory.rows)
    guard let banks = banks(of: table) else {
      return (Int(lookUp.access.row) + 1..<max(Int(lookUp.access.row) + 1, rows)).first(where: isMatch)
    }
    guard let hit = banks.position(Int(lookUp.access.row)) else { return nil }
    return (0..<rows).filter { banks.position($0).map { $0 > hit } ?? false && isMatch($0) }.min {
      (banks.position($0) ?? 0) < (banks.position($1) ?? 0)
    }
  }

  /// Whether a hash table holds the key of a look-up now: what a packet's own look-up did not find, the chip may have learned since.
  public func holds(_ lookUp: TracedLookUp) -> Bool {
    guard description.tables.indices.contains(Int(lookUp.access.table)) else { return false }
    let table = description.tables[Int(lookUp.access.table)]
    guard case .hash(let match) = table.match else { return false }
    let layout = table.layout
    return buckets(of: lookUp.key, table, match).joined().contains { row in
      let words = memories.words(of: description, lookUp.access, row)
      guard let valid = layout.validOffset, RowValue(words, offset: valid, width: 1)?.low == 1 else { return false }
      return layout.key.allSatisfy { RowValue(words, $0) == RowValue(lookUp.key, $0) }
    }
  }
}
