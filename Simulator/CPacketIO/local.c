#define _GNU_SOURCE
#include "CPacketIO.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static int named(struct sockaddr_un *address, const char *path) {
  size_t length = strlen(path);
  if (length == 0) return -EINVAL;
  if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, path, length);
  return 0;
}

static int failed(int descriptor) {
  int status = -errno;
  close(descriptor);
  return status;
}

static void set_time(int descriptor, int name, int milliseconds) {
  struct timeval time = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
  (void)setsockopt(descriptor, SOL_SOCKET, name, &time, sizeof time);
}

int trysail_local_listen(const char *path) {
  struct sockaddr_un address;
  int status = named(&address, path);
  if (status < 0) return status;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  status = bind(descriptor, (struct sockaddr *)&address, sizeof address);
  if (status < 0 && errno == EADDRINUSE) {
    // Left behind by one that was killed, unless somebody answers. Nothing but a socket is removed.
    struct stat file;
    int other = trysail_local_connect(path, 1000);
    if (other >= 0) {
      close(other);
      close(descriptor);
      return -EADDRINUSE;
    }
    if (other == -ECONNREFUSED && lstat(path, &file) == 0 && S_ISSOCK(file.st_mode) && unlink(path) == 0)
      status = bind(descriptor, (struct sockaddr *)&address, sizeof address);
    else
      errno = EADDRINUSE;
  }
  if (status < 0 || chmod(path, 0600) < 0 || listen(descriptor, 4) < 0) return failed(descriptor);
  return descriptor;
}

int trysail_local_connect(const char *path, int milliseconds) {
  struct sockaddr_un address;
  int status = named(&address, path);
  if (status < 0) return status;
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -errno;
  set_time(descriptor, SO_SNDTIMEO, milliseconds);
  set_time(descriptor, SO_RCVTIMEO, milliseconds);
  while (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
    if (errno != EINTR) return failed(descriptor);
  return descriptor;
}

int trysail_local_accept(int descriptor, int milliseconds) {
  int accepted = accept4(descriptor, NULL, NULL, SOCK_CLOEXEC);
  if (accepted < 0) return -errno;
  set_time(accepted, SO_SNDTIMEO, milliseconds);
  return accepted;
}

union ancillary {
  struct cmsghdr header;
  uint8_t bytes[CMSG_SPACE(sizeof(int))];
};

int trysail_local_send(int descriptor, const uint8_t *bytes, size_t count, int passed) {
  while (count > 0) {
    struct iovec part = {(void *)bytes, count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union ancillary ancillary;
    if (passed >= 0) {
      memset(&ancillary, 0, sizeof ancillary);
      message.msg_control = &ancillary;
      message.msg_controllen = sizeof ancillary;
      struct cmsghdr *header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof passed);
      memcpy(CMSG_DATA(header), &passed, sizeof passed);
    }
    ssize_t sent = sendmsg(descriptor, &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    passed = -1;
    bytes += sent;
    count -= (size_t)sent;
  }
  return 0;
}

long trysail_local_receive(int descriptor, uint8_t *bytes, size_t count, int *passed) {
  *passed = -1;
  for (;;) {
    struct iovec part = {bytes, count};
    union ancillary ancillary;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &ancillary, .msg_controllen = sizeof ancillary};
    ssize_t received = recvmsg(descriptor, &message, MSG_CMSG_CLOEXEC);
    if (received < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
      // The room is for one; what does not fit the kernel has closed.
      if (header->cmsg_len < CMSG_LEN(sizeof(int))) continue;
      if (*passed >= 0) close(*passed);
      memcpy(passed, CMSG_DATA(header), sizeof *passed);
    }
    return received;
  }
}

int trysail_pipe_open(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0 ? -errno : 0; }

void trysail_pipe_tell(int descriptor) {
  ssize_t written = write(descriptor, "", 1);
  (void)written;
}

void trysail_pipe_drain(int descriptor) {
  uint8_t bytes[256];
  while (read(descriptor, bytes, sizeof bytes) > 0) {
  }
}

int trysail_memory_make(const char *name, size_t count) {
  int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -errno;
  if (ftruncate(descriptor, (off_t)count) < 0) return failed(descriptor);
  // A peer that made it shorter would end with SIGBUS whoever touches what is gone.
  if (fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0) return failed(descriptor);
  return descriptor;
}
