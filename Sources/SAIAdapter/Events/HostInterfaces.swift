import Foundation
import FrontPanel
import SwitchHAL
import SwitchModel

/// The host's ends of ports, LAGs and VLANs: TAP devices, and the thread that waits for what the host writes into them.
///
/// The table is changed under the library's lock, which the thread takes before it gives a frame to the switch.
final class HostInterfaces: @unchecked Sendable {
  enum TagMode { case strip, keep, original }

  private struct Interface {
    var id: ObjectID
    var name: String
    var target: ObjectID
    var mode: TagMode
    var device: TAPDevice?
  }
  private var interfaces: [Interface] = []
  private let loop = TAPLoop()
  /// What is done with a frame that the host has written; set when the switch starts.
  var onFrame: (@Sendable (_ frame: [UInt8], _ target: ObjectID) -> Void)? {
    get { loop.onFrame }
    set { loop.onFrame = newValue }
  }

  /// - Throws: `ITEM_ALREADY_EXISTS` for a name that is taken, `FAILURE` where the host gives no device.
  func add(
    _ id: ObjectID, name: String, target: ObjectID, mac: MACAddress, mode: TagMode, hasCarrier: Bool, makesDevice: Bool
  ) throws(SAIStatus) {
    guard !interfaces.contains(where: { $0.name == name }) else { throw .itemAlreadyExists }
    var device: TAPDevice?
    if makesDevice {
      do throws(InterfaceError) {
        let made = try TAPDevice(name: name)
        try made.set(mac: mac)
        try made.set(mtu: 9100)
        try made.set(hasCarrier: hasCarrier)
        device = made
      } catch { throw Profile.failure("host interface \(name): \(error)") }
    }
    interfaces.append(Interface(id: id, name: name, target: target, mode: mode, device: device))
    if let device { loop.add(device, target) }
  }

  func remove(_ id: ObjectID) {
    guard let index = interfaces.firstIndex(where: { $0.id == id }) else { return }
    if let device = interfaces[index].device { loop.remove(device) }
    interfaces.remove(at: index)
  }

  func setCarrier(_ id: ObjectID, _ hasCarrier: Bool) {
    for interface in interfaces where interface.id == id { try? interface.device?.set(hasCarrier: hasCarrier) }
  }

  func setMode(_ id: ObjectID, _ mode: TagMode) {
    for index in interfaces.indices where interfaces[index].id == id { interfaces[index].mode = mode }
  }

  /// A device on a port has a carrier while the port has, whatever the caller has said before.
  func portChanged(_ target: ObjectID, isUp: Bool) {
    for interface in interfaces where interface.target == target { try? interface.device?.set(hasCarrier: isUp) }
  }

  /// Gives the host a frame.
  ///
  /// - Returns: `false` where there is no device for the target.
  func receive(_ frame: [UInt8], for target: ObjectID) -> Bool {
    guard let interface = interfaces.first(where: { $0.target == target }), let device = interface.device else { return false }
    var bytes = frame
    if interface.mode == .strip, vlan(of: frame) != nil { bytes.removeSubrange(12..<16) }
    bytes.withUnsafeBytes { try? device.write($0) }
    return true
  }

  /// The VLAN of a frame's outer tag; `nil` for a frame without one, or with a priority tag.
  func vlan(of frame: [UInt8]) -> VLANID? {
    guard frame.count >= 18, frame[12] == 0x81, frame[13] == 0 else { return nil }
    return VLANID(UInt16(frame[14] & 0xf) << 8 | UInt16(frame[15]))
  }

  /// Ends the thread and lets all devices go. Without the library's lock.
  func stop() {
    loop.stop()
    interfaces = []
  }
}
