import ASICSimulator
import PacketKit
import SimulatedSwitch
import SwitchModel
import SwitchPlatform
import Testing

/// Explaining changes nothing: a switch that explains does as its twin that only receives.
@Suite struct TwinTests {
  @Test func explainedAsReceived() throws {
    let explaining = try ExampleSwitch()
    let receiving = try ExampleSwitch()
    var random = RandomFrames(seed: 2)
    var verdicts: Set<Explanation.Verdict> = []
    var reasons: Set<String> = []
    for number in 0..<2_000 {
      let frame = try random.frame()
      let port = PortID(UInt16.random(in: 1...14, using: &random))
      let told = try explaining.owner.explain(frame, on: port, notBefore: 0)
      receiving.owner.receive(frame, on: port)
      let outcome = receiving.owner.asic.outcome
      #expect(explaining.owner.asic.outcome == outcome, "frame \(number)")
      #expect(explaining.owner.sentFrames() == receiving.owner.sentFrames(), "frame \(number)")
      #expect(told.verdict.rawValue == "\(outcome.verdict)", "frame \(number)")
      switch outcome.verdict {
      case .dropped: #expect(told.reason == "\(outcome.drop)")
      case .trapped, .copied: #expect(told.reason == "\(outcome.trap)")
      case .forwarded: #expect(told.reason.isEmpty)
      }
      let left = told.outputs.filter { $0.frame != nil && $0.port != "CPU" }
      #expect(left.count == outcome.replicas, "frame \(number)")
      verdicts.insert(told.verdict)
      reasons.insert(told.reason)
      if number % 100 == 99 { #expect(try explaining.owner.takePunted() == receiving.owner.takePunted()) }
    }
    #expect(explaining.owner.asic.accounts == receiving.owner.asic.accounts)
    // The frames are of many kinds, or the test says little.
    #expect(verdicts == Set(Explanation.Verdict.allCases))
    #expect(reasons.count > 20, "\(reasons.sorted())")
  }

  /// Each look-up's key leads to the row that the access log says: the two are in step.
  @Test func keysAreInStepWithTheLog() throws {
    let example = try ExampleSwitch()
    var random = RandomFrames(seed: 3)
    for number in 0..<2_000 {
      let frame = try random.frame()
      let port = Int.random(in: 0..<14, using: &random) * 4
      let trace = try #require(frame.withUnsafeBytes { example.owner.asic.trace($0, on: port) })
      #expect(trace.lookUps.map(\.access) == example.owner.asic.accesses, "frame \(number)")
      for lookUp in trace.lookUps { #expect(isConsistent(lookUp, example.owner.platform.asic), "frame \(number): \(lookUp)") }
    }
  }

  /// Whether the row that was hit matches the key bit by bit.
  private func isConsistent(_ lookUp: TracedLookUp, _ asic: ASICDescription) -> Bool {
    let table = asic.tables[Int(lookUp.access.table)]
    guard lookUp.access.row >= 0 else { return lookUp.row.isEmpty }
    func bit(_ words: [UInt64], _ number: Int) -> Bool { words[number / 64] >> UInt64(number % 64) & 1 == 1 }
    func matches(_ layout: RowLayout) -> Bool {
      (0..<layout.keyWidth).allSatisfy { number in
        if let mask = layout.maskOffset, !bit(lookUp.row, mask + number) { return true }
        return bit(lookUp.row, number) == bit(lookUp.key, number)
      } && bit(lookUp.row, layout.validOffset ?? 0)
    }
    switch table.match {
    case .index: return lookUp.key == [UInt64(lookUp.access.row)]
    case .hash, .prefixHash, .ternary, .prefixTCAM: return matches(table.layout)
    case .algorithmicLPM(let match):
      let pivots = RowLayout.pivots(of: table, match)
      if lookUp.access.level == 1 { return matches(pivots) }
      let field: Field = table.role == .routeIPv4 ? .ipv4 : .ipv6
      guard let held = table.layout.keyPlace(field), let wanted = pivots.keyPlace(field), let length = table.layout.keyPlace(.length),
        let bits = RowValue(lookUp.row, length)?.low
      else { return false }
      return (held.width - Int(bits)..<held.width).allSatisfy {
        bit(lookUp.row, held.offset + $0) == bit(lookUp.key, wanted.offset + $0)
      }
    }
  }
}
