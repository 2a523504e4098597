public import SwitchPlatform

/// One hash table of the chip by itself: packed rows in and out, past the tables of the HAL and what they refer to.
///
/// For measurements and tests of the memory: it and the HAL's table of the same role know nothing of each other's rows.
public final class ExactMatchRows {
  private let core: DeviceCore
  private let plan: HashPlan
  private let data: [(field: Field, value: UInt64)]

  /// - Parameter data: What each entry has beside its key.
  /// - Returns: `nil` where the chip has no hash table of that role.
  public init?(_ driver: ASICDriver, _ role: TableRole, data: [(field: Field, value: UInt64)] = []) {
    guard let plan = HashPlan(driver.core, role) else { return nil }
    core = driver.core
    self.plan = plan
    self.data = data
  }

  /// Entries moved to make room.
  public var moves: UInt64 { plan.moves }

  /// Inserts an entry.
  ///
  /// - Parameter fields: The key's fields, each of up to 64 bits.
  /// - Returns: whether it is there; not where its key is there already, where it has no room, or where the bus fails.
  public func insert(_ fields: Span<(field: Field, value: UInt64)>) -> Bool {
    let image = plan.image
    func draft() -> UnsafeMutablePointer<UInt64> {
      let row = image.blank()
      image.setTag(in: row)
      for index in fields.indices { image.setKey(fields[index].field, fields[index].value, in: row) }
      return row
    }
    var row = draft()
    guard plan.find(row) == nil else { return false }
    let moves = plan.moves
    guard let place = plan.take(row) else { return false }
    // A move has made its copy in the draft.
    if plan.moves != moves { row = draft() }
    image.setValid(in: row)
    for item in data { image.set(item.field, item.value, in: row) }
    core.stage(image, place, row)
    do { try core.flush() } catch { return false }
    return true
  }
}
