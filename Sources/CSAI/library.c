#define _GNU_SOURCE
#include "csai_metadata.h"

#include <dlfcn.h>

// The path of the library (or program) that holds this code; NULL where the loader does not say.
__attribute__((visibility("hidden"))) const char *csai_library_path(void) {
  Dl_info info;
  return dladdr((const void *)&csai_library_path, &info) && info.dli_fname ? info.dli_fname : 0;
}
