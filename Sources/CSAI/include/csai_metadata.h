#ifndef TRYSAIL_CSAI_METADATA_H
#define TRYSAIL_CSAI_METADATA_H

// What SAI says of its objects and attributes, as tables. Nothing here is exported from a library.

#include "csai_members.h"
#include "sai.h"

typedef enum {
  CSAI_DEFAULT_NONE = 0,
  CSAI_DEFAULT_INT, // a flag, number or enum, in default_value
  CSAI_DEFAULT_NULL_OID,
  CSAI_DEFAULT_NULL_POINTER,
  CSAI_DEFAULT_EMPTY_LIST,
  CSAI_DEFAULT_EMPTY_STRING,
  CSAI_DEFAULT_IP4, // 0.0.0.0
  CSAI_DEFAULT_IP6, // all ones: an ACL mask
  CSAI_DEFAULT_MAC,
  CSAI_DEFAULT_CONST,
  CSAI_DEFAULT_VENDOR,
  CSAI_DEFAULT_INTERNAL,
  CSAI_DEFAULT_DISABLED, // an ACL field or action
  CSAI_DEFAULT_ATTRVALUE // another attribute's value
} csai_default_kind;

enum {
  CSAI_FLAG_MANDATORY = 1,
  CSAI_FLAG_CREATE_ONLY = 2,
  CSAI_FLAG_CREATE_AND_SET = 4,
  CSAI_FLAG_READ_ONLY = 8,
  CSAI_FLAG_KEY = 16,
  CSAI_FLAG_ALLOW_NULL = 32,
  CSAI_FLAG_VLAN = 64,
  CSAI_FLAG_RESOURCE = 256,
  CSAI_FLAG_CONDITION_RELAXED = 512,
  CSAI_FLAG_DEPRECATED = 1024
};

typedef struct {
  const char *name;
  const int32_t *values; // markers left out, aliases once
  const char *const *names;
  uint32_t count;
  bool is_flags;
} csai_enum;

typedef enum { CSAI_NODE_ALL, CSAI_NODE_ANY, CSAI_NODE_TEST } csai_node_kind;
typedef enum { CSAI_EQ, CSAI_NE, CSAI_GT, CSAI_GE, CSAI_LT, CSAI_LE } csai_op;

// A condition: all or any of its children, or a test of an attribute's number.
typedef struct {
  uint8_t kind;
  uint8_t op;
  uint16_t child_count;
  uint32_t first_child;
  uint32_t attr;
  int64_t value;
} csai_node;

typedef struct {
  const char *name;
  uint32_t id;
  uint16_t flags;
  uint8_t member;   // csai_member
  uint8_t acl_data; // csai_member of an ACL field's data or an action's parameter
  uint8_t acl_mask;
  uint8_t default_kind;
  int16_t enum_index; // -1: none
  uint16_t object_count;
  const int32_t *objects; // the types that an id may have
  int64_t default_value;
  uint32_t default_attr;
  int32_t default_attr_object;
  int32_t condition; // node, -1: none; mandatory only if it holds
  int32_t valid_only; // node, -1: none; meaningful only if it holds
  uint32_t range; // ids run from id to id + range
} csai_attribute;

// An object id in an entry's key.
typedef struct {
  uint32_t offset;
  const int32_t *objects;
  uint32_t object_count;
} csai_entry_field;

typedef struct {
  const char *name;
  int32_t type;
  bool is_entry;
  uint32_t entry_size;
  int32_t api;
  const csai_attribute *attributes; // by id
  uint32_t attribute_count;
  uint32_t dense_count; // of the first so many the id is the index
  const char *stat_enum;
  const int32_t *stats;
  const char *const *stat_names;
  uint32_t stat_count;
  const csai_entry_field *entry_fields;
  uint32_t entry_field_count;
  // Functions: create 1, remove 2, set 4, get 8, getStats 16, getStatsExt 32, clearStats 64, bulkCreate 128, bulkRemove 256,
  // bulkSet 512, bulkGet 1024.
  uint32_t role_mask;
} csai_object;

// Each answers NULL (the last: 0xffffffff) for an index or type that is not there.
const csai_object *csai_object_at(uint32_t index);
const csai_object *csai_find_object(int32_t type);
const csai_attribute *csai_find_attribute(const csai_object *object, uint32_t id);
const csai_enum *csai_enum_at(int32_t index);
const csai_node *csai_node_at(uint32_t index);
uint32_t csai_node_child_at(uint32_t index);

// The path of the library or program that holds this code; NULL where the loader does not say.
const char *csai_library_path(void);

#endif
