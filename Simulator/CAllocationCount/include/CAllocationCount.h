// Counts the calls of malloc, calloc and realloc of the process it is linked into.
#pragma once

unsigned long trysail_allocation_count(void);
