import SwitchControl
public import SwitchModel
import SwitchPlatform

/// Reads a list of prefixes and adds a route for each to a configuration.
///
/// A line is `prefix`, or `prefix` with spaces or a tab and anything behind (the origin of the route, say); lines that are
/// empty or begin with `;` or `#` say nothing. The list has no next hops of its own: the routes are spread over the configured
/// neighbors of their family, always alike.
///
/// The bytes may come in pieces of any size:
///
///     var reader = RouteListReader(configuration: configuration, file: "routes.txt")
///     while let chunk = read() { reader.read(chunk) }
///     let (configuration, summary) = reader.finish()
///
/// - Complexity: O(bytes); two million lines a second or so.
public struct RouteListReader {
  /// What became of the lines.
  public struct Summary: Hashable, Sendable {
    public var lines = 0
    public var ipv4Routes = 0
    public var ipv6Routes = 0
    /// Lines that are no prefix.
    public var refused = 0
    /// Prefixes that stood in the list before.
    public var duplicates = 0
    /// Prefixes that the configuration routes already: its route stands.
    public var configured = 0
    /// Prefixes of a family that no configured neighbor has.
    public var withoutNextHop = 0

    public init() {}

    public var routes: Int { ipv4Routes + ipv6Routes }
  }

  /// Lines of each kind that are reported one by one; the others are counted.
  public static let reportLimit = 20
  /// Bytes of a line that are kept over the end of a piece; what stands behind them is no part of a prefix.
  static let keptLineLength = 4096

  private var configuration: Configuration
  private let file: String
  private let source: UInt16
  private let virtualRouter: VirtualRouterID
  private let ipv4: RouteDestinations
  private let ipv6: RouteDestinations
  private let owners: [IPPrefix: String]
  private var summary = Summary()
  /// The prefixes of this list and of those read before.
  private var index: PrefixIndex
  private var line: UInt32 = 0
  /// The start of a line whose end has not come yet.
  private var pending: [UInt8] = []
  private var firstWithoutNextHop: [IPFamily: UInt32] = [:]

  /// - Parameters:
  ///   - file: The name to report; the routes' provenance names it.
  ///   - virtualRouter: Where the routes go, and whose neighbors they use. Default: 0.
  public init(
    configuration: Configuration, file: String, virtualRouter: VirtualRouterID = VirtualRouterID(0), spread: RouteSpread = .nextHops
  ) {
    self.configuration = configuration
    self.file = file
    self.virtualRouter = virtualRouter
    source = self.configuration.sources.number(of: file)
    // Taken out, so that it is not copied when it grows.
    index = self.configuration.listed.removeValue(forKey: virtualRouter) ?? PrefixIndex()
    let provenance = Provenance(source: source, line: 0)
    ipv4 = RouteDestinations(.v4, in: virtualRouter, spread, adding: provenance, to: &self.configuration)
    ipv6 = RouteDestinations(.v6, in: virtualRouter, spread, adding: provenance, to: &self.configuration)
    var owners: [IPPrefix: String] = [:]
    for route in configuration.rows.routes where route.row.key.virtualRouter == virtualRouter {
      owners[route.row.key.prefix] = configuration.names[.route(route.row.key)] ?? "the configuration"
    }
    self.owners = owners
  }

  /// Reads the next bytes of the list.
  public mutating func read(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { read($0) } }

  /// Reads the next bytes of the list.
  public mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
      let piece = UnsafeBufferPointer(rebasing: bytes[start..<end])
      if end == bytes.count {
        keep(piece)
      } else if pending.isEmpty {
        readLine(piece)
      } else {
        keep(piece)
        readPending()
      }
      start = end + 1
    }
  }

  /// Ends the list: its last line needs no line break.
  ///
  /// The reader is used up by it.
  ///
  /// - Returns: The configuration with the routes and with diagnostics of the list, and the count of its lines.
  public mutating func finish() -> (configuration: Configuration, summary: Summary) {
    if !pending.isEmpty { readPending() }
    for family in IPFamily.allCases {
      guard let first = firstWithoutNextHop[family] else { continue }
      let name = family == .v4 ? "IPv4" : "IPv6"
      report(.warning, "RTE04", first, "no \(name) neighbor is configured (NEIGH), so the list's \(name) routes have nowhere to go")
    }
    reportRest(summary.refused, "RTE01", .warning, "lines that are no route")
    reportRest(summary.duplicates, "RTE02", .warning, "prefixes that stand twice")
    reportRest(summary.configured, "RTE03", .warning, "prefixes that the configuration routes")
    configuration.listed[virtualRouter] = index
    return (configuration, summary)
  }

  private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>) {
    pending.append(contentsOf: piece.prefix(max(0, RouteListReader.keptLineLength - pending.count)))
  }

  private mutating func readPending() {
    let whole = pending
    pending.removeAll(keepingCapacity: true)
    whole.withUnsafeBufferPointer { readLine($0) }
  }

  private mutating func readLine(_ bytes: UnsafeBufferPointer<UInt8>) {
    line = line &+ 1
    summary.lines += 1
    var bytes = bytes
    // A byte order mark at the start of the file.
    if line == 1, bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) }
    switch RouteLine(bytes) {
    case .blank: break
    case .refused(let refusal):
      summary.refused += 1
      if summary.refused <= RouteListReader.reportLimit { report(.warning, "RTE01", line, refusal.message) }
    case .prefix(let prefix): add(prefix)
    }
  }

  private mutating func add(_ prefix: IPPrefix) {
    let hash = PrefixIndex.hash(prefix)
    let provenance = Provenance(source: source, line: line)
    if let first = index.insert(prefix, provenance, hash: hash) {
      summary.duplicates += 1
      if summary.duplicates <= RouteListReader.reportLimit {
        report(.warning, "RTE02", line, "\(prefix) stands in \(configuration.sources.text(first) ?? "another list") already")
      }
      return
    }
    if let owner = owners[prefix] {
      summary.configured += 1
      if summary.configured <= RouteListReader.reportLimit {
        report(.warning, "RTE03", line, "\(prefix) is routed by \(owner), which stands")
      }
      return
    }
    guard let destination = prefix.family == .v4 ? ipv4[hash] : ipv6[hash] else {
      summary.withoutNextHop += 1
      if firstWithoutNextHop[prefix.family] == nil { firstWithoutNextHop[prefix.family] = line }
      return
    }
    if prefix.family == .v4 { summary.ipv4Routes += 1 } else { summary.ipv6Routes += 1 }
    configuration.transaction.insert(
      Route(virtualRouter: virtualRouter, prefix: prefix, destination: destination), from: provenance)
  }

  private mutating func report(_ severity: Diagnostic.Severity, _ rule: String, _ line: UInt32, _ message: String) {
    configuration.diagnostics.append(
      Diagnostic(severity, rule: rule, file: file, at: SourcePosition(line: Int(line), column: 1), message))
  }

  private mutating func reportRest(_ count: Int, _ rule: String, _ severity: Diagnostic.Severity, _ what: String) {
    if count > RouteListReader.reportLimit {
      report(severity, rule, line, "\(count) \(what) in all; the first \(RouteListReader.reportLimit) are reported")
    }
  }
}
