public import SwitchPlatform

/// Findings as a SARIF 2.1.0 log of one run.
public enum SARIF {
  struct Log: Encodable {
    var schema = "https://json.schemastore.org/sarif-2.1.0.json"
    var version = "2.1.0"
    var runs: [Run]

    enum CodingKeys: String, CodingKey {
      case schema = "$schema"
      case version, runs
    }
  }

  struct Run: Encodable {
    var tool: Tool
    var columnKind = "unicodeCodePoints"
    var results: [Result]
  }

  struct Tool: Encodable { var driver: Driver }

  struct Driver: Encodable {
    var name = "trysail"
    var rules: [Rule]
  }

  struct Rule: Encodable {
    var id: String
    var shortDescription: Text
    var help: Text
  }

  struct Text: Encodable { var text: String }

  struct Result: Encodable {
    var ruleId: String
    var ruleIndex: Int?
    var level: String
    var message: Text
    var locations: [Location]
    var relatedLocations: [Location]?
    var suppressions: [Suppression]?
  }

  struct Location: Encodable {
    var id: Int?
    var physicalLocation: PhysicalLocation
    var message: Text?
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: Artifact
    var region: Region
  }

  struct Artifact: Encodable { var uri: String }

  struct Region: Encodable {
    var startLine: UInt32
    var startColumn: UInt32
  }

  struct Suppression: Encodable {
    var kind = "external"
    var justification: String
  }

  /// - Parameter pages: What explains the rules; those that are not met are left out.
  public static func text(_ open: [Diagnostic], _ waived: [Waivers.Waived] = [], pages: [RulePage]) -> String {
    let met = Set((open + waived.map(\.diagnostic)).map(\.rule))
    let rules = pages.filter { met.contains($0.id) }
    let indexes = Dictionary(rules.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    let results = open.map { result($0, nil, indexes) } + waived.map { result($0.diagnostic, $0.why, indexes) }
    let driver = Driver(rules: rules.map { Rule(id: $0.id, shortDescription: Text(text: $0.title), help: Text(text: $0.text)) })
    return MachineText.encode(Log(runs: [Run(tool: Tool(driver: driver), results: results)]))
  }

  private static func result(_ diagnostic: Diagnostic, _ why: String?, _ indexes: [String: Int]) -> Result {
    let related = diagnostic.related.enumerated().map { location($1.file, $1.position, $1.message, id: $0 + 1) }
    return Result(
      ruleId: diagnostic.rule, ruleIndex: indexes[diagnostic.rule], level: diagnostic.severity.rawValue,
      message: Text(text: diagnostic.message), locations: [location(diagnostic.file, diagnostic.position, nil, id: nil)],
      relatedLocations: related.isEmpty ? nil : related, suppressions: why.map { [Suppression(justification: $0)] })
  }

  private static func location(_ file: String, _ position: SourcePosition, _ message: String?, id: Int?) -> Location {
    let region = Region(startLine: max(1, position.line), startColumn: max(1, position.column))
    return Location(
      id: id, physicalLocation: PhysicalLocation(artifactLocation: Artifact(uri: uri(file)), region: region),
      message: message.map(Text.init))
  }

  /// A path as a URI reference: what a URI cannot hold is escaped.
  static func uri(_ path: String) -> String {
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      let isPlain =
        byte < 0x80
        && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || "/._-~+@".utf8.contains(byte))
      let hex = String(byte, radix: 16, uppercase: true)
      result += isPlain ? String(Unicode.Scalar(byte)) : "%" + (hex.count < 2 ? "0" + hex : hex)
    }
    return result
  }
}
