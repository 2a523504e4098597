/// Room for many short lists of words, side by side on few pages: where each had memory of its own, a look-up would miss the TLB for each list.
///
/// A list has a power of two of items; what is given back is used for the next of its size.
struct ListArena {
  /// Words of the first piece and of those that follow, which huge pages serve.
  private static let firstPiece = 1 << 13
  private static let piece = 1 << 18
  private static let sizes = 32

  private let itemWords: Int
  /// By the power of two: the first list that is free, which holds the address of the next.
  private let free: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>
  private var pieces: [UnsafeMutablePointer<UInt64>] = []
  private var next: UnsafeMutablePointer<UInt64>?
  private var left = 0

  /// - Parameter itemWords: At least 1.
  init(itemWords: Int) {
    self.itemWords = itemWords
    free = .allocate(capacity: ListArena.sizes)
    free.initialize(repeating: nil, count: ListArena.sizes)
  }

  func deallocate() {
    for piece in pieces { LargeAllocation.release(piece) }
    free.deallocate()
  }

  /// The power of two that a number of items has room in; one item has room for two.
  private func size(_ items: Int) -> Int { items <= 2 ? 1 : Int.bitWidth - (items - 1).leadingZeroBitCount }

  /// Whether lists of these lengths have the same room.
  func isSameSize(_ items: Int, _ others: Int) -> Bool { size(items) == size(others) }

  mutating func take(items: Int) -> UnsafeMutablePointer<UInt64> {
    let size = size(items)
    if let list = free[size] {
      free[size] = UnsafeMutablePointer(bitPattern: UInt(truncatingIfNeeded: list[0]))
      return list
    }
    let words = itemWords << size
    if let list = next, words <= left {
      next = list + words
      left -= words
      return list
    }
    let room = max(words, pieces.isEmpty ? ListArena.firstPiece : ListArena.piece)
    let list = LargeAllocation.words(room)
    pieces.append(list)
    next = list + words
    left = room - words
    return list
  }

  mutating func give(_ list: UnsafeMutablePointer<UInt64>, items: Int) {
    let size = size(items)
    list[0] = UInt64(UInt(bitPattern: free[size]))
    free[size] = list
  }
}
