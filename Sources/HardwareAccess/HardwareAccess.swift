// HardwareAccess: devices of the host that this program runs on. The only module that links libpci and libusb.
//
//   PCI/      functions, read by libpci in a process of its own; registers in a mapped BAR, by sysfs or by VFIO
//   USB/      devices, by libusb; their registers; HID reports
//   I2C/      `/dev/i2c-N`
//   Process/  programs run for what they print
