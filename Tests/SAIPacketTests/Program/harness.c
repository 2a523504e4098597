#include "program.h"

#include <pthread.h>
#include <time.h>

sai_switch_api_t *switches;
sai_port_api_t *ports_api;
sai_vlan_api_t *vlans;
sai_bridge_api_t *bridges;
sai_lag_api_t *lags;
sai_fdb_api_t *fdb;
sai_virtual_router_api_t *routers;
sai_router_interface_api_t *interfaces;
sai_neighbor_api_t *neighbors;
sai_next_hop_api_t *hops;
sai_next_hop_group_api_t *groups;
sai_route_api_t *routes;
sai_acl_api_t *acls;
sai_hostif_api_t *hosts;
sai_stp_api_t *trees;
sai_queue_api_t *queues;
sai_object_id_t the_switch, port[32], bridge_port[32], default_router, default_vlan, default_bridge, cpu_port, trap_group;
sai_object_id_t default_tree;
int failures;

// MARK: Addresses

sai_ip_address_t v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d) {
  sai_ip_address_t address = {.addr_family = SAI_IP_ADDR_FAMILY_IPV4};
  memcpy(&address.addr.ip4, (uint8_t[]){a, b, c, d}, 4);
  return address;
}

sai_ip_address_t v6(uint8_t last) {
  sai_ip_address_t address = {.addr_family = SAI_IP_ADDR_FAMILY_IPV6};
  memcpy(address.addr.ip6, (uint8_t[16]){0x20, 1, 0xd, 0xb8, [15] = last}, 16);
  return address;
}

static void mask(uint8_t *bytes, int length) {
  for (int bit = 0; bit < length; bit++) bytes[bit / 8] |= 0x80 >> bit % 8;
}

sai_ip_prefix_t v4_prefix(uint8_t a, uint8_t b, uint8_t c, uint8_t d, int length) {
  sai_ip_prefix_t prefix = {.addr_family = SAI_IP_ADDR_FAMILY_IPV4, .addr = v4(a, b, c, d).addr};
  mask((uint8_t *)&prefix.mask.ip4, length);
  return prefix;
}

sai_ip_prefix_t v6_prefix(uint8_t third, int length) {
  sai_ip_prefix_t prefix = {.addr_family = SAI_IP_ADDR_FAMILY_IPV6};
  memcpy(prefix.addr.ip6, (uint8_t[16]){0x20, 1, 0xd, 0xb8, 0, third}, 16);
  mask(prefix.mask.ip6, length);
  return prefix;
}

// MARK: Events

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct event events[4096];
static int event_count;

static void note(struct event event) {
  pthread_mutex_lock(&lock);
  if (event_count < (int)COUNT(events)) events[event_count++] = event;
  pthread_mutex_unlock(&lock);
}

static void on_fdb(uint32_t count, const sai_fdb_event_notification_data_t *data) {
  for (uint32_t i = 0; i < count; i++) {
    struct event event = {.kind = FDB_EVENT, .type = (int)data[i].event_type};
    memcpy(event.mac, data[i].fdb_entry.mac_address, 6);
    for (uint32_t k = 0; k < data[i].attr_count; k++)
      if (data[i].attr[k].id == SAI_FDB_ENTRY_ATTR_BRIDGE_PORT_ID) event.object = data[i].attr[k].value.oid;
    note(event);
  }
}

static void on_port(uint32_t count, const sai_port_oper_status_notification_t *data) {
  for (uint32_t i = 0; i < count; i++) note((struct event){.kind = PORT_EVENT, .type = (int)data[i].port_state, .object = data[i].port_id});
}

static void on_packet(sai_object_id_t from, sai_size_t size, const void *buffer, uint32_t count, const sai_attribute_t *list) {
  struct event event = {.kind = PACKET_EVENT};
  CHECK(from == the_switch, "packet of switch %lx", from);
  if (size >= 12) memcpy(event.mac, (const uint8_t *)buffer + 6, 6);
  for (uint32_t i = 0; i < count; i++) {
    if (list[i].id == SAI_HOSTIF_PACKET_ATTR_INGRESS_PORT) event.object = list[i].value.oid;
    if (list[i].id == SAI_HOSTIF_PACKET_ATTR_HOSTIF_TRAP_ID) event.trap = list[i].value.oid;
  }
  note(event);
}

void forget_events(void) {
  pthread_mutex_lock(&lock);
  event_count = 0;
  pthread_mutex_unlock(&lock);
}

int count_events(int kind, int type, const uint8_t *mac, sai_object_id_t object, sai_object_id_t trap) {
  int found = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < event_count; i++) {
    const struct event *event = &events[i];
    found += (int)event->kind == kind && (kind == PACKET_EVENT || event->type == type) &&
             (!mac || !memcmp(mac, event->mac, 6)) && (!object || object == event->object) && (!trap || trap == event->trap);
  }
  pthread_mutex_unlock(&lock);
  return found;
}

int wait_for_events(int kind, int type, const uint8_t *mac, sai_object_id_t object, sai_object_id_t trap) {
  for (int turn = 0; turn < 500; turn++) {
    int found = count_events(kind, type, mac, object, trap);
    if (found) return found;
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  }
  return 0;
}

void phase(const char *name) {
  char line[64];
  printf("phase %s\n", name);
  if (!fgets(line, sizeof line, stdin)) {
    failures++;
    printf("fail %s: nobody is at the other end of the cables\n", name);
  }
}

// MARK: Boot

static const char *profile(sai_switch_profile_id_t id, const char *key) {
  (void)id;
  return getenv(key);
}

static int next_key(sai_switch_profile_id_t id, const char **key, const char **value) {
  (void)id, (void)key, (void)value;
  return -1;
}

static void tables(void) {
  static const struct {
    sai_api_t api;
    void **table;
  } wanted[] = {
      {SAI_API_SWITCH, (void **)&switches},      {SAI_API_PORT, (void **)&ports_api},
      {SAI_API_VLAN, (void **)&vlans},           {SAI_API_BRIDGE, (void **)&bridges},
      {SAI_API_LAG, (void **)&lags},             {SAI_API_FDB, (void **)&fdb},
      {SAI_API_VIRTUAL_ROUTER, (void **)&routers}, {SAI_API_ROUTER_INTERFACE, (void **)&interfaces},
      {SAI_API_NEIGHBOR, (void **)&neighbors},   {SAI_API_NEXT_HOP, (void **)&hops},
      {SAI_API_NEXT_HOP_GROUP, (void **)&groups}, {SAI_API_ROUTE, (void **)&routes},
      {SAI_API_ACL, (void **)&acls},             {SAI_API_HOSTIF, (void **)&hosts},
      {SAI_API_STP, (void **)&trees},            {SAI_API_QUEUE, (void **)&queues},
  };
  for (uint32_t i = 0; i < COUNT(wanted); i++) OK(sai_api_query(wanted[i].api, wanted[i].table));
}

void boot(void) {
  static const sai_service_method_table_t services = {profile, next_key};
  sai_api_version_t version = 0;
  OK(sai_query_api_version(&version));
  CHECK(version == SAI_API_VERSION, "version %lu", (unsigned long)version);
  OK(sai_api_initialize(0, &services));
  tables();
  OK(switches->create_switch(
      &the_switch,
      ATTRIBUTES(
          FLAG(SAI_SWITCH_ATTR_INIT_SWITCH, true), MAC(SAI_SWITCH_ATTR_SRC_MAC_ADDRESS, 2, 0, 0, 0, 0, 0x42),
          {.id = SAI_SWITCH_ATTR_FDB_EVENT_NOTIFY, .value.ptr = (void *)on_fdb},
          {.id = SAI_SWITCH_ATTR_PORT_STATE_CHANGE_NOTIFY, .value.ptr = (void *)on_port},
          {.id = SAI_SWITCH_ATTR_PACKET_EVENT_NOTIFY, .value.ptr = (void *)on_packet})));
  sai_object_id_t list[40];
  sai_attribute_t got[] = {
      {.id = SAI_SWITCH_ATTR_NUMBER_OF_ACTIVE_PORTS},
      {.id = SAI_SWITCH_ATTR_PORT_LIST, .value.objlist = {COUNT(list), list}},
      {.id = SAI_SWITCH_ATTR_CPU_PORT},
      {.id = SAI_SWITCH_ATTR_DEFAULT_VLAN_ID},
      {.id = SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID},
      {.id = SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID},
      {.id = SAI_SWITCH_ATTR_DEFAULT_TRAP_GROUP},
      {.id = SAI_SWITCH_ATTR_DEFAULT_STP_INST_ID},
  };
  OK(switches->get_switch_attribute(the_switch, COUNT(got), got));
  CHECK(got[0].value.u32 == 32 && got[1].value.objlist.count == 32, "%u ports", got[0].value.u32);
  memcpy(port, list, sizeof port);
  cpu_port = got[2].value.oid;
  default_vlan = got[3].value.oid;
  default_router = got[4].value.oid;
  default_bridge = got[5].value.oid;
  trap_group = got[6].value.oid;
  default_tree = got[7].value.oid;

  // Ports are known by their lanes: the first of the lane map is number 0.
  for (int i = 0; i < 32; i++) {
    uint32_t lanes[8];
    sai_attribute_t lane = {.id = SAI_PORT_ATTR_HW_LANE_LIST, .value.u32list = {COUNT(lanes), lanes}};
    OK(ports_api->get_port_attribute(list[i], 1, &lane));
    CHECK(lane.value.u32list.count == 4, "port %d has %u lanes", i, lane.value.u32list.count);
    CHECK(lanes[3] == lanes[0] + 3, "lanes %u…%u", lanes[0], lanes[3]);
    if (lanes[0] == 65) port[0] = list[i];
  }
  sai_attribute_t peers = {.id = SAI_BRIDGE_ATTR_PORT_LIST, .value.objlist = {0, NULL}};
  EXPECT(SAI_STATUS_BUFFER_OVERFLOW, bridges->get_bridge_attribute(default_bridge, 1, &peers));
  sai_object_id_t all[40];
  peers.value.objlist = (sai_object_list_t){COUNT(all), all};
  OK(bridges->get_bridge_attribute(default_bridge, 1, &peers));
  for (uint32_t i = 0; i < peers.value.objlist.count; i++) {
    sai_attribute_t its = {.id = SAI_BRIDGE_PORT_ATTR_PORT_ID};
    if (bridges->get_bridge_port_attribute(all[i], 1, &its)) continue;
    for (int k = 0; k < 32; k++)
      if (port[k] == its.value.oid) bridge_port[k] = all[i];
  }
  for (int i = 0; i < PORTS; i++) {
    CHECK(bridge_port[i], "port %d has no bridge port", i);
    OK(ports_api->set_port_attribute(port[i], &(sai_attribute_t)FLAG(SAI_PORT_ATTR_ADMIN_STATE, true)));
  }
  for (int i = 0; i < PORTS; i++)
    CHECK(wait_for_events(PORT_EVENT, SAI_PORT_OPER_STATUS_UP, NULL, port[i], 0), "port %d does not come up", i);
}

void end(void) {
  OK(switches->remove_switch(the_switch));
  OK(sai_api_uninitialize());
}

// MARK: VLANs

sai_object_id_t make_vlan(uint16_t id) {
  sai_object_id_t vlan = 0;
  OK(vlans->create_vlan(&vlan, the_switch, ATTRIBUTES(U16(SAI_VLAN_ATTR_VLAN_ID, id))));
  return vlan;
}

sai_object_id_t join_vlan(sai_object_id_t vlan, sai_object_id_t member, sai_vlan_tagging_mode_t mode) {
  sai_object_id_t made = 0;
  OK(vlans->create_vlan_member(
      &made, the_switch,
      ATTRIBUTES(
          OID(SAI_VLAN_MEMBER_ATTR_VLAN_ID, vlan), OID(SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID, member),
          S32(SAI_VLAN_MEMBER_ATTR_VLAN_TAGGING_MODE, mode))));
  return made;
}

void leave_default_vlan(sai_object_id_t member) {
  sai_object_id_t members[40];
  sai_attribute_t list = {.id = SAI_VLAN_ATTR_MEMBER_LIST, .value.objlist = {COUNT(members), members}};
  OK(vlans->get_vlan_attribute(default_vlan, 1, &list));
  for (uint32_t i = 0; i < list.value.objlist.count; i++) {
    sai_attribute_t its = {.id = SAI_VLAN_MEMBER_ATTR_BRIDGE_PORT_ID};
    OK(vlans->get_vlan_member_attribute(members[i], 1, &its));
    if (its.value.oid == member) OK(vlans->remove_vlan_member(members[i]));
  }
}

uint64_t port_statistic(sai_object_id_t object, sai_stat_id_t counter) {
  uint64_t value = 0;
  OK(ports_api->get_port_stats(object, 1, &counter, &value));
  return value;
}
