import DeviceAccess
import SwitchPlatform

// Taking over a chip whose driver is gone, while it forwards.
extension DeviceCore {
  /// Calls `body` with every row of a table as the device holds it, in ascending order.
  ///
  /// - Complexity: one access a few thousand rows, where the table is memory-mapped and the bus can.
  func forEachDeviceRow(_ image: TableImage, _ body: (_ row: Int, _ words: [UInt64]) -> Void) throws(BusError) {
    var words: [UInt64] = []
    guard case .memoryMapped(let address, let stride) = image.access.method else {
      for row in 0..<image.rows {
        try read(image, row, into: &words)
        body(row, words)
      }
      return
    }
    let most = max(1, 16_384 / max(1, image.busWords))
    let buffer = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: most * image.busWords)
    defer { buffer.deallocate() }
    for start in Swift.stride(from: 0, to: image.rows, by: most) {
      let count = min(most, image.rows - start)
      try bus.read(
        rows: count, of: image.busWords, every: stride, into: buffer, at: address + UInt64(start * stride))
      for row in 0..<count {
        words.removeAll(keepingCapacity: true)
        for word in Swift.stride(from: 0, to: image.busWords, by: 2) {
          let low = UInt64(buffer[row * image.busWords + word])
          words.append(word + 1 < image.busWords ? low | UInt64(buffer[row * image.busWords + word + 1]) << 32 : low)
        }
        body(start + row, words)
      }
    }
  }

  /// Writes the rows in which the device differs from the images, and no other.
  ///
  /// What the chip writes itself is left alone: the FDB (which its table adopts), counters, marks of use. The counter of an ACL entry
  /// that was not there is zeroed before the entry comes.
  ///
  /// Rows that are looked up late in the pipeline are written first, and rows that hold nothing last: what refers comes after what it
  /// refers to, and goes before it.
  func finishAdoption() throws(BusError) {
    discard()
    var puts: [Difference] = []
    var clears: [Difference] = []
    for (role, image) in adoptionOrder {
      let own = ownBits(of: image)
      try forEachDeviceRow(image) { row, held in
        let wanted = image.row(row)
        var differs = false
        for word in 0..<image.stride where (wanted[word] ^ held[word]) & ~own[word] != 0 { differs = true }
        guard differs else { return }
        let isBlank = (0..<image.stride).allSatisfy { wanted[$0] == 0 }
        let words = (0..<image.stride).map { wanted[$0] & ~own[$0] | held[$0] & own[$0] }
        if image.layout.place(.counter) != nil, role == .aclIngress || role == .aclEgress, let counter = newCounter(image, row, held) {
          puts.append(counter)
        }
        if role == .meter, let state = newMeterState(image, row, held) { puts.append(state) }
        if isBlank {
          clears.append(Difference(image: image, row: row, words: words))
        } else {
          puts.append(Difference(image: image, row: row, words: words))
        }
      }
    }
    isAdopting = false
    for difference in puts + clears.reversed() { append(difference.image, difference.row, difference.words) }
    do throws(BusError) {
      try flush()
      // Those that were asked for meanwhile.
      try enableInterrupts(0)
    } catch {
      discard()
      isAdopting = true
      throw error
    }
  }

  private struct Difference {
    var image: TableImage
    var row: Int
    var words: [UInt64]
  }

  /// The images to compare, those looked up last first; an algorithmic LPM's pivots after its buckets.
  private var adoptionOrder: [(role: TableRole, image: TableImage)] {
    var order: [TableRole] = []
    for stage in asic.stages.reversed() {
      order += stage.tables.compactMap { asic.tables.indices.contains($0) ? asic.tables[$0].role : nil }
    }
    // What no stage looks up by itself is reached from one: it comes first.
    order = asic.tables.map(\.role).filter { !order.contains($0) } + order
    var found: [(role: TableRole, image: TableImage)] = []
    for number in banks.keys.sorted() {
      if let control = banks[number]?.control { found.append((.aclIngress, control)) }
    }
    for role in order where role != .fdb && !role.isCounter {
      for image in [images[role], pivotImages[role]] {
        // Tables that share rows are seen whole through the widest.
        guard let image, image.storage.widest == nil || image.storage.widest === image else { continue }
        found.append((role, image))
      }
    }
    return found
  }

  /// The bits that the chip writes.
  private func ownBits(of image: TableImage) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: image.stride)
    for field in [Field.hit, .packets, .bytes] {
      guard let place = image.layout.place(field) else { continue }
      for bit in place.offset..<place.offset + place.width { bits[bit / 64] |= 1 << UInt64(bit % 64) }
    }
    return bits
  }

  /// The zeroed buckets and counts of a meter that the device did not have.
  private func newMeterState(_ image: TableImage, _ row: Int, _ held: [UInt64]) -> Difference? {
    guard let states = images[.meterState], row < states.rows, image.get(.valid, in: image.row(row)) == 1 else { return nil }
    let isHeld = held.withUnsafeBufferPointer { words in words.baseAddress.map { image.get(.valid, in: $0) == 1 } ?? false }
    return isHeld ? nil : Difference(image: states, row: row, words: [UInt64](repeating: 0, count: states.stride))
  }

  /// The zeroed counter of an ACL row that counts, where the device's row did not by the same.
  private func newCounter(_ image: TableImage, _ row: Int, _ held: [UInt64]) -> Difference? {
    guard let counters = images[.aclCounter], image.get(.counted, in: image.row(row)) == 1 else { return nil }
    let number = image.get(.counter, in: image.row(row))
    let isSame = held.withUnsafeBufferPointer { words in
      guard let start = words.baseAddress, let valid = image.layout.validOffset else { return false }
      return RowBits.read(start, at: valid, width: 1) == 1 && image.get(.counted, in: start) == 1
        && image.get(.counter, in: start) == number
    }
    guard !isSame, number < UInt64(counters.rows) else { return nil }
    return Difference(image: counters, row: Int(number), words: [UInt64](repeating: 0, count: counters.stride))
  }
}
