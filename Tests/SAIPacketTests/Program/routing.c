#include "program.h"

static sai_object_id_t interface[4];  // on ports 4, 5, 6 and 7
static sai_object_id_t hop[2], hop6, group, sub_port, loopback;

sai_object_id_t make_interface(sai_object_id_t at) {
  sai_object_id_t made = 0;
  OK(interfaces->create_router_interface(
      &made, the_switch,
      ATTRIBUTES(
          OID(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, default_router),
          S32(SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_TYPE_PORT), OID(SAI_ROUTER_INTERFACE_ATTR_PORT_ID, at))));
  return made;
}

sai_neighbor_entry_t neighbor(sai_object_id_t interface, sai_ip_address_t address) {
  return (sai_neighbor_entry_t){.switch_id = the_switch, .rif_id = interface, .ip_address = address};
}

void make_neighbor(sai_object_id_t interface, sai_ip_address_t address, uint8_t last) {
  sai_neighbor_entry_t entry = neighbor(interface, address);
  OK(neighbors->create_neighbor_entry(&entry, ATTRIBUTES(MAC(SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, 2, 0, 0, 0, 1, last))));
}

sai_object_id_t make_hop(sai_object_id_t interface, sai_ip_address_t address) {
  sai_object_id_t made = 0;
  OK(hops->create_next_hop(
      &made, the_switch,
      ATTRIBUTES(
          S32(SAI_NEXT_HOP_ATTR_TYPE, SAI_NEXT_HOP_TYPE_IP), {.id = SAI_NEXT_HOP_ATTR_IP, .value.ipaddr = address},
          OID(SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID, interface))));
  return made;
}

sai_object_id_t port_interface(int number) { return interface[number - 4]; }
sai_object_id_t port_hop(int number) { return hop[number - 5]; }

static sai_route_entry_t route(sai_ip_prefix_t prefix) {
  return (sai_route_entry_t){.switch_id = the_switch, .vr_id = default_router, .destination = prefix};
}

void make_route(sai_ip_prefix_t prefix, sai_object_id_t target) {
  sai_route_entry_t entry = route(prefix);
  OK(routes->create_route_entry(&entry, ATTRIBUTES(OID(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, target))));
}

static uint32_t free_routes(void) {
  sai_attribute_t figure = {.id = SAI_SWITCH_ATTR_AVAILABLE_IPV4_ROUTE_ENTRY};
  OK(switches->get_switch_attribute(the_switch, 1, &figure));
  return figure.value.u32;
}

// Port 4 is 10.4.0.1/24, 5 is 10.5.0.1/24 and so on; 20/8 and 2001:db8:1::/48 lie behind port 5, 30/8 behind 5 and 6 by ECMP.
void routing(void) {
  for (int i = 0; i < 4; i++) {
    leave_default_vlan(bridge_port[4 + i]);
    OK(bridges->remove_bridge_port(bridge_port[4 + i]));
    interface[i] = make_interface(port[4 + i]);
    make_route(v4_prefix(10, 4 + i, 0, 1, 32), cpu_port);
  }
  uint32_t before = free_routes();
  make_neighbor(interface[1], v4(10, 5, 0, 2), 5);
  make_neighbor(interface[2], v4(10, 6, 0, 2), 6);
  make_neighbor(interface[1], v6(5), 5);
  hop[0] = make_hop(interface[1], v4(10, 5, 0, 2));
  hop[1] = make_hop(interface[2], v4(10, 6, 0, 2));
  hop6 = make_hop(interface[1], v6(5));
  make_route(v4_prefix(20, 0, 0, 0, 8), hop[0]);
  make_route(v4_prefix(20, 1, 0, 0, 16), hop[1]);
  make_route(v6_prefix(1, 48), hop6);
  CHECK(free_routes() < before, "%u routes are free, and were %u", free_routes(), before);
  sai_route_entry_t entry = route(v4_prefix(20, 0, 0, 0, 8));
  EXPECT(
      SAI_STATUS_ITEM_ALREADY_EXISTS,
      routes->create_route_entry(&entry, ATTRIBUTES(OID(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, hop[0]))));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, hops->remove_next_hop(hop[0]));
  sai_stat_id_t counter = SAI_ROUTER_INTERFACE_STAT_IN_PACKETS;
  uint64_t counted = 0;
  phase("routes");
  OK(interfaces->get_router_interface_stats(interface[0], 1, &counter, &counted));
  CHECK(counted == 4, "the router interface has counted %lu packets", (unsigned long)counted);

  OK(groups->create_next_hop_group(
      &group, the_switch, ATTRIBUTES(S32(SAI_NEXT_HOP_GROUP_ATTR_TYPE, SAI_NEXT_HOP_GROUP_TYPE_ECMP))));
  sai_object_id_t member[2];
  for (int i = 0; i < 2; i++)
    OK(groups->create_next_hop_group_member(
        &member[i], the_switch,
        ATTRIBUTES(
            OID(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_GROUP_ID, group),
            OID(SAI_NEXT_HOP_GROUP_MEMBER_ATTR_NEXT_HOP_ID, hop[i]))));
  make_route(v4_prefix(30, 0, 0, 0, 8), group);
  phase("ecmp");
  OK(groups->remove_next_hop_group_member(member[0]));
  phase("ecmp-shrunk");
  EXPECT(SAI_STATUS_OBJECT_IN_USE, groups->remove_next_hop_group(group));

  // VLAN 100 of port 7 is routed; and a loopback is there.
  OK(interfaces->create_router_interface(
      &sub_port, the_switch,
      ATTRIBUTES(
          OID(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, default_router),
          S32(SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_TYPE_SUB_PORT), OID(SAI_ROUTER_INTERFACE_ATTR_PORT_ID, port[7]),
          U16(SAI_ROUTER_INTERFACE_ATTR_OUTER_VLAN_ID, 100))));
  OK(interfaces->create_router_interface(
      &loopback, the_switch,
      ATTRIBUTES(
          OID(SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, default_router),
          S32(SAI_ROUTER_INTERFACE_ATTR_TYPE, SAI_ROUTER_INTERFACE_TYPE_LOOPBACK))));
  make_neighbor(sub_port, v4(10, 100, 0, 2), 7);
  sai_object_id_t away = make_hop(sub_port, v4(10, 100, 0, 2));
  make_route(v4_prefix(40, 0, 0, 0, 8), away);
  phase("sub-port");
  OK(interfaces->remove_router_interface(loopback));

  // Four routes in one call; the third is there already.
  sai_route_entry_t many[4];
  uint32_t counts[4] = {1, 1, 1, 1};
  sai_attribute_t target = OID(SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, hop[0]);
  const sai_attribute_t *lists[4] = {&target, &target, &target, &target};
  sai_status_t statuses[4];
  for (int i = 0; i < 4; i++) many[i] = route(v4_prefix(50, i == 2 ? 0 : i, 0, 0, 16));
  CHECK(routes->create_route_entries(4, many, counts, lists, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, statuses), "a fault is not told");
  CHECK(!statuses[0] && !statuses[1] && statuses[2] == SAI_STATUS_ITEM_ALREADY_EXISTS, "%d %d %d", statuses[0], statuses[1], statuses[2]);
  CHECK(statuses[3] == SAI_STATUS_NOT_EXECUTED, "%d", statuses[3]);
  CHECK(routes->remove_route_entries(4, many, SAI_BULK_OP_ERROR_MODE_IGNORE_ERROR, statuses), "a fault is not told");
  CHECK(!statuses[0] && !statuses[1] && statuses[2] && statuses[3], "%d %d %d %d", statuses[0], statuses[1], statuses[2], statuses[3]);
}

static sai_attribute_t field(sai_attr_id_t id, sai_acl_field_data_t data) {
  data.enable = true;
  return (sai_attribute_t){.id = id, .value.aclfield = data};
}

// UDP to port 4444 is dropped where it comes in by port 4, and counted.
void acl(void) {
  sai_object_id_t table = 0, counter = 0, rule = 0;
  int32_t points[] = {SAI_ACL_BIND_POINT_TYPE_PORT};
  OK(acls->create_acl_table(
      &table, the_switch,
      ATTRIBUTES(
          S32(SAI_ACL_TABLE_ATTR_ACL_STAGE, SAI_ACL_STAGE_INGRESS),
          {.id = SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST, .value.s32list = {1, points}},
          FLAG(SAI_ACL_TABLE_ATTR_FIELD_IP_PROTOCOL, true), FLAG(SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT, true))));
  OK(acls->create_acl_counter(
      &counter, the_switch,
      ATTRIBUTES(OID(SAI_ACL_COUNTER_ATTR_TABLE_ID, table), FLAG(SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT, true))));
  OK(acls->create_acl_entry(
      &rule, the_switch,
      ATTRIBUTES(
          OID(SAI_ACL_ENTRY_ATTR_TABLE_ID, table), U32(SAI_ACL_ENTRY_ATTR_PRIORITY, 10),
          field(SAI_ACL_ENTRY_ATTR_FIELD_IP_PROTOCOL, (sai_acl_field_data_t){.mask.u8 = 0xff, .data.u8 = 17}),
          field(SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT, (sai_acl_field_data_t){.mask.u16 = 0xffff, .data.u16 = 4444}),
          {.id = SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION, .value.aclaction = {.enable = true, .parameter.s32 = SAI_PACKET_ACTION_DROP}},
          {.id = SAI_ACL_ENTRY_ATTR_ACTION_COUNTER, .value.aclaction = {.enable = true, .parameter.oid = counter}})));
  OK(ports_api->set_port_attribute(port[4], &(sai_attribute_t)OID(SAI_PORT_ATTR_INGRESS_ACL, table)));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, acls->remove_acl_table(table));
  phase("acl");
  sai_attribute_t figure = {.id = SAI_ACL_COUNTER_ATTR_PACKETS};
  OK(acls->get_acl_counter_attribute(counter, 1, &figure));
  CHECK(figure.value.u64 == 1, "the rule has counted %lu packets", (unsigned long)figure.value.u64);
  OK(ports_api->set_port_attribute(port[4], &(sai_attribute_t)OID(SAI_PORT_ATTR_INGRESS_ACL, SAI_NULL_OBJECT_ID)));
  phase("acl-unbound");
  OK(acls->remove_acl_entry(rule));
  OK(acls->remove_acl_counter(counter));
  OK(acls->remove_acl_table(table));
}
