#define _GNU_SOURCE
#include "CPacketIO.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_tun.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sched.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int named(struct ifreq *request, const char *interface) {
  memset(request, 0, sizeof *request);
  size_t length = strlen(interface);
  if (length == 0 || length >= IFNAMSIZ) return -EINVAL;
  memcpy(request->ifr_name, interface, length);
  return 0;
}

static int control(int descriptor, unsigned long number, struct ifreq *request) {
  return ioctl(descriptor, number, request) < 0 ? -errno : 0;
}

int trysail_control_open(void) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  return descriptor < 0 ? -errno : descriptor;
}

int trysail_interface_index(int descriptor, const char *interface) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status == 0) status = control(descriptor, SIOCGIFINDEX, &request);
  return status < 0 ? status : request.ifr_ifindex;
}

int trysail_interface_has_carrier(int descriptor, const char *interface) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status < 0) return status;
  // The flags alone are late either way: IFF_RUNNING is set on an interface whose state nobody has looked at yet. Asked for the link
  // the kernel looks, and readies the interface's queue.
  struct ethtool_value link = {.cmd = ETHTOOL_GLINK};
  request.ifr_data = (void *)&link;
  status = control(descriptor, SIOCETHTOOL, &request);
  if (status == 0 && link.data == 0) return 0;
  if (status < 0 && status != -EOPNOTSUPP) return status;
  status = named(&request, interface);
  if (status == 0) status = control(descriptor, SIOCGIFFLAGS, &request);
  if (status < 0) return status;
  return (request.ifr_flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING);
}

int trysail_interface_set_up(int descriptor, const char *interface, int is_up) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status == 0) status = control(descriptor, SIOCGIFFLAGS, &request);
  if (status < 0) return status;
  short wanted = is_up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP;
  if (wanted == request.ifr_flags) return 0;
  request.ifr_flags = wanted;
  return control(descriptor, SIOCSIFFLAGS, &request);
}

int trysail_interface_set_mtu(int descriptor, const char *interface, int mtu) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status < 0) return status;
  request.ifr_mtu = mtu;
  return control(descriptor, SIOCSIFMTU, &request);
}

int trysail_interface_mtu(int descriptor, const char *interface) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status == 0) status = control(descriptor, SIOCGIFMTU, &request);
  return status < 0 ? status : request.ifr_mtu;
}

int trysail_interface_set_mac(int descriptor, const char *interface, const uint8_t mac[6]) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status < 0) return status;
  request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
  memcpy(request.ifr_hwaddr.sa_data, mac, 6);
  return control(descriptor, SIOCSIFHWADDR, &request);
}

int trysail_interface_mac(int descriptor, const char *interface, uint8_t mac[6]) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status == 0) status = control(descriptor, SIOCGIFHWADDR, &request);
  if (status == 0) memcpy(mac, request.ifr_hwaddr.sa_data, 6);
  return status;
}

int trysail_monitor_open(void) {
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (descriptor < 0) return -errno;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
    int status = -errno;
    close(descriptor);
    return status;
  }
  return descriptor;
}

int trysail_monitor_drain(int descriptor) {
  char bytes[4096];
  int any = 0;
  // ENOBUFS: messages were lost, which is as good as a message.
  while (recv(descriptor, bytes, sizeof bytes, MSG_DONTWAIT | MSG_TRUNC) > 0 || errno == ENOBUFS || errno == EINTR) {
    any = 1;
    errno = 0;
  }
  return any;
}

int trysail_wake_open(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

void trysail_wake(int descriptor) {
  uint64_t one = 1;
  // A full counter wakes as well.
  ssize_t written = write(descriptor, &one, sizeof one);
  (void)written;
}

void trysail_wake_drain(int descriptor) {
  uint64_t count;
  ssize_t taken = read(descriptor, &count, sizeof count);
  (void)taken;
}

int trysail_tap_open(const char *interface, char *actual) {
  struct ifreq request;
  int status = named(&request, interface);
  if (status < 0) return status;
  int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return -errno;
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  status = control(descriptor, TUNSETIFF, &request);
  // No offloads: the kernel finishes checksums, cuts segments and writes VLAN tags itself.
  if (status == 0 && ioctl(descriptor, TUNSETOFFLOAD, 0) < 0) status = -errno;
  if (status < 0) {
    close(descriptor);
    return status;
  }
  memcpy(actual, request.ifr_name, IFNAMSIZ);
  actual[IFNAMSIZ - 1] = 0;
  return descriptor;
}

int trysail_tap_set_carrier(int descriptor, int has_carrier) {
  return ioctl(descriptor, TUNSETCARRIER, &has_carrier) < 0 ? -errno : 0;
}

int trysail_namespace_leave(void) { return unshare(CLONE_NEWNET) < 0 ? -errno : gettid(); }
