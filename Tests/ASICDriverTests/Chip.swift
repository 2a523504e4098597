import ASICDriver
import ASICSimulator
import DeviceAccess
import Foundation
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// A driver and the chip that it drives.
final class Chip {
  static let catalog = Catalog(
    folder: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Platforms").path)

  let asic: SimulatedASIC
  let driver: ASICDriver
  var device: SwitchDevice

  init(_ description: ASICDescription) throws {
    asic = try SimulatedASIC(description)
    driver = try ASICDriver(description, bus: SimulatedBus(asic))
    device = driver.device
  }

  /// The data-centre chip with few rows, to be filled and built fast.
  static func small(pivots: Int, bucketEntries: Int) throws -> ASICDescription {
    var chip = try catalog.chip(named: "ts-32x100g")
    func resize(_ role: TableRole, _ rows: Int) {
      guard let index = chip.tables.firstIndex(where: { $0.role == role }) else { return }
      chip.memories[chip.tables[index].memory].rows = rows
      chip.memories[chip.tables[index].memory].rowsPerBlock = rows
      chip.tables[index].depth = rows
    }
    resize(.fdb, 256)
    resize(.hostIPv4, 256)
    resize(.hostIPv6, 256)
    resize(.nextHop, 256)
    resize(.aclIngress, 256)
    resize(.aclEgress, 256)
    resize(.aclCounter, 256)
    resize(.nextHopGroupMember, 512)
    for role in [TableRole.routeIPv4, .routeIPv6] {
      resize(role, pivots * bucketEntries)
      guard let index = chip.tables.firstIndex(where: { $0.role == role }), case .algorithmicLPM(var match) = chip.tables[index].match
      else {
        continue
      }
      match.pivots = pivots
      match.bucketEntries = bucketEntries
      chip.memories[match.pivotMemory].rows = pivots
      chip.memories[match.pivotMemory].rowsPerBlock = pivots
      chip.tables[index].match = .algorithmicLPM(match)
    }
    return chip
  }

  func apply<R: DeviceRow>(_ changes: [Change<R>]) -> [Failure] { R.apply(changes.span, to: &device) }
  func insert<R: DeviceRow>(_ rows: [R]) { #expect(apply(rows.map { .insert($0) }).isEmpty) }
}

extension ASICDescription {
  /// The same chip with few rows in its hash tables, index tables of next hops and TCAM blocks: built and read in no time.
  mutating func shrink() {
    for index in memories.indices {
      let sharing = tables.indices.filter { tables[$0].memory == index }
      guard let first = sharing.first else { continue }
      var rows = memories[index].rows
      switch tables[first].match {
      case .hash(let match), .prefixHash(let match): rows = min(rows, 16 * match.ways * match.hashes + match.stash)
      case .index where [.nextHop, .nextHopGroupMember, .aclCounter].contains(tables[first].role): rows = min(rows, 1024)
      case .ternary, .prefixTCAM:
        let blocks = rows / memories[index].rowsPerBlock
        memories[index].rowsPerBlock = min(16, memories[index].rowsPerBlock)
        rows = blocks * memories[index].rowsPerBlock
        if let banks = memories[index].banks { memories[index].banks?.reservedRows = min(1, banks.reservedRows) }
      default: continue
      }
      memories[index].rows = rows
      for table in sharing { tables[table].depth = rows }
    }
  }
}
