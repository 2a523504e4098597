import SwitchPlatform

// What a run has cost, and what the chip has learned.
extension SimulatedASIC {
  /// Cycles that packets have waited and been served in the parser, each stage and the deparser.
  public var stageTotals: [StageTotal] {
    let names = ["parser"] + description.stages.map(\.name) + ["deparser"]
    return names.enumerated().map { index, name in
      StageTotal(name: name, wait: calendar.totals[index].wait, service: calendar.totals[index].service)
    }
  }

  /// The same for the last packet.
  public var stageCharges: [StageTotal] {
    let names = ["parser"] + description.stages.map(\.name) + ["deparser"]
    return names.enumerated().map { index, name in
      StageTotal(name: name, wait: calendar.charges[index].wait, service: calendar.charges[index].service)
    }
  }

  /// The look-ups of the last packet, in order.
  public var accesses: [TableAccess] { (0..<pipeline.log.count).map { pipeline.log.entries[$0] } }

  /// Addresses that the chip learned, moved, and had no room to learn.
  public var learning: (learned: UInt64, moved: UInt64, notLearned: UInt64) {
    (pipeline.learned, pipeline.moved, pipeline.notLearned)
  }
}

/// Cycles spent in one resource.
public struct StageTotal: Hashable, Sendable {
  public let name: String
  public let wait: Int64
  public let service: Int64
}
