import SwitchPlatform
import TrafficExperiments

/// B1, Q1, Q2: the traffic manager.
struct TrafficRows {
  let catalog: Catalog
  /// Thresholds measured on real chips; `nil`: the folder of shared data is absent.
  let reference: Node?

  func rows() throws(CatalogError) -> [AccuracyRow] { [try thresholds(), waits(), shares(), inversion()] }

  private struct Point {
    var chip: String
    var quantity: String
    var packets: Int
  }

  private func buffer(_ chip: String) throws(CatalogError) -> BufferDescription {
    let path = "\(catalog.folder)/asics/\(chip).yaml"
    let (node, _) = YAMLDocument.parse(text(path), file: path)
    guard let node, let traffic = TrafficLoader.load(node: node, file: path).traffic else {
      throw CatalogError(message: "\(path) describes no buffer")
    }
    return traffic.buffer
  }

  private func thresholds() throws(CatalogError) -> AccuracyRow {
    var points = (reference?["points"]?.elements ?? []).compactMap { point -> Point? in
      guard let chip = point["chip"]?.text, let quantity = point["quantity"]?.text,
        let packets = point["measured_on_hardware_packets_of_one_cell"]?.text.flatMap({ Int($0) })
      else { return nil }
      return Point(chip: chip, quantity: quantity, packets: packets)
    }
    let isShared = !points.isEmpty
    if !isShared {
      // sonic-mgmt, tests/qos/files/qos_params.th.yaml and qos_params.th2.yaml.
      points = [
        Point(chip: "BCM56960", quantity: "pfc, 1 group", packets: 6542), Point(chip: "BCM56960", quantity: "ingr_drp 40G", packets: 7063),
        Point(chip: "BCM56960", quantity: "ingr_drp 100G", packets: 7835), Point(chip: "BCM56960", quantity: "lossy egress", packets: 9887),
        Point(chip: "BCM56970", quantity: "pfc pool 33329088", packets: 20034)
      ]
    }
    var worst = (thresholds: 0, lossy: 0)
    for point in points {
      var buffer = try buffer(point.chip == "BCM56960" ? "tomahawk" : "tomahawk2")
      if let pool = point.quantity.split(separator: " ").compactMap({ Int($0) }).first(where: { $0 > 1_000_000 }), !buffer.pools.isEmpty {
        buffer.pools[0].cells = pool / buffer.cellBytes / buffer.slices
      }
      let speed: UInt64 = point.quantity.contains("40G") ? 40_000 : point.quantity.contains("50G") ? 50_000 : 100_000
      let experiment = BufferThresholds(buffer, megabits: speed)
      let isLossy = point.quantity.contains("lossy")
      let packets =
        isLossy
        ? experiment.packets(until: .egressDrop, classes: [0])
        : point.quantity.contains("ingr_drp")
          ? experiment.packets(until: .ingressDrop, classes: [3])
          : point.quantity.contains("10 priority groups")
            ? experiment.packets(until: .pause, classes: [3, 4], ports: 5) : experiment.packets(until: .pause, classes: [3])
      let error = packets.map { abs($0 - point.packets) } ?? Int.max
      if isLossy { worst.lossy = max(worst.lossy, error) } else { worst.thresholds = max(worst.thresholds, error) }
    }
    return AccuracyRow(
      "B1", "\(points.count) thresholds of Tomahawk and Tomahawk 2, greatest error",
      figure: "\(worst.thresholds) cells, lossy egress \(worst.lossy)", limit: "2 cells, lossy egress 5",
      passes: worst.thresholds <= 2 && worst.lossy <= 5,
      against: isShared ? "measured, in the shared folder" : "measured, published by sonic-mgmt")
  }

  private func waits() -> AccuracyRow {
    // The closer to saturation the longer waits hang together: as many packets as the limit needs.
    let loads: [(load: Double, packets: Int)] = [(0.5, 1_000_000), (0.8, 2_000_000), (0.9, 4_000_000), (0.95, 8_000_000)]
    let figures = loads.map { QueueingTheory.meanWait(load: $0.load, packets: $0.packets, seed: 1) }
    let errors = zip(loads, figures).map { "\($0.load): \(percent($1.error / $1.expected))" }
    return AccuracyRow(
      "Q1", "M/D/1 mean wait by load, error", figure: errors.joined(separator: ", "), limit: "3 %", passes: figures.allSatisfy(\.passes),
      against: "Pollaczek and Khinchine; \(loads.map { "\($0.packets / 1_000_000)" }.joined(separator: ", ")) million packets")
  }

  private func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) %"
  }

  private func shares() -> AccuracyRow {
    var worst = 0.0
    var count = 0
    for sharing in BufferDescription.Sharing.allCases {
      for seed in 1...12 as ClosedRange<UInt64> {
        for figure in Fairness.shares(sharing, seed: seed) {
          worst = max(worst, figure.error / figure.tolerance)
          count += 1
        }
      }
    }
    return AccuracyRow(
      "Q2", "DRR and WFQ, \(count) queues, greatest error of quantum + MTU", figure: percent(worst), limit: "100 %", passes: worst <= 1,
      against: "weighted max-min fairness")
  }

  private func inversion() -> AccuracyRow {
    let figure = Fairness.inversion(packets: 200_000, seed: 1)
    return AccuracyRow(
      "Q2", "strict priority, longest wait for lower ones, cycles", figure: "\(Int(figure.measured))",
      limit: "one packet on the wire, \(Int(figure.tolerance))", passes: figure.passes, against: "its length")
  }
}
