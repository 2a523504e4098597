public import DeviceAccess

/// The bridges on USB that are I2C masters.
public enum I2CBridge {
  /// - Parameters:
  ///   - speed: Of the bus, in Hz. Default: the bridge's own.
  ///   - note: Takes devices of the identity that could not be opened, where another could.
  /// - Throws: `.unsupported` for a device that is no bridge that is known, and for a speed that it cannot do.
  public static func open(_ place: USBConnection.Place, speed: UInt32? = nil, note: (DeviceError) -> Void = { _ in }) throws(DeviceError)
    -> any I2CBus
  {
    let device = try USBConnection(place, interface: interface(of: place))
    for fault in device.passedOver { note(fault) }
    switch (device.vendor, device.product) {
    case (CP2112.vendor, CP2112.product): return try CP2112(device, speed: speed)
    case (MCP2221.vendor, MCP2221.product): return try MCP2221(device, speed: speed)
    default:
      throw DeviceError(device.name, .unsupported("is no I2C bridge that is known; expected a CP2112 (10c4:ea90) or MCP2221 (04d8:00dd)"))
    }
  }

  /// An MCP2221 is a serial port too: interfaces 0 and 1; its reports go by interface 2.
  private static func interface(of place: USBConnection.Place) throws(DeviceError) -> Int {
    let (devices, _) = try USBEnumeration.devices()
    let device = devices.first { device in
      switch place {
      case .port(let bus, let ports): device.bus == bus && device.ports == ports
      case .identity(let vendor, let product): device.descriptors.vendor == vendor && device.descriptors.product == product
      }
    }
    guard let device else { throw DeviceError("usb \(place)", .absent("the device")) }
    return device.descriptors.vendor == MCP2221.vendor && device.descriptors.product == MCP2221.product ? 2 : 0
  }
}
