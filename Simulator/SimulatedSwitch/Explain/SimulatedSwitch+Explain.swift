import ASICSimulator
import PacketKit
public import SwitchModel
import SwitchPlatform

extension SimulatedSwitch {
  /// Takes a frame (FCS not counted) in on a port, and explains what became of it.
  ///
  /// The frame is a packet like any other: it is counted, timed, learned from, and sent to the CPU where it has to go there; what it
  /// leaves is in `asic.outcome` and `asic.output` besides.
  ///
  /// - Parameters:
  ///   - start: The cycle before which it does not begin. Default: when the packets before it have left the pipeline, so that it waits
  ///     for none of them there.
  ///   - names: What rows are called; ports have the board's names without it.
  /// - Throws: `.missing` for a port that the switch does not have; nothing is counted then.
  /// - Complexity: O(rows) of the ternary tables and of the kinds of row that the packet met.
  public func explain(
    _ frame: [UInt8], on port: PortID, notBefore start: Int64? = nil, names: [RowKey: String] = [:]
  ) throws(SwitchError) -> Explanation {
    guard let chipPort = chipPort(of: port) else { throw SwitchError(.port, .missing) }
    let start = start ?? asic.now
    guard let trace = frame.withUnsafeBytes({ asic.trace($0, on: chipPort, notBefore: start) }) else {
      throw SwitchError(.port, .missing)
    }
    return ExplanationDraft(owner: self, trace: trace, names: names).explanation(frame, port)
  }
}

/// An explanation in the making: a packet's trace, and the switch whose rows it met.
struct ExplanationDraft {
  let owner: SimulatedSwitch
  let trace: PacketTrace
  let names: [RowKey: String]

  func explanation(_ frame: [UInt8], _ port: PortID) -> Explanation {
    let outcome = trace.outcome
    let reason: String
    switch outcome.verdict {
    case .dropped: reason = "\(outcome.drop)"
    case .trapped, .copied: reason = "\(outcome.trap)"
    case .forwarded: reason = ""
    }
    return Explanation(
      input: self.frame(frame, on: name(of: .port(port))), verdict: .init(outcome.verdict), reason: reason, why: why,
      outputs: outputs(frame), stages: stages, lookUpsNotTold: trace.lookUpsMade - trace.lookUps.count, timing: timing,
      sawPartialUpdate: outcome.sawPartialUpdate ? true : nil)
  }

  private func frame(_ bytes: [UInt8], on port: String) -> Explanation.Frame {
    let summary = PacketSummary(bytes)
    func mac(_ bits: UInt64) -> String? { bytes.count >= 12 ? MACAddress(bits: bits).description : nil }
    return Explanation.Frame(
      port: port, summary: summary.description, sourceMAC: mac(summary.headers.sourceMAC),
      destinationMAC: mac(summary.headers.destinationMAC), length: bytes.count)
  }

  private func outputs(_ input: [UInt8]) -> [Explanation.Output] {
    let sent = owner.sentFrames()
    var outputs = trace.copies.map { copy in
      let name = chipPortName(copy.port)
      if copy.drop != .none {
        return Explanation.Output(port: name, frame: nil, drop: "\(copy.drop)", why: copy.drop.sentence)
      }
      let bytes = sent.first { owner.chipPort(of: $0.port) == copy.port }?.bytes
      return Explanation.Output(port: name, frame: bytes.map { frame($0, on: name) }, drop: nil, why: nil)
    }
    if trace.outcome.trap != .none {
      outputs.append(Explanation.Output(port: "CPU", frame: frame(input, on: "CPU"), drop: nil, why: trace.outcome.trap.sentence))
    }
    return outputs
  }

  private var timing: Explanation.Timing {
    let outcome = trace.outcome
    let isCutThrough = owner.platform.asic.links.mode == .cutThrough
    let start = isCutThrough ? outcome.firstBitIn : outcome.lastBitIn
    let latency = (outcome.firstBitOut >= 0 ? outcome.firstBitOut : outcome.pipelineOut) - start
    return Explanation.Timing(
      clock: owner.platform.asic.clock, firstBitIn: outcome.firstBitIn, lastBitIn: outcome.lastBitIn, pipelineIn: outcome.pipelineIn,
      pipelineOut: outcome.pipelineOut, firstBitOut: outcome.firstBitOut >= 0 ? outcome.firstBitOut : nil,
      lastBitOut: outcome.lastBitOut >= 0 ? outcome.lastBitOut : nil, isCutThrough: isCutThrough, latency: latency,
      latencyNanoseconds: owner.nanoseconds(latency), queueing: outcome.queueing)
  }

  /// The stages with their look-ups. A look-up into a table of an earlier stage stands in the stage that made it.
  private var stages: [Explanation.Stage] {
    var stages = owner.asic.stageCharges.map { Explanation.Stage(name: $0.name, wait: $0.wait, service: $0.service, lookUps: []) }
    let described = owner.platform.asic.stages
    var current = 0
    for index in trace.lookUps.indices {
      let table = Int(trace.lookUps[index].access.table)
      let made = Int(trace.lookUps[index].access.stage)
      // The trap table is asked where the packet comes in, before its own stage.
      let isTrap = owner.platform.asic.tables.indices.contains(table) && owner.platform.asic.tables[table].role == .trap
      let stage = isTrap ? made : described.firstIndex { $0.tables.contains(table) } ?? made
      current = max(current, stage)
      guard stages.indices.contains(current + 1) else { continue }
      var lookUp = lookUp(index)
      if stage < current, described.indices.contains(stage) { lookUp.lookedBackInto = described[stage].name }
      stages[current + 1].lookUps.append(lookUp)
    }
    return stages
  }
}

extension Explanation.Verdict {
  init(_ verdict: ASICSimulator.Verdict) {
    switch verdict {
    case .dropped: self = .dropped
    case .forwarded: self = .forwarded
    case .trapped: self = .trapped
    case .copied: self = .copied
    }
  }
}
