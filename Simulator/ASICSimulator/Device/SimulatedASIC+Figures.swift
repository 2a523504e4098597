import SwitchPlatform

// What a run has cost, and what the chip has learned.
extension SimulatedASIC {
  /// Cycles that packets have waited and been served in the parser, each stage and the deparser.
  public var stageTotals: [StageTotal] {
    let names = ["parser"] + description.stages.map(\.name) + ["deparser"]
    return names.enumerated().map { index, name in
      let total = calendar.total(of: index)
      return StageTotal(name: name, wait: total.wait, service: total.service)
    }
  }

  /// The same for the last packet.
  public var stageCharges: [StageTotal] {
    let names = ["parser"] + description.stages.map(\.name) + ["deparser"]
    return names.enumerated().map { index, name in
      StageTotal(name: name, wait: calendar.waits[index], service: calendar.service(of: index))
    }
  }

  /// How busy each calendar was: wires in, stages by pipe, the bus. What has not been used is not told; wires out are the traffic manager's.
  ///
  /// A stage is busy for its interval with each packet.
  public var loads: [ResourceLoad] {
    var loads: [ResourceLoad] = []
    for port in 0..<ports where ingressBusy[port] > 0 {
      loads.append(ResourceLoad(resource: .wireIn(port: port), busy: ingressBusy[port]))
    }
    for pipe in 0..<calendar.pipes where calendar.passes[pipe] > 0 {
      for resource in 0..<calendar.resources {
        let busy = Int64(clamping: calendar.passes[pipe]).multipliedReportingOverflow(by: calendar.interval[resource])
        loads.append(ResourceLoad(resource: .stage(resource, pipe: pipe), busy: busy.overflow ? .max : busy.partialValue))
      }
    }
    return loads
  }

  /// Cycles after a packet enters a resource of the pipe before the next can: of the parser, each stage, the deparser.
  public func interval(ofResource number: Int) -> Int64 { number >= 0 && number < calendar.resources ? calendar.interval[number] : 1 }

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

/// How long a resource was busy.
public struct ResourceLoad: Hashable, Sendable {
  public enum Resource: Hashable, Sendable {
    case wireIn(port: Int)
    /// The parser, a stage or the deparser, as `stageTotals` numbers them, of a pipe.
    case stage(Int, pipe: Int)
  }

  public var resource: Resource
  /// - Unit: cycles.
  public var busy: Int64
}
