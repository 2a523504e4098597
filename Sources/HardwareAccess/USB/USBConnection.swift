import CLibUSB
public import DeviceAccess

/// A USB device that is open, with one of its interfaces: control transfers, and transfers to and from its endpoints.
///
/// A driver of the kernel lets the interface go meanwhile and has it back at the end. One thread at a time.
public final class USBConnection: HIDDevice {
  /// How to find a device.
  public enum Place: Hashable, Sendable, CustomStringConvertible {
    /// Where it is: the bus, and the ports from the root hub on.
    case port(bus: Int, ports: [Int])
    /// The first by its identity that can be opened.
    case identity(vendor: UInt16, product: UInt16)

    /// Reads `1-2.3` or `10c4:ea90`.
    public init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count == 2, parts.allSatisfy({ $0.utf8.count == 4 }), let vendor = UInt16(parts[0], radix: 16),
        let product = UInt16(parts[1], radix: 16)
      {
        self = .identity(vendor: vendor, product: product)
      } else if let (bus, ports) = USBDevice.place(text) {
        self = .port(bus: bus, ports: ports)
      } else {
        return nil
      }
    }

    public var description: String {
      switch self {
      case .port(let bus, let ports): ports.isEmpty ? "usb\(bus)" : "\(bus)-" + ports.map(String.init).joined(separator: ".")
      case .identity(let vendor, let product): "\(Hexadecimal.text(vendor, digits: 4)):\(Hexadecimal.text(product, digits: 4))"
      }
    }
  }

  public let name: String
  public let vendor: UInt16
  public let product: UInt16
  private let context: USBContext
  private let handle: OpaquePointer
  private let interface: Int32
  /// The interface's first endpoints of interrupt or bulk transfers; 0: there is none.
  private var input: UInt8 = 0
  private var output: UInt8 = 0
  private var inputInterrupts = true
  private var outputInterrupts = true
  /// Devices of the identity that was looked for and that could not be opened, before the one that could.
  public let passedOver: [DeviceError]
  /// - Unit: milliseconds.
  public var timeout: UInt32 = 1000

  /// - Parameter interface: Its number, 0…255.
  /// - Throws: `DeviceError`: `.absent`, `.notPermitted` with the device's file, and what libusb cannot do; where several of an identity
  ///   cannot be opened, of the first.
  public init(_ place: Place, interface: Int = 0) throws(DeviceError) {
    let context = try USBContext()
    var found: (name: String, handle: OpaquePointer, identity: (UInt16, UInt16))?
    var endpoints: [libusb_endpoint_descriptor] = []
    var faults: [DeviceError] = []
    try context.withDevices { (list) throws(DeviceError) in
      for case let device? in list {
        var head = libusb_device_descriptor()
        guard libusb_get_device_descriptor(device, &head) == 0 else { continue }
        let (bus, ports) = USBEnumeration.place(of: device)
        switch place {
        case .port(let wanted, let wantedPorts): guard bus == wanted, ports == wantedPorts else { continue }
        case .identity(let vendor, let product): guard head.idVendor == vendor, head.idProduct == product else { continue }
        }
        let name = ports.isEmpty ? "usb\(bus)" : "usb \(Place.port(bus: bus, ports: ports))"
        var handle: OpaquePointer?
        let status = libusb_open(device, &handle)
        func digits(_ number: UInt8) -> String { String(repeating: "0", count: number < 10 ? 2 : number < 100 ? 1 : 0) + String(number) }
        let file = "/dev/bus/usb/\(digits(libusb_get_bus_number(device)))/\(digits(libusb_get_device_address(device)))"
        guard status == 0, let handle else {
          faults.append(USBContext.error(name, status, file))
          continue
        }
        endpoints = USBConnection.endpoints(of: device, interface: interface)
        found = (name, handle, (head.idVendor, head.idProduct))
        return
      }
    }
    guard let found else { throw faults.first ?? DeviceError("usb \(place)", .absent("the device")) }
    self.context = context
    passedOver = faults
    name = found.name
    (vendor, product) = found.identity
    handle = found.handle
    self.interface = Int32(truncatingIfNeeded: interface)
    // From here on the end is deinit's, also where the interface cannot be had.
    _ = libusb_set_auto_detach_kernel_driver(handle, 1)
    var status = libusb_claim_interface(handle, self.interface)
    if status != 0, libusb_error(rawValue: status) != LIBUSB_ERROR_NO_DEVICE {
      // A kernel that cannot be told to let a driver go has none that holds it, or says so.
      _ = libusb_set_auto_detach_kernel_driver(handle, 0)
      status = libusb_claim_interface(handle, self.interface)
    }
    guard status == 0 else { throw USBContext.error(found.name, status, "interface \(interface)") }
    for endpoint in endpoints {
      let kind = endpoint.bmAttributes & 3
      guard kind == 2 || kind == 3 else { continue }
      if endpoint.bEndpointAddress & 0x80 != 0 {
        if input == 0 { (input, inputInterrupts) = (endpoint.bEndpointAddress, kind == 3) }
      } else if output == 0 {
        (output, outputInterrupts) = (endpoint.bEndpointAddress, kind == 3)
      }
    }
  }

  deinit {
    libusb_release_interface(handle, interface)
    libusb_close(handle)
  }

  private static func endpoints(of device: OpaquePointer, interface: Int) -> [libusb_endpoint_descriptor] {
    var pointer: UnsafeMutablePointer<libusb_config_descriptor>?
    guard libusb_get_active_config_descriptor(device, &pointer) == 0, let pointer else { return [] }
    defer { libusb_free_config_descriptor(pointer) }
    for entry in UnsafeBufferPointer(start: pointer.pointee.interface, count: Int(pointer.pointee.bNumInterfaces)) {
      guard entry.num_altsetting > 0, let setting = entry.altsetting?.pointee, Int(setting.bInterfaceNumber) == interface else { continue }
      return Array(UnsafeBufferPointer(start: setting.endpoint, count: Int(setting.bNumEndpoints)))
    }
    return []
  }

  // MARK: Transfers

  /// A control transfer without data, or with data to the device.
  public func control(type: UInt8, request: UInt8, value: UInt16, index: UInt16, write bytes: [UInt8] = []) throws(DeviceError) {
    var bytes = bytes
    let count = UInt16(clamping: bytes.count)
    guard Int(count) == bytes.count else { throw DeviceError(name, .tooLong(bytes.count, limit: Int(UInt16.max))) }
    let status = libusb_control_transfer(handle, type & 0x7f, request, value, index, &bytes, count, timeout)
    guard status == Int32(count) else { throw failure(status, "a control transfer") }
  }

  /// A control transfer with data from the device: `count` bytes, or fewer.
  public func control(type: UInt8, request: UInt8, value: UInt16, index: UInt16, read count: Int) throws(DeviceError) -> [UInt8] {
    guard (0...Int(UInt16.max)).contains(count) else { throw DeviceError(name, .tooLong(count, limit: Int(UInt16.max))) }
    var bytes = [UInt8](repeating: 0, count: count)
    let status = libusb_control_transfer(handle, type | 0x80, request, value, index, &bytes, UInt16(count), timeout)
    guard status >= 0 else { throw failure(status, "a control transfer") }
    return Array(bytes.prefix(Int(status)))
  }

  /// A feature report by SET_REPORT (HID 1.11, 7.2.2).
  public func setFeature(_ report: [UInt8]) throws(DeviceError) {
    let index = UInt16(truncatingIfNeeded: interface)
    try control(type: 0x21, request: 9, value: 0x0300 | UInt16(report.first ?? 0), index: index, write: report)
  }

  /// To the interface's first output endpoint.
  public func send(_ report: [UInt8]) throws(DeviceError) {
    guard output != 0 else { throw DeviceError(name, .unsupported("interface \(interface) has no output endpoint")) }
    var bytes = report
    let (status, count) = transfer(output, outputInterrupts, &bytes, timeout)
    guard status == 0, count == report.count else { throw failure(status == 0 ? -1 : status, "a report of \(report.count) bytes") }
  }

  /// From the interface's first input endpoint: up to 64 bytes.
  public func receive() throws(DeviceError) -> [UInt8] { try receive(within: timeout) }

  public func receive(within milliseconds: UInt32) throws(DeviceError) -> [UInt8] {
    guard input != 0 else { throw DeviceError(name, .unsupported("interface \(interface) has no input endpoint")) }
    var bytes = [UInt8](repeating: 0, count: 64)
    // 0 is without end, to libusb.
    let (status, count) = transfer(input, inputInterrupts, &bytes, max(1, milliseconds))
    guard status == 0 else { throw failure(status, "a report") }
    return Array(bytes.prefix(count))
  }

  private func transfer(_ endpoint: UInt8, _ isInterrupt: Bool, _ bytes: inout [UInt8], _ timeout: UInt32) -> (status: Int32, count: Int) {
    var count: Int32 = 0
    let length = Int32(clamping: bytes.count)
    let status =
      isInterrupt
      ? libusb_interrupt_transfer(handle, endpoint, &bytes, length, &count, timeout)
      : libusb_bulk_transfer(handle, endpoint, &bytes, length, &count, timeout)
    return (status, max(0, Int(count)))
  }

  private func failure(_ status: Int32, _ what: String) -> DeviceError {
    libusb_error(rawValue: status) == LIBUSB_ERROR_TIMEOUT ? DeviceError(name, .timeout(what)) : USBContext.error(name, status, what)
  }
}
