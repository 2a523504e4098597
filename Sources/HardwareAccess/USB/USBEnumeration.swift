import CLibUSB
public import DeviceAccess

/// The USB devices of this host, by libusb. None is opened: descriptors are those that the kernel has read.
public enum USBEnumeration {
  /// By place.
  ///
  /// - Throws: where libusb cannot look at all. Devices that go meanwhile, or whose descriptors make no sense, are left out and told in
  ///   `faults`.
  public static func devices() throws(DeviceError) -> (devices: [USBDevice], faults: [DeviceError]) {
    let context = try USBContext()
    let files = MachineFiles()
    return try context.withDevices { (list) throws(DeviceError) in
      var devices: [USBDevice] = []
      var faults: [DeviceError] = []
      for case let pointer? in list {
        let (bus, ports) = place(of: pointer)
        do throws(DeviceError) {
          var device = USBDevice(bus: bus, ports: ports, descriptors: try descriptors(of: pointer, "usb bus \(bus) ports \(ports)"))
          files.setNames(of: &device)
          devices.append(device)
        } catch {
          faults.append(error)
        }
      }
      return (devices.sorted(by: isBefore), faults)
    }
  }

  static func isBefore(_ left: USBDevice, _ right: USBDevice) -> Bool {
    left.bus != right.bus ? left.bus < right.bus : left.ports.lexicographicallyPrecedes(right.ports)
  }

  static func place(of device: OpaquePointer) -> (bus: Int, ports: [Int]) {
    var ports = [UInt8](repeating: 0, count: 7)
    let count = libusb_get_port_numbers(device, &ports, Int32(ports.count))
    return (Int(libusb_get_bus_number(device)), ports.prefix(max(0, Int(count))).map { Int($0) })
  }

  /// The descriptors' bytes, made again of what libusb has read of them.
  static func descriptors(of device: OpaquePointer, _ name: String) throws(DeviceError) -> USBDescriptors {
    var head = libusb_device_descriptor()
    let status = libusb_get_device_descriptor(device, &head)
    guard status == 0 else { throw USBContext.error(name, status, "the device descriptor") }
    var bytes: [UInt8] = [18, 1]
    func append(_ word: UInt16) { bytes += [UInt8(truncatingIfNeeded: word), UInt8(truncatingIfNeeded: word >> 8)] }
    append(head.bcdUSB)
    bytes += [head.bDeviceClass, head.bDeviceSubClass, head.bDeviceProtocol, head.bMaxPacketSize0]
    append(head.idVendor)
    append(head.idProduct)
    append(head.bcdDevice)
    bytes += [head.iManufacturer, head.iProduct, head.iSerialNumber, head.bNumConfigurations]
    // Devices have eight at most; USB sets no limit, and a device may claim 255.
    for index in 0..<min(head.bNumConfigurations, 8) {
      var pointer: UnsafeMutablePointer<libusb_config_descriptor>?
      let status = libusb_get_config_descriptor(device, index, &pointer)
      guard status == 0, let pointer else { throw USBContext.error(name, status, "configuration \(index)") }
      bytes += configuration(pointer.pointee)
      libusb_free_config_descriptor(pointer)
    }
    do throws(USBDescriptors.Fault) { return try USBDescriptors(bytes) } catch {
      throw DeviceError(name, .malformed("its descriptors: \(error)"))
    }
  }

  private static func configuration(_ head: libusb_config_descriptor) -> [UInt8] {
    func word(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
    func extra(_ bytes: UnsafePointer<UInt8>?, _ count: Int32) -> [UInt8] {
      bytes.map { Array(UnsafeBufferPointer(start: $0, count: max(0, Int(count)))) } ?? []
    }
    var bytes: [UInt8] = [9, 2]
    bytes += word(head.wTotalLength)
    bytes += [head.bNumInterfaces, head.bConfigurationValue, head.iConfiguration, head.bmAttributes, head.MaxPower]
    bytes += extra(head.extra, head.extra_length)
    for interface in UnsafeBufferPointer(start: head.interface, count: Int(head.bNumInterfaces)) {
      for setting in UnsafeBufferPointer(start: interface.altsetting, count: max(0, Int(interface.num_altsetting))) {
        bytes += [9, 4, setting.bInterfaceNumber, setting.bAlternateSetting, setting.bNumEndpoints]
        bytes += [setting.bInterfaceClass, setting.bInterfaceSubClass, setting.bInterfaceProtocol, setting.iInterface]
        bytes += extra(setting.extra, setting.extra_length)
        for endpoint in UnsafeBufferPointer(start: setting.endpoint, count: Int(setting.bNumEndpoints)) {
          bytes += [7, 5, endpoint.bEndpointAddress, endpoint.bmAttributes]
          bytes += word(endpoint.wMaxPacketSize)
          bytes.append(endpoint.bInterval)
          bytes += extra(endpoint.extra, endpoint.extra_length)
        }
      }
    }
    return bytes
  }
}
