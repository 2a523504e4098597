// DeviceAccess: buses between a driver and a device.
//
//   Bus/   `DeviceBus`, and buses round any bus: `FaultyBus`
