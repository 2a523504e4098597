import CLibUSB
import DeviceAccess

#if canImport(Glibc)
  import Glibc
#endif

/// libusb, from its beginning to its end.
final class USBContext {
  let pointer: OpaquePointer

  init() throws(DeviceError) {
    var pointer: OpaquePointer?
    let status = libusb_init(&pointer)
    guard status == 0, let pointer else { throw USBContext.error("USB", status, "libusb cannot begin") }
    self.pointer = pointer
  }

  deinit { libusb_exit(pointer) }

  /// What is found; the body's pointers live as long as it runs.
  func withDevices<T>(_ body: (UnsafeBufferPointer<OpaquePointer?>) throws(DeviceError) -> T) throws(DeviceError) -> T {
    var list: UnsafeMutablePointer<OpaquePointer?>?
    let count = libusb_get_device_list(pointer, &list)
    guard count >= 0, let list else { throw USBContext.error("USB", Int32(truncatingIfNeeded: count), "the list of devices") }
    defer { libusb_free_device_list(list, 1) }
    return try body(UnsafeBufferPointer(start: list, count: count))
  }

  /// What a libusb status means for a device.
  static func error(_ device: String, _ status: Int32, _ what: String) -> DeviceError {
    switch libusb_error(rawValue: status) {
    case LIBUSB_ERROR_NO_DEVICE: DeviceError(device, .gone)
    case LIBUSB_ERROR_NOT_FOUND: DeviceError(device, .absent(what))
    case LIBUSB_ERROR_ACCESS: DeviceError(device, .notPermitted(what))
    case LIBUSB_ERROR_NOT_SUPPORTED: DeviceError(device, .unsupported("\(what): not supported"))
    default: DeviceError(device, .system("\(what): \(String(cString: libusb_error_name(status)))", errno(of: status)))
    }
  }

  /// The errno that says most nearly the same.
  static func errno(of status: Int32) -> Int32 {
    switch libusb_error(rawValue: status) {
    case LIBUSB_ERROR_NO_DEVICE: ENODEV
    case LIBUSB_ERROR_TIMEOUT: ETIMEDOUT
    case LIBUSB_ERROR_BUSY: EBUSY
    case LIBUSB_ERROR_ACCESS: EACCES
    case LIBUSB_ERROR_OVERFLOW: EOVERFLOW
    case LIBUSB_ERROR_PIPE: EPIPE
    case LIBUSB_ERROR_NO_MEM: ENOMEM
    case LIBUSB_ERROR_INVALID_PARAM: EINVAL
    case LIBUSB_ERROR_INTERRUPTED: EINTR
    case LIBUSB_ERROR_NOT_SUPPORTED: ENOTSUP
    default: EIO
    }
  }
}
