// A switch, a router interface on each of its first two ports, and a route from one to the other.
#include <sai.h>
#include <stdio.h>
#include <stdlib.h>

static const char *value(sai_switch_profile_id_t id, const char *key) { return (void)id, getenv(key); }
static int next(sai_switch_profile_id_t id, const char **key, const char **value) { return (void)id, (void)key, (void)value, -1; }
static void check(sai_status_t status, const char *what) { if (status) exit(printf("%s: status %d\n", what, status)); }
#define CALL(call) check(call, #call)
#define LIST(...) sizeof((sai_attribute_t[]){__VA_ARGS__}) / sizeof(sai_attribute_t), (sai_attribute_t[]){__VA_ARGS__}

int main(void) {
  sai_switch_api_t *switches; sai_router_interface_api_t *interfaces; sai_neighbor_api_t *neighbors; sai_next_hop_api_t *hops;
  sai_route_api_t *routes; sai_object_id_t id, ports[128], interface[2], hop;
  const sai_service_method_table_t services = {value, next};
  CALL(sai_api_initialize(0, &services));
  CALL(sai_api_query(SAI_API_SWITCH, (void **)&switches));
  CALL(sai_api_query(SAI_API_ROUTER_INTERFACE, (void **)&interfaces));
  CALL(sai_api_query(SAI_API_NEIGHBOR, (void **)&neighbors));
  CALL(sai_api_query(SAI_API_NEXT_HOP, (void **)&hops));
  CALL(sai_api_query(SAI_API_ROUTE, (void **)&routes));
  CALL(switches->create_switch(&id, LIST({SAI_SWITCH_ATTR_INIT_SWITCH, {.booldata = true}},
                                         {SAI_SWITCH_ATTR_SRC_MAC_ADDRESS, {.mac = {2, 0, 0, 0, 0, 1}}})));
  sai_attribute_t boot[] = {{SAI_SWITCH_ATTR_PORT_LIST, {.objlist = {128, ports}}}, {.id = SAI_SWITCH_ATTR_DEFAULT_VIRTUAL_ROUTER_ID}};
  CALL(switches->get_switch_attribute(id, 2, boot));
  for (int i = 0; i < 2; i++)
    CALL(interfaces->create_router_interface(&interface[i], id, LIST({SAI_ROUTER_INTERFACE_ATTR_VIRTUAL_ROUTER_ID, boot[1].value},
        {SAI_ROUTER_INTERFACE_ATTR_TYPE, {.s32 = SAI_ROUTER_INTERFACE_TYPE_PORT}}, {SAI_ROUTER_INTERFACE_ATTR_PORT_ID, {.oid = ports[i]}})));
  sai_neighbor_entry_t neighbor = {.switch_id = id, .rif_id = interface[1], .ip_address.addr.ip4 = 0x0200000a};  // 10.0.0.2
  CALL(neighbors->create_neighbor_entry(&neighbor, LIST({SAI_NEIGHBOR_ENTRY_ATTR_DST_MAC_ADDRESS, {.mac = {2, 0, 0, 0, 0, 2}}})));
  CALL(hops->create_next_hop(&hop, id, LIST({SAI_NEXT_HOP_ATTR_TYPE, {.s32 = SAI_NEXT_HOP_TYPE_IP}},
      {SAI_NEXT_HOP_ATTR_IP, {.ipaddr = neighbor.ip_address}}, {SAI_NEXT_HOP_ATTR_ROUTER_INTERFACE_ID, {.oid = interface[1]}})));
  sai_route_entry_t route = {.switch_id = id, .vr_id = boot[1].value.oid, .destination.addr.ip4 = 20, .destination.mask.ip4 = 255};
  CALL(routes->create_route_entry(&route, LIST({SAI_ROUTE_ENTRY_ATTR_NEXT_HOP_ID, {.oid = hop}})));
  sai_attribute_t room = {.id = SAI_SWITCH_ATTR_AVAILABLE_IPV4_ROUTE_ENTRY};
  CALL(switches->get_switch_attribute(id, 1, &room));
  printf("%u ports; 20.0.0.0/8 by 10.0.0.2; room for %u more IPv4 routes\n", boot[0].value.objlist.count, room.value.u32);
  CALL(switches->remove_switch(id));
  CALL(sai_api_uninitialize());
}
