// Asks the processor for a cache line before it is needed: Swift has no word for it.
#pragma once

static inline void trysail_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }
