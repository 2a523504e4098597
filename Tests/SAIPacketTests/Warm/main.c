// Usage: warm 0|1, the boot type. Cold: sets up a switch. Warm: finds it. Tells every object it has, and waits to be killed.
#include <sai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROUTES = 200 };
static const char *boot_type;

static const char *value(sai_switch_profile_id_t id, const char *key) {
  (void)id;
  return strcmp(key, "SAI_BOOT_TYPE") ? getenv(key) : boot_type;
}
static int next(sai_switch_profile_id_t id, const char **key, const char **value) { return (void)id, (void)key, (void)value, -1; }

static void check(sai_status_t status, const char *what) {
  if (!status) return;
  printf("fail %s: status %d\n", what, status);
  exit(1);
}
#define CALL(call) check(call, #call)
#define LIST(...) sizeof((sai_attribute_t[]){__VA_ARGS__}) / sizeof(sai_attribute_t), (sai_attribute_t[]){__VA_ARGS__}

static sai_object_id_t id;
static sai_route_api_t *routes;

static sai_route_entry_t route(uint8_t number, sai_object_id_t router) {
  sai_route_entry_t entry = {.switch_id = id, .vr_id = router};
  memcpy(&entry.destination.addr.ip4, (uint8_t[]){20, number, 0, 0}, 4);
  memcpy(&entry.destination.mask.ip4, (uint8_t[]){255, 255, 0, 0}, 4);
  return entry;
}

static void set_up(sai_object_id_t *ports, sai_object_id_t router) {
  sai_port_api_t *port_api;
  sai_vlan_api_t *vlans;
  sai_lag_api_t *lags;
  sai_router_interface_api_t *interfaces;
  sai_neighbor_api_t *neighbors;
  sai_next_hop_api_t *hops;
  CALL(sai_api_query(SAI_API_PORT, (void **)&port_api));
  CALL(sai_api_query(SAI_API_VLAN, (void **)&vlans));
  CALL(sai_api_query(SAI_API_LAG, (void **)&lags));
  CALL(sai_api_query(SAI_API_ROUTER_INTERFACE, (void **)&interfaces));
  CALL(sai_api_query(SAI_API_NEIGHBOR, (void **)&neighbors));
  CALL(sai_api_query(SAI_API_NEXT_HOP, (void **)&hops));
  for (int i = 0; i < 2; i++)
    CALL(port_api->set_port_attribute(ports[i], &(sai_attribute_t){SAI_PORT_ATTR_ADMIN_STATE, {.booldata = true}}));
  sai_object_id_t vlan, gone, lag, interface, hop;
  CALL(vlans->create_vlan(&vlan, id, LIST({SAI_VLAN_ATTR_VLAN_ID, {.u16 = 40}})));
  CALL(vlans->create_vlan(&gone, id, LIST({SAI_VLAN_ATTR_VLAN_ID, {.u16 = 41}})));
  CALL(vlans->remove_vlan(gone));
  CALL(lags->create_lag(&lag, id, 0, NULL));
  CALL(interfaces->create_router_interface(
      &interface, id,
      LIST(
          {SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, {.oid = router}},
          {SAI_ROUTER_INTERFACE_ATTR_TYPE, {.s32 = SAI_ROUTER_INTERFACE_TYPE_VLAN}},
          {SAI_ROUTER_INTERFACE_ATTR_VLAN_ID, {.oid = vlan}})));
  sai_neighbor_entry_t neighbor = {.switch_id = id, .rif_id = interface, .ip_address.addr.ip4 = 0x0200000a};
  CALL(neighbors->create_neighbor_entry(&neighbor, LIST({SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, {.mac = {2, 0, 0, 0, 0, 2}}})));
  CALL(hops->create_next_hop(
      &hop, id,
      LIST(
          {SAI_NEXT_HOP_ATTR_TYPE, {.s32 = SAI_NEXT_HOP_TYPE_IP}}, {SAI_NEXT_HOP_ATTR_IP, {.ipaddr = neighbor.ip_address}},
          {SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID, {.oid = interface}})));
  for (int i = 0; i < ROUTES; i++) {
    sai_route_entry_t entry = route((uint8_t)i, router);
    CALL(routes->create_route_entry(&entry, LIST({SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, {.oid = hop}})));
  }
}

int main(int count, char **words) {
  static sai_object_key_t keys[4096];
  setvbuf(stdout, NULL, _IOLBF, 0);
  boot_type = count > 1 ? words[1] : "0";
  const sai_service_method_table_t services = {value, next};
  sai_switch_api_t *switches;
  CALL(sai_api_initialize(0, &services));
  CALL(sai_api_query(SAI_API_SWITCH, (void **)&switches));
  CALL(sai_api_query(SAI_API_ROUTE, (void **)&routes));
  CALL(switches->create_switch(&id, LIST({SAI_SWITCH_ATTR_INIT_SWITCH, {.booldata = true}})));
  sai_object_id_t ports[64];
  sai_attribute_t got[] = {{SAI_SWITCH_ATTR_PORT_LIST, {.objlist = {64, ports}}}, {.id = SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID}};
  CALL(switches->get_switch_attribute(id, 2, got));
  if (*boot_type == '0') set_up(ports, got[1].value.oid);
  static const sai_object_type_t types[] = {
      SAI_OBJECT_TYPE_PORT,        SAI_OBJECT_TYPE_VLAN,     SAI_OBJECT_TYPE_LAG,   SAI_OBJECT_TYPE_ROUTER_INTERFACE,
      SAI_OBJECT_TYPE_NEXT_HOP,    SAI_OBJECT_TYPE_QUEUE,    SAI_OBJECT_TYPE_HASH,  SAI_OBJECT_TYPE_BRIDGE_PORT,
      SAI_OBJECT_TYPE_VLAN_MEMBER, SAI_OBJECT_TYPE_STP,
  };
  for (uint32_t i = 0; i < sizeof types / sizeof *types; i++) {
    uint32_t room = 4096;
    CALL(sai_get_object_key(id, types[i], &room, keys));
    for (uint32_t k = 0; k < room; k++) printf("object %d %lx\n", types[i], keys[k].key.object_id);
  }
  for (int i = 0; i < ROUTES; i++) {
    sai_route_entry_t entry = route((uint8_t)i, got[1].value.oid);
    sai_attribute_t hop = {.id = SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID};
    CALL(routes->get_route_entry_attribute(&entry, 1, &hop));
    printf("object route%d %lx\n", i, hop.value.oid);
  }
  // What was known before can go, and come back.
  sai_route_entry_t entry = route(7, got[1].value.oid);
  sai_attribute_t hop = {.id = SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID};
  CALL(routes->get_route_entry_attribute(&entry, 1, &hop));
  CALL(routes->remove_route_entry(&entry));
  CALL(routes->create_route_entry(&entry, 1, &hop));
  printf("ready\n");
  pause();
}
