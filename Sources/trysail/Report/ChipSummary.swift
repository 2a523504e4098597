import SwitchPlatform

/// A chip in one line.
struct ChipSummary: Codable {
  /// Rows of a table for each family; 0: none.
  struct Families: Codable {
    var ipv4: Int
    var ipv6: Int

    var text: String { ipv4 == 0 && ipv6 == 0 ? "-" : "\(ipv4.grouped)/\(ipv6.grouped)" }
  }

  var name: String
  var vendor: String
  /// Front ports.
  var ports: Int
  /// - Unit: Mb/s.
  var maximumSpeed: UInt32
  /// `ChipFunction`.
  var functions: [String]
  var fdb: Int
  var hosts: Families
  /// Of an algorithmic LPM: the entries of all its buckets, which no real table fills.
  var prefixes: Families
  var aclIngress: Int
  var aclEgress: Int
  /// The share (0…1) of the chip file's numbers that are assumptions.
  var assumedShare: Double

  init(_ chip: ASICDescription) {
    func depth(_ role: TableRole) -> Int { chip.table(role)?.depth ?? 0 }
    name = chip.name
    vendor = chip.vendor
    ports = chip.ports.count
    maximumSpeed = chip.ports.maximumSpeed
    functions = chip.functions.map(\.rawValue)
    fdb = depth(.fdb)
    hosts = Families(ipv4: depth(.hostIPv4), ipv6: depth(.hostIPv6))
    prefixes = Families(ipv4: depth(.routeIPv4), ipv6: depth(.routeIPv6))
    aclIngress = depth(.aclIngress)
    aclEgress = depth(.aclEgress)
    assumedShare = chip.provenance.shareAssumed
  }

  /// What a chip does, as people say it.
  static func text(_ functions: [String]) -> String {
    functions.map { name in
      switch ChipFunction(rawValue: name) {
      case .linkAggregation: "LAG"
      case .spanningTree: "spanning tree"
      case .ingressACL: "ingress ACL"
      case .egressACL: "egress ACL"
      default: name
      }
    }.joined(separator: ", ")
  }

  static func text(_ entries: [ChipSummary], _ paint: Paint) -> String {
    var table = TextTable(
      [.left, .left, .right, .right, .right, .right, .right, .right, .right, .left],
      header: ["chip", "vendor", "ports", "up to", "FDB", "hosts v4/v6", "prefixes v4/v6", "ACL in/out", "assumed", "does"], indent: 0)
    for entry in entries {
      let acl = entry.aclIngress == 0 && entry.aclEgress == 0 ? "-" : "\(entry.aclIngress.grouped)/\(entry.aclEgress.grouped)"
      table.add([
        entry.name, entry.vendor, entry.ports.grouped, Boards.speed(entry.maximumSpeed), entry.fdb.grouped, entry.hosts.text,
        entry.prefixes.text, acl, entry.assumedShare.percent, text(entry.functions)
      ])
    }
    return table.lines(paint).joined(separator: "\n")
  }
}
