#ifndef TRYSAIL_CSAI_VERSIONS_H
#define TRYSAIL_CSAI_VERSIONS_H

#include <stdint.h>

// Bytes that an API's table of functions surely has in a library of this version (what sai_query_api_version says): 0 for an API
// that the version lacks, or has with other members. Behind them is memory that belongs to somebody else.
__attribute__((visibility("hidden"))) uint32_t csai_api_table_size(uint32_t api, uint32_t version);

#endif
