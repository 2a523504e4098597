import SwitchModel
import SwitchPlatform

/// Rows of a TCAM that are one list in order of priority: the whole TCAM, or the blocks of a banked one that a table has been given.
///
/// Rows are counted from the region's first on; `row(_:)` says where they are.
final class TCAMRegion {
  var plan: TCAMPlan
  let image: TableImage
  private let core: DeviceCore
  /// `nil`: the region is all of its memory.
  private let banks: TCAMBanks?
  /// The first block of each run of ganged ones, in the region's order, and the others.
  private var blocks: [[Int]] = []
  private let slices: Int
  private let owner: UInt8
  private let order: UInt64

  /// All rows of a TCAM.
  init(_ core: DeviceCore, _ image: TableImage) {
    self.core = core
    self.image = image
    banks = nil
    slices = 1
    owner = 0
    order = 0
    plan = TCAMPlan(rows: image.rows)
  }

  /// Blocks of a banked TCAM, as they are needed.
  ///
  /// - Parameters:
  ///   - owner: See `BankControl`.
  ///   - order: Where the region comes among those of its table; its blocks are behind each other from there on.
  init(_ core: DeviceCore, _ image: TableImage, in banks: TCAMBanks, slices: Int, owner: UInt8, order: UInt64) {
    self.core = core
    self.image = image
    self.banks = banks
    self.slices = slices
    self.owner = owner
    self.order = order
    plan = TCAMPlan(rows: 0)
  }

  /// Blocks that the region has.
  var blockCount: Int { blocks.count * slices }

  /// The physical row of a row of the region.
  func row(_ number: Int) -> Int {
    guard let banks else { return number }
    let (bank, offset) = number.quotientAndRemainder(dividingBy: banks.rowsPerBlock)
    return blocks[bank][0] * banks.rowsPerBlock + offset
  }

  /// The row of the region that stands at a physical row.
  func number(_ row: Int) -> Int? {
    guard let banks else { return row }
    let (block, offset) = row.quotientAndRemainder(dividingBy: banks.rowsPerBlock)
    return blocks.firstIndex { $0[0] == block }.map { $0 * banks.rowsPerBlock + offset }
  }

  /// Rows that can still be had, with blocks that nobody has.
  var room: Int {
    guard let banks else { return plan.rows - plan.used }
    return size(of: blocks.count + banks.free / slices) - plan.used
  }

  private func size(of count: Int) -> Int {
    guard let banks else { return plan.rows }
    return max(0, count * banks.rowsPerBlock - (count > 0 ? banks.reservedRows : 0))
  }

  /// Takes blocks until so many rows are free, or as many as there are.
  func reserve(_ rows: Int) {
    guard let banks else { return }
    while plan.rows - plan.used < rows, let taken = banks.take(slices) {
      for (index, block) in taken.enumerated() {
        let control = BankControl(owner: index == 0 ? owner : BankControl.ganged, order: order + UInt64(blocks.count))
        stage(control, block, banks)
      }
      blocks.append(taken)
      plan.resize(to: size(of: blocks.count))
    }
  }

  /// Gives back blocks at the end that have no entry; the rows there are cleared already.
  func release() {
    guard let banks else { return }
    while let last = blocks.last, plan.end <= size(of: blocks.count - 1) {
      for block in last {
        stage(BankControl(), block, banks)
        banks.give(block)
      }
      blocks.removeLast()
      plan.resize(to: size(of: blocks.count))
    }
  }

  private func stage(_ control: BankControl, _ block: Int, _ banks: TCAMBanks) {
    let word = banks.control.blank()
    word[0] = control.word
    core.stage(banks.control, block, word)
  }

  /// A row for one more entry; room is there. `move` and `clear` are told of physical rows.
  func insert(_ priority: UInt64, move: (TCAMPlan.Move) -> Void, clear: (Int) -> Void) -> Int? {
    reserve(1)
    let number = plan.insert(
      priority, move: { move(TCAMPlan.Move(from: row($0.from), to: row($0.to))) }, clear: { clear(row($0)) })
    guard let number else { return nil }
    banks?.count(slices)
    return row(number)
  }

  /// Gives a physical row back.
  ///
  /// - Returns: the row that is now free and has to be cleared; then `release` can be called.
  func remove(_ row: Int, _ priority: UInt64, move: (TCAMPlan.Move) -> Void) -> Int? {
    guard let number = number(row) else { return nil }
    let freed = plan.remove(number, priority) { move(TCAMPlan.Move(from: self.row($0.from), to: self.row($0.to))) }
    if freed != nil { banks?.count(-slices) }
    return freed.map { self.row($0) }
  }

  /// Whether the device has the block of a physical row as it should be.
  func isBankHeld(_ row: Int) -> Bool {
    guard let banks else { return true }
    return core.holds(banks.control, row / banks.rowsPerBlock)
  }

  /// Why it takes no more.
  var exhaustion: Refusal {
    guard let banks else { return core.full(image, used: plan.used) }
    return core.full(image, .banks(UInt32(slices)), used: banks.occupied)
  }

  /// How full the TCAM is: of a banked one, by all its tables.
  var level: Usage.Level {
    let pool = core.pools[image.pool]
    guard let banks else { return Usage.Level(pool: pool.name, capacity: pool.capacity, occupied: plan.used) }
    return banks.level(pool, slices: slices, slack: plan.rows - plan.used)
  }
}
