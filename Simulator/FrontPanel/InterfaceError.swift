#if canImport(Glibc)
  import Glibc
#endif

/// Why a network interface of the kernel cannot be used.
public struct InterfaceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was asked of the kernel.
  public enum Operation: String, Hashable, Sendable {
    case attach = "cannot be attached to"
    case create = "cannot be made"
    case setMAC = "does not take this MAC address"
    case setMTU = "does not take this MTU"
    case setState = "cannot be set up or down"
    case setCarrier = "does not take a carrier state"
    case receive = "cannot be received from"
    case send = "cannot be sent to"
    case watch = "cannot be watched"
  }

  /// The interface's name; empty: none in particular.
  public let interface: String
  public let operation: Operation
  /// The kernel's reason (errno).
  public let code: Int32

  public init(_ interface: String, _ operation: Operation, _ code: Int32) {
    self.interface = interface
    self.operation = operation
    self.code = code
  }

  /// There is no such interface, or no longer.
  public var isAbsent: Bool { code == ENODEV || code == ENXIO }

  public var description: String {
    let reason = isAbsent ? "no such interface" : String(cString: strerror(code))
    return "\(interface.isEmpty ? "the kernel's interfaces" : "interface \(interface)") \(operation.rawValue): \(reason)"
  }

  /// The result of a C function, or its negative errno as an error.
  @discardableResult
  static func check(_ result: Int32, _ interface: String, _ operation: Operation) throws(InterfaceError) -> Int32 {
    guard result >= 0 else { throw InterfaceError(interface, operation, -result) }
    return result
  }
}
