import DeviceAccess
import SwitchModel
import SwitchPlatform

/// FDB entries that were asked for while a running chip is adopted.
struct AdoptedEntries {
  private(set) var order: [FDBEntry.Key] = []
  private var entries: [FDBEntry.Key: FDBEntry] = [:]

  subscript(_ key: FDBEntry.Key) -> FDBEntry? {
    get { entries[key] }
    set {
      // A key that comes again after it was removed keeps its first place: it is in the order once.
      if let newValue, entries.updateValue(newValue, forKey: key) == nil, !seen.contains(key) {
        seen.insert(key)
        order.append(key)
      }
      if newValue == nil { entries[key] = nil }
    }
  }
  private var seen: Set<FDBEntry.Key> = []
}

// The chip has gone on learning while nobody drove it: only what was asked for is compared.
extension ASICFDBTable {
  /// Notes a change. What the device holds already is no reason to refuse it.
  func adopt(_ change: Change<FDBEntry>) throws(Refusal) {
    let key = change.key
    if change.before == nil, adopted[key]?.isStatic == true { throw Refusal(.exists) }
    guard let entry = change.after else {
      // One that is not noted was learned once, by a chip that has had time to forget it.
      adopted[key] = nil
      return
    }
    guard state.vlans[key.vlan] != nil else { throw Refusal(.unresolved(.vlan(key.vlan))) }
    let port = try state.logicalPort(entry.port, FDBEntry.schema.id("port"))
    guard image.fits(.port, UInt64(port)) else { throw Refusal(.unsupported(FDBEntry.schema.id("port"))) }
    adopted[key] = entry
  }

  /// Gives the device the static entries that it lacks, and takes from it those that nobody has asked for.
  ///
  /// A dynamic entry that was asked for is put where there is none; one that has moved to another port has moved.
  func finishAdoption() throws(Refusal) {
    do throws(BusError) {
      try core.forEachDeviceRow(image) { row, held in
        let target = image.row(row)
        for word in 0..<min(image.stride, held.count) { target[word] = held[word] }
      }
      plan.recount()
      for row in 0..<image.rows where image.isOwn(row) && image.get(.isStatic, in: image.row(row)) == 1 {
        if let entry = decode(row), adopted[entry.key] != nil { continue }
        plan.give(row)
      }
      try core.flush()
    } catch {
      core.discard()
      throw Refusal(.device(5))
    }
    for key in adopted.order {
      guard let entry = adopted[key] else { continue }
      let row = image.blank()
      setKey(key, row)
      let held = plan.find(row).flatMap { decode($0) }
      if held == entry || held != nil && !entry.isStatic { continue }
      guard let change = Change(from: held, to: entry) else { continue }
      if let cause = applyOne(change) { throw Refusal(cause) }
    }
    adopted = AdoptedEntries()
    noteAdoptedStatic()
  }
}
