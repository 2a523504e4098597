import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// LAGs: a row that says where the members are, a run of consecutive member rows, and a mark on each member's port.
///
/// Bitmaps hold the members' bits: a change of members writes the rows of all VLANs and spanning trees that the LAG is in.
final class ASICLAGTable: ChipTable, LAGTable {
  let core: DeviceCore
  private let state: ChipState
  private let ports: TableImage
  private let lags: TableImage
  private let members: TableImage
  private var numbers: NumberAllocator
  private let runs: RunAllocator

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let lags = core.images[.lag], let members = core.images[.lagMember], let port = core.images[.port],
      port.layout.place(.lag) != nil, port.layout.place(.collects) != nil
    else { return nil }
    self.ports = port
    self.lags = lags
    self.members = members
    // As many as the port's mark can name: 0 is none.
    numbers = NumberAllocator(0..<lags.rows)
    runs = members.storage.runs
  }

  func apply(_ changes: Span<Change<LAG>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<LAG>) throws(Refusal) {
    let id = change.key
    let held = state.lags[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let lag = change.after else {
      if let held { try remove(held) }
      return
    }
    guard ports.fits(.dropUntagged, lag.dropsUntagged ? 1 : 0) else { throw Refusal(.unsupported(LAG.schema.id("dropsUntagged"))) }
    guard ports.fits(.dropTagged, lag.dropsTagged ? 1 : 0) else { throw Refusal(.unsupported(LAG.schema.id("dropsTagged"))) }
    let column = LAG.schema.id("members")
    var chipPorts: [Int] = []
    var distributing: [Int] = []
    for member in lag.members {
      let port = try state.chipPort(member.port, column)
      guard port != state.cpuPort else { throw Refusal(.invalid(column)) }
      // A port is in one LAG.
      if let other = state.lagOfPort[port], other != id { throw Refusal(.invalid(column)) }
      guard state.interfaceOfPort[port] == nil, state.subPorts[port] ?? 0 == 0 else { throw Refusal(.invalid(column)) }
      chipPorts.append(port)
      if member.distributes { distributing.append(port) }
    }
    if held == nil, numbers.isExhausted { throw core.full(lags, used: numbers.used) }
    let isSameRun = held.map { $0.row.members.filter(\.distributes).map(\.port) == lag.members.filter(\.distributes).map(\.port) } ?? false
    var base = held?.base ?? 0
    if !isSameRun {
      guard let taken = distributing.isEmpty ? 0 : runs.take(distributing.count) else {
        throw core.full(members, .contiguousRows(UInt32(distributing.count)), used: runs.used)
      }
      base = taken
    }
    guard let number = held?.number ?? numbers.take() else { return }
    if !isSameRun {
      // New members beside the old ones, then one write that switches over.
      for (index, port) in distributing.enumerated() {
        let row = members.blank()
        members.set(.port, UInt64(port), in: row)
        core.stage(members, base + index, row)
      }
    }
    let row = lags.blank()
    lags.set(.base, UInt64(base), in: row)
    lags.set(.count, UInt64(distributing.count), in: row)
    core.stage(lags, number, row)
    if let held, !isSameRun { release(held) }
    let left = (held?.row.members.compactMap { state.ports[$0.port]?.chipPort } ?? []).filter { !chipPorts.contains($0) }
    state.lags[id] = .init(
      row: lag, number: number, base: base, count: distributing.count,
      hasCollected: held?.hasCollected == true || lag.members.contains(where: \.collects))
    state.lagOfNumber[number] = id
    for port in left { state.lagOfPort[port] = nil }
    for port in chipPorts { state.lagOfPort[port] = id }
    // A port that joins is marked before it is in bitmaps, and one that leaves is out of them before it has no mark: a flood finds
    // no port that is in the LAG's VLANs and not in the LAG.
    for port in chipPorts { state.stagePort(port) }
    if held?.row.members.map(\.port) != lag.members.map(\.port) { restageBitmaps(PortID(lag: id)) }
    for port in left { state.stagePort(port) }
  }

  private func remove(_ held: ChipState.LAGState) throws(Refusal) {
    // The number is the next LAG's: what the chip has learned on this one goes with it.
    if held.hasCollected && !core.isAdopting { try forgetAddresses(held.number) }
    let ports = held.row.members.compactMap { state.ports[$0.port]?.chipPort }
    state.lags[held.row.id] = nil
    state.lagOfNumber[held.number] = nil
    for port in ports { state.lagOfPort[port] = nil }
    for port in ports { state.stagePort(port) }
    core.clear(lags, held.number)
    release(held)
    numbers.give(held.number)
  }

  private func release(_ held: ChipState.LAGState) {
    for row in held.base..<held.base + held.count { core.clear(members, row) }
    runs.give(held.base, held.count)
  }

  /// Stages the end of the addresses that the chip has learned on a LAG.
  private func forgetAddresses(_ number: Int) throws(Refusal) {
    guard let fdb = core.images[.fdb] else { return }
    let logical = UInt64(core.asic.firstLAG + number)
    var learned: [(row: Int, words: [UInt64])] = []
    do throws(BusError) {
      // Where other tables share the memory, the widest shows all of a row.
      try core.forEachDeviceRow(fdb.storage.widest ?? fdb) { row, words in
        guard words.count >= fdb.stride, !fdb.storage.isTagged || words[0] & 0xf == fdb.tag else { return }
        let isIts = words.withUnsafeBufferPointer { words in
          guard let start = words.baseAddress, let valid = fdb.layout.validOffset else { return false }
          return RowBits.read(start, at: valid, width: 1) == 1 && fdb.get(.port, in: start) == logical && fdb.get(.isStatic, in: start) == 0
        }
        if isIts { learned.append((row, words)) }
      }
    } catch { throw Refusal(.device(5)) }
    for entry in learned {
      // The chip wrote the row: the image has not seen it.
      let target = fdb.row(entry.row)
      for word in 0..<fdb.stride { target[word] = entry.words[word] }
      core.clear(fdb, entry.row)
    }
  }

  /// In order of their keys: what the chip is told does not depend on a hash.
  private func restageBitmaps(_ port: PortID) {
    for id in state.vlans.keys.sorted() where state.vlans[id]?.members.contains(where: { $0.port == port }) == true { state.stageVLAN(id) }
    for id in state.trees.keys.sorted() {
      if let tree = state.trees[id], tree.row.ports.contains(where: { $0.port == port }) { state.stageTree(tree) }
    }
  }

  func row(at key: LAGID) -> LAG? {
    guard let held = state.lags[key], core.holds(lags, held.number) else { return nil }
    for row in held.base..<held.base + held.count where !core.holds(members, row) { return nil }
    for member in held.row.members {
      guard let port = state.ports[member.port]?.chipPort, core.holds(ports, port) else { return nil }
    }
    return held.row
  }

  func forEachRow(_ body: (LAG) -> Void) { for key in state.lags.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.lags.count,
      levels: [
        Usage.Level(pool: core.pools[lags.pool].name, capacity: lags.rows, occupied: numbers.used),
        Usage.Level(pool: core.pools[members.pool].name, capacity: members.rows, occupied: runs.used)
      ])
  }
}
