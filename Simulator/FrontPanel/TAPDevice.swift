import CPacketIO
public import SwitchModel

#if canImport(Glibc)
  import Glibc
#endif

/// A network interface whose other end is this process: what the kernel sends on it is read here, what is written here the kernel
/// receives.
///
/// The interface lives as long as this value. The kernel finishes checksums, cuts segments and writes VLAN tags before a frame is
/// read. One thread at a time may read, and one write; both may at once.
public final class TAPDevice {
  /// The name that the interface got.
  public let name: String
  /// For `poll`: readable when a frame waits. Non-blocking; belongs to this value.
  public let descriptor: Int32
  private let control: Int32

  /// Longest frame that is read whole.
  public static let longestFrame = 65_535 + 18

  /// Makes the interface, down, with a MAC address of the kernel's choice and an MTU of 1500.
  ///
  /// - Parameter name: 1 to 15 bytes; a pattern such as `tap%d` gets the first free number.
  /// - Throws: `EPERM` without CAP_NET_ADMIN, `EBUSY` when somebody else has it, `ENOENT` when the kernel has no TAP devices.
  public init(name: String) throws(InterfaceError) {
    var actual = [CChar](repeating: 0, count: 16)
    descriptor = try InterfaceError.check(trysail_tap_open(name, &actual), name, .create)
    self.name = String(decoding: actual.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let control = trysail_control_open()
    self.control = control
    // All is initialized: `deinit` closes what is open.
    guard control >= 0 else { throw InterfaceError(name, .create, -control) }
  }

  deinit {
    close(descriptor)
    if control >= 0 { close(control) }
  }

  /// The kernel's own address on the interface.
  public func set(mac: MACAddress) throws(InterfaceError) {
    let bytes = (0..<6).map { UInt8(truncatingIfNeeded: mac.bits >> UInt64(40 - 8 * $0)) }
    try InterfaceError.check(trysail_interface_set_mac(control, name, bytes), name, .setMAC)
  }

  public var mac: MACAddress {
    get throws(InterfaceError) {
      var bytes = [UInt8](repeating: 0, count: 6)
      try InterfaceError.check(trysail_interface_mac(control, name, &bytes), name, .receive)
      return MACAddress(bits: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  /// - Parameter mtu: Bytes behind the Ethernet header. Range: 68…65521.
  public func set(mtu: Int) throws(InterfaceError) {
    try InterfaceError.check(trysail_interface_set_mtu(control, name, Int32(clamping: mtu)), name, .setMTU)
  }

  /// Administrative state.
  public func set(isUp: Bool) throws(InterfaceError) {
    try InterfaceError.check(trysail_interface_set_up(control, name, isUp ? 1 : 0), name, .setState)
  }

  /// Whether the kernel sees a link: without one the interface is up but not running, and the kernel sends nothing.
  public func set(hasCarrier: Bool) throws(InterfaceError) {
    try InterfaceError.check(trysail_tap_set_carrier(descriptor, hasCarrier ? 1 : 0), name, .setCarrier)
  }

  /// Takes the next frame that the kernel has sent (FCS not counted).
  ///
  /// - Parameter buffer: `longestFrame` bytes take every frame; what does not fit is cut off.
  /// - Returns: Its length; `nil` when none waits.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InterfaceError) -> Int? {
    while true {
      let count = Self.read(descriptor, buffer)
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: return nil
      default: throw InterfaceError(name, .receive, errno)
      }
    }
  }

  /// Gives the kernel a frame (FCS not counted) to receive.
  ///
  /// - Throws: `EIO` while the interface is down, `EINVAL` for fewer than 14 bytes, `ENOBUFS` or `EAGAIN` when it has no room. The
  ///   frame is then lost.
  public func write(_ frame: UnsafeRawBufferPointer) throws(InterfaceError) {
    while true {
      let count = Self.write(descriptor, frame)
      if count == frame.count { return }
      if count >= 0 { throw InterfaceError(name, .send, EMSGSIZE) }
      if errno != EINTR { throw InterfaceError(name, .send, errno) }
    }
  }

  /// The same for a frame in an array.
  public func write(_ frame: [UInt8]) throws(InterfaceError) {
    var failure: InterfaceError?
    frame.withUnsafeBytes { bytes in
      do throws(InterfaceError) { try write(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  // In place of methods of the same names.
  private static func read(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    Glibc.read(descriptor, buffer.baseAddress, buffer.count)
  }
  private static func write(_ descriptor: Int32, _ frame: UnsafeRawBufferPointer) -> Int {
    Glibc.write(descriptor, frame.baseAddress, frame.count)
  }
}
