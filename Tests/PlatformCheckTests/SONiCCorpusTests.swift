import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform
import Testing

/// Real platforms: what is known to be wrong is found, and nothing else is called an error.
@Suite("SONiC's platforms") struct SONiCCorpusTests {
  static let corpus: URL? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let shared =
      ProcessInfo.processInfo.environment["TRYSAIL_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? package.deletingLastPathComponent().appending(path: "shared")
    let corpus = shared.appending(path: "corpus")
    return FileManager.default.isReadableFile(atPath: corpus.appending(path: "expected-findings.tsv").path) ? corpus : nil
  }()
  static let isAbsent: Comment = "needs corpus/ in $TRYSAIL_SHARED or ../shared"

  struct Row {
    var rule: String
    var severity: String
    var file: String
    var detail: String
  }

  /// The rows of the rules that are tested here.
  static func rows(_ corpus: URL) throws -> [Row] {
    try String(contentsOf: corpus.appending(path: "expected-findings.tsv"), encoding: .utf8).split(separator: "\n").dropFirst().compactMap {
      line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 4 else { return nil }
      let row = Row(rule: fields[0], severity: fields[1], file: fields[2], detail: fields[3])
      if row.rule == "SYN01" { return ["platform.json", "hwsku.json"].contains { row.file.hasSuffix("/\($0)") } ? row : nil }
      return ["PRT", "LAN", "BRK", "PRF", "XRF", "REF"].contains { row.rule.hasPrefix($0) } ? row : nil
    }
  }

  /// Findings with files below `device/`.
  static func found(_ corpus: URL) -> [Diagnostic] {
    let root = corpus.appending(path: "sonic/device").path
    let report = Report()
    SONiCDescription.check(FileTree(root: root), into: report)
    return report.sorted.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.file = String(diagnostic.file.dropFirst(root.count + 1))
      return diagnostic
    }
  }

  static func letter(_ severity: Diagnostic.Severity) -> String { severity == .error ? "E" : severity == .warning ? "W" : "I" }

  /// Rows that are not asked for, and why.
  static let wrong: [String: String] = [
    "REF05 mellanox/x86_64-nvidia_sn6600_ld_simx-r0": "the folder holds one script, which the corpus leaves out: the folder is not there"
  ]

  /// Rows that are warnings here, and why.
  static let weaker: [String: String] = [
    "REF01 cig/x86_64-cig_cs5435_54p-r0/Cig-CS5435-54P/sai.profile": """
    The corpus holds no file of this ending at all. x86_64-cig_cs6436_56p-r0 names the same proc_init.nps and lacks it in the same way, and no \
    row says so: what the corpus has of the two is alike but for the number of ports. Where a folder may be an extract, a missing file that is \
    neither misspelt nor of an ending that is else complete is a warning, at the place of the row.
    """
  ]

  /// Errors that no row expects, and why each is real.
  static let more: [String: String] = [
    "REF06 ingrasys/x86_64-ingrasys_s9180_32x-r0/INGRASYS-S9180-32X/sai.profile:1": """
    platform_asic says broadcom, and the SKU has a port_config.ini and no sai.profile. The chip is a Tofino (the row ASC01 of this platform): \
    by what the files say, Broadcom's SAI would be started and find nothing.
    """
  ]

  @Test(.enabled(if: corpus != nil, isAbsent)) func everyKnownFaultIsFound() throws {
    let corpus = try #require(Self.corpus)
    let found = Dictionary(grouping: Self.found(corpus), by: \.rule)
    let rows = try Self.rows(corpus)
    #expect(rows.count > 1000)
    for row in rows where Self.wrong["\(row.rule) \(row.file)"] == nil {
      let matching = (found[row.rule] ?? []).filter { diagnostic in
        (diagnostic.file == row.file || diagnostic.file.hasPrefix(row.file + "/")) && diagnostic.position.line > 0
          && (Self.letter(diagnostic.severity) == row.severity
            || Self.weaker["\(row.rule) \(row.file)"] != nil && diagnostic.severity == .warning)
          && Self.isAbout(row, diagnostic)
      }
      #expect(!matching.isEmpty, "\(row.rule) \(row.file): \(row.detail)")
    }
  }

  /// Whether a finding is at the line of the row, or names its port.
  static func isAbout(_ row: Row, _ diagnostic: Diagnostic) -> Bool {
    let said = words(diagnostic.message)
    if let match = row.detail.firstMatch(of: /^line (\d+):?/), let line = UInt32(match.1) {
      if let lane = row.detail.firstMatch(of: /: lane (\d+) of/), !said.contains(String(lane.1)) { return false }
      return diagnostic.position.line == line
    }
    let ports = row.detail.matches(of: /Ethernet\d+/).map { String($0.0) }
    // Both ports of a pair; of a list the first.
    let needed = ["PRF05", "BRK03"].contains(row.rule) ? ports.prefix(2) : ports.prefix(1)
    return needed.allSatisfy(said.contains)
  }

  static func words(_ text: String) -> Set<String> { Set(text.split { !($0.isLetter || $0.isNumber) }.map(String.init)) }

  /// An error that is no row's is wrong, or stands in the table.
  @Test(.enabled(if: corpus != nil, isAbsent)) func nothingElseIsAnError() throws {
    let corpus = try #require(Self.corpus)
    let rows = Dictionary(grouping: try Self.rows(corpus).filter { $0.severity == "E" }, by: \.rule)
    var seen: Set<String> = []
    for diagnostic in Self.found(corpus) where diagnostic.severity == .error {
      if SONiCHardwareCorpusTests.isTested(diagnostic.rule, diagnostic.file) { continue }
      let isExpected = (rows[diagnostic.rule] ?? []).contains { row in
        (diagnostic.file == row.file || diagnostic.file.hasPrefix(row.file + "/")) && Self.isAbout(row, diagnostic)
      }
      guard !isExpected else { continue }
      let key = "\(diagnostic.rule) \(diagnostic.file):\(diagnostic.position.line)"
      seen.insert(key)
      if Self.more[key] == nil { Issue.record("no row expects \(diagnostic)") }
    }
    for key in Self.more.keys { #expect(seen.contains(key), "\(key) is no finding any more") }
  }
}
