/// What is done next to a memory: it fills until it has refused a number of rows, and empties to a third, again and again.
struct Tide {
  private var isRising = true
  private var refusals = 0

  mutating func refused() { refusals += 1 }

  /// - Parameter capacity: Rows that the memory has at the best.
  mutating func isInsertion(held: Int, of capacity: Int, _ draw: inout Draw) -> Bool {
    if refusals >= 25 { isRising = false }
    if held <= capacity / 3 {
      isRising = true
      refusals = 0
    }
    return draw.chance(isRising ? 80 : 20)
  }
}

/// What a run did.
struct Tally {
  var operations = 0
  var lookUps = 0
  var refusals = 0
  var fullest = 0

  func figure(_ name: String, of rows: Int) {
    Acceptance.figure(
      "\(name): \(operations) operations, \(lookUps) look-ups, \(refusals) refusals, all legitimate; fullest \(fullest) of \(rows) rows")
  }
}
