#define _DEFAULT_SOURCE
#include "CMemoryHints.h"

#include <stdlib.h>
#include <sys/mman.h>

static const size_t page = 2u << 20;

void *trysail_allocate_large(size_t bytes) {
  void *start = NULL;
  size_t rounded = (bytes + page - 1) / page * page;
  if (posix_memalign(&start, page, rounded) != 0) return NULL;
#ifdef MADV_HUGEPAGE
  // Without huge pages the advice is refused, and the memory serves as it is.
  madvise(start, rounded, MADV_HUGEPAGE);
#endif
  return start;
}
