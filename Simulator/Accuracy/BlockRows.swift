import ASICTiming
import SwitchPlatform
import TimingOracle

/// R4, T1: blocks of which points or a formula are known.
struct BlockRows {
  let catalog: Catalog
  /// Recordings in the shared folder, and ours.
  let reference: Node?
  let own: Node?

  func rows() throws(CatalogError) -> [AccuracyRow] { [try points(), try stages()] }

  private func points() throws(CatalogError) -> AccuracyRow {
    let limit = "exact; MAC 0.01 cycle"
    var parts: [(node: Node, source: String)] = []
    if let own { parts.append((own, "our recordings of the RTL, \(BlockRecording.path)")) }
    if let reference { parts.append((reference, "recordings in the shared folder")) }
    guard !parts.isEmpty else {
      return AccuracyRow("R4", "figures of table writes, CAMs, MAC and switch", limit: limit, notRun: "\(BlockRecording.path) is absent")
    }
    var figures = 0
    var against: [String] = []
    var differences: [String] = []
    for (node, source) in parts {
      let recording = try BlockRecording(node, catalog)
      figures += recording.figures
      against.append("\(recording.figures) of them \(source)")
      differences += recording.differences.map { "\(source), line \($0)" }
    }
    for difference in differences { print("R4\t\(difference)") }
    return AccuracyRow(
      "R4", "figures of table writes, CAMs, MAC and switch", figure: "\(figures - differences.count) of \(figures)", limit: limit,
      passes: differences.isEmpty && figures > 0, against: against.joined(separator: "; "))
  }

  /// All features of two stages, all dependencies, against the published formula.
  private func stages() throws(CatalogError) -> AccuracyRow {
    guard case .dependentStages(let timing) = try catalog.timing(named: "tofino1").timing else {
      return AccuracyRow("T1", "stage sums", limit: "exact", notRun: "tofino1 has no dependent stages")
    }
    let all: [DependentStagesTiming.Feature] = [.ternary, .wideSelector, .selector, .statefulDivide, .stateful, .meter]
    func features(_ bits: Int) -> Set<DependentStagesTiming.Feature> { Set(all.indices.filter { bits >> $0 & 1 == 1 }.map { all[$0] }) }
    func length(_ bits: Int) -> Int {
      let lookUp = bits & 3 == 0 ? 0 : 2
      return 20 + lookUp + (bits & 4 != 0 ? 8 : bits & 8 != 0 ? 6 : bits & 48 != 0 ? 4 : 0)
    }
    var wrong = 0
    for first in 0..<64 {
      for second in 0..<64 {
        let together = length(first | second)
        let expected: [(DependentStagesTiming.Dependency, Int)] = [
          (.match, 4 + length(first) + length(second)), (.action, 4 + together + 2), (.concurrent, 4 + together + 1)
        ]
        for (dependency, cycles) in expected
        where timing.latency([.init(.match, features(first)), .init(dependency, features(second))]) != cycles { wrong += 1 }
      }
    }
    return AccuracyRow(
      "T1", "stage sums that differ from the published formula", figure: "\(wrong) of \(64 * 64 * 3)", limit: "0", passes: wrong == 0,
      against: "p4lang/p4c, bf-asm stage.cpp")
  }
}
