import NOSConfiguration
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// What of a configuration fits one chip.
struct PlanReport: Codable {
  struct Pool: Codable {
    var pool: String
    var used: Int
    var capacity: Int
    /// Device rows that would still fit.
    var headroom: Int
    /// Whether that depends on the rows that come.
    var isEstimated: Bool
    /// What would refuse the next row first.
    var binding: String?
  }

  struct Table: Codable {
    var table: String
    var wanted: Int
    var held: Int
    var pools: [Pool]
  }

  struct Refusal: Codable {
    var table: String
    /// Rows that are refused for this reason.
    var rows: Int
    var reason: String
    /// Some of them, each with its place.
    var examples: [String]
  }

  var chip: String
  var mode: String?
  var board: String?
  var assumedShare: Double
  var fits: Bool
  /// What is otherwise than the file has it.
  var notes: [String]
  var tables: [Table]
  var refusals: [Refusal]
  /// The chip's rows that were written, and those of them that made room for others.
  var chipRowsWritten: UInt64
  var chipRowsMoved: UInt64
}

extension PlanReport {
  init(
    _ platform: Platform, _ run: DryRun, _ configuration: Configuration, notes: [String], routes: RouteListReader.Summary?,
    rowsWritten: UInt64,
    moves: UInt64, examples: Int
  ) {
    chip = platform.asic.name
    mode = platform.asic.mode
    board = platform.board.product.isEmpty ? nil : "\(platform.board.vendor) \(platform.board.product)"
    assumedShare = platform.asic.provenance.shareAssumed
    fits = run.fits
    self.notes = notes
    chipRowsWritten = rowsWritten
    chipRowsMoved = moves
    tables = run.outcomes.map { outcome in
      Table(
        table: outcome.kind.description, wanted: outcome.wanted, held: outcome.held,
        pools: (outcome.usage?.levels ?? []).map {
          Pool(
            pool: $0.pool, used: $0.occupied, capacity: $0.capacity, headroom: $0.headroom, isEstimated: $0.isEstimated,
            binding: $0.constraint)
        })
    }
    refusals = run.outcomes.flatMap { outcome -> [Refusal] in
      var order: [String] = []
      var found: [String: Refusal] = [:]
      for fault in outcome.faults {
        let reason = PlanReport.reason(fault.error)
        if found[reason] == nil {
          order.append(reason)
          found[reason] = Refusal(table: outcome.kind.description, rows: 0, reason: reason, examples: [])
        }
        found[reason]?.rows += 1
        if let count = found[reason]?.examples.count, count < examples {
          let place = configuration.sources.text(fault.provenance).map { "\($0): " } ?? ""
          let text = fault.error.text { run.device.capabilities.name(of: $0) }
          found[reason]?.examples.append("\(place)\(configuration.names[fault.key] ?? "\(fault.key)"): \(text)")
        }
      }
      return order.compactMap { found[$0] }
    }
    // Reasons by the names of the pools.
    for index in refusals.indices {
      guard
        let fault = run.outcomes.lazy.flatMap(\.faults).first(where: {
          PlanReport.reason($0.error) == refusals[index].reason && "\($0.error.kind)" == refusals[index].table
        }), case .exhausted(let exhaustion) = fault.error.cause
      else { continue }
      refusals[index].reason = "\(run.device.capabilities.name(of: exhaustion.pool) ?? "a pool") takes no more"
    }
  }

  /// What faults have in common: buckets and what a row refers to are not told apart.
  private static func reason(_ error: SwitchError) -> String {
    switch error.cause {
    case .unresolved: "refers to what was refused"
    case .exhausted(let exhaustion): "pool \(exhaustion.pool.rawValue)"
    default: "\(error)"
    }
  }

  func text(_ paint: Paint) -> String {
    let name = chip + (mode.map { ", mode \($0)" } ?? "")
    var lines = [paint.bold((board.map { "\($0): " } ?? "") + name) + "; \(assumedShare.percent) of the chip's numbers are assumptions"]
    lines += notes.map { "  " + $0 }
    var table = TextTable(
      [.left, .right, .right, .left, .right, .right, .right, .left],
      header: ["table", "wanted", "fit", "pool", "used", "capacity", "still fit", "refuses first"])
    for row in tables {
      let counts = [row.table, row.wanted.grouped, row.held.grouped]
      if row.pools.isEmpty { table.add(counts + [row.held < row.wanted ? "none" : "-", "", "", "", ""]) }
      for (index, pool) in row.pools.enumerated() {
        table.add(
          (index == 0 ? counts : ["", "", ""]) + [
            pool.pool, pool.used.grouped, pool.capacity.grouped, (pool.isEstimated ? "≈" : "") + pool.headroom.grouped, pool.binding ?? ""
          ])
      }
    }
    if !table.isEmpty { lines += table.lines(paint) }
    lines.append("  \(counted(chipRowsWritten, "chip row")) written, \(chipRowsMoved.grouped) moved to make room")
    lines.append("  " + (fits ? "everything fits" : "does not fit:"))
    for refusal in refusals {
      lines.append("    \(refusal.table): \(counted(refusal.rows, "row")): \(refusal.reason)")
      lines += refusal.examples.map { "      \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  /// A line a chip.
  static func summary(_ reports: [PlanReport], _ paint: Paint) -> String {
    var table = TextTable([.left, .left, .left, .right, .left], header: ["chip", "mode", "fits", "assumed", "what does not"], indent: 0)
    for report in reports {
      let refused = report.refusals.map { "\($0.table) \($0.rows.grouped)" }.joined(separator: ", ")
      table.add([report.chip, report.mode ?? "-", report.fits ? "yes" : "no", report.assumedShare.percent, refused])
    }
    return table.lines(paint).joined(separator: "\n")
  }
}
