import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Policers: a meter each. ACL entries and traps name it by its number, which stays while its rates and sizes change.
///
/// The chip keeps buckets and counts in rows of their own, which begin anew with each policer and are left alone by its updates.
final class ASICPolicerTable: ChipTable, PolicerTable {
  let core: DeviceCore
  private let state: ChipState
  private let image: TableImage
  private let stateImage: TableImage
  private var numbers: NumberAllocator

  init?(_ state: ChipState) {
    core = state.core
    self.state = state
    guard let image = core.images[.meter], let stateImage = core.images[.meterState] else { return nil }
    self.image = image
    self.stateImage = stateImage
    numbers = NumberAllocator(0..<min(image.rows, stateImage.rows))
  }

  func apply(_ changes: Span<Change<Policer>>) -> [Failure] { applyAll(changes) }

  func stage(_ change: Change<Policer>) throws(Refusal) {
    let id = change.key
    let held = state.policers[id]
    if change.before == nil, held != nil { throw Refusal(.exists) }
    if change.before != nil, held == nil { throw Refusal(.missing) }
    guard let policer = change.after else {
      guard let held else { return }
      core.clear(image, held.number)
      numbers.give(held.number)
      state.policers[id] = nil
      return
    }
    if let column = Policer.schema.firstInvalidColumn(of: policer) ?? policer.contradiction { throw Refusal(.invalid(column)) }
    let fixed = ["meterType", "mode", "colorSource"].map { Policer.schema.id($0) }
    if let held, let column = Policer.schema.differences(held.row, policer).first(where: fixed.contains) { throw Refusal(.invalid(column)) }
    let committed = try rate(policer.cir, .committedRate, .committedRateExponent, "cir")
    let peak = try rate(policer.pir, .peakRate, .peakRateExponent, "pir")
    guard image.fits(.committedBurst, policer.cbs) else { throw Refusal(.invalid(Policer.schema.id("cbs"))) }
    guard image.fits(.peakBurst, policer.pbs) else { throw Refusal(.invalid(Policer.schema.id("pbs"))) }
    guard let number = held?.number ?? numbers.take() else {
      throw Refusal(.exhausted(Exhaustion(pool: PoolID(UInt16(image.pool)), constraint: .rows)))
    }
    // Before the meter, so that no packet meets it with the buckets of the one that had its number before.
    if held == nil { core.stageAnew(stateImage, number) }
    state.policers[id] = ChipState.PolicerState(row: policer, number: number)
    let row = image.blank()
    image.set(.valid, 1, in: row)
    image.set(.meterMode, (policer.mode == .srTCM ? MeterModeCode.singleRate : .twoRates).rawValue, in: row)
    image.set(.meterUnit, (policer.meterType == .bytes ? MeterUnitCode.bytes : .packets).rawValue, in: row)
    image.set(.colorAware, policer.colorSource == .aware ? 1 : 0, in: row)
    image.set(.committedRate, committed.mantissa, in: row)
    image.set(.committedRateExponent, committed.exponent, in: row)
    image.set(.peakRate, peak.mantissa, in: row)
    image.set(.peakRateExponent, peak.exponent, in: row)
    image.set(.committedBurst, policer.cbs, in: row)
    image.set(.peakBurst, policer.pbs, in: row)
    image.set(.dropsGreen, policer.greenAction == .drop ? 1 : 0, in: row)
    image.set(.dropsYellow, policer.yellowAction == .drop ? 1 : 0, in: row)
    image.set(.dropsRed, policer.redAction == .drop ? 1 : 0, in: row)
    core.stage(image, number, row)
  }

  /// The smallest rate of the chip that is not below a rate.
  private func rate(
    _ rate: UInt64, _ mantissa: Field, _ exponent: Field, _ column: String
  ) throws(Refusal) -> (mantissa: UInt64, exponent: UInt64) {
    for power in 0 as UInt64..<64 where image.fits(exponent, power) {
      // The part that is shifted out rounds up.
      let part = rate & ((1 << power) - 1) == 0 ? 0 : 1 as UInt64
      let (rounded, overflow) = (rate >> power).addingReportingOverflow(part)
      if !overflow, image.fits(mantissa, rounded) { return (rounded, power) }
    }
    throw Refusal(.invalid(Policer.schema.id(column)))
  }

  func row(at key: PolicerID) -> Policer? {
    guard let held = state.policers[key], core.holds(image, held.number) else { return nil }
    return held.row
  }

  func forEachRow(_ body: (Policer) -> Void) { for key in state.policers.keys { if let row = row(at: key) { body(row) } } }

  var usage: Usage {
    Usage(
      rows: state.policers.count, levels: [Usage.Level(pool: core.pools[image.pool].name, capacity: image.rows, occupied: numbers.used)])
  }
}

extension ChipState {
  /// The meter of a policer.
  ///
  /// - Parameters:
  ///   - image: The table whose rows are to name it.
  ///   - column: What is unsupported where they cannot.
  func meter(of policer: PolicerID?, in image: TableImage, _ column: ColumnID) throws(Refusal) -> Int? {
    guard let policer else { return nil }
    guard image.layout.place(.meter) != nil, core.images[.meter] != nil else { throw Refusal(.unsupported(column)) }
    guard let held = policers[policer] else { throw Refusal(.unresolved(.policer(policer))) }
    return held.number
  }
}

extension DeviceCore {
  /// Has the device begin a row anew that it changes by itself: zero, whatever it has made of it.
  func stageAnew(_ image: TableImage, _ number: Int) {
    // One bit is set first, so that the zero row differs from the image and is written.
    image.row(number)[0] = 1
    stage(image, number, image.blank())
  }
}
