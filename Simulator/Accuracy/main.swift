// `make accuracy`: what is claimed of the simulator's times, row by row. Status 1 where a row fails.
import ASICTiming
import Foundation
import SwitchPlatform

/// The folder of shared data: `TRYSAIL_SHARED`, or `shared` beside the current folder.
let shared = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"] ?? "../shared"
let reference = FileManager.default.contents(atPath: shared + "/rtl/rtl-reference.json").flatMap {
  JSONDocument.parse(bytes: Array($0), file: "rtl-reference.json").node
}

guard let catalog = Catalog.find() else {
  print("no folder 'Platforms'")
  exit(1)
}

var rows: [AccuracyRow] = []
do throws(CatalogError) {
  if case .pipeline(let timing) = try catalog.timing(named: "menshen-512").timing {
    rows += PipelineRows(timing: timing, reference: reference).rows()
  }
  rows.append(AccuracyRow("R3", "packets of the 256-bit variant", limit: "99 % within 1 cycle", notRun: "no recording of it is here"))
  rows += try BlockRows(catalog: catalog, reference: reference).rows()
} catch {
  print(error.description)
  exit(1)
}
for (id, claim, limit) in [
  ("B1", "buffer thresholds of Tomahawk and Tomahawk 2", "2 cells, 5 lossy egress"), ("Q1", "M/D/1 mean wait", "3 %"),
  ("Q2", "DRR and WFQ against max-min fairness", "quantum + MTU")
] {
  rows.append(AccuracyRow(id, claim, limit: limit, notRun: "the traffic manager's experiments are not linked here"))
}
rows.append(
  AccuracyRow("H1", "hash load at the first refusal", limit: "1 % cuckoo, 2 points else", notRun: "AcceptanceTests, HashLoadTests"))

for row in rows.sorted(by: { $0.id < $1.id }) { print(row.text) }
exit(rows.contains { $0.outcome == .fail } ? 1 : 0)
