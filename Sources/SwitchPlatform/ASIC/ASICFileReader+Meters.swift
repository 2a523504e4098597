/// What has to hold for meters: each has a state, and its fractions can hold any part of a token.
extension ASICFileReader {
  func checkMeters(clock: UInt64) {
    guard let meters = index(of: .meter), let states = index(of: .meterState) else { return }
    let state = tables[states]
    if tables[meters].depth != state.depth {
      findings.error(
        "CHP08", at: tablePlaces[states].name,
        "table '\(state.name)' has \(state.depth) rows; expected as many as table '\(tables[meters].name)' has: \(tables[meters].depth)")
    }
    let needed = ASICFileReader.bits(for: Int(clamping: clock))
    for field in state.data where (field.field == .committedFraction || field.field == .peakFraction) && field.width < needed {
      findings.error(
        "CHP08", at: tablePlaces[states].data[field.field] ?? tablePlaces[states].name,
        "field '\(field.field.rawValue)' of table '\(state.name)' has \(field.width) bits; parts of a clock of \(clock) Hz need \(needed)")
    }
  }
}
