#include "program.h"

static const uint8_t host0[6] = {2, 0, 0, 0, 1, 0};
static const uint8_t fixed[6] = {2, 0, 0, 0, 1, 0x77};

// VLAN 10: port 0 untagged, port 1 tagged; port 2 is no member.
void bridging(void) {
  sai_object_id_t vlan = make_vlan(10);
  leave_default_vlan(bridge_port[0]);
  leave_default_vlan(bridge_port[1]);
  sai_object_id_t members[] = {
      join_vlan(vlan, bridge_port[0], SAI_VLAN_TAGGING_MODE_UNTAGGED),
      join_vlan(vlan, bridge_port[1], SAI_VLAN_TAGGING_MODE_TAGGED),
  };
  OK(ports_api->set_port_attribute(port[0], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 10)));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, vlans->remove_vlan(vlan));
  uint64_t before = port_statistic(port[0], SAI_PORT_STAT_IF_IN_NON_UCAST_PKTS) + port_statistic(port[0], SAI_PORT_STAT_IF_IN_UCAST_PKTS);
  forget_events();
  phase("flood");
  CHECK(
      wait_for_events(FDB_EVENT, SAI_FDB_EVENT_LEARNED, host0, bridge_port[0], 0) == 1, "the address of host 0 is learned %d times",
      count_events(FDB_EVENT, SAI_FDB_EVENT_LEARNED, host0, 0, 0));
  uint64_t after = port_statistic(port[0], SAI_PORT_STAT_IF_IN_NON_UCAST_PKTS) + port_statistic(port[0], SAI_PORT_STAT_IF_IN_UCAST_PKTS);
  CHECK(after == before + 1, "port 0 has counted %lu frames", (unsigned long)(after - before));
  phase("learned");

  // A static address on port 1: what is for it does not flood.
  sai_fdb_entry_t entry = {.switch_id = the_switch, .bv_id = vlan};
  memcpy(entry.mac_address, fixed, 6);
  OK(fdb->create_fdb_entry(
      &entry, ATTRIBUTES(
                  S32(SAI_FDB_ENTRY_ATTR_TYPE, SAI_FDB_ENTRY_TYPE_STATIC), OID(SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID, bridge_port[1]))));
  EXPECT(
      SAI_STATUS_ITEM_ALREADY_EXISTS,
      fdb->create_fdb_entry(
          &entry, ATTRIBUTES(
                      S32(SAI_FDB_ENTRY_ATTR_TYPE, SAI_FDB_ENTRY_TYPE_STATIC),
                      OID(SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID, bridge_port[1]))));
  phase("static");

  forget_events();
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(S32(SAI_FDB_FLUSH_ATTR_ENTRY_TYPE, SAI_FDB_FLUSH_ENTRY_TYPE_DYNAMIC))));
  CHECK(wait_for_events(FDB_EVENT, SAI_FDB_EVENT_FLUSHED, NULL, 0, 0), "no flush is announced");
  phase("flushed");

  OK(fdb->remove_fdb_entry(&entry));
  EXPECT(SAI_STATUS_ITEM_NOT_FOUND, fdb->remove_fdb_entry(&entry));
  OK(ports_api->set_port_attribute(port[0], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  for (uint32_t i = 0; i < COUNT(members); i++) OK(vlans->remove_vlan_member(members[i]));
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
  EXPECT(SAI_STATUS_ITEM_NOT_FOUND, vlans->remove_vlan(vlan));
}

// VLAN 20: a LAG of ports 2 and 3, and port 4.
void lag(void) {
  sai_object_id_t lag = 0, member[2] = {0}, bridge = 0;
  OK(lags->create_lag(&lag, the_switch, 0, NULL));
  for (int i = 0; i < 2; i++) {
    leave_default_vlan(bridge_port[2 + i]);
    OK(bridges->remove_bridge_port(bridge_port[2 + i]));
    OK(lags->create_lag_member(
        &member[i], the_switch, ATTRIBUTES(OID(SAI_LAG_MEMBER_ATTR_LAG_ID, lag), OID(SAI_LAG_MEMBER_ATTR_PORT_ID, port[2 + i]))));
  }
  OK(bridges->create_bridge_port(
      &bridge, the_switch,
      ATTRIBUTES(
          S32(SAI_BRIDGE_PORT_ATTR_TYPE, SAI_BRIDGE_PORT_TYPE_PORT), OID(SAI_BRIDGE_PORT_ATTR_PORT_ID, lag),
          FLAG(SAI_BRIDGE_PORT_ATTR_ADMIN_STATE, true))));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, lags->remove_lag(lag));
  sai_object_id_t vlan = make_vlan(20);
  leave_default_vlan(bridge_port[4]);
  sai_object_id_t in = join_vlan(vlan, bridge, SAI_VLAN_TAGGING_MODE_UNTAGGED);
  sai_object_id_t out = join_vlan(vlan, bridge_port[4], SAI_VLAN_TAGGING_MODE_UNTAGGED);
  OK(lags->set_lag_attribute(lag, &(sai_attribute_t)U16(SAI_LAG_ATTR_PORT_VLAN_ID, 20)));
  OK(ports_api->set_port_attribute(port[4], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 20)));
  sai_object_id_t list[8];
  sai_attribute_t its = {.id = SAI_LAG_ATTR_PORT_LIST, .value.objlist = {COUNT(list), list}};
  OK(lags->get_lag_attribute(lag, 1, &its));
  CHECK(its.value.objlist.count == 2, "the LAG has %u members", its.value.objlist.count);
  phase("lag");

  OK(lags->set_lag_member_attribute(member[0], &(sai_attribute_t)FLAG(SAI_LAG_MEMBER_ATTR_EGRESS_DISABLE, true)));
  phase("lag-egress");

  OK(vlans->remove_vlan_member(in));
  OK(vlans->remove_vlan_member(out));
  OK(ports_api->set_port_attribute(port[4], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
  OK(bridges->remove_bridge_port(bridge));
  for (int i = 0; i < 2; i++) OK(lags->remove_lag_member(member[i]));
  OK(lags->remove_lag(lag));
}

// VLAN 30 of ports 0 and 1, in a spanning tree of its own in which port 1 is blocked at first.
void spanning_tree(void) {
  sai_object_id_t tree = 0, vlan = make_vlan(30), member[2], states[2];
  for (int i = 0; i < 2; i++) {
    member[i] = join_vlan(vlan, bridge_port[i], SAI_VLAN_TAGGING_MODE_UNTAGGED);
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 30)));
  }
  OK(trees->create_stp(&tree, the_switch, 0, NULL));
  for (int i = 0; i < 2; i++)
    OK(trees->create_stp_port(
        &states[i], the_switch,
        ATTRIBUTES(
            OID(SAI_STP_PORT_ATTR_STP, tree), OID(SAI_STP_PORT_ATTR_BRIDGE_PORT, bridge_port[i]),
            S32(SAI_STP_PORT_ATTR_STATE, i ? SAI_STP_PORT_STATE_BLOCKING : SAI_STP_PORT_STATE_FORWARDING))));
  OK(vlans->set_vlan_attribute(vlan, &(sai_attribute_t)OID(SAI_VLAN_ATTR_STP_INSTANCE, tree)));
  phase("blocked");
  OK(trees->set_stp_port_attribute(states[1], &(sai_attribute_t)S32(SAI_STP_PORT_ATTR_STATE, SAI_STP_PORT_STATE_LEARNING)));
  forget_events();
  phase("learning");
  CHECK(wait_for_events(FDB_EVENT, SAI_FDB_EVENT_LEARNED, NULL, bridge_port[1], 0) == 1, "port 1 does not learn");
  OK(trees->set_stp_port_attribute(states[1], &(sai_attribute_t)S32(SAI_STP_PORT_ATTR_STATE, SAI_STP_PORT_STATE_FORWARDING)));
  phase("forwarding");
  OK(vlans->set_vlan_attribute(vlan, &(sai_attribute_t)OID(SAI_VLAN_ATTR_STP_INSTANCE, default_tree)));
  for (int i = 0; i < 2; i++) {
    OK(trees->remove_stp_port(states[i]));
    OK(vlans->remove_vlan_member(member[i]));
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  }
  OK(trees->remove_stp(tree));
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
}
