import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("CONFIG_DB: interfaces, neighbors, static routes")
struct RoutingTests {
  @Test func interfacesInFileOrder() throws {
    let configuration = Fixture.read([:])
    #expect(
      configuration.rows.routerInterfaces.map { configuration.names[.routerInterface($0.row.id)] } == [
        "Ethernet8", "Ethernet12", "Vlan100", "Loopback0"
      ])
    #expect(configuration.rows.routerInterfaces.map(\.row.id.rawValue) == [1, 2, 3, 4])
    // The VLAN's smallest member.
    #expect(try #require(configuration.interface("Vlan100")).mtu == 1500)
    #expect(try #require(configuration.interface("Ethernet8")).mtu == 9100)
    #expect(try #require(configuration.interface("Ethernet12")).virtualRouter == configuration.virtualRouter(named: "VrfRed"))
    #expect(try #require(configuration.interface("Loopback0")).attachment == .loopback)
  }

  @Test func addressesMakeRoutes() {
    let configuration = Fixture.read([:])
    #expect(configuration.route("10.0.0.1/32") == .cpu)
    #expect(configuration.route("10.0.0.0/24") == .routerInterface(RouterInterfaceID(3)))
    #expect(configuration.route("2001:db8::1/128") == .cpu)
    #expect(configuration.route("2001:db8::/64") == .routerInterface(RouterInterfaceID(3)))
    #expect(configuration.route("10.255.0.1/32") == .cpu)
    #expect(configuration.route("10.8.0.0/24") == .routerInterface(RouterInterfaceID(1)))
    #expect(configuration.route("10.8.0.0/24", 1) == .routerInterface(RouterInterfaceID(2)))
    #expect(configuration.route("192.0.2.0/24") == .nextHop(NextHopID(1)))
    let named = configuration.rows.routes.first { $0.row.key.prefix.description == "192.0.2.0/24" }
    #expect(named.flatMap { configuration.names[.route($0.row.key)] } == "STATIC_ROUTE|192.0.2.0/24")
  }

  @Test func linkLocalAddressesMayStandOnEachLink() {
    let configuration = Fixture.expect(
      ["VLAN_INTERFACE": #"{"Vlan100|fe80::1/64": {}, "Vlan100|10.0.0.1/24": {}, "Vlan200|fe80::1/64": {}, "Vlan100|2001:db8::1/64": {}}"#],
      [])
    #expect(configuration.route("fe80::1/128") == .cpu)
    #expect(configuration.route("fe80::/64") == nil)
  }

  @Test func faultsOfInterfaces() {
    Fixture.expect(
      [
        "INTERFACE": """
        {"Ethernet0": {}, "Ethernet9": {}, "Ethernet8": {"vrf_name": "VrfRedd"}, "Ethernet8|10.9.0.1/24": {}, "Ethernet12.10": {},
        "Ethernet12": {"mac_addr": "02:00:00:00:00:01"}, "Ethernet12|10.0.0.7": {}, "Ethernet12|10.0.0.7/24": {},
        "Ethernet12|10.0.0.1/30": {}, "Ethernet12|224.0.0.1/24": {}, "Ethernet12|10.7.0.1/33": {}, "PortChannel2": {}}
        """,
        "VLAN_INTERFACE": #"{"Vlan101": {}, "Vlan100": {}, "Vlan100|10.0.0.1/24": {}, "Vlan100|2001:db8::1/64": {}}"#,
        "LOOPBACK_INTERFACE": #"{"Lo0": {}, "Loopback1|10.3.0.1/24": {}}"#, "VRF": #"{"VrfRed": {}, "Blue": {}}"#,
        "NEIGH": #"{"Vlan100|10.0.0.2": {"neigh": "02:00:00:00:00:02"}, "Ethernet8|10.9.0.2": {"neigh": "02:00:00:00:00:02"}}"#
      ],
      [
        .error("CDB09", at: #""Ethernet0": {}, "Ethernet9""#, "it is in a VLAN by VLAN_MEMBER|Vlan100|Ethernet0"),
        .error("CDB08", at: #""Ethernet9""#, "did you mean"), .error("CDB08", at: #""VrfRedd""#, "did you mean 'VrfRed'?"),
        .warning("CDB11", at: #""Ethernet12.10""#, "sub-interfaces"), .warning("CDB12", at: #""mac_addr""#, "not applied"),
        .error("CDB05", at: #""Ethernet12|10.0.0.7": "#, "prefix length"),
        .error("CDB09", at: #""Vlan100|10.0.0.1/24": {}, "Vlan100|2001"#, "INTERFACE|Ethernet12|10.0.0.1/30 has the address already"),
        .error("CDB06", at: #""Ethernet12|224.0.0.1/24""#, "cannot be an interface's address"),
        .error("CDB05", at: #""Ethernet12|10.7.0.1/33""#, "no key"), .warning("CDB11", at: #""PortChannel2""#, "port channels"),
        .error("CDB08", at: #""Vlan101""#, "did you mean 'Vlan100'?"), .error("CDB05", at: #""Lo0""#, "Loopback0 and the like"),
        .error("CDB05", at: #""Blue""#, "begins with 'Vrf'"),
        .warning("CDB09", at: #""Vlan100|10.0.0.2""#, "in no subnet"), .note("CDB13", at: #""Loopback1|10.3.0.1/24""#, "no subnet"),
        .note("CDB14", at: #""Ethernet8|10.9.0.2""#, "left out with interface Ethernet8")
      ])
  }

  @Test func faultsOfNeighbors() {
    Fixture.expect(
      [
        "NEIGH": """
        {"Vlan100|10.0.0.2": {"neigh": "02:00:00:00:00:02", "family": "IPv6"}, "Vlan10|10.0.0.3": {"neigh": "02:00:00:00:00:02"},
        "Vlan100": {}, "Vlan100|10.0.0.300": {"neigh": "02:00:00:00:00:02"}, "Vlan100|10.0.0.4": {}, "Vlan100|10.0.0.5": {"neigh": "zz"},
        "Vlan100|10.0.0.1": {"neigh": "02:00:00:00:00:02"}, "Vlan100|10.99.0.1": {"neigh": "02:00:00:00:00:02"},
        "Vlan100|2001:db8::2": {"neigh": "02:00:00:00:00:02"}, "Vlan100|2001:DB8::0002": {"neigh": "02:00:00:00:00:02"},
        "Loopback0|10.255.0.2": {"neigh": "02:00:00:00:00:02"}, "Vlan100|10.0.0.6": {"neigh": "ff:ff:ff:ff:ff:ff"}}
        """
      ],
      [
        .error("CDB09", at: #""IPv6""#, "of family 'IPv4'"), .error("CDB08", at: #""Vlan10|10.0.0.3""#, "did you mean 'Vlan100'?"),
        .error("CDB05", at: #""Vlan100": {}, "Vlan100|10.0.0.300""#, "expected NEIGH|Vlan100|10.0.0.2"),
        .error("CDB05", at: #""Vlan100|10.0.0.300""#, "no IP address"), .warning("CDB11", at: #""Vlan100|10.0.0.4""#, "'neigh'"),
        .error("CDB06", at: #""zz""#, "expected a MAC address"), .error("CDB09", at: #""Vlan100|10.0.0.1""#, "own address"),
        .warning("CDB09", at: #""Vlan100|10.99.0.1""#, "in no subnet"), .error("CDB02", at: #""Vlan100|2001:DB8::0002""#, "already"),
        .error("CDB06", at: #""Loopback0|10.255.0.2""#, "cannot be a neighbor"), .error("CDB06", at: #""ff:ff"#, "one station")
      ])
  }

  @Test func staticRoutes() {
    let configuration = Fixture.expect(
      [
        "STATIC_ROUTE": """
        {"0.0.0.0/0": {"nexthop": "10.0.0.3,10.0.0.2", "ifname": "Vlan100,Vlan100"}, "192.0.2.0/24": {"nexthop": "10.0.0.2,10.0.0.3"},
        "198.51.100.0/24": {"blackhole": "true"}, "VrfRed|203.0.113.0/24": {"nexthop": "10.8.0.2"},
        "203.0.113.0/24": {"nexthop": "10.8.0.2", "nexthop-vrf": "VrfRed"}, "default|10.77.0.0/16": {"nexthop": "0.0.0.0", "ifname": "Ethernet8"},
        "2001:db8:1::/48": {"nexthop": ["2001:db8::2"], "distance": "5"}, "10.78.0.0/16": {"nexthop": "10.0.0.2,10.0.0.3", "distance": "1,2"}}
        """
      ], [.warning("CDB11", at: #""10.0.0.2,10.0.0.3", "distance""#, "backups are not supported")])
    // One group for one set of next hops, whatever their order.
    #expect(configuration.route("0.0.0.0/0") == .nextHopGroup(NextHopGroupID(1)))
    #expect(configuration.route("192.0.2.0/24") == .nextHopGroup(NextHopGroupID(1)))
    #expect(configuration.rows.nextHopGroups.map { $0.row.members.map(\.nextHop.rawValue) } == [[1, 2]])
    #expect(configuration.route("198.51.100.0/24") == .drop)
    #expect(configuration.route("203.0.113.0/24", 1) == .nextHop(NextHopID(4)))
    #expect(configuration.route("203.0.113.0/24") == .nextHop(NextHopID(4)))
    #expect(configuration.route("10.77.0.0/16") == .routerInterface(RouterInterfaceID(1)))
    #expect(configuration.route("2001:db8:1::/48") == .nextHop(NextHopID(5)))
    #expect(configuration.route("10.78.0.0/16") == .nextHop(NextHopID(1)))
  }

  @Test func faultsOfStaticRoutes() {
    Fixture.expect(
      [
        "STATIC_ROUTE": """
        {"192.0.2.0/24": {"nexthop": "10.0.0.9"}, "10.1.0.0/16": {"nexthop": "172.16.0.1"}, "10.2.0.0/16": {"nexthop": "10.0.0.1"},
        "10.3.0.0/33": {"nexthop": "10.0.0.2"}, "VrfReed|10.4.0.0/16": {"nexthop": "10.0.0.2"}, "10.5.0.1/16": {"nexthop": "10.0.0.2"},
        "10.6.0.0/16": {"nexthop": "10.0.0.2,10.0.0.3", "ifname": "Vlan100"}, "10.7.0.0/16": {"nexthop": "2001:db8::2"},
        "10.0.0.0/24": {"nexthop": "10.8.0.2"}, "10.9.0.0/16": {"nexthop": "10.0.0.2", "ifname": "Vlan110"},
        "10.10.0.0/16": {"distance": "1"}, "10.11.0.0/16": {"nexthop": "10.0.0.2", "distance": "256"}, "10.12.0.0/16": {},
        "10.13.0.0/16": {"blackhole": "perhaps", "nexthop": "10.0.0.2"}, "224.0.0.0/8": {"nexthop": "10.0.0.2"},
        "10.14.0.0/16": {"nexthop": "10.0.0.2,10.0.0.2"}, "10.15.0.0/16": {"nexthop": "10.0.0.2,", "ifname": ",Vlan100"},
        "mgmt|10.16.0.0/16": {"nexthop": "10.0.0.2"}, "default|10.14.0.0/16": {"nexthop": "10.0.0.2"}, "10.17.0.0/16": {"nexthop": "elsewhere"}}
        """
      ],
      [
        .error("CDB10", at: #""10.0.0.9""#, "it needs an entry NEIGH|Vlan100|10.0.0.9"),
        .error("CDB10", at: #""172.16.0.1""#, "in no interface's subnet"), .error("CDB10", at: #""10.0.0.1"}"#, "own address on Vlan100"),
        .error("CDB05", at: #""10.3.0.0/33""#, "no key"), .error("CDB08", at: #""VrfReed|10.4.0.0/16""#, "did you mean 'VrfRed'?"),
        .warning("CDB13", at: #""10.5.0.1/16""#, "10.5.0.0/16 is routed"), .error("CDB09", at: #""Vlan100"}, "10.7"#, "has 1 of 2"),
        .error("CDB09", at: #""2001:db8::2"},"#, "another family"),
        .error("CDB09", at: #""10.0.0.0/24""#, "is routed by VLAN_INTERFACE|Vlan100|10.0.0.1/24"),
        .error("CDB08", at: #""10.0.0.2", "ifname": "Vlan110""#, "did you mean 'Vlan100'?"),
        .error("CDB07", at: #""10.10.0.0/16""#, "without address and interface"), .error("CDB06", at: #""256""#, "from 0 to 255"),
        .error("CDB07", at: #""10.12.0.0/16""#, "neither"), .error("CDB06", at: #""perhaps""#, "'true' or 'false'"),
        .error("CDB06", at: #""224.0.0.0/8""#, "multicast"), .warning("CDB02", at: #""10.0.0.2,10.0.0.2""#, "counts once"),
        .warning("CDB11", at: #""10.15.0.0/16""#, "mixes"), .warning("CDB11", at: #""mgmt|10.16.0.0/16""#, "management VRF"),
        .error("CDB02", at: #""default|10.14.0.0/16""#, "routed by STATIC_ROUTE|10.14.0.0/16"),
        .error("CDB06", at: #""elsewhere""#, "expected an IP address")
      ])
  }

  @Test func ambiguousNextHopNeedsItsInterface() {
    let link = #"{"Vlan100|fe80::2": {"neigh": "02:00:00:00:00:02"}, "Ethernet8|fe80::2": {"neigh": "02:00:00:00:00:03"}}"#
    Fixture.expect(
      ["NEIGH": link, "STATIC_ROUTE": #"{"2001:db8:9::/48": {"nexthop": "fe80::2"}}"#],
      [.error("CDB10", at: #""fe80::2"}}"#, "a neighbor on Vlan100 and Ethernet8")])
    let named = Fixture.expect(["NEIGH": link, "STATIC_ROUTE": #"{"2001:db8:9::/48": {"nexthop": "fe80::2", "ifname": "Ethernet8"}}"#], [])
    #expect(named.route("2001:db8:9::/48") == .nextHop(NextHopID(2)))
  }
}
