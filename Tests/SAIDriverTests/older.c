// A library of an older version: another one's, with its tables cut to the version's length. Behind a table comes memory that
// cannot be read. REAL is the other library's path, VERSION what this one says it is.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

#include "csai_versions.h"
#include "sai.h"

static void *real(const char *name) {
  static void *library;
  if (!library) library = dlopen(REAL, RTLD_NOW | RTLD_LOCAL);
  return library ? dlsym(library, name) : 0;
}

// The creation of VLAN members, which fails from the given one on.
int older_members_left = -1;
static sai_create_vlan_member_fn create_member;
static sai_status_t create_some_members(sai_object_id_t *id, sai_object_id_t root, uint32_t count, const sai_attribute_t *list) {
  if (older_members_left == 0) return SAI_STATUS_INSUFFICIENT_RESOURCES;
  if (older_members_left > 0) older_members_left--;
  return create_member(id, root, count, list);
}

sai_status_t sai_api_initialize(uint64_t flags, const sai_service_method_table_t *services) {
  return ((sai_status_t(*)(uint64_t, const sai_service_method_table_t *))real("sai_api_initialize"))(flags, services);
}
sai_status_t sai_api_uninitialize(void) { return ((sai_status_t(*)(void))real("sai_api_uninitialize"))(); }
sai_status_t sai_query_api_version(sai_api_version_t *version) {
  *version = VERSION;
  return SAI_STATUS_SUCCESS;
}
sai_status_t sai_api_query(sai_api_t api, void **table) {
  void *whole;
  sai_status_t status = ((sai_status_t(*)(sai_api_t, void **))real("sai_api_query"))(api, &whole);
  uint32_t size = csai_api_table_size(api, VERSION);
  if (status) return status;
  if (!size) return SAI_STATUS_NOT_SUPPORTED;
  char *pages = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED || mprotect(pages + 4096, 4096, PROT_NONE)) return SAI_STATUS_NO_MEMORY;
  *table = pages + 4096 - size;
  memcpy(*table, whole, size);
  if (api == SAI_API_VLAN) {
    sai_vlan_api_t *vlans = *table;
    create_member = vlans->create_vlan_member;
    vlans->create_vlan_member = create_some_members;
  }
  return SAI_STATUS_SUCCESS;
}
