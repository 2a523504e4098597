// What a program knows of the memory that it is going to use, and Swift has no word for.
#pragma once

#include <stddef.h>

// Asks the processor for a cache line before it is needed.
static inline void trysail_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

// Memory that is read all over: from a huge page's beginning on, and on huge pages where the system has them. Not zeroed; free() takes it back.
//
// NULL: there is no more.
void *trysail_allocate_large(size_t bytes);
