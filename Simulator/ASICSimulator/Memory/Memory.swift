import SwitchPlatform

/// A physical memory: rows of packed bits, each in whole 64-bit words.
///
/// A row is stored whole. Structures that find rows fast (`RowIndex`) hang on the memory and see each row that is stored,
/// so that they always agree with the physical rows.
final class Memory {
  let description: MemoryDescription
  let rows: Int
  /// 64-bit words a row.
  let stride: Int
  let base: UnsafeMutablePointer<UInt64>
  /// Rows stored since power-on, by the bus or by the chip itself.
  private(set) var writes: UInt64 = 0
  private var indices: [any RowIndex] = []
  /// Called with each row that the bus reads, and its 32-bit words, which it may change; see `SoftErrors`.
  var onBusRead: ((_ row: Int, _ words: UnsafeMutablePointer<UInt32>) -> Void)?
  /// Where writes wait that the bus has made and packets do not see yet; `nil` while the chip is put together.
  var journal: WriteJournal?

  init(_ description: MemoryDescription, words: Int) {
    self.description = description
    rows = description.rows
    stride = max(1, words)
    base = LargeAllocation.words(rows * stride)
  }

  deinit { LargeAllocation.release(base) }

  func attach(_ index: any RowIndex) { indices.append(index) }

  @inline(__always)
  func row(_ number: Int) -> UnsafeMutablePointer<UInt64> { base + number &* stride }

  /// Stores a row; `number` is below `rows`.
  func store(_ words: UnsafePointer<UInt64>, at number: Int) {
    let target = row(number)
    for index in indices { index.willStore(words, over: target, at: number) }
    target.update(from: words, count: stride)
    writes &+= 1
  }
}

/// A structure that finds rows of a memory; it is told of each row before the memory stores it.
protocol RowIndex: AnyObject {
  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int)
}

/// A field of a row that may be absent, in which case it reads 0. Word, shift and mask are worked out once: reading is three steps.
struct FieldPlace {
  let offset: Int
  /// 0: absent.
  let width: Int
  private let word: Int
  private let shift: UInt64
  private let mask: UInt64
  /// Whether the field's lowest 64 bits go on in the next word.
  private let crosses: Bool

  init(_ place: RowLayout.Place?) {
    offset = place?.offset ?? 0
    width = place?.width ?? 0
    word = offset >> 6
    shift = UInt64(offset & 63)
    mask = width >= 64 ? ~0 : (1 << UInt64(width)) - 1
    crosses = (offset & 63) + min(width, 64) > 64
  }

  /// The field's value; of a field wider than 64 bits, its lowest 64.
  @inline(__always)
  func read(_ row: UnsafePointer<UInt64>) -> UInt64 {
    var value = row[word] &>> shift
    if crosses { value |= row[word &+ 1] &<< (64 &- shift) }
    return value & mask
  }

  /// One bit of a bitmap.
  @inline(__always)
  func bit(_ number: Int, _ row: UnsafePointer<UInt64>) -> Bool {
    guard number < width else { return false }
    let bit = offset &+ number
    return row[bit >> 6] &>> UInt64(truncatingIfNeeded: bit & 63) & 1 == 1
  }

  /// Changes the field, and nothing when it is absent.
  @inline(__always)
  func write(_ value: UInt64, _ row: UnsafeMutablePointer<UInt64>) {
    row[word] = (row[word] & ~(mask &<< shift)) | (value & mask) &<< shift
    if crosses {
      let back = 64 &- shift
      row[word &+ 1] = (row[word &+ 1] & ~(mask &>> back)) | (value & mask) &>> back
    }
  }

  /// Adds to the field, which wraps.
  @inline(__always)
  func add(_ value: UInt64, _ row: UnsafeMutablePointer<UInt64>) {
    if crosses {
      // The field goes up to the first word's last bit, so that the sum carries into the next.
      let back = 64 &- shift
      let (low, carries) = row[word].addingReportingOverflow(value &<< shift)
      let places = mask &>> back
      let high = row[word &+ 1]
      let sum = high &+ (value &>> back) &+ (carries ? 1 : 0)
      row[word] = low
      row[word &+ 1] = (high & ~places) | (sum & places)
    } else {
      let places = mask &<< shift
      let sum = row[word] &+ (value &<< shift)
      row[word] = (row[word] & ~places) | (sum & places)
    }
  }

  /// Puts the value into a key that is zero there.
  @inline(__always)
  func put(_ value: UInt64, _ key: UnsafeMutablePointer<UInt64>) {
    key[word] |= (value & mask) &<< shift
    if crosses { key[word &+ 1] |= (value & mask) &>> (64 &- shift) }
  }
}
