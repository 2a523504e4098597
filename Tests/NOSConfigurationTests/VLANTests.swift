import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("CONFIG_DB: VLANs, members, FDB")
struct VLANTests {
  @Test func membersSetPortVLANs() throws {
    let configuration = Fixture.read([
      "VLAN_MEMBER": """
      {"Vlan100|Ethernet0": {"tagging_mode": "untagged"}, "Vlan200|Ethernet0": {"tagging_mode": "tagged"},
      "Vlan100|Ethernet4": {"tagging_mode": "tagged"}}
      """
    ])
    #expect(configuration.rows.vlans.map { $0.row.members.map(\.description) } == [["1u", "2t"], ["1t"]])
    let access = try #require(configuration.port("Ethernet0"))
    #expect(access.portVLAN.rawValue == 100 && !access.dropsUntagged)
    let trunk = try #require(configuration.port("Ethernet4"))
    #expect(trunk.portVLAN == .default && trunk.dropsUntagged)
    #expect(try #require(configuration.port("Ethernet8")).dropsUntagged == false)
  }

  @Test func faultsOfVLANs() {
    Fixture.expect(
      [
        "VLAN": """
        {"Vlan100": {"vlanid": "101"}, "Vlan4095": {}, "Vlan0200": {}, "vlan7": {}, "Vlan300": {"vlanid": "0"}, "Vlan301": {"mtu": "9100"}}
        """
      ],
      [
        .error("CDB09", at: #""101""#, "its key says 100"), .error("CDB05", at: #""Vlan4095""#, "Vlan1 to"),
        .error("CDB05", at: #""Vlan0200""#, "no key"), .error("CDB05", at: #""vlan7""#, "no key"),
        .error("CDB06", at: #""0""#, "from 1 to 4094"), .warning("CDB12", at: #""mtu": "9100""#, "VLAN.mtu is not applied")
      ])
  }

  @Test func faultsOfMembers() {
    Fixture.expect(
      [
        "VLAN_MEMBER": """
        {"Vlan100|Ethernet0": {"tagging_mode": "untagged"}, "Vlan200|Ethernet0": {"tagging_mode": "untagged"},
        "Vlan101|Ethernet4": {"tagging_mode": "tagged"}, "Vlan100|Ethrnet4": {"tagging_mode": "tagged"}, "Vlan100": {},
        "Vlan200|Ethernet4": {"tagging_mode": "taged"}, "Vlan200|PortChannel1": {"tagging_mode": "tagged"},
        "Vlan100|Ethernet16": {"tagging_mode": "tagged"}, "Vlan200|Ethernet20": {}, "Vlan200|hundredGigE6": {"tagging_mode": "tagged"},
        "Vlan200|Ethernet24": {"tagging_mode": "priority_tagged"}}
        """, "PORT": #"{"Ethernet0": {"lanes": "1,2,3,4", "speed": "100000"}, "Ethernet4": {"lanes": "5,6,7,8", "speed": "1000"}}"#,
        "INTERFACE": nil, "NEIGH": nil, "STATIC_ROUTE": nil
      ],
      [
        .error("CDB09", at: #""Vlan200|Ethernet0""#, "so is VLAN_MEMBER|Vlan100|Ethernet0"),
        .error("CDB08", at: #""Vlan101|Ethernet4""#, "did you mean 'Vlan100'?"),
        .error("CDB08", at: #""Vlan100|Ethrnet4""#, "did you mean 'Ethernet4'?"),
        .error("CDB05", at: #""Vlan100": {},"#, "expected VLAN_MEMBER|Vlan100|Ethernet0"),
        .error("CDB06", at: #""taged""#, "expected 'tagged'"),
        .warning("CDB11", at: #""Vlan200|PortChannel1""#, "port channels are not supported"),
        .warning("CDB07", at: #""Vlan100|Ethernet16""#, "not in PORT"), .warning("CDB07", at: #""Vlan200|Ethernet20""#, "not in PORT"),
        .warning("CDB07", at: #""Vlan200|Ethernet24""#, "not in PORT"),
        .warning("CDB13", at: #""Vlan200|Ethernet20""#, "no tagging_mode"),
        .error("CDB02", at: #""Vlan200|hundredGigE6""#, "is in VLAN 200 already"),
        .warning("CDB11", at: #""priority_tagged""#, "not supported")
      ])
  }

  @Test func fdbForms() {
    let configuration = Fixture.expect(
      [
        "FDB": """
        {"Vlan100:02-00-00-00-00-02": {"port": "Ethernet0"}, "Vlan100|02:00:00:00:00:03": {"port": "hundredGigE2", "type": "dynamic"}}
        """
      ], [])
    #expect(configuration.rows.fdb.map(\.row.isStatic) == [true, false])
    #expect(configuration.rows.fdb.map(\.row.port.rawValue) == [1, 2])
  }

  @Test func faultsOfFDB() {
    Fixture.expect(
      [
        "FDB": """
        {"Vlan100": {"port": "Ethernet0"}, "Vlan100|02:00:00:00:00": {"port": "Ethernet0"}, "Vlan10|02:00:00:00:00:01": {"port": "Ethernet0"},
        "Vlan100|01:00:5e:00:00:01": {"port": "Ethernet0"}, "Vlan100|02:00:00:00:00:05": {"type": "static"},
        "Vlan100|02:00:00:00:00:06": {"port": "Ethernet12"}, "Vlan100|02:00:00:00:00:07": {"port": "Ethernet0", "type": "sticky"},
        "Vlan100|02:00:00:00:00:08": {"port": "Ethernet0"}, "Vlan100:02:00:00:00:00:08": {"port": "Ethernet0"},
        "Vlan100|02:00:00:00:00:09": {"port": "Etherne0"}}
        """
      ],
      [
        .error("CDB05", at: #""Vlan100": {"port"#, "expected FDB|Vlan100|"), .error("CDB05", at: #""Vlan100|02:00:00:00:00""#, "no key"),
        .error("CDB08", at: #""Vlan10|02"#, "did you mean 'Vlan100'?"), .error("CDB06", at: #""Vlan100|01:00:5e"#, "one station"),
        .error("CDB07", at: #""Vlan100|02:00:00:00:00:05""#, "has no port"),
        .error("CDB09", at: #""Ethernet12"}, "Vlan100|02"#, "no member of Vlan100"),
        .error("CDB06", at: #""sticky""#, "'static' or 'dynamic'"), .error("CDB02", at: #""Vlan100:02:00:00:00:00:08""#, "already"),
        .error("CDB08", at: #""Etherne0""#, "did you mean 'Ethernet0'?")
      ])
  }
}
