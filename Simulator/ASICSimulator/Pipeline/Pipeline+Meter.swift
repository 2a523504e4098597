import SwitchPlatform

// Meters. Entries of ACLs and rows of the trap table name one; every entry that is hit has its packet metered, whatever it does with
// it, as it has it counted. A meter that drops outranks whatever else is found, the CPU's copies included.
//
// Function and time stay apart: the pipeline knows no clock. The one thing in it that depends on time is told the cycle at which the
// packet comes (`cycle`, set with each packet), and is a function of it.
extension Pipeline {
  /// Meters the packet for an ACL entry.
  func meterForACL(_ number: UInt64, _ stage: UInt8) { if meterDrops(number, stage) { context.isPoliced = true } }

  /// Meters what goes to the CPU by a trap group that has a meter: a packet that goes there only is dropped, of one that goes on the copy.
  func meterForCPU() {
    guard context.trap != .none || context.copiesToCPU != .none, meterDrops(UInt64(context.cpuMeter &- 1), stageOfTrap) else { return }
    // A trapped packet leaves no other way.
    if context.trap != .none || replicaCount == 0 { context.dropping(.policer) } else { context.isCopyPoliced = true }
    context.trap = .none
    context.copiesToCPU = .none
  }

  /// Colours the packet, counts it, and says whether its colour is dropped. A row that holds no meter lets it pass.
  private func meterDrops(_ number: UInt64, _ stage: UInt8) -> Bool {
    let index = Int(truncatingIfNeeded: number)
    guard let meters = tables.meter, let states = tables.meterState, let row = meters.rows.row(index), meters.valid.read(row) == 1,
      let state = states.rows.row(index)
    else { return false }
    let settings = meters.settings(row)
    var buckets = states.buckets(state, settings, at: cycle)
    let cost = meters.unit.read(row) == MeterUnitCode.bytes.rawValue ? UInt64(truncatingIfNeeded: context.length) : 1
    let color = buckets.color(cost, colored: context.color, at: cycle, clock: asic.clock, settings)
    states.keep(buckets, state)
    states.count(color, context.length, state)
    context.color = color
    log.add(meters.id, stage, index)
    if isTracing {
      key[0] = number
      key[1] = UInt64(color.rawValue)
      trace(2)
    }
    return meters.drops(color, row)
  }
}
