#include "program.h"

static sai_object_id_t make_trap(sai_hostif_trap_type_t type, sai_packet_action_t action, sai_object_id_t group) {
  sai_object_id_t trap = 0;
  OK(hosts->create_hostif_trap(
      &trap, the_switch,
      ATTRIBUTES(
          S32(SAI_HOSTIF_TRAP_ATTR_TRAP_TYPE, type), S32(SAI_HOSTIF_TRAP_ATTR_PACKET_ACTION, action),
          OID(SAI_HOSTIF_TRAP_ATTR_TRAP_GROUP, group))));
  return trap;
}

static sai_object_id_t queue_of_cpu(uint32_t index) {
  sai_object_id_t list[64];
  sai_attribute_t all = {.id = SAI_PORT_ATTR_QOS_QUEUE_LIST, .value.objlist = {COUNT(list), list}};
  OK(ports_api->get_port_attribute(cpu_port, 1, &all));
  for (uint32_t i = 0; i < all.value.objlist.count; i++) {
    sai_attribute_t its = {.id = SAI_QUEUE_ATTR_INDEX};
    OK(queues->get_queue_attribute(list[i], 1, &its));
    if (its.value.u8 == index) return list[i];
  }
  CHECK(false, "the CPU has no queue %u", index);
  return SAI_NULL_OBJECT_ID;
}

// Host interface "front0" on port 4; ARP goes to it, LACP, LLDP and expired packets to the callback.
void control(void) {
  static const uint8_t sender[6] = {2, 0, 0, 0, 1, 4};
  sai_object_id_t host = 0, queue = 0, arp, traps[4], entry[4];
  sai_attribute_t name = {.id = SAI_HOSTIF_ATTR_NAME};
  strcpy(name.value.chardata, "front0");
  OK(hosts->create_hostif(
      &host, the_switch,
      ATTRIBUTES(S32(SAI_HOSTIF_ATTR_TYPE, SAI_HOSTIF_TYPE_NETDEV), OID(SAI_HOSTIF_ATTR_OBJ_ID, port[4]), name)));
  OK(hosts->set_hostif_attribute(host, &(sai_attribute_t)FLAG(SAI_HOSTIF_ATTR_OPER_STATUS, true)));
  OK(hosts->create_hostif_trap_group(&queue, the_switch, ATTRIBUTES(U32(SAI_HOSTIF_TRAP_GROUP_ATTR_QUEUE, 4))));
  arp = make_trap(SAI_HOSTIF_TRAP_TYPE_ARP_REQUEST, SAI_PACKET_ACTION_TRAP, queue);
  traps[0] = make_trap(SAI_HOSTIF_TRAP_TYPE_LACP, SAI_PACKET_ACTION_TRAP, queue);
  traps[1] = make_trap(SAI_HOSTIF_TRAP_TYPE_LLDP, SAI_PACKET_ACTION_TRAP, queue);
  traps[2] = make_trap(SAI_HOSTIF_TRAP_TYPE_TTL_ERROR, SAI_PACKET_ACTION_TRAP, queue);
  traps[3] = make_trap(SAI_HOSTIF_TRAP_TYPE_IP2ME, SAI_PACKET_ACTION_TRAP, queue);
  EXPECT(SAI_STATUS_OBJECT_IN_USE, hosts->remove_hostif_trap_group(queue));
  for (int i = 0; i < 4; i++)
    OK(hosts->create_hostif_table_entry(
        &entry[i], the_switch,
        ATTRIBUTES(
            S32(SAI_HOSTIF_TABLE_ENTRY_ATTR_TYPE, SAI_HOSTIF_TABLE_ENTRY_TYPE_TRAP_ID),
            OID(SAI_HOSTIF_TABLE_ENTRY_ATTR_TRAP_ID, traps[i]),
            S32(SAI_HOSTIF_TABLE_ENTRY_ATTR_CHANNEL_TYPE, SAI_HOSTIF_TABLE_ENTRY_CHANNEL_TYPE_CB))));
  sai_stat_id_t stat = SAI_QUEUE_STAT_PACKETS;
  sai_object_id_t cpu_queue = queue_of_cpu(4);
  uint64_t before = 0, after = 0;
  OK(queues->get_queue_stats(cpu_queue, 1, &stat, &before));
  forget_events();
  phase("traps");
  for (int i = 0; i < 4; i++)
    CHECK(
        wait_for_events(PACKET_EVENT, 0, sender, port[4], traps[i]) == 1, "trap %d has had %d packets", i,
        count_events(PACKET_EVENT, 0, NULL, 0, traps[i]));
  CHECK(count_events(PACKET_EVENT, 0, NULL, 0, arp) == 0, "ARP goes to the callback");
  OK(queues->get_queue_stats(cpu_queue, 1, &stat, &after));
  CHECK(after == before + 5, "queue 4 of the CPU has counted %lu packets, not 5", (unsigned long)(after - before));

  // Out of a port past the pipeline.
  uint8_t frame[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 0x42, 0x88, 0xb5};
  OK(hosts->send_hostif_packet(
      host, sizeof frame, frame,
      ATTRIBUTES(
          S32(SAI_HOSTIF_PACKET_ATTR_HOSTIF_TX_TYPE, SAI_HOSTIF_TX_TYPE_PIPELINE_BYPASS),
          OID(SAI_HOSTIF_PACKET_ATTR_EGRESS_PORT_OR_LAG, port[6]))));
  phase("sent");
  for (int i = 0; i < 4; i++) {
    OK(hosts->remove_hostif_table_entry(entry[i]));
    OK(hosts->remove_hostif_trap(traps[i]));
  }
  OK(hosts->remove_hostif_trap(arp));
  OK(hosts->remove_hostif_trap_group(queue));
  OK(hosts->remove_hostif(host));
}
