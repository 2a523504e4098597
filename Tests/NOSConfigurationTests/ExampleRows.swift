/// The rows of the example configurations: line of the file, name, columns.
enum ExampleRows {
  // swift-format-ignore
  static let dataCentreSwitch =
    """
    6 Ethernet0: Port id=1 lanes=[1, 2, 3, 4] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    7 Ethernet4: Port id=2 lanes=[5, 6, 7, 8] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    8 Ethernet8: Port id=3 lanes=[9, 10, 11, 12] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    9 Ethernet12: Port id=4 lanes=[13, 14, 15, 16] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    10 Ethernet16: Port id=5 lanes=[17, 18, 19, 20] speed=100000 isEnabled=true mtu=9114 portVLAN=100 isLearning=true dropsUntagged=false dropsTagged=false
    11 Ethernet20: Port id=6 lanes=[21, 22, 23, 24] speed=100000 isEnabled=true mtu=9114 portVLAN=100 isLearning=true dropsUntagged=false dropsTagged=false
    12 Ethernet24: Port id=7 lanes=[25, 26, 27, 28] speed=100000 isEnabled=true mtu=9114 portVLAN=100 isLearning=true dropsUntagged=false dropsTagged=false
    13 Ethernet28: Port id=8 lanes=[29, 30, 31, 32] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=true dropsTagged=false
    14 Ethernet32: Port id=9 lanes=[33, 34, 35, 36] speed=100000 isEnabled=true mtu=9114 portVLAN=200 isLearning=true dropsUntagged=false dropsTagged=false
    15 Ethernet36: Port id=10 lanes=[37, 38, 39, 40] speed=100000 isEnabled=true mtu=9114 portVLAN=200 isLearning=true dropsUntagged=false dropsTagged=false
    16 Ethernet40: Port id=11 lanes=[41, 42, 43, 44] speed=100000 isEnabled=true mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    17 Ethernet44: Port id=12 lanes=[45, 46, 47, 48] speed=100000 isEnabled=true mtu=9114 portVLAN=300 isLearning=true dropsUntagged=false dropsTagged=false
    18 Ethernet48: Port id=13 lanes=[49, 50, 51, 52] speed=100000 isEnabled=true mtu=1514 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    19 Ethernet52: Port id=14 lanes=[53, 54, 55, 56] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    20 Ethernet56: Port id=15 lanes=[57, 58, 59, 60] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    21 Ethernet60: Port id=16 lanes=[61, 62, 63, 64] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    22 Ethernet64: Port id=17 lanes=[65, 66, 67, 68] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    23 Ethernet68: Port id=18 lanes=[69, 70, 71, 72] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    24 Ethernet72: Port id=19 lanes=[73, 74, 75, 76] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    25 Ethernet76: Port id=20 lanes=[77, 78, 79, 80] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    26 Ethernet80: Port id=21 lanes=[81, 82, 83, 84] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    27 Ethernet84: Port id=22 lanes=[85, 86, 87, 88] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    28 Ethernet88: Port id=23 lanes=[89, 90, 91, 92] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    29 Ethernet92: Port id=24 lanes=[93, 94, 95, 96] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    30 Ethernet96: Port id=25 lanes=[97, 98, 99, 100] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    31 Ethernet100: Port id=26 lanes=[101, 102, 103, 104] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    32 Ethernet104: Port id=27 lanes=[105, 106, 107, 108] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    33 Ethernet108: Port id=28 lanes=[109, 110, 111, 112] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    34 Ethernet112: Port id=29 lanes=[113, 114, 115, 116] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    35 Ethernet116: Port id=30 lanes=[117, 118, 119, 120] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    36 Ethernet120: Port id=31 lanes=[121, 122, 123, 124] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    37 Ethernet124: Port id=32 lanes=[125, 126, 127, 128] speed=100000 isEnabled=false mtu=9114 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    40 Vlan100: VLAN id=100 members=[5u, 6u, 7u, 8t] spanningTree=none isLearning=true
    41 Vlan200: VLAN id=200 members=[8t, 9u, 10u] spanningTree=none isLearning=true
    42 Vlan300: VLAN id=300 members=[8t, 12u] spanningTree=none isLearning=true
    110 FDB|Vlan100|02:00:5e:30:00:10: FDBEntry vlan=100 mac=02:00:5e:30:00:10 port=port 5 isStatic=true
    111 FDB|Vlan100|02:00:5e:30:00:11: FDBEntry vlan=100 mac=02:00:5e:30:00:11 port=port 6 isStatic=true
    112 FDB|Vlan100|02:00:5e:30:00:12: FDBEntry vlan=100 mac=02:00:5e:30:00:12 port=port 8 isStatic=false
    113 FDB|Vlan200|02:00:5e:30:00:20: FDBEntry vlan=200 mac=02:00:5e:30:00:20 port=port 9 isStatic=true
    114 FDB|Vlan200|02:00:5e:30:00:21: FDBEntry vlan=200 mac=02:00:5e:30:00:21 port=port 8 isStatic=false
    115 FDB|Vlan300|02:00:5e:30:00:30: FDBEntry vlan=300 mac=02:00:5e:30:00:30 port=port 12 isStatic=true
    0 default: VirtualRouter id=0 isIPv4Enabled=true isIPv6Enabled=true
    56 VrfRed: VirtualRouter id=1 isIPv4Enabled=true isIPv6Enabled=true
    59 Loopback0: RouterInterface id=1 virtualRouter=virtual router 0 attachment=loopback mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    64 Ethernet0: RouterInterface id=2 virtualRouter=virtual router 0 attachment=port 1 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    67 Ethernet4: RouterInterface id=3 virtualRouter=virtual router 0 attachment=port 2 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    70 Ethernet8: RouterInterface id=4 virtualRouter=virtual router 0 attachment=port 3 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    73 Ethernet12: RouterInterface id=5 virtualRouter=virtual router 0 attachment=port 4 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    76 Ethernet40: RouterInterface id=6 virtualRouter=virtual router 1 attachment=port 11 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    78 Ethernet48: RouterInterface id=7 virtualRouter=virtual router 0 attachment=port 13 mac=02:00:5e:10:00:01 mtu=1500 isIPv4Enabled=true isIPv6Enabled=true
    82 Vlan100: RouterInterface id=8 virtualRouter=virtual router 0 attachment=VLAN 100 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    85 Vlan200: RouterInterface id=9 virtualRouter=virtual router 0 attachment=VLAN 200 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    88 Vlan300: RouterInterface id=10 virtualRouter=virtual router 1 attachment=VLAN 300 mac=02:00:5e:10:00:01 mtu=9100 isIPv4Enabled=true isIPv6Enabled=true
    92 NEIGH|Ethernet0|10.0.0.1: Neighbor interface=router interface 2 address=10.0.0.1 mac=02:00:5e:20:00:01 isHostRoute=true
    93 NEIGH|Ethernet0|2001:db8:0:1::2: Neighbor interface=router interface 2 address=2001:db8:0:1::2 mac=02:00:5e:20:00:01 isHostRoute=true
    94 NEIGH|Ethernet4|10.0.0.3: Neighbor interface=router interface 3 address=10.0.0.3 mac=02:00:5e:20:00:02 isHostRoute=true
    95 NEIGH|Ethernet4|2001:db8:0:2::2: Neighbor interface=router interface 3 address=2001:db8:0:2::2 mac=02:00:5e:20:00:02 isHostRoute=true
    96 NEIGH|Ethernet8|10.0.0.5: Neighbor interface=router interface 4 address=10.0.0.5 mac=02:00:5e:20:00:03 isHostRoute=true
    97 NEIGH|Ethernet8|2001:db8:0:3::2: Neighbor interface=router interface 4 address=2001:db8:0:3::2 mac=02:00:5e:20:00:03 isHostRoute=true
    98 NEIGH|Ethernet12|10.0.0.7: Neighbor interface=router interface 5 address=10.0.0.7 mac=02:00:5e:20:00:04 isHostRoute=true
    99 NEIGH|Ethernet12|2001:db8:0:4::2: Neighbor interface=router interface 5 address=2001:db8:0:4::2 mac=02:00:5e:20:00:04 isHostRoute=true
    100 NEIGH|Ethernet40|10.0.0.1: Neighbor interface=router interface 6 address=10.0.0.1 mac=02:00:5e:20:00:05 isHostRoute=true
    101 NEIGH|Ethernet48|10.0.0.9: Neighbor interface=router interface 7 address=10.0.0.9 mac=02:00:5e:20:00:06 isHostRoute=true
    102 NEIGH|Vlan100|10.1.0.10: Neighbor interface=router interface 8 address=10.1.0.10 mac=02:00:5e:30:00:10 isHostRoute=true
    103 NEIGH|Vlan100|10.1.0.11: Neighbor interface=router interface 8 address=10.1.0.11 mac=02:00:5e:30:00:11 isHostRoute=true
    104 NEIGH|Vlan100|2001:db8:1::10: Neighbor interface=router interface 8 address=2001:db8:1::10 mac=02:00:5e:30:00:10 isHostRoute=true
    105 NEIGH|Vlan200|10.2.0.10: Neighbor interface=router interface 9 address=10.2.0.10 mac=02:00:5e:30:00:20 isHostRoute=true
    106 NEIGH|Vlan200|2001:db8:2::10: Neighbor interface=router interface 9 address=2001:db8:2::10 mac=02:00:5e:30:00:20 isHostRoute=true
    107 NEIGH|Vlan300|10.1.0.10: Neighbor interface=router interface 10 address=10.1.0.10 mac=02:00:5e:30:00:30 isHostRoute=true
    92 NEIGH|Ethernet0|10.0.0.1: NextHop id=1 neighbor=neighbor 10.0.0.1 on router interface 2
    93 NEIGH|Ethernet0|2001:db8:0:1::2: NextHop id=2 neighbor=neighbor 2001:db8:0:1::2 on router interface 2
    94 NEIGH|Ethernet4|10.0.0.3: NextHop id=3 neighbor=neighbor 10.0.0.3 on router interface 3
    95 NEIGH|Ethernet4|2001:db8:0:2::2: NextHop id=4 neighbor=neighbor 2001:db8:0:2::2 on router interface 3
    96 NEIGH|Ethernet8|10.0.0.5: NextHop id=5 neighbor=neighbor 10.0.0.5 on router interface 4
    97 NEIGH|Ethernet8|2001:db8:0:3::2: NextHop id=6 neighbor=neighbor 2001:db8:0:3::2 on router interface 4
    98 NEIGH|Ethernet12|10.0.0.7: NextHop id=7 neighbor=neighbor 10.0.0.7 on router interface 5
    99 NEIGH|Ethernet12|2001:db8:0:4::2: NextHop id=8 neighbor=neighbor 2001:db8:0:4::2 on router interface 5
    100 NEIGH|Ethernet40|10.0.0.1: NextHop id=9 neighbor=neighbor 10.0.0.1 on router interface 6
    101 NEIGH|Ethernet48|10.0.0.9: NextHop id=10 neighbor=neighbor 10.0.0.9 on router interface 7
    102 NEIGH|Vlan100|10.1.0.10: NextHop id=11 neighbor=neighbor 10.1.0.10 on router interface 8
    103 NEIGH|Vlan100|10.1.0.11: NextHop id=12 neighbor=neighbor 10.1.0.11 on router interface 8
    104 NEIGH|Vlan100|2001:db8:1::10: NextHop id=13 neighbor=neighbor 2001:db8:1::10 on router interface 8
    105 NEIGH|Vlan200|10.2.0.10: NextHop id=14 neighbor=neighbor 10.2.0.10 on router interface 9
    106 NEIGH|Vlan200|2001:db8:2::10: NextHop id=15 neighbor=neighbor 2001:db8:2::10 on router interface 9
    107 NEIGH|Vlan300|10.1.0.10: NextHop id=16 neighbor=neighbor 10.1.0.10 on router interface 10
    118 STATIC_ROUTE|0.0.0.0/0: NextHopGroup id=1 members=[1, 3, 5, 7]
    122 STATIC_ROUTE|10.8.0.0/16: NextHopGroup id=2 members=[11, 14]
    123 STATIC_ROUTE|::/0: NextHopGroup id=3 members=[2, 4, 6, 8]
    60 LOOPBACK_INTERFACE|Loopback0|10.255.0.1/32: Route virtualRouter=virtual router 0 prefix=10.255.0.1/32 destination=cpu
    61 LOOPBACK_INTERFACE|Loopback0|2001:db8:ffff::1/128: Route virtualRouter=virtual router 0 prefix=2001:db8:ffff::1/128 destination=cpu
    65 INTERFACE|Ethernet0|10.0.0.0/31: Route virtualRouter=virtual router 0 prefix=10.0.0.0/32 destination=cpu
    65 INTERFACE|Ethernet0|10.0.0.0/31: Route virtualRouter=virtual router 0 prefix=10.0.0.0/31 destination=router interface 2
    66 INTERFACE|Ethernet0|2001:db8:0:1::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:1::1/128 destination=cpu
    66 INTERFACE|Ethernet0|2001:db8:0:1::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:1::/64 destination=router interface 2
    68 INTERFACE|Ethernet4|10.0.0.2/31: Route virtualRouter=virtual router 0 prefix=10.0.0.2/32 destination=cpu
    68 INTERFACE|Ethernet4|10.0.0.2/31: Route virtualRouter=virtual router 0 prefix=10.0.0.2/31 destination=router interface 3
    69 INTERFACE|Ethernet4|2001:db8:0:2::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:2::1/128 destination=cpu
    69 INTERFACE|Ethernet4|2001:db8:0:2::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:2::/64 destination=router interface 3
    71 INTERFACE|Ethernet8|10.0.0.4/31: Route virtualRouter=virtual router 0 prefix=10.0.0.4/32 destination=cpu
    71 INTERFACE|Ethernet8|10.0.0.4/31: Route virtualRouter=virtual router 0 prefix=10.0.0.4/31 destination=router interface 4
    72 INTERFACE|Ethernet8|2001:db8:0:3::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:3::1/128 destination=cpu
    72 INTERFACE|Ethernet8|2001:db8:0:3::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:3::/64 destination=router interface 4
    74 INTERFACE|Ethernet12|10.0.0.6/31: Route virtualRouter=virtual router 0 prefix=10.0.0.6/32 destination=cpu
    74 INTERFACE|Ethernet12|10.0.0.6/31: Route virtualRouter=virtual router 0 prefix=10.0.0.6/31 destination=router interface 5
    75 INTERFACE|Ethernet12|2001:db8:0:4::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:4::1/128 destination=cpu
    75 INTERFACE|Ethernet12|2001:db8:0:4::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:0:4::/64 destination=router interface 5
    77 INTERFACE|Ethernet40|10.0.0.0/31: Route virtualRouter=virtual router 1 prefix=10.0.0.0/32 destination=cpu
    77 INTERFACE|Ethernet40|10.0.0.0/31: Route virtualRouter=virtual router 1 prefix=10.0.0.0/31 destination=router interface 6
    79 INTERFACE|Ethernet48|10.0.0.8/31: Route virtualRouter=virtual router 0 prefix=10.0.0.8/32 destination=cpu
    79 INTERFACE|Ethernet48|10.0.0.8/31: Route virtualRouter=virtual router 0 prefix=10.0.0.8/31 destination=router interface 7
    83 VLAN_INTERFACE|Vlan100|10.1.0.1/24: Route virtualRouter=virtual router 0 prefix=10.1.0.1/32 destination=cpu
    83 VLAN_INTERFACE|Vlan100|10.1.0.1/24: Route virtualRouter=virtual router 0 prefix=10.1.0.0/24 destination=router interface 8
    84 VLAN_INTERFACE|Vlan100|2001:db8:1::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:1::1/128 destination=cpu
    84 VLAN_INTERFACE|Vlan100|2001:db8:1::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:1::/64 destination=router interface 8
    86 VLAN_INTERFACE|Vlan200|10.2.0.1/24: Route virtualRouter=virtual router 0 prefix=10.2.0.1/32 destination=cpu
    86 VLAN_INTERFACE|Vlan200|10.2.0.1/24: Route virtualRouter=virtual router 0 prefix=10.2.0.0/24 destination=router interface 9
    87 VLAN_INTERFACE|Vlan200|2001:db8:2::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:2::1/128 destination=cpu
    87 VLAN_INTERFACE|Vlan200|2001:db8:2::1/64: Route virtualRouter=virtual router 0 prefix=2001:db8:2::/64 destination=router interface 9
    89 VLAN_INTERFACE|Vlan300|10.1.0.1/24: Route virtualRouter=virtual router 1 prefix=10.1.0.1/32 destination=cpu
    89 VLAN_INTERFACE|Vlan300|10.1.0.1/24: Route virtualRouter=virtual router 1 prefix=10.1.0.0/24 destination=router interface 10
    118 STATIC_ROUTE|0.0.0.0/0: Route virtualRouter=virtual router 0 prefix=0.0.0.0/0 destination=next-hop group 1
    119 STATIC_ROUTE|192.0.2.0/24: Route virtualRouter=virtual router 0 prefix=192.0.2.0/24 destination=next hop 1
    120 STATIC_ROUTE|192.0.2.128/25: Route virtualRouter=virtual router 0 prefix=192.0.2.128/25 destination=next hop 10
    121 STATIC_ROUTE|198.51.100.0/24: Route virtualRouter=virtual router 0 prefix=198.51.100.0/24 destination=drop
    122 STATIC_ROUTE|10.8.0.0/16: Route virtualRouter=virtual router 0 prefix=10.8.0.0/16 destination=next-hop group 2
    123 STATIC_ROUTE|::/0: Route virtualRouter=virtual router 0 prefix=::/0 destination=next-hop group 3
    124 STATIC_ROUTE|2001:db8:100::/40: Route virtualRouter=virtual router 0 prefix=2001:db8:100::/40 destination=next hop 13
    125 STATIC_ROUTE|VrfRed|0.0.0.0/0: Route virtualRouter=virtual router 1 prefix=0.0.0.0/0 destination=next hop 9
    126 STATIC_ROUTE|VrfRed|10.2.0.0/24: Route virtualRouter=virtual router 1 prefix=10.2.0.0/24 destination=next hop 14
    129 ACL_TABLE|DATAACL: ACLTable id=1 stage=ingress priority=0 fields=[ipType, sourceIPv4, destinationIPv4, ipProtocol, l4DestinationPort, tcpFlags, dscp] ports=[port 1, port 2, port 3, port 4] vlans=[] isBoundToSwitch=false isParallel=false
    130 ACL_TABLE|DATAACLV6: ACLTable id=2 stage=ingress priority=0 fields=[ipType, sourceIPv6, ipProtocol, l4DestinationPort, icmpType] ports=[port 1, port 2, port 3, port 4] vlans=[] isBoundToSwitch=false isParallel=false
    133 ACL_RULE|DATAACL|RULE_1: ACLEntry table=ACL table 1 number=1 priority=1000 match=ipType=ipv4 protocol=6 dport=23 action=drop isCounted=true policer=none
    134 ACL_RULE|DATAACL|RULE_2: ACLEntry table=ACL table 1 number=2 priority=990 match=ipType=ipv4 src=203.0.113.0/24 dst=10.1.0.0/24 action=drop isCounted=true policer=none
    135 ACL_RULE|DATAACL|RULE_3: ACLEntry table=ACL table 1 number=3 priority=980 match=ipType=ipv4 protocol=17 dport=5000-5999 action=redirect to next hop 10 isCounted=true policer=none
    136 ACL_RULE|DATAACL|RULE_4: ACLEntry table=ACL table 1 number=4 priority=970 match=ipType=ipv4 dst=10.2.0.0/24 dscp=46 action=redirect to port 13 isCounted=true policer=none
    137 ACL_RULE|DATAACL|RULE_5: ACLEntry table=ACL table 1 number=5 priority=960 match=ipType=ipv4 dst=10.1.0.10/32 protocol=6 dport=443 tcpFlags=0x2/0x3f action=permit isCounted=true policer=none
    138 ACL_RULE|DATAACL|RULE_6: ACLEntry table=ACL table 1 number=6 priority=950 match=ipType=ipv4 dst=10.1.0.0/16 protocol=6 tcpFlags=0x2/0x3f action=drop isCounted=true policer=none
    139 ACL_RULE|DATAACLV6|RULE_1: ACLEntry table=ACL table 2 number=1 priority=1000 match=ipType=ipv6 protocol=6 dport=23 action=drop isCounted=true policer=none
    140 ACL_RULE|DATAACLV6|RULE_2: ACLEntry table=ACL table 2 number=2 priority=990 match=ipType=ipv6 src=2001:db8:bad::/48 action=drop isCounted=true policer=none
    141 ACL_RULE|DATAACLV6|RULE_3: ACLEntry table=ACL table 2 number=3 priority=980 match=ipType=ipv6 icmpType=128 action=permit isCounted=true policer=none
    """

  // swift-format-ignore
  static let smallSwitch =
    """
    6 lan1: Port id=1 lanes=[9] speed=1000 isEnabled=true mtu=1514 portVLAN=10 isLearning=true dropsUntagged=false dropsTagged=false
    7 lan2: Port id=2 lanes=[10] speed=1000 isEnabled=true mtu=1514 portVLAN=10 isLearning=true dropsUntagged=false dropsTagged=false
    8 lan3: Port id=3 lanes=[11] speed=1000 isEnabled=true mtu=1514 portVLAN=10 isLearning=true dropsUntagged=false dropsTagged=false
    9 lan4: Port id=4 lanes=[12] speed=1000 isEnabled=true mtu=1514 portVLAN=20 isLearning=true dropsUntagged=false dropsTagged=false
    10 lan5: Port id=5 lanes=[13] speed=1000 isEnabled=true mtu=1514 portVLAN=20 isLearning=true dropsUntagged=false dropsTagged=false
    11 lan6: Port id=6 lanes=[14] speed=1000 isEnabled=true mtu=1514 portVLAN=20 isLearning=true dropsUntagged=false dropsTagged=false
    12 lan7: Port id=7 lanes=[15] speed=1000 isEnabled=true mtu=1514 portVLAN=1 isLearning=true dropsUntagged=true dropsTagged=false
    13 lan8: Port id=8 lanes=[16] speed=1000 isEnabled=false mtu=1514 portVLAN=1 isLearning=true dropsUntagged=false dropsTagged=false
    16 Vlan10: VLAN id=10 members=[1u, 2u, 3u, 7t] spanningTree=none isLearning=true
    17 Vlan20: VLAN id=20 members=[4u, 5u, 6u, 7t] spanningTree=none isLearning=true
    30 FDB|Vlan10|02:00:5e:30:00:01: FDBEntry vlan=10 mac=02:00:5e:30:00:01 port=port 1 isStatic=true
    31 FDB|Vlan10|02:00:5e:30:00:02: FDBEntry vlan=10 mac=02:00:5e:30:00:02 port=port 2 isStatic=true
    32 FDB|Vlan20|02:00:5e:30:00:04: FDBEntry vlan=20 mac=02:00:5e:30:00:04 port=port 4 isStatic=true
    33 FDB|Vlan20|02:00:5e:30:00:07: FDBEntry vlan=20 mac=02:00:5e:30:00:07 port=port 7 isStatic=false
    36 ACL_TABLE|GUESTS: ACLTable id=1 stage=ingress priority=0 fields=[ipType, destinationIPv4, ipProtocol, l4DestinationPort] ports=[port 4, port 5, port 6] vlans=[] isBoundToSwitch=false isParallel=false
    39 ACL_RULE|GUESTS|NO_TELNET: ACLEntry table=ACL table 1 number=1 priority=100 match=ipType=ipv4 protocol=6 dport=23 action=drop isCounted=true policer=none
    40 ACL_RULE|GUESTS|NO_OFFICE: ACLEntry table=ACL table 1 number=2 priority=90 match=ipType=ipv4 dst=192.0.2.0/24 action=drop isCounted=true policer=none
    41 ACL_RULE|GUESTS|REST: ACLEntry table=ACL table 1 number=3 priority=10 match=ipType=ipv4 action=permit isCounted=true policer=none
    """
}
