import DeviceAccess
import SwitchModel
import SwitchPlatform

/// Prefixes in a hash table: the masked address and the length are the key. A prefix costs a row, whatever others there are; a look-up asks
/// once for each length that there is.
final class HashPrefixPlan: PrefixPlan {
  private struct Key: Hashable {
    var prefix: PrefixBits
    var router: Int
  }

  private let core: DeviceCore
  private let plan: HashPlan
  private let family: IPFamily
  private var image: TableImage { plan.image }
  private var held: [Key: (row: Int, result: RouteResult)] = [:]
  private var keyAtRow: [Int: Key] = [:]

  init(_ core: DeviceCore, _ table: TableDescription, family: IPFamily) throws(Refusal) {
    guard let plan = HashPlan(core, table.role) else { throw Refusal(.unsupported(nil)) }
    self.core = core
    self.plan = plan
    self.family = family
    plan.onMove = { [unowned self] from, to in
      guard let key = keyAtRow.removeValue(forKey: from) else { return }
      keyAtRow[to] = key
      held[key]?.row = to
    }
  }

  var count: Int { held.count }

  func put(_ prefix: PrefixBits, in router: Int, _ result: RouteResult) throws(Refusal) {
    let key = Key(prefix: prefix, router: router)
    if let there = held[key] {
      held[key] = (there.row, result)
      stage(key, there.row, result)
      return
    }
    let draft = keyRow(key)
    do throws(BusError) { try plan.refresh(draft) } catch { throw Refusal(.device(5)) }
    guard let row = plan.take(draft) else { throw Refusal(.exhausted(plan.exhaustion(keyRow(key)))) }
    held[key] = (row, result)
    keyAtRow[row] = key
    stage(key, row, result)
  }

  func remove(_ prefix: PrefixBits, in router: Int) {
    guard let there = held.removeValue(forKey: Key(prefix: prefix, router: router)) else { return }
    keyAtRow[there.row] = nil
    plan.give(there.row)
  }

  private func keyRow(_ key: Key) -> UnsafeMutablePointer<UInt64> {
    let row = image.blank()
    image.setTag(in: row)
    image.setKey(.virtualRouter, UInt64(key.router), in: row)
    if family == .v4 {
      image.setKey(.ipv4, key.prefix.high >> 32, in: row)
    } else {
      image.setKey(.ipv6, key.prefix.low, part: 0, in: row)
      image.setKey(.ipv6, key.prefix.high, part: 1, in: row)
    }
    image.setKey(.length, UInt64(key.prefix.length), in: row)
    return row
  }

  private func stage(_ key: Key, _ number: Int, _ result: RouteResult) {
    let row = keyRow(key)
    image.setValid(in: row)
    image.set(.destinationKind, UInt64(result.kind), in: row)
    image.set(.destination, UInt64(result.number), in: row)
    core.stage(image, number, row)
    plan.stageContinuation(of: number)
  }

  func result(of prefix: PrefixBits, in router: Int) -> RouteResult? { held[Key(prefix: prefix, router: router)]?.result }

  func isHeld(_ prefix: PrefixBits, in router: Int) -> Bool {
    guard let there = held[Key(prefix: prefix, router: router)] else { return false }
    return core.holds(image, there.row)
  }

  func forEach(_ body: (PrefixBits, Int, RouteResult) -> Void) {
    for (key, there) in held where core.holds(image, there.row) { body(key.prefix, key.router, there.result) }
  }

  func prefix(level: Int, atRow row: Int) -> (prefix: PrefixBits, router: Int)? {
    guard level == 0, let key = keyAtRow[row] else { return nil }
    return (key.prefix, key.router)
  }

  var levels: [Usage.Level] { [plan.level] }
  var moves: UInt64 { plan.moves }
}
