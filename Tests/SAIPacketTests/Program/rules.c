#include "program.h"

static sai_object_id_t make_table(int32_t bind_point, sai_attr_id_t first, sai_attr_id_t second) {
  sai_object_id_t table = 0;
  OK(acls->create_acl_table(
      &table, the_switch,
      ATTRIBUTES(
          S32(SAI_ACL_TABLE_ATTR_ACL_STAGE, SAI_ACL_STAGE_INGRESS),
          {.id = SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST, .value.s32list = {1, &bind_point}}, FLAG(first, true), FLAG(second, true))));
  return table;
}

static sai_attribute_t of_source(uint8_t last, uint8_t mask) {
  sai_attribute_t attribute = {.id = SAI_ACL_ENTRY_ATTR_FIELD_SRC_IP, .value.aclfield.enable = true};
  attribute.value.aclfield.data.ip4 = v4(10, 4, 0, last).addr.ip4;
  attribute.value.aclfield.mask.ip4 = v4(255, 255, 255, mask).addr.ip4;
  return attribute;
}

static sai_attribute_t to_port(uint16_t number) {
  return (sai_attribute_t){
      .id = SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT, .value.aclfield = {.enable = true, .data.u16 = number, .mask.u16 = 0xffff}};
}

static sai_attribute_t packet_action(sai_packet_action_t action) {
  return (sai_attribute_t){.id = SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION, .value.aclaction = {.enable = true, .parameter.s32 = action}};
}

static sai_attribute_t object_action(sai_attr_id_t id, sai_object_id_t object) {
  return (sai_attribute_t){.id = id, .value.aclaction = {.enable = true, .parameter.oid = object}};
}

static sai_object_id_t make_entry(sai_object_id_t table, uint32_t priority, sai_attribute_t match, sai_attribute_t action) {
  sai_object_id_t entry = 0;
  OK(acls->create_acl_entry(
      &entry, the_switch,
      ATTRIBUTES(OID(SAI_ACL_ENTRY_ATTR_TABLE_ID, table), U32(SAI_ACL_ENTRY_ATTR_PRIORITY, priority), match, action)));
  return entry;
}

static sai_object_id_t make_counter(sai_object_id_t table) {
  sai_object_id_t counter = 0;
  OK(acls->create_acl_counter(
      &counter, the_switch,
      ATTRIBUTES(OID(SAI_ACL_COUNTER_ATTR_TABLE_ID, table), FLAG(SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT, true))));
  return counter;
}

static uint64_t counted(sai_object_id_t counter) {
  sai_attribute_t figure = {.id = SAI_ACL_COUNTER_ATTR_PACKETS};
  OK(acls->get_acl_counter_attribute(counter, 1, &figure));
  return figure.value.u64;
}

static void bind(sai_object_id_t at, sai_object_id_t acl) {
  OK(ports_api->set_port_attribute(at, &(sai_attribute_t)OID(SAI_PORT_ATTR_INGRESS_ACL, acl)));
}

// On port 4: 10.4.0.0/24 is dropped, 10.4.0.2 among it is not, 10.4.0.8 goes out by port 7; L4 ports 7000 to 7100 are dropped.
void rules(void) {
  sai_object_id_t table = 0, range = 0, entry[4];
  int32_t bind_point = SAI_ACL_BIND_POINT_TYPE_PORT, kinds[] = {SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE};
  OK(acls->create_acl_table(
      &table, the_switch,
      ATTRIBUTES(
          S32(SAI_ACL_TABLE_ATTR_ACL_STAGE, SAI_ACL_STAGE_INGRESS),
          {.id = SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST, .value.s32list = {1, &bind_point}},
          FLAG(SAI_ACL_TABLE_ATTR_FIELD_SRC_IP, true),
          {.id = SAI_ACL_TABLE_ATTR_FIELD_ACL_RANGE_TYPE, .value.s32list = {1, kinds}})));
  OK(acls->create_acl_range(
      &range, the_switch,
      ATTRIBUTES(
          S32(SAI_ACL_RANGE_ATTR_TYPE, SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE),
          {.id = SAI_ACL_RANGE_ATTR_LIMIT, .value.u32range = {7000, 7100}})));
  sai_attribute_t ports = {
      .id = SAI_ACL_ENTRY_ATTR_FIELD_ACL_RANGE_TYPE, .value.aclfield = {.enable = true, .data.objlist = {1, &range}}};
  sai_object_id_t counter = make_counter(table);
  entry[0] = make_entry(table, 10, of_source(0, 0), packet_action(SAI_PACKET_ACTION_DROP));
  entry[1] = make_entry(table, 20, of_source(2, 255), packet_action(SAI_PACKET_ACTION_FORWARD));
  entry[2] = make_entry(table, 20, of_source(8, 255), object_action(SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT, port[7]));
  entry[3] = make_entry(table, 30, ports, packet_action(SAI_PACKET_ACTION_DROP));
  sai_attribute_t counts = object_action(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER, counter);
  OK(acls->set_acl_entry_attribute(entry[0], &counts));
  EXPECT(SAI_STATUS_OBJECT_IN_USE, acls->remove_acl_range(range));
  bind(port[4], table);
  phase("rules");
  CHECK(counted(counter) == 2, "the rule for 10.4.0.0/24 has counted %lu packets", (unsigned long)counted(counter));
  bind(port[4], SAI_NULL_OBJECT_ID);
  for (int i = 0; i < 4; i++) OK(acls->remove_acl_entry(entry[i]));
  OK(acls->remove_acl_range(range));
  OK(acls->remove_acl_counter(counter));
  OK(acls->remove_acl_table(table));
}

// Two tables side by side on port 4: the first counts what comes from 10.4.0.2, the second drops what goes to port 4500.
void parallel_tables(void) {
  sai_object_id_t group = 0, table[2], member[2], entry[2];
  int32_t bind_point = SAI_ACL_BIND_POINT_TYPE_PORT;
  OK(acls->create_acl_table_group(
      &group, the_switch,
      ATTRIBUTES(
          S32(SAI_ACL_TABLE_GROUP_ATTR_ACL_STAGE, SAI_ACL_STAGE_INGRESS),
          {.id = SAI_ACL_TABLE_GROUP_ATTR_ACL_BIND_POINT_TYPE_LIST, .value.s32list = {1, &bind_point}},
          S32(SAI_ACL_TABLE_GROUP_ATTR_TYPE, SAI_ACL_TABLE_GROUP_TYPE_PARALLEL))));
  for (int i = 0; i < 2; i++) {
    table[i] = make_table(bind_point, SAI_ACL_TABLE_ATTR_FIELD_SRC_IP, SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT);
    OK(acls->create_acl_table_group_member(
        &member[i], the_switch,
        ATTRIBUTES(
            OID(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_GROUP_ID, group), OID(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_ACL_TABLE_ID, table[i]),
            U32(SAI_ACL_TABLE_GROUP_MEMBER_ATTR_PRIORITY, 100 - i))));
  }
  sai_object_id_t counter = make_counter(table[0]);
  entry[0] = make_entry(table[0], 10, of_source(2, 255), object_action(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER, counter));
  entry[1] = make_entry(table[1], 10, to_port(4500), packet_action(SAI_PACKET_ACTION_DROP));
  bind(port[4], group);
  phase("parallel");
  CHECK(counted(counter) == 2, "the first table has counted %lu packets", (unsigned long)counted(counter));
  bind(port[4], SAI_NULL_OBJECT_ID);
  for (int i = 0; i < 2; i++) OK(acls->remove_acl_entry(entry[i]));
  OK(acls->remove_acl_counter(counter));
  for (int i = 0; i < 2; i++) {
    OK(acls->remove_acl_table_group_member(member[i]));
    OK(acls->remove_acl_table(table[i]));
  }
  OK(acls->remove_acl_table_group(group));
}

// The same rule on VLAN 80 of ports 0 and 1, then on the whole switch.
void bind_points(void) {
  sai_object_id_t vlan = make_vlan(80), member[2];
  for (int i = 0; i < 2; i++) {
    member[i] = join_vlan(vlan, bridge_port[i], SAI_VLAN_TAGGING_MODE_UNTAGGED);
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 80)));
  }
  sai_object_id_t table = make_table(SAI_ACL_BIND_POINT_TYPE_VLAN, SAI_ACL_TABLE_ATTR_FIELD_SRC_IP, SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT);
  sai_object_id_t entry = make_entry(table, 10, of_source(66, 255), packet_action(SAI_PACKET_ACTION_DROP));
  OK(vlans->set_vlan_attribute(vlan, &(sai_attribute_t)OID(SAI_VLAN_ATTR_INGRESS_ACL, table)));
  phase("vlan-bound");
  OK(vlans->set_vlan_attribute(vlan, &(sai_attribute_t)OID(SAI_VLAN_ATTR_INGRESS_ACL, SAI_NULL_OBJECT_ID)));
  OK(acls->remove_acl_entry(entry));
  OK(acls->remove_acl_table(table));

  table = make_table(SAI_ACL_BIND_POINT_TYPE_SWITCH, SAI_ACL_TABLE_ATTR_FIELD_SRC_IP, SAI_ACL_TABLE_ATTR_FIELD_L4_DST_PORT);
  entry = make_entry(table, 10, of_source(66, 255), packet_action(SAI_PACKET_ACTION_DROP));
  OK(switches->set_switch_attribute(the_switch, &(sai_attribute_t)OID(SAI_SWITCH_ATTR_INGRESS_ACL, table)));
  phase("switch-bound");
  OK(switches->set_switch_attribute(the_switch, &(sai_attribute_t)OID(SAI_SWITCH_ATTR_INGRESS_ACL, SAI_NULL_OBJECT_ID)));
  OK(acls->remove_acl_entry(entry));
  OK(acls->remove_acl_table(table));
  for (int i = 0; i < 2; i++) {
    OK(vlans->remove_vlan_member(member[i]));
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)U16(SAI_PORT_ATTR_PORT_VLAN_ID, 1)));
  }
  OK(fdb->flush_fdb_entries(the_switch, ATTRIBUTES(OID(SAI_FDB_FLUSH_ATTR_BV_ID, vlan))));
  OK(vlans->remove_vlan(vlan));
}
