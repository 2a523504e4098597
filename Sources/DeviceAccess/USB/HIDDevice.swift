/// A USB device that is spoken to in reports: what a bridge needs of it.
public protocol HIDDevice: AnyObject {
  /// As messages name it: `usb 1-2`.
  var name: String { get }
  /// Sends a report, its number first where the device numbers them.
  func send(_ report: [UInt8]) throws(DeviceError)
  /// Sets a feature report, its number first.
  func setFeature(_ report: [UInt8]) throws(DeviceError)
  /// The next report of the device.
  ///
  /// - Throws: `.timeout` where none comes in time.
  func receive() throws(DeviceError) -> [UInt8]
  /// The next report of the device, if one comes in so many milliseconds.
  ///
  /// - Throws: `.timeout` where none does.
  func receive(within milliseconds: UInt32) throws(DeviceError) -> [UInt8]
}

extension HIDDevice {
  /// Takes what the device has still to say of a transfer that was given up, so that it is not the answer to the next one. It is quiet
  /// when nothing has come for a while.
  ///
  /// - Throws: `.malformed` where it does not stop; `.gone`.
  func drain() throws(DeviceError) {
    // No transfer has more reports than these.
    for _ in 0..<32 {
      do throws(DeviceError) { _ = try receive(within: 20) } catch {
        if case .timeout = error.fault { return }
        throw error
      }
    }
    throw DeviceError(name, .malformed("reports that nobody asked for, without end"))
  }
}
