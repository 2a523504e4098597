import ASICSimulator
import ArgumentParser
import SimulatedSwitch
import SwitchPlatform
import TrafficManager

/// The pictures of a run: latency, buffer, queues, utilisation.
struct RunPlots {
  let loaded: LoadedSwitch
  let report: RunReport

  /// Writes them into a folder, which is made.
  ///
  /// - Returns: the names of the files.
  func write(to folder: String) throws(ExitCode) -> [String] {
    try Files.makeFolder(folder)
    var names = ["latency.svg", "utilisation.svg"]
    try Files.write(latency, to: "\(folder)/latency.svg")
    try Files.write(utilisation, to: "\(folder)/utilisation.svg")
    if let traffic = report.traffic {
      try Files.write(buffer(traffic), to: "\(folder)/buffer.svg")
      try Files.write(queues(traffic), to: "\(folder)/queues.svg")
      names += ["buffer.svg", "queues.svg"]
    }
    return names
  }

  private var latency: String {
    let counts = report.latency.counts
    let plot = Plot(
      title: "Latency, last bit in to first bit out: \(report.latency.packets.grouped) packets", xTitle: "core cycles", yTitle: "packets")
    guard let low = counts.first?[0], let high = counts.last?[0] else { return plot.histogram([]) }
    // Exact where there is room, else a bar for several values.
    let width = max(1, (high - low) / 380 + 1)
    var heights: [UInt64: UInt64] = [:]
    for pair in counts { heights[(pair[0] - low) / width, default: 0] += pair[1] }
    let bars = heights.sorted { $0.key < $1.key }.map { place, packets in
      let from = low + place * width
      return Plot.Bar(
        from: Double(from), to: Double(from + width), height: Double(packets),
        name: "\(width == 1 ? from.grouped : "\(from.grouped)…\((from + width - 1).grouped)") cycles: \(counted(packets, "packet"))")
    }
    return plot.histogram(bars)
  }

  private var utilisation: String {
    let plot = Plot(title: "Utilisation over \(report.time.cycles.grouped) cycles", xTitle: "", yTitle: "")
    return plot.shares(report.utilisation.map { ($0.resource, $0.share, $0.share.percent) })
  }

  private func buffer(_ traffic: TrafficReport) -> String {
    let plot = Plot(
      title: "Buffer: cells of \(traffic.cellBytes) bytes in use", xTitle: "core cycles",
      yTitle: "cells, most in \(traffic.sampleSpan.grouped) cycles")
    var series = [Plot.Series(name: "all", points: traffic.occupancy.map { (Double($0.cycle), Double($0.cells)) })]
    if traffic.occupancy.contains(where: { $0.headroomCells > 0 }) {
      series.append(Plot.Series(name: "headroom", points: traffic.occupancy.map { (Double($0.cycle), Double($0.headroomCells)) }))
    }
    return plot.lines(series)
  }

  /// The fullest queues over time.
  private func queues(_ traffic: TrafficReport) -> String {
    let plot = Plot(title: "Queues: cells waiting", xTitle: "core cycles", yTitle: "cells, most in a span")
    let all = loaded.target.asic.traffic?.queueSeries ?? []
    let shown = all.sorted { ($1.peak, $0.port, $0.queue) < ($0.peak, $1.port, $1.queue) }.prefix(Plot.maximumSeries)
    return plot.lines(
      shown.map { series in
        Plot.Series(
          name: "\(loaded.name(ofChipPort: series.port)) queue \(series.queue)",
          points: series.samples.map { (Double($0.cycle), Double($0.cells)) })
      })
  }
}
