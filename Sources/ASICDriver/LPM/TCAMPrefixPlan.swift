import SwitchModel
import SwitchPlatform

/// Prefixes that stand in a TCAM themselves, longer ones above shorter ones.
final class TCAMPrefixPlan: PrefixPlan {
  private struct Key: Hashable {
    var prefix: PrefixBits
    var router: Int
  }

  private let core: DeviceCore
  private let image: TableImage
  private let family: IPFamily
  private let region: TCAMRegion
  private var rows: [Key: (row: Int, result: RouteResult)] = [:]
  private var keyAtRow: [Key?]

  init(_ core: DeviceCore, _ table: TableDescription, family: IPFamily) throws(Refusal) {
    self.core = core
    image = try core.image(table.role)
    self.family = family
    region = try core.region(table.role)
    keyAtRow = Array(repeating: nil, count: image.rows)
  }

  var count: Int { rows.count }

  func put(_ prefix: PrefixBits, in router: Int, _ result: RouteResult) throws(Refusal) {
    let key = Key(prefix: prefix, router: router)
    if let held = rows[key] {
      rows[key] = (held.row, result)
      stage(key, held.row, result)
      return
    }
    guard region.room > 0,
      let row = region.insert(
        UInt64(prefix.length), move: { move($0) },
        clear: {
          keyAtRow[$0] = nil
          core.clear(image, $0)
        })
    else { throw region.exhaustion }
    rows[key] = (row, result)
    keyAtRow[row] = key
    stage(key, row, result)
  }

  func remove(_ prefix: PrefixBits, in router: Int) {
    guard let held = rows.removeValue(forKey: Key(prefix: prefix, router: router)) else { return }
    let freed = region.remove(held.row, UInt64(prefix.length)) { move($0) }
    if let freed {
      keyAtRow[freed] = nil
      core.clear(image, freed)
      region.release()
    }
  }

  private func move(_ move: TCAMPlan.Move) {
    if let key = keyAtRow[move.from] { rows[key]?.row = move.to }
    keyAtRow[move.to] = keyAtRow[move.from]
    core.move(image, from: move.from, to: move.to)
  }

  private func stage(_ key: Key, _ number: Int, _ result: RouteResult) {
    let row = image.blank()
    let (highMask, lowMask) = PrefixBits.mask(key.prefix.length)
    image.setKey(.virtualRouter, UInt64(key.router), in: row)
    if family == .v4 {
      image.setKey(.ipv4, key.prefix.high >> 32, mask: highMask >> 32, in: row)
    } else {
      image.setKey(.ipv6, key.prefix.low, mask: lowMask, part: 0, in: row)
      image.setKey(.ipv6, key.prefix.high, mask: highMask, part: 1, in: row)
    }
    image.setValid(in: row)
    image.set(.destinationKind, UInt64(result.kind), in: row)
    image.set(.destination, UInt64(result.number), in: row)
    core.stage(image, number, row)
  }

  func result(of prefix: PrefixBits, in router: Int) -> RouteResult? { rows[Key(prefix: prefix, router: router)]?.result }

  func isHeld(_ prefix: PrefixBits, in router: Int) -> Bool {
    guard let held = rows[Key(prefix: prefix, router: router)] else { return false }
    return core.holds(image, held.row) && region.isBankHeld(held.row)
  }

  func forEach(_ body: (PrefixBits, Int, RouteResult) -> Void) {
    for (key, held) in rows where core.holds(image, held.row) { body(key.prefix, key.router, held.result) }
  }

  func prefix(level: Int, atRow row: Int) -> (prefix: PrefixBits, router: Int)? {
    guard level == 0, keyAtRow.indices.contains(row), let key = keyAtRow[row] else { return nil }
    return (key.prefix, key.router)
  }

  var moves: UInt64 { region.plan.moves }

  var levels: [Usage.Level] {
    [region.level]
  }
}
