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
  /// While a running chip is adopted: the entries asked for, in the order of their first insertion.
  var adopted = AdoptedEntries()
  /// By key, with their rows: see `noteStatic`.
  var statics: [FDBEntry.Key: StaticEntry] = [:]
  var staticAtRow: [Int: FDBEntry.Key] = [:]

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.fdb], let plan = HashPlan(core, .fdb) else { return nil }
    self.image = image
    self.plan = plan
    plan.onMove = { [unowned self] from, to in followStatic(from, to) }
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
    if change.before == nil, let found = place {
      // What the chip has learned by itself gives way to what is asked for.
      guard image.get(.isStatic, in: image.row(found)) == 0 else { throw Refusal(.exists) }
    }
    if change.before != nil, place == nil { throw Refusal(.missing) }
    guard let entry = change.after else {
      if let found = place { plan.give(found) }
      return
    }
    guard state.vlans[key.vlan] != nil else { throw Refusal(.unresolved(.vlan(key.vlan))) }
    let port = try state.logicalPort(entry.port, FDBEntry.schema.id("port"))
    guard image.fits(.port, UInt64(port)) else { throw Refusal(.unsupported(FDBEntry.schema.id("port"))) }
    var target = place
    if target == nil {
      let row = image.blank()
      setKey(key, row)
      target = plan.take(row)
    }
    guard let target else {
      let row = image.blank()
      setKey(key, row)
      throw Refusal(.exhausted(plan.exhaustion(row)))
    }
    let row = image.blank()
    fill(row, entry, port)
    core.stage(image, target, row)
    plan.stageContinuation(of: target)
  }

  /// What the table holds is what the device holds: where the device did not take the change, there is nothing to take back.
  func undo(_ change: Change<FDBEntry>) throws(Refusal) {
    if core.isAdopting { return try stage(change.inverse) }
    let keyRow = image.blank()
    setKey(change.key, keyRow)
    let held = try find(keyRow).flatMap { decode($0) }
    if held != change.before { try stage(change.inverse) }
  }

  func setKey(_ key: FDBEntry.Key, _ row: UnsafeMutablePointer<UInt64>) {
    image.setTag(in: row)
    image.setKey(.mac, key.mac.bits, in: row)
    image.setKey(.fid, UInt64(key.vlan.rawValue), in: row)
  }

  /// Reads the key's buckets from the device into the image (unless told otherwise), and looks for the key.
  private func find(_ keyRow: UnsafeMutablePointer<UInt64>, refreshes: Bool = true) throws(Refusal) -> Int? {
    if refreshes {
      do throws(BusError) { try plan.refresh(keyRow, whileAdopting: true) } catch { throw Refusal(.device(5)) }
    }
    return plan.find(keyRow)
  }

  private func refresh(_ row: Int) throws(BusError) { try core.refresh(image, row) }

  func decode(_ row: Int) -> FDBEntry? {
    let words = image.row(row)
    guard image.isOwn(row), let macPlace = image.layout.keyPlace(.mac), let fidPlace = image.layout.keyPlace(.fid),
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
    let found = (try? find(keyRow)) ?? (try? find(keyRow, refreshes: false))
    return found.flatMap { decode($0) }
  }

  func forEachRow(_ body: (FDBEntry) -> Void) {
    for row in 0..<image.rows where (try? refresh(row)) != nil {
      if let entry = decode(row) { body(entry) }
    }
  }

  var usage: Usage {
    var rows = 0
    for row in 0..<image.rows where (try? refresh(row)) != nil && image.isOwn(row) { rows += 1 }
    return Usage(rows: rows, levels: [plan.level])
  }
}
