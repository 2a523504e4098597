import SwitchPlatform

extension DeviceCore {
  /// Moves a TCAM's entry to a free row, or to one whose own entry has gone elsewhere: the chip file's `moves:`.
  ///
  /// - `hitless`: the copy is written first, and what stands in the old row goes when something else is written there. Every entry is in
  ///   one row at least all the time, so that no packet misses it.
  /// - `deleteFirst`: the old row is cleared first. Packets that come before the copy is written miss the entry.
  func move(_ image: TableImage, from: Int, to: Int) {
    guard image.deletesBeforeMoves else { return stage(image, to, image.copy(of: from)) }
    let words = (0..<image.stride).map { image.row(from)[$0] }
    clear(image, from)
    words.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { stage(image, to, base) }
    }
  }
}
