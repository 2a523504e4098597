import SwitchPlatform

/// The chip's range checkers, as far as they are set.
final class RangeIndex: RowIndex {
  private let count: Int
  private let valid, isDestination, lower, upper: FieldPlace
  private let ends: UnsafeMutablePointer<(lower: UInt64, upper: UInt64)>
  /// Checkers of source ports and of destination ports, a bit each.
  private var sources: UInt64 = 0
  private var destinations: UInt64 = 0

  init(_ table: TableDescription) {
    let layout = table.layout
    count = min(64, table.depth)
    valid = FieldPlace(layout.place(.valid))
    isDestination = FieldPlace(layout.place(.isDestination))
    lower = FieldPlace(layout.place(.lower))
    upper = FieldPlace(layout.place(.upper))
    ends = .allocate(capacity: 64)
    ends.initialize(repeating: (0, 0), count: 64)
  }

  deinit { ends.deallocate() }

  func willStore(_ new: UnsafePointer<UInt64>, over old: UnsafePointer<UInt64>, at row: Int) {
    guard row < count else { return }
    let bit: UInt64 = 1 << UInt64(row)
    sources &= ~bit
    destinations &= ~bit
    guard valid.read(new) == 1 else { return }
    ends[row] = (lower.read(new), upper.read(new))
    if isDestination.read(new) == 1 { destinations |= bit } else { sources |= bit }
  }

  /// A bit for each checker in whose range a packet's port is.
  @inline(__always)
  func bits(source: UInt64, destination: UInt64) -> UInt64 {
    if sources | destinations == 0 { return 0 }
    return bits(sources, source) | bits(destinations, destination)
  }

  private func bits(_ checkers: UInt64, _ port: UInt64) -> UInt64 {
    var rest = checkers
    var result: UInt64 = 0
    while rest != 0 {
      let number = rest.trailingZeroBitCount
      if port >= ends[number].lower && port <= ends[number].upper { result |= rest & (~rest &+ 1) }
      rest &= rest &- 1
    }
    return result
  }
}
