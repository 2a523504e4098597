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
}
