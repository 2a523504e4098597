#include "program.h"

static const uint8_t station[6] = {2, 0, 0, 0, 1, 0x50};

static uint64_t vlan_statistic(sai_object_id_t vlan, sai_stat_id_t counter) {
  uint64_t value = 0;
  OK(vlans->get_vlan_stats(vlan, 1, &counter, &value));
  return value;
}

static void set_ageing(uint32_t seconds) {
  OK(switches->set_switch_attribute(the_switch, &(sai_attribute_t)U32(SAI_SWITCH_ATTR_FDB_AGING_TIME, seconds)));
}

// VLAN 40 of ports 0, 1 and, tagged, 2: a station is learned, moves, and is forgotten.
void stations(void) {
  sai_object_id_t vlan = make_vlan(40), member[3];
  for (int i = 0; i < 3; i++) {
    member[i] = join_vlan(vlan, bridge_port[i], i < 2 ? SAI_VLAN_TAGGING_MODE_UNTAGGED : SAI_VLAN_TAGGING_MODE_TAGGED);
    if (i < 2) OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 40)));
  }
  forget_events();
  phase("station");
  CHECK(wait_for_events(FDB_EVENT, SAI_FDB_EVENT_LEARNED, station, bridge_port[0], 0) == 1, "the station is not learned on port 0");
  CHECK(vlan_statistic(vlan, SAI_VLAN_STAT_IN_PACKETS) == 1, "the VLAN has let in %lu packets",
        (unsigned long)vlan_statistic(vlan, SAI_VLAN_STAT_IN_PACKETS));
  CHECK(vlan_statistic(vlan, SAI_VLAN_STAT_OUT_PACKETS) == 2, "the VLAN has let out %lu packets",
        (unsigned long)vlan_statistic(vlan, SAI_VLAN_STAT_OUT_PACKETS));

  forget_events();
  phase("moved");
  CHECK(wait_for_events(FDB_EVENT, SAI_FDB_EVENT_MOVE, station, bridge_port[1], 0) == 1, "no move to port 1 is announced");
  CHECK(!count_events(FDB_EVENT, SAI_FDB_EVENT_LEARNED, station, 0, 0), "a move is announced as a new address");

  forget_events();
  set_ageing(2);
  CHECK(wait_for_events(FDB_EVENT, SAI_FDB_EVENT_AGED, station, bridge_port[1], 0) == 1, "the station does not age in 5 s");
  set_ageing(0);
  phase("aged");

  for (int i = 0; i < 3; i++) {
    OK(vlans->remove_vlan_member(member[i]));
    if (i < 2) OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  }
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
}
