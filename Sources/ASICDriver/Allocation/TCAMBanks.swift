import SwitchModel
import SwitchPlatform

/// The blocks of a banked TCAM: which are nobody's.
final class TCAMBanks {
  let control: TableImage
  let rowsPerBlock: Int
  let reservedRows: Int
  private let usable: Int
  /// Highest first.
  private var unused: [Int]
  /// Rows that entries take; a row of several slices takes as many.
  private(set) var occupied = 0

  init(_ memory: MemoryDescription, _ banks: BankDescription, control: TableImage) {
    self.control = control
    rowsPerBlock = max(1, memory.rowsPerBlock)
    reservedRows = banks.reservedRows
    let blocks = memory.rows / max(1, memory.rowsPerBlock)
    // The chip's own entries come first.
    unused = (min(blocks, banks.reservedBlocks)..<blocks).reversed()
    usable = unused.count
  }

  var free: Int { unused.count }

  /// Takes so many blocks, the lowest that are free.
  func take(_ count: Int) -> [Int]? {
    guard count > 0, unused.count >= count else { return nil }
    return (0..<count).compactMap { _ in unused.popLast() }
  }

  func give(_ block: Int) {
    let index = unused.firstIndex { $0 < block } ?? unused.count
    unused.insert(block, at: index)
  }

  func count(_ rows: Int) { occupied += rows }

  /// - Parameter slack: Free rows in the blocks of the asking tables.
  func level(_ pool: Pool, slices: Int, slack: Int) -> Usage.Level {
    let taken = usable - unused.count
    return Usage.Level(
      pool: pool.name, capacity: pool.capacity, occupied: occupied,
      constraint: "\(taken) of \(usable) banks are given out" + (slices > 1 ? ", \(slices) side by side" : ""),
      headroom: slack + unused.count / max(1, slices) * rowsPerBlock)
  }
}
