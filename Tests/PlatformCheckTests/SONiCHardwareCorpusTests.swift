import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Real platforms' hardware files: what is known to be wrong is found, and nothing else is called an error.
@Suite("Hardware files of SONiC's platforms") struct SONiCHardwareCorpusTests {
  typealias Row = SONiCCorpusTests.Row

  /// Whether a rule on a file is one that is tested here.
  static func isTested(_ rule: String, _ file: String) -> Bool {
    if rule == "SYN01" || rule == "SYN05" { return !["platform.json", "hwsku.json"].contains { file.hasSuffix("/\($0)") } }
    return ["SYN", "ASC", "PCI", "I2C", "DEV", "MED", "SNS", "GBX", "CHS", "THR"].contains { rule.hasPrefix($0) }
  }

  static func rows(_ corpus: URL) throws -> [Row] {
    let text = try String(contentsOf: corpus.appending(path: "expected-findings.tsv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 4, isTested(fields[0], fields[2]) else { return nil }
      return Row(rule: fields[0], severity: fields[1], file: fields[2], detail: fields[3])
    }
  }

  /// Rows that are not asked for, and why.
  static let wrong: [String: String] = [
    "SYN02 centec/x86_64-ew_es6220_x48q2h4-r0/ES6428A-X48Q2H4/qos.json": "the corpus does not have the file",
    "SYN04 micas/arm64-micas_m2-w6010-48gt4x-fa-r0": "the code is in a file that the corpus does not have: none of it holds 'config_env'",
    "SYN04 micas/arm64-micas_m2-w6010-48gt4x-ra-r0": "the code is in a file that the corpus does not have: none of it holds 'config_env'",
    "ASC01 ingrasys/x86_64-ingrasys_s9180_32x-r0": """
    The row goes by switch-tna-sai.conf, which the corpus does not have. The SKU's folder holds a port_config.ini and nothing of any library.
    """,
    "CHS01 mellanox/x86_64-nvidia_sn5640_simx-r0/platform.json": """
    The row counts 2 indexes. The file has 66 interfaces with the indexes 1…66, and 66 transceivers, so that nothing is wrong.
    """
  ]

  /// Errors that no row expects, by rule and file, and why each is real.
  static let more: [String: String] = [:]

  static let shared: [Diagnostic] = SONiCCorpusTests.corpus.map { SONiCCorpusTests.found($0) } ?? []

  /// What a row says that a finding must say too.
  static func needles(_ row: Row) -> [String] {
    func all(_ pattern: Regex<(Substring, Substring)>) -> [String] { row.detail.matches(of: pattern).map { String($0.1) } }
    if row.rule.hasPrefix("ASC") { return Array(all(/'(Ethernet\d+)'/).prefix(1)) }
    if row.rule == "PCI04" { return all(/lacks (\w+)/) }
    if row.rule == "CHS01" || row.rule == "DEV04" { return all(/(\d+)/) }
    var needles = all(/'([^']+)'/)
    if row.rule.hasPrefix("I2C") || row.rule.hasPrefix("DEV") {
      needles += all(/\b([A-Z][A-Z_]*\d[A-Z0-9_-]*)/) + all(/(0x[0-9a-f]+)/) + all(/(channel \d+)/)
    }
    if row.rule == "PCI02" { needles += all(/(entry \d+)/) }
    return needles
  }

  static func isAbout(_ row: Row, _ diagnostic: Diagnostic) -> Bool {
    guard diagnostic.file == row.file || diagnostic.file.hasPrefix(row.file + "/"), diagnostic.position.line > 0,
      SONiCCorpusTests.letter(diagnostic.severity) == row.severity
    else { return false }
    if let match = row.detail.firstMatch(of: /^line (\d+):?/), let line = UInt32(match.1), diagnostic.position.line != line { return false }
    // A row for several interfaces stands for a finding of each.
    if row.rule == "GBX01" { return needles(row).contains { diagnostic.message.hasPrefix("\($0) ") } }
    return needles(row).allSatisfy { diagnostic.message.contains($0) }
  }

  @Test(.enabled(if: SONiCCorpusTests.corpus != nil, SONiCCorpusTests.isAbsent)) func everyKnownFaultIsFound() throws {
    let found = Dictionary(grouping: Self.shared, by: \.rule)
    let rows = try Self.rows(#require(SONiCCorpusTests.corpus))
    #expect(rows.count > 80)
    for row in rows where Self.wrong["\(row.rule) \(row.file)"] == nil {
      let matching = (found[row.rule] ?? []).filter { Self.isAbout(row, $0) }
      #expect(!matching.isEmpty, "\(row.rule) \(row.file): \(row.detail)")
      if row.rule == "GBX01" { #expect(matching.count == Self.needles(row).count) }
    }
  }

  /// An error that is no row's is wrong, or stands in the table.
  @Test(.enabled(if: SONiCCorpusTests.corpus != nil, SONiCCorpusTests.isAbsent)) func nothingElseIsAnError() throws {
    let rows = try Dictionary(grouping: Self.rows(#require(SONiCCorpusTests.corpus)), by: \.rule)
    var seen: Set<String> = []
    for diagnostic in Self.shared where diagnostic.severity == .error && Self.isTested(diagnostic.rule, diagnostic.file) {
      guard !(rows[diagnostic.rule] ?? []).contains(where: { Self.isAbout($0, diagnostic) }) else { continue }
      let key = "\(diagnostic.rule) \(diagnostic.file):\(diagnostic.position.line)"
      seen.insert(key)
      if Self.more[key] == nil { Issue.record("no row expects \(diagnostic)") }
    }
    for key in Self.more.keys { #expect(seen.contains(key), "\(key) is no finding any more") }
  }

  /// A row that is said to be wrong stays so: once it is found, the table is out of date.
  @Test(.enabled(if: SONiCCorpusTests.corpus != nil, SONiCCorpusTests.isAbsent)) func wrongRowsAreNotFound() throws {
    for row in try Self.rows(#require(SONiCCorpusTests.corpus)) where Self.wrong["\(row.rule) \(row.file)"] != nil {
      #expect(!Self.shared.contains { $0.rule == row.rule && Self.isAbout(row, $0) }, "\(row.rule) \(row.file)")
    }
  }
}
