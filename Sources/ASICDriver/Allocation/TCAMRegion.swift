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
  /// Where the last run comes among the region's: runs in between may have gone.
  private var lastPlace: UInt64 = 0
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
        let control = BankControl(owner: index == 0 ? owner : BankControl.ganged, order: order + lastPlace)
        stage(control, block, banks)
      }
      blocks.append(taken)
      lastPlace += 1
      plan.resize(to: size(of: blocks.count))
    }
  }

  /// The places that a region's blocks can have.
  private static let places: UInt64 = 0xffff

  /// Gives back blocks that have no entry; the rows there are cleared already.
  func release() {
    guard let banks, plan.rows - plan.used >= banks.rowsPerBlock || plan.used == 0 else { return }
    for number in blocks.indices.reversed() {
      let isLast = number == blocks.count - 1
      let start = number * banks.rowsPerBlock
      let isEmpty = isLast ? plan.end <= size(of: number) : plan.isEmpty(start..<start + banks.rowsPerBlock)
      // One in between leaves its place unused: of those there are many, but not without end.
      guard isEmpty, isLast || lastPlace < TCAMRegion.places / 2 else { continue }
      if !isLast { plan.takeOut(start..<start + banks.rowsPerBlock) }
      for block in blocks[number] {
        stage(BankControl(), block, banks)
        banks.give(block)
      }
      blocks.remove(at: number)
      plan.resize(to: size(of: blocks.count))
      if isLast, lastPlace > 0 { lastPlace -= 1 }
      if blocks.isEmpty { lastPlace = 0 }
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
