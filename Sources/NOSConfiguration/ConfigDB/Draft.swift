import SwitchControl
import SwitchModel
import SwitchPlatform

// A configuration on its way: the tables are read in the order of what refers to what, whatever their order in the file,
// and everything that a later table has to know of an earlier one stands here. An entry with an error is left out and its
// name kept in `broken`, so that what stands on it is left out with a note and not with an error of its own.

/// A configuration while it is read.
struct Draft {
  let file: String
  let source: UInt16
  let board: Board

  var diagnostics: [Diagnostic] = []
  var errorCount = 0
  var rows = ConfiguredRows()
  var names: [RowKey: String] = [:]

  /// The entries of the applied tables.
  var entries: [String: [Entry]] = [:]
  /// The applied tables in file order.
  var tableOrder: [String] = []
  /// Fields without effect: where first, and how often.
  var fieldUses: [FieldUse: (first: SourcePosition, count: Int)] = [:]

  var hostname: String?
  var routerMAC: MACAddress
  var ports: [PortDraft] = []
  var portIndices: [String: Int] = [:]
  var vlans: [VLANDraft] = []
  var vlanIndices: [VLANID: Int] = [:]
  var virtualRouters: [String: VirtualRouterID] = ["default": VirtualRouterID(0)]
  var interfaces: [InterfaceDraft] = []
  var interfaceIndices: [String: Int] = [:]
  /// Prefixes that have a route, and the entry that made it.
  var routeOwners: [Route.Key: String] = [:]
  var nextHops: [Neighbor.Key: NextHopID] = [:]
  /// Indices of `interfaces`.
  var interfacesOfNeighbor: [IPAddress: [Int]] = [:]
  var groups: [NextHopSet: NextHopGroupID] = [:]
  var aclTables: [String: ACLTableDraft] = [:]
  /// Names of interfaces and ACL tables that were left out.
  var broken: Set<String> = []

  struct FieldUse: Hashable {
    let table: String
    let field: String
  }

  struct NextHopSet: Hashable {
    let members: [NextHopID]
  }

  init(file: String, source: UInt16, board: Board, defaultMAC: MACAddress) {
    self.file = file
    self.source = source
    self.board = board
    routerMAC = defaultMAC
  }

  func provenance(_ position: SourcePosition) -> Provenance {
    Provenance(source: source, line: position.line, column: UInt16(clamping: position.column))
  }

  mutating func report(_ severity: Diagnostic.Severity, _ rule: Rule, at position: SourcePosition, _ message: String) {
    if severity == .error { errorCount += 1 }
    diagnostics.append(Diagnostic(severity, rule: rule.rawValue, file: file, at: position, printable(message, limit: 400)))
  }

  mutating func error(_ rule: Rule, at position: SourcePosition, _ message: String) { report(.error, rule, at: position, message) }
  mutating func warning(_ rule: Rule, at position: SourcePosition, _ message: String) { report(.warning, rule, at: position, message) }
  mutating func note(_ rule: Rule, at position: SourcePosition, _ message: String) { report(.note, rule, at: position, message) }
}
