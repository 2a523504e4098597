// DeviceAccess: buses between a driver and a device, and what is found on the buses of a host.
//
//   Bus/   `DeviceBus`, and buses round any bus: `FaultyBus`
//   PCI/   functions, their tree
//   USB/   devices and their descriptors; reports to and from HID devices
//   I2C/   `I2CBus`, the USB bridges that are one, and registers of devices behind it as a `DeviceBus`
//
// Nothing here needs a library or a device. What does is in HardwareAccess: libpci, libusb, mappings of BARs, VFIO, `/dev/i2c-*`. They
// are apart because `libsai.so` is made of this module, and is loaded where neither library need be installed.
