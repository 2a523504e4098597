#define _GNU_SOURCE
#include "CPacketIO.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

static int option(int descriptor, int name, int value) {
  return setsockopt(descriptor, SOL_PACKET, name, &value, sizeof value) < 0 ? -errno : 0;
}

static int prepare(int descriptor, const char *interface, int *index) {
  int found = trysail_interface_index(descriptor, interface);
  if (found < 0) return found;
  // The kernel gives tags, unfinished checksums and uncut segments apart from the bytes; it has to say so.
  int status = option(descriptor, PACKET_AUXDATA, 1);
  if (status == 0) status = option(descriptor, PACKET_VNET_HDR, 1);
  if (status < 0) return status;
  // Since Linux 4.20; without it the frames are told by their address.
  (void)option(descriptor, PACKET_IGNORE_OUTGOING, 1);
  int bytes = 8 << 20;
  // Force: beyond net.core.rmem_max, for who may.
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0)
    (void)setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  if (setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) < 0)
    (void)setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  struct packet_mreq membership = {.mr_ifindex = found, .mr_type = PACKET_MR_PROMISC};
  if (setsockopt(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership, sizeof membership) < 0) return -errno;
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = found};
  // Only now does anything come in: nothing is seen of other interfaces, and nothing without its options.
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) return -errno;
  *index = found;
  return 0;
}

int trysail_packet_open(const char *interface, int *index) {
  int descriptor = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  int status = prepare(descriptor, interface, index);
  if (status < 0) {
    close(descriptor);
    return status;
  }
  return descriptor;
}

union ancillary {
  struct cmsghdr header;
  uint8_t bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
};

// Puts the tag back that the kernel took off.
static void insert_tag(uint8_t *buffer, struct trysail_frame *frame, const struct tpacket_auxdata *auxiliary) {
  if (!(auxiliary->tp_status & TP_STATUS_VLAN_VALID) || frame->length < 12) return;
  uint16_t protocol = auxiliary->tp_status & TP_STATUS_VLAN_TPID_VALID ? auxiliary->tp_vlan_tpid : ETH_P_8021Q;
  frame->offset -= 4;
  uint8_t *bytes = buffer + frame->offset;
  memmove(bytes, bytes + 4, 12);
  bytes[12] = protocol >> 8;
  bytes[13] = protocol & 0xff;
  bytes[14] = auxiliary->tp_vlan_tci >> 8;
  bytes[15] = auxiliary->tp_vlan_tci & 0xff;
  frame->length += 4;
  if (frame->needs_checksum) {
    frame->checksum_start += 4;
    frame->checksum_field += 4;
  }
}

static void describe(struct trysail_frame *frame, const struct virtio_net_hdr *offload) {
  if (offload->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) {
    // Sums of 16 bits: what does not fit is no frame, and is told by `checksum_field` beyond its length.
    uint32_t field = (uint32_t)offload->csum_start + offload->csum_offset;
    frame->needs_checksum = 1;
    frame->checksum_start = offload->csum_start;
    frame->checksum_field = field > 0xfff0 ? 0xfff0 : field;
  }
  frame->segment_size = offload->gso_size;
  switch (offload->gso_type & ~VIRTIO_NET_HDR_GSO_ECN) {
  case VIRTIO_NET_HDR_GSO_NONE: frame->segmentation = TRYSAIL_WHOLE; break;
  case VIRTIO_NET_HDR_GSO_TCPV4:
  case VIRTIO_NET_HDR_GSO_TCPV6: frame->segmentation = TRYSAIL_TCP; break;
  case 5: frame->segmentation = TRYSAIL_UDP; break;  // VIRTIO_NET_HDR_GSO_UDP_L4
  default: frame->segmentation = TRYSAIL_UNKNOWN;
  }
}

int trysail_packet_receive(int descriptor, uint8_t *buffer, int slots, struct trysail_frame *frames) {
  struct mmsghdr messages[TRYSAIL_BATCH];
  struct iovec parts[TRYSAIL_BATCH][2];
  struct sockaddr_ll sources[TRYSAIL_BATCH];
  struct virtio_net_hdr offloads[TRYSAIL_BATCH];
  union ancillary ancillaries[TRYSAIL_BATCH];
  if (slots > TRYSAIL_BATCH) slots = TRYSAIL_BATCH;
  for (int slot = 0; slot < slots; slot++) {
    parts[slot][0] = (struct iovec){&offloads[slot], sizeof offloads[slot]};
    parts[slot][1] = (struct iovec){buffer + (size_t)slot * TRYSAIL_SLOT + TRYSAIL_HEADROOM, TRYSAIL_SLOT - TRYSAIL_HEADROOM};
    messages[slot].msg_hdr = (struct msghdr){
        .msg_name = &sources[slot], .msg_namelen = sizeof sources[slot], .msg_iov = parts[slot], .msg_iovlen = 2,
        .msg_control = &ancillaries[slot], .msg_controllen = sizeof ancillaries[slot]};
    messages[slot].msg_len = 0;
  }
  int taken = recvmmsg(descriptor, messages, (unsigned)slots, MSG_DONTWAIT, NULL);
  if (taken < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  int count = 0;
  for (int slot = 0; slot < taken; slot++) {
    struct msghdr *message = &messages[slot].msg_hdr;
    if (sources[slot].sll_pkttype == PACKET_OUTGOING || messages[slot].msg_len < sizeof(struct virtio_net_hdr)) continue;
    struct trysail_frame *frame = &frames[count++];
    memset(frame, 0, sizeof *frame);
    frame->offset = (uint32_t)slot * TRYSAIL_SLOT + TRYSAIL_HEADROOM;
    frame->length = messages[slot].msg_len - sizeof(struct virtio_net_hdr);
    frame->is_truncated = (message->msg_flags & MSG_TRUNC) != 0;
    describe(frame, &offloads[slot]);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header != NULL; header = CMSG_NXTHDR(message, header)) {
      if (header->cmsg_level != SOL_PACKET || header->cmsg_type != PACKET_AUXDATA) continue;
      struct tpacket_auxdata auxiliary;
      memcpy(&auxiliary, CMSG_DATA(header), sizeof auxiliary);
      insert_tag(buffer, frame, &auxiliary);
    }
  }
  // All were our own: there may be more, and 0 says that there is none.
  return count == 0 && taken > 0 ? trysail_packet_receive(descriptor, buffer, slots, frames) : count;
}

int trysail_packet_send(int descriptor, const uint8_t *bytes, size_t count) {
  struct virtio_net_hdr offload = {0};
  struct iovec parts[2] = {{&offload, sizeof offload}, {(void *)bytes, count}};
  struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
  ssize_t sent = sendmsg(descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0) return -errno;
  return (size_t)sent == sizeof offload + count ? 0 : -EIO;
}

int trysail_packet_losses(int descriptor, uint32_t *losses) {
  struct tpacket_stats statistics;
  socklen_t size = sizeof statistics;
  if (getsockopt(descriptor, SOL_PACKET, PACKET_STATISTICS, &statistics, &size) < 0) return -errno;
  *losses = statistics.tp_drops;
  return 0;
}
