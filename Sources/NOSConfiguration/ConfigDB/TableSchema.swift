/// The fields of a CONFIG_DB table, by what becomes of them.
///
/// - Source: SONiC's YANG models (sonic-buildimage, src/sonic-yang-models) and orchagent's readers (sonic-swss).
struct TableSchema: Sendable {
  var applied: Set<String> = []
  /// Names and texts for people: without effect on a chip by nature.
  var descriptive: Set<String> = []
  /// Fields with an effect that this project does not have.
  var unapplied: Set<String> = []
  /// How the reader writes the table's field names, where case does not matter (orchagent folds it).
  var folding: Folding = .none

  enum Folding: Sendable { case none, upper, lower }

  /// In sorted order, so that the nearest match does not depend on hashing.
  var allFields: [String] { applied.union(descriptive).union(unapplied).sorted() }

  func folded(_ name: String) -> String {
    switch folding {
    case .none: name
    case .upper: name.uppercased()
    case .lower: name.lowercased()
    }
  }

  /// The words of a text.
  private static func words(_ text: String) -> Set<String> { Set(text.split { $0 == " " || $0 == "\n" }.map(String.init)) }

  private static let interfaceFields = words(
    """
    nat_zone mpls ipv6_use_link_local_only mac_addr loopback_action scope family proxy_arp grat_arp secondary mode fallback
    vnet_name ipv6_use_link_local
    """)

  /// The tables that become rows.
  static let applied: [String: TableSchema] = [
    "DEVICE_METADATA": TableSchema(
      applied: ["hostname", "mac", "platform"],
      descriptive: words(
        """
        hwsku type bgp_asn bgp_router_id deployment_id region cloudtype cluster timezone rack location
        docker_routing_config_mode frr_mgmt_framework_config synchronous_mode default_bgp_status default_pfcwd_status
        buffer_model create_only_config_db_buffers yang_config_validation supporting_bulk_counter nexthop_group asic_id
        asic_name switch_id switch_type sub_role subtype peer_switch storage_device qos_profile downstream_subrole resource_type
        slice_type suppress-fib-pending rack_mgmt_map dhcp_server bgp_adv_lo_prefix_as_128 orch_northbond_route_zmq_enabled
        orch_northbond_dash_zmq_enabled syslog_with_osversion syslog_counter chassis_hostname max_cores mgmt_ip lo_intf_ip
        anycast_mac
        """)),
    "PORT": TableSchema(
      applied: ["lanes", "speed", "admin_status", "mtu"], descriptive: ["alias", "index", "description", "asic_port_name", "role"],
      unapplied: words(
        """
        autoneg fec adv_speeds interface_type adv_interface_types link_training pfc_asym tpid mux_cable macsec subport mode
        dhcp_rate_limit dom_polling core_id core_port_id num_voq tx_power laser_freq dhcp_servers dhcpv6_servers fast_linkup
        learn_mode valid_speeds coreId corePortId numVoq
        """)),
    "VLAN": TableSchema(
      applied: ["vlanid"], descriptive: ["members", "description", "alias", "name"],
      unapplied: words(
        """
        dhcp_servers dhcpv6_servers mtu admin_status mac host_ifname proxy_arp autostate dhcp_relay learning
        """)),
    "VLAN_MEMBER": TableSchema(applied: ["tagging_mode"]),
    "VRF": TableSchema(descriptive: ["description"], unapplied: ["fallback", "vni"]),
    "INTERFACE": TableSchema(applied: ["vrf_name"], descriptive: ["description"], unapplied: interfaceFields),
    "VLAN_INTERFACE": TableSchema(applied: ["vrf_name"], descriptive: ["description"], unapplied: interfaceFields),
    "LOOPBACK_INTERFACE": TableSchema(
      applied: ["vrf_name"], descriptive: ["description"], unapplied: ["nat_zone", "admin_status", "scope", "family", "vnet_name"]),
    "NEIGH": TableSchema(applied: ["neigh", "family"]),
    "STATIC_ROUTE": TableSchema(
      applied: ["nexthop", "ifname", "distance", "blackhole", "nexthop-vrf"], unapplied: ["advertise", "bfd", "tag", "track"]),
    "FDB": TableSchema(applied: ["port", "type"]),
    "ACL_TABLE": TableSchema(applied: ["type", "stage", "ports"], descriptive: ["policy_desc"], unapplied: ["services"], folding: .lower),
    "ACL_RULE": TableSchema(applied: ACLRuleField.applied, descriptive: ["DESCRIPTION"], folding: .upper)
  ]

  /// Tables of SONiC that have no effect here.
  static let unapplied = words(
    """
    ACL_TABLE_TYPE AUTO_TECHSUPPORT AUTO_TECHSUPPORT_FEATURE BANNER_MESSAGE BGP_ALLOWED_PREFIXES BGP_BBR BGP_DEVICE_GLOBAL
    BGP_GLOBALS BGP_GLOBALS_AF BGP_INTERNAL_NEIGHBOR BGP_MONITORS BGP_NEIGHBOR BGP_NEIGHBOR_AF BGP_PEER_GROUP BGP_PEER_RANGE
    BREAKOUT_CFG BUFFER_PG BUFFER_POOL BUFFER_PORT_EGRESS_PROFILE_LIST BUFFER_PORT_INGRESS_PROFILE_LIST BUFFER_PROFILE BUFFER_QUEUE
    CABLE_LENGTH CHASSIS_MODULE CONSOLE_PORT CONSOLE_SWITCH COPP_GROUP COPP_TRAP CRM DEBUG_COUNTER DEBUG_COUNTER_DROP_REASON
    DEFAULT_LOSSLESS_BUFFER_PARAMETER DEVICE_NEIGHBOR DEVICE_NEIGHBOR_METADATA DHCP_RELAY DHCP_SERVER DHCP_SERVER_IPV4
    DNS_NAMESERVER DOT1P_TO_TC_MAP DSCP_TO_FC_MAP DSCP_TO_TC_MAP EXP_TO_FC_MAP FABRIC_PORT FEATURE FG_NHG FG_NHG_MEMBER
    FG_NHG_PREFIX FLEX_COUNTER_TABLE GNMI HARDWARE IPV6_LINK_LOCAL KDUMP KUBERNETES_MASTER LDAP LLDP LLDP_PORT LOGGER LOOPBACK
    LOSSLESS_TRAFFIC_PATTERN MACSEC_PROFILE MAP_PFC_PRIORITY_TO_PRIORITY_GROUP MAP_PFC_PRIORITY_TO_QUEUE MCLAG_DOMAIN
    MCLAG_INTERFACE MGMT_INTERFACE MGMT_PORT MGMT_VRF_CONFIG MIRROR_SESSION MPLS_TC_TO_TC_MAP MUX_CABLE MUX_LINKMGR NAT_BINDINGS
    NAT_GLOBAL NAT_POOL NTP NTP_KEY NTP_SERVER NVGRE_TUNNEL NVGRE_TUNNEL_MAP PASSW_HARDENING PBH_HASH PBH_HASH_FIELD PBH_RULE
    PBH_TABLE PEER_SWITCH PFC_PRIORITY_TO_PRIORITY_GROUP_MAP PFC_WD PFC_WD_TABLE POLICER PORTCHANNEL PORTCHANNEL_INTERFACE
    PORTCHANNEL_MEMBER PORT_QOS_MAP PORT_STORM_CONTROL PREFIX PREFIX_LIST PREFIX_SET QUEUE RADIUS RADIUS_SERVER RESTAPI ROUTE_MAP
    ROUTE_MAP_SET ROUTE_REDISTRIBUTE SCHEDULER SCHEDULER_GROUP SERIAL_CONSOLE SFLOW SFLOW_COLLECTOR SFLOW_SESSION SNMP
    SNMP_AGENT_ADDRESS_CONFIG SNMP_COMMUNITY SNMP_USER SRV6_MY_LOCATORS SRV6_MY_SIDS SSH_SERVER STATIC_NAPT STATIC_NAT STP STP_INTF
    STP_PORT STP_VLAN SUBNET_DECAP SUPPRESS_VLAN_NEIGH SWITCH SWITCH_HASH SWITCH_TRIMMING SYSLOG_CONFIG SYSLOG_CONFIG_FEATURE
    SYSLOG_SERVER SYSTEM_DEFAULTS SYSTEM_PORT TACPLUS TACPLUS_SERVER TC_TO_DOT1P_MAP TC_TO_DSCP_MAP TC_TO_PRIORITY_GROUP_MAP
    TC_TO_QUEUE_MAP TELEMETRY TUNNEL VERSIONS VLAN_SUB_INTERFACE VNET VNET_ROUTE VNET_ROUTE_TUNNEL VOQ_INBAND_INTERFACE
    VXLAN_EVPN_NVO VXLAN_TUNNEL VXLAN_TUNNEL_MAP WARM_RESTART WRED_PROFILE XCVRD_LOG ZTP
    """)
}
