// Usage: load LIBRARY COUNT. So many times: loads the library, boots a switch, sends a frame through it, gives it up, unloads.
// Prints the bytes in use after every tenth time.
#include <dlfcn.h>
#include <malloc.h>
#include <sai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *value(sai_switch_profile_id_t id, const char *key) { return (void)id, getenv(key); }
static int next(sai_switch_profile_id_t id, const char **key, const char **value) { return (void)id, (void)key, (void)value, -1; }

static void check(sai_status_t status, const char *what) {
  if (!status) return;
  printf("fail %s: status %d\n", what, status);
  exit(1);
}
#define CALL(call) check(call, #call)
#define LIST(...) sizeof((sai_attribute_t[]){__VA_ARGS__}) / sizeof(sai_attribute_t), (sai_attribute_t[]){__VA_ARGS__}

static void once(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    printf("fail dlopen: %s\n", dlerror());
    exit(1);
  }
  sai_status_t (*initialize)(uint64_t, const sai_service_method_table_t *) = dlsym(library, "sai_api_initialize");
  sai_status_t (*query)(sai_api_t, void **) = dlsym(library, "sai_api_query");
  sai_status_t (*uninitialize)(void) = dlsym(library, "sai_api_uninitialize");
  const sai_service_method_table_t services = {value, next};
  sai_switch_api_t *switches;
  sai_port_api_t *ports;
  sai_hostif_api_t *hosts;
  sai_object_id_t id, list[64];
  CALL(initialize(0, &services));
  CALL(query(SAI_API_SWITCH, (void **)&switches));
  CALL(query(SAI_API_PORT, (void **)&ports));
  CALL(query(SAI_API_HOSTIF, (void **)&hosts));
  CALL(switches->create_switch(&id, LIST({SAI_SWITCH_ATTR_INIT_SWITCH, {.booldata = true}})));
  sai_attribute_t got = {SAI_SWITCH_ATTR_PORT_LIST, {.objlist = {64, list}}};
  CALL(switches->get_switch_attribute(id, 1, &got));
  for (int i = 0; i < 4; i++) CALL(ports->set_port_attribute(list[i], &(sai_attribute_t){SAI_PORT_ATTR_ADMIN_STATE, {.booldata = true}}));
  uint8_t frame[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};
  CALL(hosts->send_hostif_packet(id, sizeof frame, frame, LIST({SAI_HOSTIF_PACKET_ATTR_HOSTIF_TX_TYPE, {.s32 = SAI_HOSTIF_TX_TYPE_PIPELINE_LOOKUP}})));
  // Broadcast in VLAN 1: out of every port that is up.
  sai_stat_id_t counter = SAI_PORT_STAT_IF_OUT_NON_UCAST_PKTS;
  uint64_t out = 0;
  CALL(ports->get_port_stats(list[2], 1, &counter, &out));
  if (out != 1) printf("fail port 2 has sent %lu frames\n", (unsigned long)out);
  CALL(switches->remove_switch(id));
  CALL(uninitialize());
  dlclose(library);
}

int main(int count, char **words) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  int times = count > 2 ? atoi(words[2]) : 0;
  for (int i = 1; i <= times; i++) {
    once(words[1]);
    if (i % 10 == 0) printf("%d %zu\n", i, mallinfo2().uordblks);
  }
  return 0;
}
