// `make accuracy`: what is claimed of the simulator's times, row by row. Status 1 where a row fails.
import ASICTiming
import Foundation
import SwitchPlatform
import TimingOracle

/// The folder of shared data: `TRYSAIL_SHARED`, or `shared` beside the current folder.
let shared = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"] ?? "../shared"
let reference = FileManager.default.contents(atPath: shared + "/rtl/rtl-reference.json").flatMap {
  JSONDocument.parse(bytes: Array($0), file: "rtl-reference.json").node
}

let thresholds = FileManager.default.contents(atPath: shared + "/chips/chip-buffer-reference.json").flatMap {
  JSONDocument.parse(bytes: Array($0), file: "chip-buffer-reference.json").node
}

func text(_ path: String) -> String { FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? "" }

guard let catalog = Catalog.find() else {
  print("no folder 'Platforms'")
  exit(1)
}

/// Our recordings of RTL.
let recordings = RTLRecording.all(text(RTLRecording.path)) ?? []
let blocks = JSONDocument.parse(text(BlockRecording.path), file: BlockRecording.path).node

var rows: [AccuracyRow] = []
do throws(CatalogError) {
  if case .pipeline(let timing) = try catalog.timing(named: "menshen-512").timing {
    rows += PipelineRows(timing: timing, reference: reference, recordings: recordings.filter { $0.busBits == 512 }).rows()
  }
  if case .pipeline(let timing) = try catalog.timing(named: "menshen-256").timing {
    rows.append(NarrowPipelineRow(timing: timing, recordings: recordings.filter { $0.busBits == 256 }).row())
  }
  rows += try BlockRows(catalog: catalog, reference: reference, own: blocks).rows()
  rows += try TrafficRows(catalog: catalog, reference: thresholds).rows()
  rows += try HashRows(catalog: catalog).rows()
} catch {
  print(error.description)
  exit(1)
}
for row in rows.sorted(by: { $0.id < $1.id }) { print(row.text) }
print("P1\tnot run\tpackets a second; make bench")
exit(rows.contains { $0.outcome == .fail } ? 1 : 0)
