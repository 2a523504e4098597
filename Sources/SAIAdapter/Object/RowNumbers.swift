/// The numbers of rows whose ids are narrower than SAI's: lowest free first.
struct RowNumbers {
  private var next: [Int32: UInt32] = [:]
  private var returned: [Int32: [UInt32]] = [:]

  /// - Returns: `nil` when all up to `limit` are taken.
  mutating func take(_ type: Int32, limit: UInt32, from first: UInt32 = 1) -> UInt32? {
    if let number = returned[type]?.popLast() { return number }
    let number = next[type] ?? first
    guard number <= limit else { return nil }
    next[type] = number + 1
    return number
  }

  mutating func give(_ type: Int32, _ number: UInt32) { returned[type, default: []].append(number) }
}
