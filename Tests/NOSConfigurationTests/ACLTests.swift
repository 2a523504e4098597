import NOSConfiguration
import SwitchModel
import SwitchPlatform
import Testing

@Suite("CONFIG_DB: ACLs")
struct ACLTests {
  static let tables = """
    {"V4": {"type": "L3", "stage": "INGRESS", "ports": ["Ethernet0", "Ethernet4"]}, "V6": {"type": "l3v6", "stage": "egress", "ports": "Ethernet0"},
    "BOTH": {"type": "L3V4V6", "ports": ["Ethernet0"]}}
    """

  static func read(_ rule: String, table: String = "V4") -> Configuration {
    Fixture.read(["ACL_TABLE": tables, "ACL_RULE": "{\"\(table)|R\": {\"PRIORITY\": \"7\", \"PACKET_ACTION\": \"DROP\"\(rule)}}"])
  }

  static func match(_ rule: String, table: String = "V4") -> String {
    let configuration = read(rule, table: table)
    if let entry = configuration.rows.aclEntries.first { return entry.row.match.description }
    return configuration.diagnostics.filter { $0.severity != .note }.map { "\($0.severity) \($0.rule)" }.joined(separator: " ")
  }

  @Test func tableRows() {
    let rows = Fixture.expect(["ACL_TABLE": Self.tables, "ACL_RULE": "{}"], []).rows.aclTables.map(\.row)
    #expect(rows.map(\.stage) == [.ingress, .egress, .ingress])
    #expect(rows.map { $0.ports.map(\.rawValue) } == [[1, 2], [1], [1]])
    #expect(rows.map(\.id.rawValue) == [1, 2, 3])
    #expect(rows.map(\.fields) == [.ipType, .ipType, .ipType])
  }

  @Test(arguments: [
    ("", "ipType=ipv4"), (#", "SRC_IP": "10.0.0.0/8", "DST_IP": "10.1.2.3""#, "ipType=ipv4 src=10.0.0.0/8 dst=10.1.2.3/32"),
    (#", "ip_protocol": 6, "L4_DST_PORT": "80""#, "ipType=ipv4 protocol=6 dport=80"),
    (#", "L4_SRC_PORT_RANGE": "1000-2000""#, "ipType=ipv4 sport=1000-2000"),
    (#", "TCP_FLAGS": "0x2/0x12""#, "ipType=ipv4 tcpFlags=0x2/0x12"), (#", "TCP_FLAGS": "0x02""#, "ipType=ipv4 tcpFlags=0x2/0x3f"),
    (#", "DSCP": "46", "VLAN_ID": "100""#, "ipType=ipv4 dscp=46 vlan=100"),
    (#", "ICMP_TYPE": "8", "ICMP_CODE": "0""#, "ipType=ipv4 icmpType=8 icmpCode=0"),
    (#", "ETHER_TYPE": "0x0800""#, "ipType=ipv4 etherType=0x800"), (#", "ETHER_TYPE": "0x0806""#, "ipType=arp etherType=0x806"),
    (#", "ETHER_TYPE": "0x88cc""#, "etherType=0x88cc"), (#", "IP_TYPE": "ANY""#, "any"), (#", "IP_TYPE": "ipv4any""#, "ipType=ipv4"),
    (#", "IP_TYPE": "ANY", "SRC_IP": "10.0.0.0/8""#, "ipType=ipv4 src=10.0.0.0/8"),
    (#", "IP_TYPE": "IP", "SRC_IP": "10.0.0.0/8""#, "ipType=ipv4 src=10.0.0.0/8"), (#", "IP_TYPE": "ARP""#, "ipType=arp"),
    (#", "IP_TYPE": "IP""#, "warning CDB11"), (#", "IP_TYPE": "NON_IP""#, "warning CDB11"), (#", "IP_TYPE": "NON_IPv4""#, "warning CDB11"),
    (#", "IP_TYPE": "ARP_REQUEST""#, "warning CDB11"), (#", "IP_TYPE": "IPV6ANY", "SRC_IP": "10.0.0.0/8""#, "error CDB09"),
    (#", "IP_TYPE": "IPV5""#, "error CDB06"), (#", "SRC_IPV6": "2001:db8::/32""#, "error CDB09"),
    (#", "L4_SRC_PORT": "5", "L4_SRC_PORT_RANGE": "1-2""#, "error CDB09"), (#", "L4_DST_PORT_RANGE": "9-2""#, "error CDB06"),
    (#", "SRC_IP": "2001:db8::/32""#, "error CDB06"), (#", "DSCP": "64""#, "error CDB06"), (#", "IN_PORTS": "Ethernet0""#, "warning CDB11"),
    (#", "TCP_FLAGS": "0x2/0x3f/1""#, "error CDB06"), (#", "ETHER_TYPE": "1500""#, "error CDB06"), (#", "TCP_FLAGS": "/""#, "error CDB06"),
    (#", "MIRROR_INGRESS_ACTION": "s""#, "warning CDB11"), (#", "SRC_IPP": "10.0.0.0/8""#, "error CDB04")
  ])
  func matchesOfL3(_ rule: String, _ expected: String) { #expect(Self.match(rule) == expected) }

  @Test(arguments: [
    ("", "ipType=ipv6"), (#", "NEXT_HEADER": "58", "ICMPV6_TYPE": "128""#, "ipType=ipv6 protocol=58 icmpType=128"),
    (#", "IP_PROTOCOL": "17""#, "ipType=ipv6 protocol=17"), (#", "SRC_IPV6": "2001:db8::/32""#, "ipType=ipv6 src=2001:db8::/32"),
    (#", "DST_IP": "10.0.0.0/8""#, "error CDB09"), (#", "IP_PROTOCOL": "6", "NEXT_HEADER": "6""#, "error CDB09")
  ])
  func matchesOfL3V6(_ rule: String, _ expected: String) { #expect(Self.match(rule, table: "V6") == expected) }

  @Test(arguments: [
    ("", "any"), (#", "SRC_IP": "10.0.0.0/8""#, "ipType=ipv4 src=10.0.0.0/8"),
    (#", "SRC_IPV6": "2001:db8::/32""#, "ipType=ipv6 src=2001:db8::/32"),
    (#", "SRC_IP": "10.0.0.0/8", "DST_IPV6": "2001:db8::/32""#, "error CDB09"),
    (#", "ETHER_TYPE": "0x86dd""#, "ipType=ipv6 etherType=0x86dd")
  ])
  func matchesOfBoth(_ rule: String, _ expected: String) { #expect(Self.match(rule, table: "BOTH") == expected) }

  @Test(arguments: [
    ("FORWARD", "permit"), ("drop", "drop"), ("REDIRECT:Ethernet4", "redirect to port 2"), ("redirect:10.0.0.3", "redirect to next hop 2"),
    ("REDIRECT:10.8.0.2@Ethernet12", "redirect to next hop 4"), ("REDIRECT:2001:db8::2", "redirect to next hop 5"), ("TRAP", "trap"),
    ("REDIRECT:10.8.0.2", "error CDB10"), ("REDIRECT:10.0.0.77", "error CDB10"), ("REDIRECT:10.0.0.2@Vlan7", "error CDB08"),
    ("REDIRECT:Ethernet5", "error CDB08"), ("REDIRECT:10.0.0.2,10.0.0.3", "warning CDB11"), ("COPY", "warning CDB11"),
    ("DORP", "error CDB06")
  ])
  func actions(_ action: String, _ expected: String) {
    let configuration = Fixture.read(["ACL_RULE": "{\"DATAACL|R\": {\"PRIORITY\": \"1\", \"PACKET_ACTION\": \"\(action)\"}}"])
    let found = configuration.rows.aclEntries.first?.row.action.description
    let faults = configuration.diagnostics.filter { $0.severity != .note }.map { "\($0.severity) \($0.rule)" }.joined(separator: " ")
    #expect(found ?? faults == expected)
  }

  @Test func rulesAreNumberedCountedAndNamed() throws {
    let configuration = Fixture.read([
      "ACL_TABLE": Self.tables,
      "ACL_RULE": """
      {"V4|A": {"PRIORITY": "1", "PACKET_ACTION": "DROP"}, "V6|B": {"PRIORITY": "2", "PACKET_ACTION": "DROP", "DSCP": "1"},
      "V4|C": {"PRIORITY": "3", "REDIRECT_ACTION": "Ethernet4", "L4_DST_PORT": "1"}}
      """
    ])
    let entries = configuration.rows.aclEntries.map(\.row)
    #expect(entries.map(\.key.description) == ["1 of table 1", "1 of table 2", "2 of table 1"])
    #expect(entries.map(\.priority) == [1, 2, 3])
    #expect(entries.map(\.isCounted) == [true, true, true])
    #expect(configuration.names[.aclEntry(entries[2].key)] == "ACL_RULE|V4|C")
    // A table matches what its rules match.
    #expect(configuration.rows.aclTables.map(\.row.fields) == [[.ipType, .l4DestinationPort], [.ipType, .dscp], .ipType])
  }

  @Test func faults() {
    Fixture.expect(
      [
        "ACL_TABLE": """
        {"DATAACL": {"type": "L3", "ports": ["Ethernet0", "Ethernet0", "Etherne4", "PortChannel1"]}, "EVERFLOW": {"type": "MIRROR", "ports": []},
        "X": {"type": "L3V7"}, "Y": {}, "Z": {"type": "L3", "stage": "sideways"}, "A|B": {"type": "L3"}}
        """,
        "ACL_RULE": """
        {"DATACL|R": {"PRIORITY": "1", "PACKET_ACTION": "DROP"}, "DATAACL": {}, "DATAACL|R1": {"PACKET_ACTION": "DROP"},
        "DATAACL|R2": {"PRIORITY": "1000000", "PACKET_ACTION": "DROP"}, "DATAACL|R3": {"PRIORITY": "1"},
        "DATAACL|R4": {"PRIORITY": "1", "PACKET_ACTION": "DROP", "REDIRECT_ACTION": "Ethernet0"},
        "EVERFLOW|R5": {"PRIORITY": "1", "MIRROR_ACTION": "s"}}
        """
      ],
      [
        .warning("CDB02", at: #""Ethernet0", "Etherne4""#, "twice"), .error("CDB08", at: #""Etherne4""#, "did you mean 'Ethernet4'?"),
        .warning("CDB11", at: #""PortChannel1""#, "port channels"), .warning("CDB11", at: #""MIRROR""#, "type MIRROR is not supported"),
        .error("CDB08", at: #""L3V7""#, "did you mean 'L3V6'?"), .error("CDB07", at: #""Y""#, "has no type"),
        .error("CDB06", at: #""sideways""#, "'ingress' or 'egress'"), .error("CDB05", at: #""A|B""#, "expected a name"),
        .error("CDB08", at: #""DATACL|R""#, "did you mean 'DATAACL'?"),
        .error("CDB05", at: #""DATAACL": {}"#, "expected ACL_RULE|DATAACL|RULE_1"),
        .error("CDB07", at: #""DATAACL|R1""#, "no PRIORITY"), .error("CDB06", at: #""1000000""#, "from 0 to 999999"),
        .error("CDB07", at: #""DATAACL|R3""#, "no PACKET_ACTION"),
        .error("CDB09", at: #""PACKET_ACTION": "DROP", "REDIRECT_ACTION""#, "both"),
        .note("CDB14", at: #""EVERFLOW|R5""#, "left out with its table")
      ])
  }
}
