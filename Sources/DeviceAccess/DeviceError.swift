/// Why a device of the host could not be opened or used.
public struct DeviceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The device as its bus names it: `0000:01:00.0`, `usb 1-2`, `/dev/i2c-3`.
  public var device: String
  public var fault: Fault

  public enum Fault: Hashable, Sendable {
    /// There is no such device, or not any more; what was looked for.
    case absent(String)
    /// The user may not; what.
    case notPermitted(String)
    /// Base address register 0…5 is not used by the device.
    case noBAR(Int)
    /// The base address register is one of I/O ports, which cannot be mapped.
    case portBAR(Int)
    /// - Unit: bytes.
    case barTooSmall(Int, size: UInt64, needed: UInt64)
    /// The device was there, and is not any more.
    case gone
    /// No device acknowledges this address of the bus.
    case noAnswer(UInt8)
    /// Something did not come in time; what.
    case timeout(String)
    /// The device or its driver in the kernel cannot do it; what, and what can.
    case unsupported(String)
    /// What was sent or asked for is longer than the device can do.
    ///
    /// - Unit: bytes.
    case tooLong(Int, limit: Int)
    /// What the device, or a file about it, says makes no sense; what was expected.
    case malformed(String)
    /// A call to the system failed: what was done, errno.
    case system(String, Int32)
  }

  public init(_ device: String, _ fault: Fault) {
    self.device = device
    self.fault = fault
  }

  public var description: String { "\(device): \(fault)" }

  /// The errno that says most nearly the same.
  public var code: Int32 {
    switch fault {
    case .absent, .gone, .noBAR, .portBAR: 19  // ENODEV
    case .notPermitted: 13  // EACCES
    case .noAnswer: 6  // ENXIO
    case .timeout: 110  // ETIMEDOUT
    case .barTooSmall, .unsupported, .tooLong: 22  // EINVAL
    case .malformed: 71  // EPROTO
    case .system(_, let code): code
    }
  }
}

extension DeviceError.Fault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .absent(let what): "\(what) is not there"
    case .notPermitted(let what): "\(what): permission denied"
    case .noBAR(let number): "has no BAR \(number)"
    case .portBAR(let number): "BAR \(number) is one of I/O ports; expected one of memory"
    case .barTooSmall(let number, let size, let needed): "BAR \(number) has \(size) bytes; \(needed) are needed"
    case .gone: "is gone"
    case .noAnswer(let address): "no device answers at \(I2CAddress.text(address))"
    case .timeout(let what): "timeout: \(what)"
    case .unsupported(let what): what
    case .tooLong(let count, let limit): "\(count) bytes at once; it can do \(limit)"
    case .malformed(let what): what
    case .system(let what, let code): "\(what): errno \(code)"
    }
  }
}
