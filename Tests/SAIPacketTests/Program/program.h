// What the parts of the program share: the method tables, the switch as it boots, and short ways to say an attribute.
#pragma once

#include <sai.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern sai_switch_api_t *switches;
extern sai_port_api_t *ports_api;
extern sai_vlan_api_t *vlans;
extern sai_bridge_api_t *bridges;
extern sai_lag_api_t *lags;
extern sai_fdb_api_t *fdb;
extern sai_virtual_router_api_t *routers;
extern sai_router_interface_api_t *interfaces;
extern sai_neighbor_api_t *neighbors;
extern sai_next_hop_api_t *hops;
extern sai_next_hop_group_api_t *groups;
extern sai_route_api_t *routes;
extern sai_acl_api_t *acls;
extern sai_hostif_api_t *hosts;
extern sai_stp_api_t *trees;
extern sai_queue_api_t *queues;

#define PORTS 8
extern sai_object_id_t the_switch, port[32], bridge_port[32], default_router, default_vlan, default_bridge, cpu_port, trap_group;
extern sai_object_id_t default_tree;
extern int failures;

// Says where a status is not the expected one, and goes on.
#define EXPECT(status, call)                                                                             \
  do {                                                                                                   \
    sai_status_t got_ = (call);                                                                          \
    if (got_ != (status)) {                                                                              \
      failures++;                                                                                        \
      printf("fail %s:%d %s: status -0x%x, expected -0x%x\n", __FILE__, __LINE__, #call, -got_, -(status)); \
    }                                                                                                    \
  } while (0)
#define OK(call) EXPECT(SAI_STATUS_SUCCESS, call)
#define CHECK(condition, ...)                                         \
  do {                                                                \
    if (!(condition)) {                                               \
      failures++;                                                     \
      printf("fail %s:%d %s: ", __FILE__, __LINE__, #condition);      \
      printf("" __VA_ARGS__);                                         \
      printf("\n");                                                   \
    }                                                                 \
  } while (0)
#define COUNT(list) ((uint32_t)(sizeof(list) / sizeof((list)[0])))
#define ATTRIBUTES(...) COUNT(((sai_attribute_t[]){__VA_ARGS__})), (sai_attribute_t[]){__VA_ARGS__}
#define OID(name, object) {.id = (name), .value.oid = (object)}
#define S32(name, number) {.id = (name), .value.s32 = (number)}
#define U32(name, number) {.id = (name), .value.u32 = (number)}
#define U16(name, number) {.id = (name), .value.u16 = (number)}
#define FLAG(name, flag) {.id = (name), .value.booldata = (flag)}
#define MAC(name, a, b, c, d, e, f) {.id = (name), .value.mac = {a, b, c, d, e, f}}

sai_ip_address_t v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
sai_ip_address_t v6(uint8_t last);  // 2001:db8::last
sai_ip_prefix_t v4_prefix(uint8_t a, uint8_t b, uint8_t c, uint8_t d, int length);
sai_ip_prefix_t v6_prefix(uint8_t third, int length);  // 2001:db8:third::

void boot(void);
void end(void);
// Tells the other side of the cables that everything for `name` is set up, and waits until its frames have passed.
void phase(const char *name);

// What was announced since the last call of forget_events.
struct event {
  enum { FDB_EVENT, PACKET_EVENT, PORT_EVENT } kind;
  int type;  // sai_fdb_event_t, sai_port_oper_status_t
  sai_mac_t mac;
  sai_object_id_t object;  // bridge port, or the port that a packet came in by
  sai_object_id_t trap;
};
void forget_events(void);
int count_events(int kind, int type, const uint8_t *mac, sai_object_id_t object, sai_object_id_t trap);
int wait_for_events(int kind, int type, const uint8_t *mac, sai_object_id_t object, sai_object_id_t trap);

sai_object_id_t make_vlan(uint16_t id);
sai_object_id_t join_vlan(sai_object_id_t vlan, sai_object_id_t member, sai_vlan_tagging_mode_t mode);
void leave_default_vlan(sai_object_id_t member);
uint64_t port_statistic(sai_object_id_t object, sai_stat_id_t counter);

// Router interfaces on a port or LAG, and what lies behind them, in the default virtual router.
sai_object_id_t make_interface(sai_object_id_t at);
sai_neighbor_entry_t neighbor(sai_object_id_t interface, sai_ip_address_t address);
void make_neighbor(sai_object_id_t interface, sai_ip_address_t address, uint8_t last);  // 02:00:00:00:01:last
sai_object_id_t make_hop(sai_object_id_t interface, sai_ip_address_t address);
void make_route(sai_ip_prefix_t prefix, sai_object_id_t target);
sai_object_id_t port_interface(int number);  // of ports 4 to 7, once they are routed
sai_object_id_t port_hop(int number);  // of ports 5 and 6

void bridging(void);
void stations(void);
void lag(void);
void spanning_tree(void);
void routing(void);
void vlan_interface(void);
void lag_interface(void);
void virtual_routers(void);
void dropped_routes(void);
void acl(void);
void rules(void);
void parallel_tables(void);
void bind_points(void);
void control(void);
