import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("CONFIG_DB: device and ports")
struct PortTests {
  @Test func soundConfigurationHasNoFindings() {
    let configuration = Fixture.expect([:], [])
    #expect(configuration.hostname == "box")
    #expect(configuration.routerMAC == MACAddress("02:00:5e:10:00:01"))
    #expect(!configuration.hasErrors)
  }

  @Test func portsTakeTheirFields() throws {
    let configuration = Fixture.read([:])
    #expect(configuration.rows.ports.count == 32)
    let first = try #require(configuration.port("Ethernet0"))
    #expect(first.isEnabled && first.mtu == 9114 && first.speed == 100_000 && first.lanes == [1, 2, 3, 4])
    #expect(try #require(configuration.port("Ethernet4")).mtu == 1514)
    #expect(try #require(configuration.port("hundredGigE3")).speed == 40_000)
    #expect(try #require(configuration.port("Ethernet8")).isEnabled == false)
    // Not in PORT: down, with the board's values, and without a place.
    let last = try #require(configuration.rows.ports.last)
    #expect(!last.row.isEnabled && last.row.lanes == [125, 126, 127, 128])
    #expect(configuration.sources.text(last.provenance) == nil)
    #expect(configuration.sources.text(configuration.rows.ports[0].provenance) == "c.json:3:10")
  }

  @Test func faultsOfPorts() {
    Fixture.expect(
      [
        "PORT": """
        {"Etherent0": {"lanes": "1,2,3,4", "speed": "100000", "admin_status": "up"},
        "Ethernet0": {"lanes": "1,2,3,4", "speed": "fast", "admin_status": "up"},
        "Ethernet4": {"lanes": "5,6,7,9", "speed": "100000", "admin_status": "up"},
        "Ethernet8": {"lanes": "12,11,10,9", "speed": "100000", "admin_status": "on"},
        "Ethernet12": {"lanes": "13,14,15,16", "speed": "400000", "admin_status": "up", "mtu": "9217"},
        "Ethernet16": {"lanes": "17,18,19,x", "speed": "100000", "admin_status": "up"},
        "Ethernet20": {"admin_status": "up"},
        "hundredGigE1": {"lanes": "1,2,3,4", "speed": "100000", "admin_status": "up"}}
        """
      ],
      [
        .error("CDB08", at: #""Etherent0""#, "did you mean 'Ethernet0'?"),
        .error("CDB06", at: #""fast""#, "expected a number from 10 to 1600000"),
        .error("CDB09", at: #""5,6,7,9""#, "the board's port has 5,6,7,8"),
        .warning("CDB09", at: #""12,11,10,9""#, "another order"),
        .error("CDB06", at: #""on""#, "expected 'up' or 'down'"),
        .warning("CDB09", at: #""400000""#, "for 100000 Mb/s"),
        .error("CDB06", at: #""9217""#, "from 68 to 9216"),
        .error("CDB06", at: #""17,18,19,x""#, "no list of lane numbers"),
        .warning("CDB07", at: #""Ethernet20""#, "has no lanes"),
        .warning("CDB13", at: #""Ethernet20""#, "has no speed"),
        .error("CDB02", at: #""hundredGigE1""#, "is port Ethernet0")
      ])
  }

  @Test func fieldsWithoutEffectAreOneFindingEach() {
    Fixture.expect(
      [
        "PORT": """
        {"Ethernet0": {"lanes": "1,2,3,4", "speed": "100000", "admin_status": "up", "fec": "rs", "autoneg": "on"},
        "Ethernet4": {"lanes": "5,6,7,8", "speed": "100000", "admin_staus": "up", "fec": "rs"},
        "Ethernet8": {"lanes": "9,10,11,12", "speed": "40000", "colour_of_vest": "red", "alias": "x"},
        "Ethernet12": {"lanes": "13,14,15,16", "speed": "100000"}}
        """
      ],
      [
        .warning("CDB12", at: #""fec""#, "PORT.fec is not applied (2 entries)"),
        .warning("CDB12", at: #""autoneg""#, "PORT.autoneg is not applied (1 entry)"),
        .error("CDB04", at: #""admin_staus""#, "did you mean 'admin_status'?"),
        .warning("CDB04", at: #""colour_of_vest""#, "PORT has no field 'colour_of_vest'"),
        .note("CDB12", at: #""alias""#, "no effect on the chip"),
        .note("CDB13", at: #""Ethernet4""#, "stays down"), .note("CDB13", at: #""Ethernet8""#, "stays down"),
        .note("CDB13", at: #""Ethernet12""#, "stays down")
      ])
  }

  @Test func tables() {
    Fixture.expect(
      [
        "CABLE_LENGTH": #"{"AZURE": {"Ethernet0": "5m", "Ethernet4": "5m"}}"#, "ACL_RULLE": #"{"A|B": {}}"#,
        "ZORK_TABLE_OF_MINE": "3", "PORTCHANNEL": "{}", "BUFFER_POL": "{}"
      ],
      [
        .warning("CDB12", at: #""CABLE_LENGTH""#, "not applied (1 entry)"),
        .error("CDB03", at: #""ACL_RULLE""#, "did you mean 'ACL_RULE'?"),
        .warning("CDB03", at: #""ZORK_TABLE_OF_MINE""#, "a scalar, not applied"),
        .warning("CDB12", at: #""PORTCHANNEL""#, "0 entries"),
        .warning("CDB03", at: #""BUFFER_POL""#, "did you mean 'BUFFER_POOL'?")
      ])
  }

  @Test func shapes() {
    Fixture.expect(
      [
        "VRF": "[]", "FDB": #"{"Vlan100|02:00:00:00:00:02": 3}"#,
        "STATIC_ROUTE": #"{"192.0.2.0/24": {"nexthop": {}}}"#, "DEVICE_METADATA": #"{"localhost": {"mac": null}}"#,
        "INTERFACE": nil, "LOOPBACK_INTERFACE": #"{"Loopback0": {}, "Loopback0": {"vrf_name": "default"}}"#,
        "NEIGH": #"{"Vlan100|10.0.0.2": {"neigh": "02:00:00:00:00:02", "neigh": "02:00:00:00:00:03"}}"#
      ],
      [
        .error("CDB01", at: "[]", "table VRF is a list"), .error("CDB01", at: "3}", "is a scalar; expected a mapping of fields"),
        .error("CDB01", at: "{}}},", "nexthop is a mapping"), .error("CDB01", at: "null", "is null"),
        .error("CDB07", at: #""192.0.2.0/24": {"nexthop""#, "neither nexthop nor ifname nor blackhole"),
        .error("CDB02", at: #""Loopback0": {"vrf"#, "stands twice"), .error("CDB02", at: #""neigh": "02:00:00:00:00:03""#, "twice")
      ])
  }

  @Test func tableTwiceAndNoMapping() {
    let twice = Fixture.read("{\"VRF\": {},\n \"VRF\": {\"VrfA\": {}}}")
    #expect(twice.diagnostics.map(\.description).contains { $0.hasPrefix("c.json:2:2: error CDB02") })
    #expect(twice.rows.virtualRouters.isEmpty, "the first VRF stands, and nothing is routed")
    let list = Fixture.read("[]")
    #expect(list.diagnostics.first?.description.hasPrefix("c.json:1:1: error CDB01") ?? false)
    let broken = Fixture.read("{\"PORT\": ")
    #expect(broken.hasErrors && broken.rows.ports.count == 32)
  }

  @Test func metadata() {
    Fixture.expect(
      ["DEVICE_METADATA": #"{"localhost": {"mac": "01:00:5e:00:00:01", "platform": "x86_64-dell"}, "remotehost": {}}"#],
      [
        .error("CDB06", at: #""01:00:5e:00:00:01""#, "one station"),
        .warning("CDB09", at: #""x86_64-dell""#, "x86_64-accton_as7726_32x-r0"),
        .error("CDB05", at: #""remotehost""#, "DEVICE_METADATA|localhost")
      ])
    #expect(Fixture.read(["DEVICE_METADATA": nil]).routerMAC == Fixture.mac)
  }
}
