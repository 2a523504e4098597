/// A queue of words that are handed on some cycles after they were written; what it holds is known from times, not from states.
///
/// A word leaves the queue's memory for one of three registers on its way out a cycle after it was written, or as soon as a register is
/// free; `depth` counts the words in memory. Memory has room for one more; a writer that goes on all the same, because its words were on
/// their way, writes over the oldest, which then reads as the newest. Storage belongs to the pipeline.
struct WordQueue {
  /// Words that the rings hold; a power of two.
  static let ring = 512
  static let registers: Int64 = 3

  struct Word {
    var tag: UInt64
    var written: Int64
    /// The cycle in which it leaves memory; `.max` until a register is known to be free.
    var moved: Int64
  }

  let depth: Int64
  /// From leaving memory to the reader.
  let tail: Int64
  let words: UnsafeMutablePointer<Word>
  private(set) var written: Int64 = 0
  private(set) var read: Int64 = 0
  private var landed: Int64 = 0
  private var left: Int64 = 0
  private var lastMoved: Int64 = -1
  /// The last word read: what the reader still sees when nothing is behind it.
  private(set) var last: UInt64 = 0

  init(depth: Int, latency: Int, words: UnsafeMutablePointer<Word>) {
    self.depth = Int64(depth)
    tail = Int64(latency) - 1
    self.words = words
  }

  @inline(__always)
  private func at(_ index: Int64) -> UnsafeMutablePointer<Word> { words + Int(index) & (WordQueue.ring - 1) }

  private var capacity: Int64 { depth + 1 }

  var isEmpty: Bool { written == read }

  /// - Returns: false where the ring is full: the word is lost.
  @inline(__always)
  mutating func write(_ tag: UInt64, at cycle: Int64) -> Bool {
    guard written - read < Int64(WordQueue.ring) else { return false }
    at(written).pointee = Word(tag: tag, written: cycle, moved: .max)
    written += 1
    let under = written - 1 - capacity
    if under >= read, at(under).pointee.moved != .max, at(under).pointee.moved > cycle { at(under).pointee.tag = tag }
    settle(written - 1, from: cycle)
    return true
  }

  /// When a word leaves memory, if that is known: a register is free from `cycle` on, and words leave in order.
  @inline(__always)
  private mutating func settle(_ index: Int64, from cycle: Int64) {
    guard index < written, index < read + WordQueue.registers else { return }
    lastMoved = max(at(index).pointee.written, cycle, lastMoved) + 1
    at(index).pointee.moved = lastMoved
    let over = index + capacity
    if over < written, at(over).pointee.written < lastMoved { at(index).pointee.tag = at(over).pointee.tag }
  }

  /// Whether the reader sees a word in this cycle.
  @inline(__always)
  func isReadable(_ cycle: Int64) -> Bool {
    guard read < written else { return false }
    let moved = at(read).pointee.moved
    return moved <= cycle - tail
  }

  /// What the reader sees: the next word, or the last one where none is there.
  @inline(__always)
  func sees(_ cycle: Int64) -> UInt64 { isReadable(cycle) ? at(read).pointee.tag : last }

  /// Takes the word that the reader sees.
  @inline(__always)
  mutating func take(_ cycle: Int64) -> UInt64 {
    last = at(read).pointee.tag
    read += 1
    settle(read + WordQueue.registers - 1, from: cycle)
    return last
  }

  /// Whether its writer has to stop in this cycle. Cycles must not fall.
  @inline(__always)
  mutating func isFull(_ cycle: Int64) -> Bool {
    // What has been read has landed and left.
    landed = max(landed, read)
    left = max(left, read)
    while landed < written, at(landed).pointee.written < cycle { landed += 1 }
    while left < landed, at(left).pointee.moved < cycle { left += 1 }
    return landed - left >= depth
  }
}
