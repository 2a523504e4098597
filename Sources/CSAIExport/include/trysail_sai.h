#ifndef TRYSAIL_SAI_ENTRY_H
#define TRYSAIL_SAI_ENTRY_H

// Where the functions of SAI's tables lead. Swift implements these; the generated tables call them. None is exported.

#include "sai.h"

#define TRYSAIL_HIDDEN __attribute__((visibility("hidden")))

TRYSAIL_HIDDEN sai_status_t trysail_sai_create(
    sai_object_type_t type, sai_object_id_t *id, sai_object_id_t switch_id, uint32_t count, const sai_attribute_t *list);
TRYSAIL_HIDDEN sai_status_t trysail_sai_remove(sai_object_type_t type, sai_object_id_t id);
TRYSAIL_HIDDEN sai_status_t trysail_sai_set(sai_object_type_t type, sai_object_id_t id, const sai_attribute_t *attribute);
TRYSAIL_HIDDEN sai_status_t trysail_sai_get(sai_object_type_t type, sai_object_id_t id, uint32_t count, sai_attribute_t *list);
// mode -1: the plain function without one
TRYSAIL_HIDDEN sai_status_t trysail_sai_get_stats(
    sai_object_type_t type, sai_object_id_t id, uint32_t count, const sai_stat_id_t *ids, int32_t mode, uint64_t *values);
TRYSAIL_HIDDEN sai_status_t trysail_sai_clear_stats(
    sai_object_type_t type, sai_object_id_t id, uint32_t count, const sai_stat_id_t *ids);

TRYSAIL_HIDDEN sai_status_t trysail_sai_create_entry(
    sai_object_type_t type, const void *entry, uint32_t count, const sai_attribute_t *list);
TRYSAIL_HIDDEN sai_status_t trysail_sai_remove_entry(sai_object_type_t type, const void *entry);
TRYSAIL_HIDDEN sai_status_t trysail_sai_set_entry(sai_object_type_t type, const void *entry, const sai_attribute_t *attribute);
TRYSAIL_HIDDEN sai_status_t trysail_sai_get_entry(sai_object_type_t type, const void *entry, uint32_t count, sai_attribute_t *list);

TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_create(
    sai_object_type_t type, sai_object_id_t switch_id, uint32_t count, const uint32_t *attr_count, const sai_attribute_t **lists,
    sai_bulk_op_error_mode_t mode, sai_object_id_t *ids, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_remove(
    sai_object_type_t type, uint32_t count, const sai_object_id_t *ids, sai_bulk_op_error_mode_t mode, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_set(
    sai_object_type_t type, uint32_t count, const sai_object_id_t *ids, const sai_attribute_t *attributes,
    sai_bulk_op_error_mode_t mode, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_get(
    sai_object_type_t type, uint32_t count, const sai_object_id_t *ids, const uint32_t *attr_count, sai_attribute_t **lists,
    sai_bulk_op_error_mode_t mode, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_create_entry(
    sai_object_type_t type, uint32_t count, const void *entries, const uint32_t *attr_count, const sai_attribute_t **lists,
    sai_bulk_op_error_mode_t mode, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_remove_entry(
    sai_object_type_t type, uint32_t count, const void *entries, sai_bulk_op_error_mode_t mode, sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_set_entry(
    sai_object_type_t type, uint32_t count, const void *entries, const sai_attribute_t *attributes, sai_bulk_op_error_mode_t mode,
    sai_status_t *statuses);
TRYSAIL_HIDDEN sai_status_t trysail_sai_bulk_get_entry(
    sai_object_type_t type, uint32_t count, const void *entries, const uint32_t *attr_count, sai_attribute_t **lists,
    sai_bulk_op_error_mode_t mode, sai_status_t *statuses);

// The functions that are none of these roles.
TRYSAIL_HIDDEN sai_status_t trysail_sai_clear_port_all_stats(sai_object_id_t port_id);
TRYSAIL_HIDDEN sai_status_t trysail_sai_flush_fdb_entries(
    sai_object_id_t switch_id, uint32_t attr_count, const sai_attribute_t *attr_list);
TRYSAIL_HIDDEN sai_status_t trysail_sai_remove_all_neighbor_entries(sai_object_id_t switch_id);
TRYSAIL_HIDDEN sai_status_t trysail_sai_send_hostif_packet(
    sai_object_id_t hostif_id, sai_size_t buffer_size, const void *buffer, uint32_t attr_count, const sai_attribute_t *attr_list);
TRYSAIL_HIDDEN sai_status_t trysail_sai_allocate_hostif_packet(
    sai_object_id_t hostif_id, sai_size_t buffer_size, void **buffer, uint32_t attr_count, const sai_attribute_t *attr_list);
TRYSAIL_HIDDEN sai_status_t trysail_sai_free_hostif_packet(sai_object_id_t hostif_id, void *buffer);

// The table of an API; NULL for what is none.
TRYSAIL_HIDDEN const void *trysail_sai_api_table(sai_api_t api);

#endif
