import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// FDB entries. The chip writes this table too, when it learns: what is in it is asked of the device, never of the driver's image.
final class ASICFDBTable: ChipTable, FDBTable {
  let core: DeviceCore
  let state: ChipState
  let image: TableImage
  let plan: HashPlan
  private var words: [UInt64] = []
  /// While a running chip is adopted: the entries asked for, in the order of their first insertion.
  var adopted = AdoptedEntries()
  /// By key, with their rows: see `noteStatic`.
  var statics: [FDBEntry.Key: StaticEntry] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.fdb], let table = core.asic.table(.fdb), let plan = HashPlan(image, table) else { return nil }
    self.image = image
    self.plan = plan
  }

  func apply(_ changes: Span<Change<FDBEntry>>) -> [Failure] {
    let failures = applyAll(changes)
    if !core.isAdopting { noteStatic(changes, failures: failures) }
    return failures
  }

  func stage(_ change: Change<FDBEntry>) throws(Refusal) {
    if core.isAdopting { return try adopt(change) }
    let key = change.key
    let keyRow = image.blank()
    setKey(key, keyRow)
    let place = try find(keyRow)
    if change.before == nil, let found = place.found {
      // What the chip has learned by itself gives way to what is asked for.
      guard image.get(.isStatic, in: image.row(found)) == 0 else { throw Refusal(.exists) }
    }
    if change.before != nil, place.found == nil { throw Refusal(.missing) }
    guard let entry = change.after else {
      if let found = place.found { core.clear(image, found) }
      return
    }
    guard state.vlans[key.vlan] != nil else { throw Refusal(.unresolved(.vlan(key.vlan))) }
    let port = try state.logicalPort(entry.port, FDBEntry.schema.id("port"))
    guard image.fits(.port, UInt64(port)) else { throw Refusal(.unsupported(FDBEntry.schema.id("port"))) }
    guard let target = place.found ?? place.free else {
      let row = image.blank()
      setKey(key, row)
      throw Refusal(.exhausted(Exhaustion(pool: PoolID(UInt16(image.pool)), constraint: plan.constraint(row))))
    }
    let row = image.blank()
    fill(row, entry, port)
    core.stage(image, target, row)
  }

  /// What the table holds is what the device holds: where the device did not take the change, there is nothing to take back.
  func undo(_ change: Change<FDBEntry>) throws(Refusal) {
    if core.isAdopting { return try stage(change.inverse) }
    let keyRow = image.blank()
    setKey(change.key, keyRow)
    let held = try find(keyRow).found.flatMap { decode($0) }
    if held != change.before { try stage(change.inverse) }
  }

  func setKey(_ key: FDBEntry.Key, _ row: UnsafeMutablePointer<UInt64>) {
    image.setKey(.mac, key.mac.bits, in: row)
    image.setKey(.fid, UInt64(key.vlan.rawValue), in: row)
  }

  /// Reads the key's buckets from the device into the image (unless told otherwise), and looks for the key and for room.
  private func find(_ keyRow: UnsafeMutablePointer<UInt64>, refreshes: Bool = true) throws(Refusal) -> (found: Int?, free: Int?) {
    for bucket in plan.candidates(keyRow) where refreshes {
      for row in plan.rows(of: bucket) {
        do throws(BusError) { try refresh(row) } catch { throw Refusal(.device(5)) }
      }
    }
    return (plan.find(keyRow), plan.freeRow(keyRow))
  }

  private func refresh(_ row: Int) throws(BusError) {
    try core.read(image, row, into: &words)
    let target = image.row(row)
    for word in 0..<min(image.stride, words.count) { target[word] = words[word] }
  }

  func decode(_ row: Int) -> FDBEntry? {
    let words = image.row(row)
    guard image.isValid(row), let macPlace = image.layout.keyPlace(.mac), let fidPlace = image.layout.keyPlace(.fid),
      let vlan = VLANID(RowBits.read(words, at: fidPlace.offset, width: fidPlace.width)),
      let port = state.port(ofLogical: Int(image.get(.port, in: words)))
    else { return nil }
    let mac = MACAddress(bits: RowBits.read(words, at: macPlace.offset, width: macPlace.width))
    return FDBEntry(vlan: vlan, mac: mac, port: port, isStatic: image.get(.isStatic, in: words) == 1)
  }

  /// The key that the device holds in a row.
  func key(atRow row: Int) -> FDBEntry.Key? {
    guard row >= 0, row < image.rows, (try? refresh(row)) != nil else { return nil }
    return decode(row)?.key
  }

  func row(at key: FDBEntry.Key) -> FDBEntry? {
    if core.isAdopting, let entry = adopted[key] { return entry }
    let keyRow = image.blank()
    setKey(key, keyRow)
    // A device that does not answer counts as holding what it held last: a change is then tried and fails, and is not left out.
    guard let place = (try? find(keyRow)) ?? (try? find(keyRow, refreshes: false)), let found = place.found else { return nil }
    return decode(found)
  }

  func forEachRow(_ body: (FDBEntry) -> Void) {
    for row in plan.usableRows where (try? refresh(row)) != nil {
      if let entry = decode(row) { body(entry) }
    }
  }

  var usage: Usage {
    var rows = 0
    var full = 0
    for bucket in plan.allBuckets {
      var taken = 0
      for row in plan.rows(of: bucket) where (try? refresh(row)) != nil && image.isValid(row) { taken += 1 }
      rows += taken
      if taken == plan.ways { full += 1 }
    }
    return Usage(
      rows: rows,
      levels: [
        Usage.Level(
          pool: core.pools[image.pool].name, capacity: plan.usableRows.count, occupied: rows,
          constraint: full > 0 ? "\(full) of \(plan.allBuckets.count) buckets are full" : nil)
      ])
  }
}
