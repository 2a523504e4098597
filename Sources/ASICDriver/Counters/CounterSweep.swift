import DeviceAccess
import SwitchPlatform

/// 64-bit sums of the chip's counters, fed by sweeps that read every row once a period.
///
/// What is told between two sweeps is what the last one found. A counter that wraps once between two sweeps loses nothing: the sum grows
/// by the difference modulo its width. One that wraps n times loses n - 1 whole wraps, and nobody can tell: a 32-bit counter of bytes
/// wraps in 86 ms at 400 Gb/s.
final class CounterSweep {
  private struct Bank {
    let image: TableImage
    let fields: [RowLayout.Place]
    /// Row by row, field by field.
    var sums: [UInt64]
    /// What the chip's counters said last; 0 throughout where reading clears them.
    var last: [UInt64]
  }

  private let core: DeviceCore
  private let clearsOnRead: Bool
  /// - Unit: nanoseconds.
  let period: Int64
  /// - Unit: nanoseconds of the caller's clock.
  private(set) var next: Int64
  private var banks: [TableRole: Bank] = [:]
  private(set) var sweeps: UInt64 = 0
  private(set) var failures: UInt64 = 0
  private var words: [UInt64] = []

  init?(_ core: DeviceCore) {
    guard let counters = core.asic.counters, let period = counters.sweepPeriod, period > 0 else { return nil }
    self.core = core
    self.period = period
    clearsOnRead = counters.clearsOnRead
    next = period
    for role in CounterDescription.roles {
      guard let image = core.images[role] else { continue }
      let fields = image.layout.data.filter { $0.width <= 64 }
      let zeros = [UInt64](repeating: 0, count: image.rows * fields.count)
      banks[role] = Bank(image: image, fields: fields, sums: zeros, last: zeros)
    }
  }

  /// Sweeps when it is time to.
  func advance(to now: Int64) throws(BusError) {
    guard now >= next, !core.isAdopting else { return }
    let (due, isFar) = next.addingReportingOverflow(((now - next) / period + 1) * period)
    next = isFar ? .max : due
    try sweep()
  }

  /// Reads every row. After a failure the rows before it have been read, and the others are left for the next sweep.
  private func sweep() throws(BusError) {
    do throws(BusError) {
      for role in CounterDescription.roles {
        guard let rows = banks[role]?.image.rows else { continue }
        for row in 0..<rows { try read(role, row) }
      }
      sweeps += 1
    } catch {
      failures += 1
      throw error
    }
  }

  private func read(_ role: TableRole, _ row: Int) throws(BusError) {
    guard let image = banks[role]?.image, let fields = banks[role]?.fields else { return }
    try core.read(image, row, into: &words)
    // A row of the bus can be a word shorter than one of 64-bit words.
    while words.count < image.stride { words.append(0) }
    for (index, field) in fields.enumerated() {
      let value = words.withUnsafeBufferPointer { $0.baseAddress.map { RowBits.read($0, at: field.offset, width: field.width) } } ?? 0
      let place = row * fields.count + index
      let mask: UInt64 = field.width >= 64 ? ~0 : (1 << UInt64(field.width)) - 1
      let last = clearsOnRead ? 0 : banks[role]?.last[place] ?? 0
      banks[role]?.sums[place] &+= (value &- last) & mask
      if !clearsOnRead { banks[role]?.last[place] = value }
    }
  }

  /// A row's sums, `nil` where the chip has no such row.
  func sums<Counts>(_ role: TableRole, _ row: Int, _ body: ((Field) -> UInt64) -> Counts) -> Counts? {
    guard let bank = banks[role], row >= 0, row < bank.image.rows else { return nil }
    return body { field in
      guard let index = bank.fields.firstIndex(where: { $0.field == field }) else { return 0 }
      return bank.sums[row * bank.fields.count + index]
    }
  }
}
