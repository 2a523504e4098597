// Sequences of calls of libsai.so out of bytes, for libFuzzer (`make fuzz`): any order, ids of all types, freed ids, null pointers,
// counts up to 2^32. A call may refuse; it may not crash, nor write where it was not asked to.
#include <sai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *value(sai_switch_profile_id_t id, const char *key) { return (void)id, getenv(key); }
static int next(sai_switch_profile_id_t id, const char **key, const char **value) { return (void)id, (void)key, (void)value, -1; }

typedef sai_status_t (*create_fn)(sai_object_id_t *, sai_object_id_t, uint32_t, const sai_attribute_t *);
typedef sai_status_t (*remove_fn)(sai_object_id_t);
typedef sai_status_t (*set_fn)(sai_object_id_t, const sai_attribute_t *);
typedef sai_status_t (*get_fn)(sai_object_id_t, uint32_t, sai_attribute_t *);

static struct family {
  create_fn create;
  remove_fn remove;
  set_fn set;
  get_fn get;
} families[32];
static uint32_t family_count;
static sai_object_id_t the_switch, fixed[8];
static sai_route_api_t *routes;
static sai_neighbor_api_t *neighbors;
static sai_fdb_api_t *fdb;
static sai_hostif_api_t *hosts;
static sai_port_api_t *ports_api;

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "broken: %s\n", what);
  abort();
}

#define TABLE(api, type, name)                         \
  sai_##type##_api_t *name;                            \
  expect(!sai_api_query(api, (void **)&name), #name)
#define FAMILY(table, noun)                                       \
  families[family_count++] = (struct family) {                    \
    table->create_##noun, table->remove_##noun, table->set_##noun##_attribute, table->get_##noun##_attribute \
  }

int LLVMFuzzerInitialize(int *count, char ***words) {
  (void)count, (void)words;
  static const sai_service_method_table_t services = {value, next};
  expect(!sai_api_initialize(0, &services), "initialize");
  TABLE(SAI_API_SWITCH, switch, switches);
  sai_attribute_t given = {SAI_SWITCH_ATTR_INIT_SWITCH, {.booldata = true}};
  expect(!switches->create_switch(&the_switch, 1, &given), "create_switch");
  static const sai_attr_id_t defaults[] = {
      SAI_SWITCH_ATTR_CPU_PORT, SAI_SWITCH_ATTR_DEFAULT_VLAN_ID, SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID,
      SAI_SWITCH_ATTR_DEFAULT_1Q_BRIDGE_ID, SAI_SWITCH_ATTR_DEFAULT_TRAP_GROUP, SAI_SWITCH_ATTR_DEFAULT_STP_INST_ID};
  for (int i = 0; i < 6; i++) {
    sai_attribute_t got = {.id = defaults[i]};
    expect(!switches->get_switch_attribute(the_switch, 1, &got), "defaults");
    fixed[i] = got.value.oid;
  }
  fixed[6] = the_switch;
  sai_object_id_t list[64];
  sai_attribute_t got = {SAI_SWITCH_ATTR_PORT_LIST, {.objlist = {64, list}}};
  expect(!switches->get_switch_attribute(the_switch, 1, &got), "ports");
  fixed[7] = list[5];
  TABLE(SAI_API_PORT, port, port);
  TABLE(SAI_API_VLAN, vlan, vlan);
  TABLE(SAI_API_BRIDGE, bridge, bridge);
  TABLE(SAI_API_LAG, lag, lag);
  TABLE(SAI_API_STP, stp, stp);
  TABLE(SAI_API_VIRTUAL_ROUTER, virtual_router, router);
  TABLE(SAI_API_ROUTER_INTERFACE, router_interface, interface);
  TABLE(SAI_API_NEXT_HOP, next_hop, hop);
  TABLE(SAI_API_NEXT_HOP_GROUP, next_hop_group, group);
  TABLE(SAI_API_ACL, acl, acl);
  TABLE(SAI_API_HOSTIF, hostif, host);
  TABLE(SAI_API_QUEUE, queue, queue);
  TABLE(SAI_API_POLICER, policer, policer);
  FAMILY(port, port);
  FAMILY(vlan, vlan);
  FAMILY(vlan, vlan_member);
  FAMILY(bridge, bridge_port);
  FAMILY(lag, lag);
  FAMILY(lag, lag_member);
  FAMILY(stp, stp);
  FAMILY(stp, stp_port);
  FAMILY(router, virtual_router);
  FAMILY(interface, router_interface);
  FAMILY(hop, next_hop);
  FAMILY(group, next_hop_group);
  FAMILY(group, next_hop_group_member);
  FAMILY(acl, acl_table);
  FAMILY(acl, acl_entry);
  FAMILY(acl, acl_counter);
  FAMILY(acl, acl_table_group);
  FAMILY(acl, acl_table_group_member);
  FAMILY(host, hostif);
  FAMILY(host, hostif_trap);
  FAMILY(host, hostif_trap_group);
  FAMILY(host, hostif_table_entry);
  FAMILY(queue, queue);
  FAMILY(policer, policer);
  TABLE(SAI_API_ROUTE, route, route);
  TABLE(SAI_API_NEIGHBOR, neighbor, neighbor);
  TABLE(SAI_API_FDB, fdb, addresses);
  routes = route, neighbors = neighbor, fdb = addresses, hosts = host, ports_api = port;
  return 0;
}

// MARK: Bytes

static const uint8_t *bytes;
static size_t left;

static uint8_t take(void) { return left ? (left--, *bytes++) : 0; }
static uint32_t number(void) {
  uint8_t kind = take();
  if (kind == 0xff) return 1u << 31;
  if (kind == 0xfe) return UINT32_MAX;
  return kind < 0xe0 ? kind : (uint32_t)kind << 8 | take();
}

static struct {
  sai_object_id_t id;
  uint8_t family;
} made[64];
static uint32_t made_count;

static sai_object_id_t any(void) {
  uint8_t kind = take();
  if (kind < 8) return fixed[kind];
  if (kind == 0xff) return 0;
  if (kind == 0xfe) return UINT64_MAX;
  if (kind == 0xfd) return fixed[take() % 8] + take();
  return made_count ? made[kind % made_count].id : fixed[kind % 8];
}

// What a list points to; behind its end, bytes that nobody may change.
enum { ROOM = 64 * 64, FENCE = 64 };
static uint8_t room[ROOM + FENCE];

static sai_attribute_t attribute(int is_get) {
  sai_attribute_t made = {.id = number()};
  switch (take() % 5) {
    case 0: made.value.oid = any(); break;
    case 1: made.value.u32 = number(); break;
    case 2:
      made.value.objlist = (sai_object_list_t){take() % 64, (sai_object_id_t *)room};
      if (!is_get) ((sai_object_id_t *)room)[0] = any(), ((sai_object_id_t *)room)[1] = any();
      break;
    case 3: made.value.objlist = (sai_object_list_t){number(), NULL}; break;
    default:
      made.value.aclfield.enable = take() & 1;
      // Where a list has its pointer.
      memcpy((uint8_t *)&made.value + 8, &(void *){room}, sizeof(void *));
      made.value.aclfield.data.oid = any();
  }
  return made;
}

static sai_ip_prefix_t prefix(void) {
  sai_ip_prefix_t made = {.addr_family = (sai_ip_addr_family_t)(take() % 3)};
  made.addr.ip6[0] = take();
  made.mask.ip6[0] = take();
  return made;
}

static void call(void) {
  sai_attribute_t list[8];
  uint8_t kind = take() % 8, which = take() % family_count;
  struct family *family = &families[which];
  uint32_t count = take() % 8;
  for (uint32_t i = 0; i < count; i++) list[i] = attribute(kind == 3);
  sai_object_id_t id = any();
  switch (kind) {
    case 0:
    case 1:
      // Twice as often as the others, and often enough remembered.
      if (made_count < 64 && !family->create(&id, the_switch, count, list)) made[made_count].id = id, made[made_count++].family = which;
      break;
    case 2:
      if (!family->remove(id))
        for (uint32_t i = 0; i < made_count; i++)
          if (made[i].id == id) made[i].id = 0;
      break;
    case 3:
      family->get(id, count, list);
      for (int i = 0; i < FENCE; i++) expect(room[ROOM + i] == 0xa5, "a list is written beyond its end");
      break;
    case 4: family->set(id, count ? list : NULL); break;
    case 5: {
      sai_route_entry_t entry = {the_switch, any(), prefix()};
      switch (take() % 3) {
        case 0: routes->create_route_entry(&entry, count, list); break;
        case 1: routes->remove_route_entry(&entry); break;
        default: routes->set_route_entry_attribute(&entry, list);
      }
      break;
    }
    case 6: {
      sai_fdb_entry_t address = {.switch_id = the_switch, .bv_id = any(), .mac_address = {2, [5] = take()}};
      sai_neighbor_entry_t neighbor = {.switch_id = the_switch, .rif_id = any(), .ip_address.addr_family = (sai_ip_addr_family_t)(take() % 3)};
      switch (take() % 5) {
        case 0: fdb->create_fdb_entry(&address, count, list); break;
        case 1: fdb->remove_fdb_entry(&address); break;
        case 2: fdb->flush_fdb_entries(the_switch, count, list); break;
        case 3: neighbors->create_neighbor_entry(&neighbor, count, list); break;
        default: neighbors->remove_neighbor_entry(&neighbor);
      }
      break;
    }
    default: hosts->send_hostif_packet(id, left < 100 ? left : 100, bytes, count, list);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bytes = data, left = size, made_count = 0;
  memset(room + ROOM, 0xa5, FENCE);
  while (left) call();
  // What can be is taken back, so that every input begins with the same switch; what others still use goes in a later round.
  for (int round = 0; round < 8; round++)
    for (uint32_t i = made_count; i-- > 0;)
      if (made[i].id && !families[made[i].family].remove(made[i].id)) made[i].id = 0;
  return 0;
}
