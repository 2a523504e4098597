#include "program.h"

static sai_object_id_t make_sub_port(sai_object_id_t router, sai_object_id_t at, uint16_t vlan) {
  sai_object_id_t made = 0;
  OK(interfaces->create_router_interface(
      &made, the_switch,
      ATTRIBUTES(
          OID(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, router),
          S32(SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_TYPE_SUB_PORT), OID(SAI_ROUTER_INTERFACE_ATTR_PORT_ID, at),
          U16(SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID, vlan))));
  return made;
}

static void remove_neighbor(sai_object_id_t interface, sai_ip_address_t address) {
  sai_neighbor_entry_t entry = neighbor(interface, address);
  OK(neighbors->remove_neighbor_entry(&entry));
}

static void remove_route(sai_object_id_t router, sai_ip_prefix_t prefix) {
  sai_route_entry_t entry = {.switch_id = the_switch, .vr_id = router, .destination = prefix};
  OK(routes->remove_route_entry(&entry));
}

static uint64_t interface_statistic(sai_object_id_t interface, sai_stat_id_t counter) {
  uint64_t value = 0;
  OK(interfaces->get_router_interface_stats(interface, 1, &counter, &value));
  return value;
}

// VLAN 50 of ports 0 and 1 is 10.50.0.1, and the host has it as "vlan50".
void vlan_interface(void) {
  sai_object_id_t vlan = make_vlan(50), member[2], interface = 0, host = 0, trap = 0;
  for (int i = 0; i < 2; i++) {
    member[i] = join_vlan(vlan, bridge_port[i], SAI_VLAN_TAGGING_MODE_UNTAGGED);
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 50)));
  }
  OK(interfaces->create_router_interface(
      &interface, the_switch,
      ATTRIBUTES(
          OID(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, default_router),
          S32(SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_TYPE_VLAN), OID(SAI_ROUTER_INTERFACE_ATTR_VLAN_ID, vlan))));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, vlans->remove_vlan(vlan));
  sai_attribute_t name = {.id = SAI_HOSTIF_ATTR_NAME};
  strcpy(name.value.chardata, "vlan50");
  OK(hosts->create_hostif(
      &host, the_switch,
      ATTRIBUTES(
          S32(SAI_HOSTIF_ATTR_TYPE, SAI_HOSTIF_TYPE_NETDEV), OID(SAI_HOSTIF_ATTR_OBJ_ID, vlan), name,
          FLAG(SAI_HOSTIF_ATTR_OPER_STATUS, true))));
  OK(hosts->create_hostif_trap(
      &trap, the_switch,
      ATTRIBUTES(
          S32(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE, SAI_HOSTIF_TRAP_TYPE_ARP_REQUEST),
          S32(SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION, SAI_PACKET_ACTION_COPY))));
  make_neighbor(interface, v4(10, 50, 0, 2), 0);
  phase("vlan-interface");
  CHECK(interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_IN_PACKETS) == 1, "the VLAN's interface has routed %lu packets from it",
        (unsigned long)interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_IN_PACKETS));
  CHECK(interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS) == 1, "the VLAN's interface has routed %lu packets to it",
        (unsigned long)interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS));

  remove_neighbor(interface, v4(10, 50, 0, 2));
  OK(hosts->remove_hostif_trap(trap));
  OK(hosts->remove_hostif(host));
  OK(interfaces->remove_router_interface(interface));
  for (int i = 0; i < 2; i++) {
    OK(vlans->remove_vlan_member(member[i]));
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  }
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
}

// Ports 2 and 3 are a LAG with a router interface of its own; 60/8 lies behind it.
void lag_interface(void) {
  sai_object_id_t lag = 0, member[2];
  OK(lags->create_lag(&lag, the_switch, 0, NULL));
  for (int i = 0; i < 2; i++)
    OK(lags->create_lag_member(
        &member[i], the_switch, ATTRIBUTES(OID(SAI_LAG_MEMBER_ATTR_LAG_ID, lag), OID(SAI_LAG_MEMBER_ATTR_PORT_ID, port[2 + i]))));
  sai_object_id_t interface = make_interface(lag);
  make_neighbor(interface, v4(10, 60, 0, 2), 0x60);
  sai_object_id_t hop = make_hop(interface, v4(10, 60, 0, 2));
  make_route(v4_prefix(60, 0, 0, 0, 8), hop);
  phase("lag-interface");
  CHECK(interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS) == 64, "the LAG's interface has sent %lu packets",
        (unsigned long)interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS));
  CHECK(interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_IN_PACKETS) == 1, "the LAG's interface has had %lu packets",
        (unsigned long)interface_statistic(interface, SAI_ROUTER_INTERFACE_STAT_IN_PACKETS));
  OK(lags->remove_lag_member(member[0]));
  phase("lag-shrunk");
  remove_route(default_router, v4_prefix(60, 0, 0, 0, 8));
  OK(hops->remove_next_hop(hop));
  remove_neighbor(interface, v4(10, 60, 0, 2));
  OK(interfaces->remove_router_interface(interface));
  OK(lags->remove_lag_member(member[1]));
  OK(lags->remove_lag(lag));
}

// A second virtual router, on VLAN 200 of ports 6 and 7: it knows nothing of the first one's routes.
void virtual_routers(void) {
  sai_object_id_t router = 0;
  OK(routers->create_virtual_router(&router, the_switch, 0, NULL));
  sai_object_id_t out = make_sub_port(router, port[6], 200), in = make_sub_port(router, port[7], 200);
  EXPECT(SAI_STATUS_OBJECT_IN_USE, routers->remove_virtual_router(router));
  phase("isolated");
  make_neighbor(out, v4(10, 200, 0, 2), 6);
  sai_object_id_t hop = make_hop(out, v4(10, 200, 0, 2));
  sai_route_entry_t entry = {.switch_id = the_switch, .vr_id = router, .destination = v4_prefix(20, 0, 0, 0, 8)};
  OK(routes->create_route_entry(&entry, ATTRIBUTES(OID(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, hop))));
  phase("virtual-routers");
  OK(routes->remove_route_entry(&entry));
  OK(hops->remove_next_hop(hop));
  remove_neighbor(out, v4(10, 200, 0, 2));
  OK(interfaces->remove_router_interface(in));
  OK(interfaces->remove_router_interface(out));
  OK(routers->remove_virtual_router(router));
}

// A route into nothing within 20/8; a neighbor that is a next hop, and no host route; and one that is both.
void dropped_routes(void) {
  sai_route_entry_t hole = {.switch_id = the_switch, .vr_id = default_router, .destination = v4_prefix(20, 66, 0, 0, 16)};
  OK(routes->create_route_entry(&hole, ATTRIBUTES(S32(SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, SAI_PACKET_ACTION_DROP))));
  sai_object_id_t in = port_interface(5);
  sai_neighbor_entry_t silent = neighbor(in, v4(10, 5, 0, 9));
  OK(neighbors->create_neighbor_entry(
      &silent, ATTRIBUTES(MAC(SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, 2, 0, 0, 0, 1, 0x59), FLAG(SAI_NEIGHBOR_ENTRY_ATTR_NO_HOST_ROUTE, true))));
  sai_object_id_t hop = make_hop(in, v4(10, 5, 0, 9));
  make_route(v4_prefix(70, 0, 0, 0, 8), hop);
  phase("dropped-routes");
  remove_route(default_router, v4_prefix(70, 0, 0, 0, 8));
  OK(hops->remove_next_hop(hop));
  OK(neighbors->remove_neighbor_entry(&silent));
  OK(routes->set_route_entry_attribute(&hole, &(sai_attribute_t)OID(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, port_hop(5))));
  OK(routes->set_route_entry_attribute(&hole, &(sai_attribute_t)S32(SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION, SAI_PACKET_ACTION_FORWARD)));
  phase("filled");
  OK(routes->remove_route_entry(&hole));
}
