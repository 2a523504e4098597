import ASICSimulator
import SimulatedSwitch
import TrafficManager

/// The share of the run for which a resource was busy.
struct UtilisationReport: Codable {
  /// `Ethernet0 in`, `pipe 0 parser`, `Ethernet4 out`.
  var resource: String
  /// - Unit: cycles.
  var busy: Int64
  /// 0…1, of the cycles from the start to the end of the run.
  var share: Double

  static func all(of loaded: LoadedSwitch) -> [UtilisationReport] {
    let asic = loaded.target.asic
    let end = Double(max(1, asic.now))
    let stages = asic.stageTotals.map(\.name)
    var reports = asic.loads.map { load -> UtilisationReport in
      let name =
        switch load.resource {
        case .wireIn(let port): "\(loaded.name(ofChipPort: port)) in"
        case .stage(let number, let pipe): "pipe \(pipe) \(stages.indices.contains(number) ? stages[number] : "")"
        }
      return UtilisationReport(resource: name, busy: load.busy, share: Double(load.busy) / end)
    }
    for wire in asic.traffic?.wireFigures ?? [] {
      reports.append(
        UtilisationReport(resource: "\(loaded.name(ofChipPort: wire.port)) out", busy: wire.busy, share: Double(wire.busy) / end))
    }
    return reports
  }
}

extension RunReport {
  /// The busiest, at most a dozen.
  func utilisationLines(_ paint: Paint) -> [String] {
    guard packets.received > 0 else { return [] }
    var table = TextTable([.left, .right, .left])
    for row in utilisation.sorted(by: { ($1.share, $0.resource) < ($0.share, $1.resource) }).prefix(12) {
      table.add([row.resource, row.share.percent, bar(row.share, width: 24)])
    }
    return table.lines(paint)
  }
}
