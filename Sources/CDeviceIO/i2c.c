#include "CDeviceIO.h"

#include <errno.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <string.h>
#include <sys/ioctl.h>

int trysail_i2c_functions(int descriptor, unsigned long *functions) {
  return ioctl(descriptor, I2C_FUNCS, functions) < 0 ? -errno : 0;
}

int trysail_i2c_transfer(
    int descriptor, uint16_t address, const uint8_t *written, uint16_t written_count, uint8_t *read, uint16_t read_count) {
  // The kernel looks for a driver that has the address only here.
  if (ioctl(descriptor, I2C_SLAVE, (unsigned long)address) < 0) return -errno;
  struct i2c_msg messages[2];
  struct i2c_rdwr_ioctl_data transfer = {.msgs = messages, .nmsgs = 0};
  // The kernel does not write to what is to be written.
  if (written_count > 0) messages[transfer.nmsgs++] = (struct i2c_msg){address, 0, written_count, (uint8_t *)written};
  if (read_count > 0) messages[transfer.nmsgs++] = (struct i2c_msg){address, I2C_M_RD, read_count, read};
  if (transfer.nmsgs == 0) return -EINVAL;
  return ioctl(descriptor, I2C_RDWR, &transfer) < 0 ? -errno : 0;
}

int trysail_i2c_smbus(int descriptor, uint16_t address, int is_read, uint8_t command, uint32_t size, uint8_t *data) {
  if (ioctl(descriptor, I2C_SLAVE, (unsigned long)address) < 0) return -errno;
  union i2c_smbus_data block;
  memcpy(&block, data, sizeof block < 34 ? sizeof block : 34);
  struct i2c_smbus_ioctl_data transfer = {
      .read_write = is_read ? I2C_SMBUS_READ : I2C_SMBUS_WRITE, .command = command, .size = size, .data = &block};
  if (ioctl(descriptor, I2C_SMBUS, &transfer) < 0) return -errno;
  memcpy(data, &block, sizeof block < 34 ? sizeof block : 34);
  return 0;
}
