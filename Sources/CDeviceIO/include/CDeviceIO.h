// Registers mapped into memory, VFIO and I2C adapters: what Swift cannot reach, because it is volatile, signals and ioctls. Every
// function returns a negative errno on failure.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Memory-mapped registers, little-endian as PCI's are, each by one 32-bit access, in order. Accesses to the device and to memory that it
// reaches by DMA are not reordered. The caller checks that the words lie inside the mapping.
//
// -ENODEV: the mapping has nothing behind it any more (SIGBUS), because the device was taken out or its file was cut short.
int trysail_mmio_read(const void *registers, uint32_t *values, size_t count);
int trysail_mmio_write(void *registers, const uint32_t *values, size_t count);

// VFIO, type 1 IOMMU. A container holds one group; a group's devices are reached by their PCI address.
int trysail_vfio_container(void);
// -EBUSY: another device of the group is bound to a driver of the kernel.
int trysail_vfio_group(int container, int number);
int trysail_vfio_device(int group, const char *address);

struct trysail_vfio_region {
  uint64_t offset;  // in the device's file
  uint64_t size;    // 0: there is no such region
  int is_mappable;
};

int trysail_vfio_region(int device, uint32_t index, struct trysail_vfio_region *region);
int trysail_vfio_map(int container, void *memory, uint64_t device_address, size_t count);

// An eventfd that becomes readable when the device interrupts, by MSI-X, MSI or its pin. `uses_pin`: 1 where
// `trysail_vfio_rearm` has to follow each interrupt.
int trysail_vfio_interrupts(int device, int *uses_pin);
int trysail_vfio_rearm(int device);
// Whether the eventfd was readable: 1 or 0; it is not afterwards.
int trysail_event_take(int descriptor);

// /dev/i2c-N.
int trysail_i2c_functions(int descriptor, unsigned long *functions);
// A write, a read, or a write and a read behind a repeated start; a count of 0 leaves the part out.
int trysail_i2c_transfer(
    int descriptor, uint16_t address, const uint8_t *written, uint16_t written_count, uint8_t *read, uint16_t read_count);
// SMBus, for adapters that cannot do plain I2C. Values of `size`: as in linux/i2c.h. `data`: 34 bytes, as union i2c_smbus_data.
int trysail_i2c_smbus(int descriptor, uint16_t address, int is_read, uint8_t command, uint32_t size, uint8_t *data);

// A pipe that programs started by other threads do not inherit.
int trysail_closed_pipe(int ends[2]);
