import ASICDriver
import ASICSimulator
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import TrafficManager

// From the switch to a report.

extension BoardReport {
  init(_ platform: Platform) {
    let (board, asic) = (platform.board, platform.asic)
    self.init(
      name: board.id, vendor: board.vendor, product: board.product, ports: board.ports.count, chip: asic.name, clock: asic.clock,
      assumedShare: asic.provenance.shareAssumed)
  }
}

extension LoadReport {
  init(_ loaded: LoadedSwitch) {
    let routes = loaded.routes.map { file, summary in
      Routes(
        file: file, lines: summary.lines, ipv4: summary.ipv4Routes, ipv6: summary.ipv6Routes, duplicates: summary.duplicates,
        configured: summary.configured)
    }
    self.init(
      file: loaded.configurationFile ?? "", hostname: loaded.configuration?.hostname,
      warnings: loaded.configuration?.diagnostics.filter { $0.severity == .warning }.count ?? 0, routes: routes,
      rows: loaded.commit.count, chipRowsWritten: loaded.target.driver.rowsWritten)
  }
}

extension TableReport {
  /// The tables that the device has, in the schemas' order.
  static func all(of device: SwitchDevice) -> [TableReport] {
    var collector = Collector(device: device)
    for kind in RowKind.allCases where device.capabilities.supports(kind) { kind.accept(&collector) }
    return collector.tables
  }

  private struct Collector: RowVisitor {
    let device: SwitchDevice
    var tables: [TableReport] = []

    mutating func visit<R: EditableRow>(_ type: R.Type) {
      let usage = R.table(of: device).usage
      let pools = usage.levels.map { Pool(pool: $0.pool, capacity: $0.capacity, used: $0.occupied, constraint: $0.constraint) }
      tables.append(TableReport(table: R.schema.name, rows: usage.rows, pools: pools))
    }
  }
}

extension PacketReport {
  init(_ asic: SimulatedASIC) {
    let accounts = asic.accounts
    let learning = asic.learning
    self.init(
      received: accounts.received, copies: accounts.copies, transmitted: accounts.transmitted, toCPU: accounts.punted,
      dropped: accounts.dropped,
      toCPUByReason: TrapReason.allCases.filter { accounts.traps($0) > 0 }.map { Count(reason: "\($0)", packets: accounts.traps($0)) },
      droppedByReason: DropReason.allCases.filter { accounts.drops($0) > 0 }.map { Count(reason: "\($0)", packets: accounts.drops($0)) },
      isBalanced: accounts.isConserved, learned: learning.learned, moved: learning.moved, notLearned: learning.notLearned,
      sawPartialUpdate: asic.writeTiming == .timed ? accounts.partialUpdates : nil)
  }
}

extension PortReport {
  /// The ports that have seen packets, in front-panel order.
  static func all(of loaded: LoadedSwitch) -> [PortReport] {
    // The fullest queue of each port, where packets wait in the traffic manager.
    var peaks: [Int: Int] = [:]
    if let traffic = loaded.target.asic.traffic {
      for queue in traffic.queueFigures {
        peaks[queue.port] = max(peaks[queue.port, default: 0], queue.peakCells * traffic.buffer.cellBytes)
      }
    }
    return loaded.target.platform.board.ports.compactMap { port in
      let id = PortID(port.number)
      guard let chipPort = loaded.target.chipPort(of: id), let counters = loaded.target.asic.counters(of: chipPort) else { return nil }
      guard counters != PortCounters() else { return nil }
      return PortReport(
        name: loaded.name(of: id), receivedPackets: counters.receivedPackets, receivedBytes: counters.receivedBytes,
        transmittedPackets: counters.transmittedPackets, transmittedBytes: counters.transmittedBytes, tailDrops: counters.transmitDrops,
        peakQueueBytes: peaks[chipPort] ?? counters.peakQueueBytes)
    }
  }
}

extension LatencyReport {
  init(_ target: SimulatedSwitch) {
    let histogram = target.asic.latency
    func cycles(_ value: Double) -> Cycles {
      Cycles(cycles: value, nanoseconds: value * 1e9 / Double(max(1, target.platform.asic.clock)))
    }
    let isEmpty = histogram.packets == 0
    self.init(
      packets: histogram.packets, minimum: isEmpty ? nil : cycles(Double(histogram.minimum)),
      median: histogram.quantile(0.5).map { cycles(Double($0)) }, p99: histogram.quantile(0.99).map { cycles(Double($0)) },
      maximum: isEmpty ? nil : cycles(Double(histogram.maximum)), mean: isEmpty ? nil : cycles(histogram.mean),
      buckets: LatencyReport.buckets(histogram),
      counts: histogram.counts.enumerated().filter { $0.element > 0 }.map { [UInt64($0.offset), $0.element] }, beyond: histogram.beyond)
  }

  /// About a dozen buckets: of equal width while the values are near each other, else each twice as wide as the one before.
  private static func buckets(_ histogram: LatencyHistogram) -> [Bucket] {
    guard histogram.packets > 0 else { return [] }
    let (low, high) = (histogram.minimum, histogram.maximum)
    var bounds: [UInt64] = []
    let span = high - low + 1
    if span <= 12 * 16 {
      let width = (span + 11) / 12
      bounds = Array(stride(from: low, through: high, by: Int(max(1, width))))
    } else {
      // The widths double, so that twelve buckets reach from the lowest to the highest value.
      var width = max(1, span >> 12)
      var start = low
      while start <= high, bounds.count < 64 {
        bounds.append(start)
        start += width
        if bounds.count > 1 { width *= 2 }
      }
    }
    return bounds.enumerated().map { index, from in
      let to = index + 1 < bounds.count ? bounds[index + 1] - 1 : high
      var packets: UInt64 = 0
      if from < UInt64(LatencyHistogram.limit) {
        for cycles in Int(from)...Int(min(to, UInt64(LatencyHistogram.limit) - 1)) { packets += histogram.counts[cycles] }
      }
      // What lies beyond the exact counts is somewhere above: it is shown with the last bucket.
      if index + 1 == bounds.count { packets += histogram.beyond }
      return Bucket(from: from, to: to, packets: packets)
    }
  }
}

extension StageReport {
  static func all(of asic: SimulatedASIC) -> [StageReport] {
    let refused = asic.accounts.drops(.notEthernet)
    let packets = Double(max(1, asic.accounts.received - min(asic.accounts.received, refused)))
    return asic.stageTotals.map {
      StageReport(name: $0.name, waitMean: Double($0.wait) / packets, serviceMean: Double($0.service) / packets)
    }
  }
}

extension TimeReport {
  init(_ simulation: Simulation) {
    let target = simulation.target
    self.init(pace: simulation.pace.rawValue, cycles: target.asic.now, nanoseconds: target.wholeNanoseconds(target.asic.now))
  }
}
