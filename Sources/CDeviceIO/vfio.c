#define _GNU_SOURCE
#include "CDeviceIO.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int failed(int descriptor) {
  int code = errno == 0 ? EIO : errno;
  if (descriptor >= 0) close(descriptor);
  return -code;
}

int trysail_vfio_container(void) {
  int container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
  if (container < 0) return -errno;
  if (ioctl(container, VFIO_GET_API_VERSION) != VFIO_API_VERSION) {
    errno = EPROTO;
    return failed(container);
  }
  return container;
}

int trysail_vfio_group(int container, int number) {
  char path[64];
  snprintf(path, sizeof path, "/dev/vfio/%d", number);
  int group = open(path, O_RDWR | O_CLOEXEC);
  if (group < 0) return -errno;
  struct vfio_group_status status = {.argsz = sizeof status};
  if (ioctl(group, VFIO_GROUP_GET_STATUS, &status) < 0) return failed(group);
  if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE)) {
    errno = EBUSY;
    return failed(group);
  }
  if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) < 0) return failed(group);
  int kind = ioctl(container, VFIO_CHECK_EXTENSION, VFIO_TYPE1v2_IOMMU) > 0 ? VFIO_TYPE1v2_IOMMU : VFIO_TYPE1_IOMMU;
  if (ioctl(container, VFIO_SET_IOMMU, kind) < 0) return failed(group);
  return group;
}

int trysail_vfio_device(int group, const char *address) {
  int device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, address);
  return device < 0 ? -errno : device;
}

int trysail_vfio_region(int device, uint32_t index, struct trysail_vfio_region *region) {
  struct vfio_region_info info = {.argsz = sizeof info, .index = index};
  if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &info) < 0) return -errno;
  region->offset = info.offset;
  region->size = info.size;
  region->is_mappable = (info.flags & VFIO_REGION_INFO_FLAG_MMAP) != 0;
  return 0;
}

int trysail_vfio_map(int container, void *memory, uint64_t device_address, size_t count) {
  struct vfio_iommu_type1_dma_map map = {
      .argsz = sizeof map,
      .flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
      .vaddr = (uintptr_t)memory,
      .iova = device_address,
      .size = count};
  return ioctl(container, VFIO_IOMMU_MAP_DMA, &map) < 0 ? -errno : 0;
}

int trysail_vfio_interrupts(int device, int *uses_pin) {
  static const uint32_t kinds[] = {VFIO_PCI_MSIX_IRQ_INDEX, VFIO_PCI_MSI_IRQ_INDEX, VFIO_PCI_INTX_IRQ_INDEX};
  for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++) {
    struct vfio_irq_info info = {.argsz = sizeof info, .index = kinds[kind]};
    if (ioctl(device, VFIO_DEVICE_GET_IRQ_INFO, &info) < 0 || info.count == 0 || info.count > 4096) continue;
    if (!(info.flags & VFIO_IRQ_INFO_EVENTFD)) continue;
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (event < 0) return -errno;
    // All vectors tell the same event: who is told asks the device what it is about.
    size_t size = sizeof(struct vfio_irq_set) + info.count * sizeof(int32_t);
    struct vfio_irq_set *set = calloc(1, size);
    if (set == NULL) {
      close(event);
      return -ENOMEM;
    }
    set->argsz = (uint32_t)size;
    set->flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER;
    set->index = kinds[kind];
    set->count = info.count;
    for (uint32_t vector = 0; vector < info.count; vector++) {
      memcpy(set->data + vector * sizeof(int32_t), &(int32_t){event}, sizeof(int32_t));
    }
    int status = ioctl(device, VFIO_DEVICE_SET_IRQS, set) < 0 ? -errno : 0;
    free(set);
    if (status < 0) {
      close(event);
      return status;
    }
    *uses_pin = kinds[kind] == VFIO_PCI_INTX_IRQ_INDEX;
    return event;
  }
  return -ENOTSUP;
}

int trysail_vfio_rearm(int device) {
  struct vfio_irq_set set = {
      .argsz = sizeof set, .flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_UNMASK, .index = VFIO_PCI_INTX_IRQ_INDEX, .count = 1};
  return ioctl(device, VFIO_DEVICE_SET_IRQS, &set) < 0 ? -errno : 0;
}

int trysail_event_take(int descriptor) {
  uint64_t count;
  if (read(descriptor, &count, sizeof count) == sizeof count) return 1;
  return errno == EAGAIN ? 0 : -errno;
}
