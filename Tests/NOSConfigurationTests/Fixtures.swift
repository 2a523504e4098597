import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

/// The package's folder.
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

enum Fixture {
  /// An AS7726-32X as SONiC's port_config.ini has it.
  static let board = Board(
    id: "x86_64-accton_as7726_32x-r0", vendor: "Accton", product: "AS7726-32X", chip: "none",
    ports: (0..<32).map { index in
      BoardPort(
        number: UInt16(index + 1), name: "Ethernet\(index * 4)", alias: "hundredGigE\(index + 1)", label: "\(index + 1)",
        lanes: (1...4).map { UInt16(index * 4 + $0) }, speed: 100_000)
    })

  static let mac = MACAddress(bits: 0x0200_5e00_0001)

  /// A sound configuration, a table a line, in this order.
  static let sound: [(table: String, text: String)] = [
    ("DEVICE_METADATA", #"{"localhost": {"hostname": "box", "mac": "02:00:5e:10:00:01"}}"#),
    (
      "PORT",
      """
      {"Ethernet0": {"lanes": "1,2,3,4", "speed": "100000", "admin_status": "up"}, \
      "Ethernet4": {"lanes": "5,6,7,8", "speed": "100000", "admin_status": "up", "mtu": "1500"}, \
      "Ethernet8": {"lanes": "9,10,11,12", "speed": "40000", "admin_status": "down"}, \
      "Ethernet12": {"lanes": "13,14,15,16", "speed": "100000", "admin_status": "up"}}
      """
    ),
    ("VLAN", #"{"Vlan100": {"vlanid": "100"}, "Vlan200": {"vlanid": "200"}}"#),
    (
      "VLAN_MEMBER",
      #"{"Vlan100|Ethernet0": {"tagging_mode": "untagged"}, "Vlan100|Ethernet4": {"tagging_mode": "tagged"}}"#
    ),
    ("VRF", #"{"VrfRed": {}}"#),
    (
      "INTERFACE",
      #"{"Ethernet8": {}, "Ethernet8|10.8.0.1/24": {}, "Ethernet12": {"vrf_name": "VrfRed"}, "Ethernet12|10.8.0.1/24": {}}"#
    ),
    ("VLAN_INTERFACE", #"{"Vlan100": {}, "Vlan100|10.0.0.1/24": {}, "Vlan100|2001:db8::1/64": {}}"#),
    ("LOOPBACK_INTERFACE", #"{"Loopback0|10.255.0.1/32": {}}"#),
    (
      "NEIGH",
      """
      {"Vlan100|10.0.0.2": {"neigh": "02:00:00:00:00:02", "family": "IPv4"}, "Vlan100|10.0.0.3": {"neigh": "02:00:00:00:00:03"}, \
      "Ethernet8|10.8.0.2": {"neigh": "02:00:00:00:00:08"}, "Ethernet12|10.8.0.2": {"neigh": "02:00:00:00:00:0c"}, \
      "Vlan100|2001:db8::2": {"neigh": "02:00:00:00:00:02", "family": "IPv6"}}
      """
    ),
    ("STATIC_ROUTE", #"{"192.0.2.0/24": {"nexthop": "10.0.0.2"}}"#),
    ("FDB", #"{"Vlan100|02:00:00:00:00:02": {"port": "Ethernet0", "type": "static"}}"#),
    ("ACL_TABLE", #"{"DATAACL": {"type": "L3", "stage": "ingress", "ports": ["Ethernet0"]}}"#),
    ("ACL_RULE", #"{"DATAACL|RULE_1": {"PRIORITY": "10", "PACKET_ACTION": "DROP", "SRC_IP": "192.0.2.0/24"}}"#)
  ]

  /// The sound configuration with some tables replaced and others added; `nil` takes one out.
  static func text(_ changes: KeyValuePairs<String, String?> = [:]) -> String {
    var tables = sound
    for (name, text) in changes {
      tables.removeAll { $0.table == name && text == nil }
      guard let text else { continue }
      if let index = tables.firstIndex(where: { $0.table == name }) {
        tables[index].text = text
      } else {
        tables.append((name, text))
      }
    }
    return "{\n" + tables.map { "\"\($0.table)\": \($0.text)" }.joined(separator: ",\n") + "\n}\n"
  }

  static func read(_ text: String, board: Board = board) -> Configuration {
    ConfigurationReader(board: board, defaultMAC: mac).read(text, file: "c.json")
  }

  static func read(_ changes: KeyValuePairs<String, String?>) -> Configuration { read(text(changes)) }

  /// Reads a changed configuration, and wants exactly these diagnostics besides notes, at the places where `at` stands.
  @discardableResult
  static func expect(
    _ changes: KeyValuePairs<String, String?>, _ wanted: [Wanted], sourceLocation: SourceLocation = #_sourceLocation
  ) -> Configuration {
    let text = text(changes)
    let configuration = read(text)
    let found = configuration.diagnostics.filter { $0.severity != .note || wanted.contains { $0.severity == .note } }
    #expect(
      found.count == wanted.count, "found:\n\(found.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
    for want in wanted {
      guard let place = position(of: want.at, in: text) else {
        Issue.record("the text has no \(want.at)", sourceLocation: sourceLocation)
        continue
      }
      let isThere = found.contains {
        $0.severity == want.severity && $0.rule == want.rule && $0.position == place && $0.message.contains(want.message)
      }
      #expect(
        isThere, "no \(want) at \(place.line):\(place.column); found:\n\(found.map(\.description).joined(separator: "\n"))",
        sourceLocation: sourceLocation)
    }
    checkWhole(configuration, sourceLocation: sourceLocation)
    return configuration
  }

  struct Wanted {
    var severity: Diagnostic.Severity
    var rule: String
    /// Text of the file that begins at the diagnostic's place.
    var at: String
    var message: String

    static func error(_ rule: String, at: String, _ message: String) -> Wanted {
      Wanted(severity: .error, rule: rule, at: at, message: message)
    }
    static func warning(_ rule: String, at: String, _ message: String) -> Wanted {
      Wanted(severity: .warning, rule: rule, at: at, message: message)
    }
    static func note(_ rule: String, at: String, _ message: String) -> Wanted {
      Wanted(severity: .note, rule: rule, at: at, message: message)
    }
  }

  static func position(of part: String, in text: String) -> SourcePosition? {
    guard let range = text.range(of: part) else { return nil }
    let before = text[..<range.lowerBound]
    let line = before.filter { $0 == "\n" }.count + 1
    let column = before.unicodeScalars.reversed().prefix { $0 != "\n" }.count + 1
    return SourcePosition(line: line, column: column)
  }

  /// What holds of every configuration, whatever the file: it can be committed to a switch that has all the tables.
  static func checkWhole(_ configuration: Configuration, sourceLocation: SourceLocation = #_sourceLocation) {
    let rows = configuration.rows
    var keys: Set<RowKey> = []
    func collect<R: Row>(_ list: [Configured<R>]) {
      for configured in list {
        let key = R.rowKey(configured.row.key)
        #expect(keys.insert(key).inserted, "\(key) twice", sourceLocation: sourceLocation)
        #expect(configuration.names[key] != nil, "\(key) has no name", sourceLocation: sourceLocation)
        #expect(R.schema.firstInvalidColumn(of: configured.row) == nil, "\(key) out of range", sourceLocation: sourceLocation)
      }
    }
    collect(rows.ports)
    collect(rows.vlans)
    collect(rows.fdb)
    collect(rows.virtualRouters)
    collect(rows.routerInterfaces)
    collect(rows.neighbors)
    collect(rows.nextHops)
    collect(rows.nextHopGroups)
    collect(rows.routes)
    collect(rows.aclTables)
    collect(rows.aclEntries)
    func resolve<R: Row>(_ list: [Configured<R>]) {
      for configured in list {
        R.schema.forEachReference(of: configured.row) { key in
          #expect(keys.contains(key), "\(R.rowKey(configured.row.key)) refers to \(key)", sourceLocation: sourceLocation)
        }
      }
    }
    resolve(rows.vlans)
    resolve(rows.fdb)
    resolve(rows.routerInterfaces)
    resolve(rows.neighbors)
    resolve(rows.nextHops)
    resolve(rows.nextHopGroups)
    resolve(rows.routes)
    resolve(rows.aclTables)
    resolve(rows.aclEntries)
    #expect(configuration.transaction.count == keys.count, sourceLocation: sourceLocation)
    let fields = Dictionary(uniqueKeysWithValues: rows.aclTables.map { ($0.row.id, $0.row.fields) })
    for entry in rows.aclEntries {
      #expect(fields[entry.row.key.table]?.isSuperset(of: entry.row.match.fields) ?? false, sourceLocation: sourceLocation)
    }
  }
}

extension Configuration {
  func route(_ prefix: String, _ virtualRouter: UInt16 = 0) -> Route.Destination? {
    rows.routes.first {
      $0.row.key.prefix.description == prefix && $0.row.key.virtualRouter.rawValue == virtualRouter
    }?.row.destination
  }

  func port(_ name: String) -> SwitchModel.Port? { port(named: name).flatMap { id in rows.ports.first { $0.row.id == id }?.row } }
  func interface(_ name: String) -> RouterInterface? {
    routerInterface(named: name).flatMap { id in rows.routerInterfaces.first { $0.row.id == id }?.row }
  }
}
