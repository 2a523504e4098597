#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <endian.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

#if defined(__aarch64__)
#define AFTER_READ() __asm__ volatile("dmb oshld" ::: "memory")
#define BEFORE_WRITE() __asm__ volatile("dmb oshst" ::: "memory")
#elif defined(__x86_64__) || defined(__i386__)
// Uncached accesses keep their order among each other and with writes to memory.
#define AFTER_READ() __asm__ volatile("" ::: "memory")
#define BEFORE_WRITE() __asm__ volatile("" ::: "memory")
#else
#define AFTER_READ() __sync_synchronize()
#define BEFORE_WRITE() __sync_synchronize()
#endif

// The kernel takes a mapping's pages away when the device goes, and whoever touches them gets SIGBUS. An access notes where it would
// come back to; a fault inside its words goes there, and every other SIGBUS to whom it belonged before.
struct access {
  sigjmp_buf back;
  uintptr_t first;
  uintptr_t end;  // 0: no access is under way
};

static _Thread_local struct access current __attribute__((tls_model("initial-exec")));
static struct sigaction before;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void fault(int number, siginfo_t *info, void *context) {
  uintptr_t address = (uintptr_t)info->si_addr;
  if (current.end != 0 && address >= current.first && address < current.end) {
    current.end = 0;
    siglongjmp(current.back, 1);
  }
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(number, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(number);
  } else {
    // The access is made again, and ends the program as it would have without us.
    signal(SIGBUS, SIG_DFL);
  }
}

static void catch_faults(void) {
  struct sigaction action = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, &before);
}

int trysail_mmio_read(const void *registers, uint32_t *values, size_t count) {
  pthread_once(&once, catch_faults);
  const volatile uint32_t *from = registers;
  if (sigsetjmp(current.back, 0) != 0) return -ENODEV;
  current.first = (uintptr_t)registers;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  current.end = current.first + count * sizeof *values;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  for (size_t index = 0; index < count; index++) {
    values[index] = le32toh(from[index]);
    AFTER_READ();
  }
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  current.end = 0;
  return 0;
}

int trysail_mmio_write(void *registers, const uint32_t *values, size_t count) {
  pthread_once(&once, catch_faults);
  volatile uint32_t *to = registers;
  if (sigsetjmp(current.back, 0) != 0) return -ENODEV;
  current.first = (uintptr_t)registers;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  current.end = current.first + count * sizeof *values;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  for (size_t index = 0; index < count; index++) {
    BEFORE_WRITE();
    to[index] = htole32(values[index]);
  }
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  current.end = 0;
  return 0;
}
