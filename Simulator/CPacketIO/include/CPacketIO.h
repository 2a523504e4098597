// Linux's packet sockets, TAP devices, shared memory and passed descriptors: what Swift cannot reach, because it is macros, ioctls and
// ancillary data. Every function returns a negative errno on failure.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Bytes before each received frame that its VLAN tag, taken off by the kernel, is put back into.
#define TRYSAIL_HEADROOM 64
// Bytes of one received frame: a whole 64 KiB TCP segment that the kernel has not yet cut, with its headers.
#define TRYSAIL_SLOT (TRYSAIL_HEADROOM + 65536 + 256)
#define TRYSAIL_BATCH 32

enum trysail_segmentation {
  TRYSAIL_WHOLE = 0,
  TRYSAIL_TCP = 1,
  TRYSAIL_UDP = 2,
  // The kernel says that the frame is still to be cut, in a way not known here.
  TRYSAIL_UNKNOWN = 255
};

struct trysail_frame {
  uint32_t offset;  // in the buffer
  uint32_t length;
  uint16_t checksum_start;  // where the unfinished checksum's data begins
  uint16_t checksum_field;  // where the checksum stands, from the start of the frame
  uint16_t segment_size;    // payload bytes of each segment
  uint8_t segmentation;
  uint8_t needs_checksum;
  uint8_t is_truncated;
};

// A non-blocking raw socket on one interface, promiscuous, that sees only what comes in.
int trysail_packet_open(const char *interface, int *index);

// Takes up to `slots` (at most TRYSAIL_BATCH) waiting frames; `buffer` has TRYSAIL_SLOT bytes for each. Returns how many, 0: none.
int trysail_packet_receive(int descriptor, uint8_t *buffer, int slots, struct trysail_frame *frames);

int trysail_packet_send(int descriptor, const uint8_t *bytes, size_t count);

// Frames that came in while the socket was full, since the last call.
int trysail_packet_losses(int descriptor, uint32_t *losses);

// `descriptor`: any socket of the network namespace.
int trysail_interface_index(int descriptor, const char *interface);
int trysail_interface_flags(int descriptor, const char *interface, uint32_t *flags);
int trysail_interface_set_up(int descriptor, const char *interface, int is_up);
int trysail_interface_set_mtu(int descriptor, const char *interface, int mtu);
int trysail_interface_mtu(int descriptor, const char *interface);
int trysail_interface_set_mac(int descriptor, const char *interface, const uint8_t mac[6]);
int trysail_interface_mac(int descriptor, const char *interface, uint8_t mac[6]);
#define TRYSAIL_FLAG_UP 0x1u
#define TRYSAIL_FLAG_RUNNING 0x40u

// A socket for the functions above.
int trysail_control_open(void);

// A netlink socket that becomes readable when any interface changes.
int trysail_monitor_open(void);
// Reads what has come, whatever it is. Returns whether anything has.
int trysail_monitor_drain(int descriptor);

int trysail_wake_open(void);
void trysail_wake(int descriptor);
void trysail_wake_drain(int descriptor);

// A TAP device without packet information, non-blocking. `interface`: its name, or a pattern with %d; `actual`: 16 bytes for the name it got.
int trysail_tap_open(const char *interface, char *actual);
int trysail_tap_set_carrier(int descriptor, int has_carrier);

// Takes the calling thread, and those it starts, out of the network namespace of the others into a new and empty one. Returns the
// thread's id, by which `ip link set netns` knows it.
int trysail_namespace_leave(void);

// Unix stream sockets by path. Listening makes the file, for its owner alone; a file that nobody listens on is replaced.
int trysail_local_listen(const char *path);
// `milliseconds`: after which sending and receiving fail with EAGAIN.
int trysail_local_connect(const char *path, int milliseconds);
// -EAGAIN: nobody waits. `milliseconds`: after which sending fails.
int trysail_local_accept(int descriptor, int milliseconds);
// Sends all bytes, and with the first of them a descriptor, unless it is negative. Never a signal.
int trysail_local_send(int descriptor, const uint8_t *bytes, size_t count, int passed);
// Receives up to `count` bytes, and a descriptor that came with them in `passed` (else -1). 0: the other side is gone.
long trysail_local_receive(int descriptor, uint8_t *bytes, size_t count, int *passed);

// A pipe, non-blocking at both ends: `ends[0]` is read, `ends[1]` written.
int trysail_pipe_open(int ends[2]);
// Writes a byte, unless the pipe is full: what is in it says the same. Never a signal: the writer has the reading end too.
void trysail_pipe_tell(int descriptor);
// Reads all there is.
void trysail_pipe_drain(int descriptor);

// Memory that processes share by its descriptor; its size can no longer be changed by anybody.
int trysail_memory_make(const char *name, size_t count);
