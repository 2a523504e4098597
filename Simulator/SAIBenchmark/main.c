// Calls per second through SAI's C ABI: routes singly and in bulk, attribute gets, removals. Medians of five rounds, and the ratio to
// a loop of the same run that only stores the routes in a hash table.
#include <sai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUTES = 100000, BULK = 1000, GETS = 1000000, ROUNDS = 5, SLOTS = 1 << 18 };

static const char *value(sai_switch_profile_id_t id, const char *key) { return (void)id, getenv(key); }
static int next(sai_switch_profile_id_t id, const char **key, const char **value) { return (void)id, (void)key, (void)value, -1; }

static void check(sai_status_t status, const char *what) {
  if (!status) return;
  fprintf(stderr, "%s: status %d\n", what, status);
  exit(1);
}
#define CALL(call) check(call, #call)
#define LIST(...) sizeof((sai_attribute_t[]){__VA_ARGS__}) / sizeof(sai_attribute_t), (sai_attribute_t[]){__VA_ARGS__}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double baseline;

static void report(const char *what, double *rates) {
  qsort(rates, ROUNDS, sizeof *rates, ascending);
  if (!baseline) baseline = rates[ROUNDS / 2];
  printf("%-28s %12.0f/s   %6.3f of the baseline   (%.0f to %.0f)\n", what, rates[ROUNDS / 2], rates[ROUNDS / 2] / baseline, rates[0],
         rates[ROUNDS - 1]);
}

static sai_route_entry_t entries[ROUTES];
static struct slot {
  uint32_t prefix, length;
  sai_object_id_t hop;
} slots[SLOTS];

static void store(sai_object_id_t hop) {
  memset(slots, 0, sizeof slots);
  for (int i = 0; i < ROUTES; i++) {
    uint32_t prefix = entries[i].destination.addr.ip4, place = prefix * 2654435761u >> 14;
    while (slots[place].length && slots[place].prefix != prefix) place = (place + 1) % SLOTS;
    slots[place] = (struct slot){prefix, 24, hop};
  }
}

int main(void) {
  sai_switch_api_t *switches;
  sai_port_api_t *ports;
  sai_router_interface_api_t *interfaces;
  sai_neighbor_api_t *neighbors;
  sai_next_hop_api_t *hops;
  sai_route_api_t *routes;
  sai_object_id_t id, list[128], interface, hop;
  const sai_service_method_table_t services = {value, next};
  CALL(sai_api_initialize(0, &services));
  CALL(sai_api_query(SAI_API_SWITCH, (void **)&switches));
  CALL(sai_api_query(SAI_API_PORT, (void **)&ports));
  CALL(sai_api_query(SAI_API_ROUTER_INTERFACE, (void **)&interfaces));
  CALL(sai_api_query(SAI_API_NEIGHBOR, (void **)&neighbors));
  CALL(sai_api_query(SAI_API_NEXT_HOP, (void **)&hops));
  CALL(sai_api_query(SAI_API_ROUTE, (void **)&routes));
  CALL(switches->create_switch(&id, LIST({SAI_SWITCH_ATTR_INIT_SWITCH, {.booldata = true}})));
  sai_attribute_t boot[] = {{SAI_SWITCH_ATTR_PORT_LIST, {.objlist = {128, list}}}, {.id = SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID}};
  CALL(switches->get_switch_attribute(id, 2, boot));
  CALL(interfaces->create_router_interface(
      &interface, id,
      LIST(
          {SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, boot[1].value},
          {SAI_ROUTER_INTERFACE_ATTR_TYPE, {.s32 = SAI_ROUTER_INTERFACE_TYPE_PORT}},
          {SAI_ROUTER_INTERFACE_ATTR_PORT_ID, {.oid = list[0]}})));
  sai_neighbor_entry_t neighbor = {.switch_id = id, .rif_id = interface, .ip_address.addr.ip4 = 0x0200000a};
  CALL(neighbors->create_neighbor_entry(&neighbor, LIST({SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, {.mac = {2, 0, 0, 0, 0, 2}}})));
  CALL(hops->create_next_hop(
      &hop, id,
      LIST(
          {SAI_NEXT_HOP_ATTR_TYPE, {.s32 = SAI_NEXT_HOP_TYPE_IP}}, {SAI_NEXT_HOP_ATTR_IP, {.ipaddr = neighbor.ip_address}},
          {SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID, {.oid = interface}})));
  for (uint32_t i = 0; i < ROUTES; i++)
    entries[i] = (sai_route_entry_t){
        .switch_id = id,
        .vr_id = boot[1].value.oid,
        .destination = {.addr.ip4 = __builtin_bswap32(0x14000000u + (i << 8)), .mask.ip4 = 0x00ffffff}};

  double stored[ROUNDS], singly[ROUNDS], bulk[ROUNDS], got[ROUNDS], removed[ROUNDS];
  sai_attribute_t target = {SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, {.oid = hop}};
  static const sai_attribute_t *lists[BULK];
  static uint32_t counts[BULK];
  static sai_status_t statuses[ROUTES];
  for (int i = 0; i < BULK; i++) lists[i] = &target, counts[i] = 1;
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    store(hop);
    stored[round] = ROUTES / (now() - start);
    start = now();
    for (int i = 0; i < ROUTES; i++) CALL(routes->create_route_entry(&entries[i], 1, &target));
    singly[round] = ROUTES / (now() - start);
    start = now();
    for (int i = 0; i < ROUTES; i++) CALL(routes->remove_route_entry(&entries[i]));
    removed[round] = ROUTES / (now() - start);
    start = now();
    for (int i = 0; i < ROUTES; i += BULK)
      CALL(routes->create_route_entries(BULK, &entries[i], counts, lists, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, statuses));
    bulk[round] = ROUTES / (now() - start);
    CALL(routes->remove_route_entries(ROUTES, entries, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, statuses));
    sai_attribute_t speed = {.id = SAI_PORT_ATTR_SPEED};
    start = now();
    for (int i = 0; i < GETS; i++) CALL(ports->get_port_attribute(list[i % 32], 1, &speed));
    got[round] = GETS / (now() - start);
  }
  report("baseline: hash table", stored);
  report("routes, one a call", singly);
  report("routes, 1,000 a call", bulk);
  report("removals, one a call", removed);
  report("attribute gets", got);
  CALL(switches->remove_switch(id));
  CALL(sai_api_uninitialize());
  return 0;
}
