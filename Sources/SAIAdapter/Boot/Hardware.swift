import ASICSimulator
import FrontPanel
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// What stands behind a SAI switch: a driver's device under control, and its ports on the host's interfaces.
protocol Hardware: AnyObject {
  var platform: Platform { get }
  var control: ManagedSwitch { get }
  /// Queues to the CPU.
  var cpuQueues: Int { get }

  /// After a warm restart: what was replayed is compared with what the chip holds, and made right where they differ.
  func finishReplay() throws(SAIStatus)

  /// Begins with packets and time. Without the library's lock; everything below is called under it.
  func start(_ library: SAILibrary)

  /// Ends all threads. Without the library's lock.
  func stop()

  /// Ports were made, removed, enabled or disabled.
  func portsChanged()

  /// Whether a cable is in the port, and its other end is up. A port that is attached to nothing has one.
  func hasCarrier(_ port: PortID) -> Bool

  /// Sends what the CPU has given to the chip, and takes what the chip has for the CPU.
  func drain()

  /// Makes the sweep of counters that is due, on a chip that is swept.
  func sweepCounters()
}

enum HardwareFactory {
  static func make(_ profile: Profile) throws(SAIStatus) -> any Hardware {
    if let socket = profile.socket {
      return try RemoteHardware(profile.platform, socket: socket, isAdopting: profile.bootType != .cold)
    }
    do throws(SimulatedSwitchError) {
      return SimulatedHardware(try SimulatedSwitch(profile.platform), profile)
    } catch { throw Profile.fault("\(error)") }
  }
}

/// The simulated chip in this process.
final class SimulatedHardware: Hardware {
  private let target: SimulatedSwitch
  private let profile: Profile
  private var panel: FrontPanel?

  var platform: Platform { target.platform }
  var control: ManagedSwitch { target.control }
  let cpuQueues: Int

  init(_ target: SimulatedSwitch, _ profile: Profile) {
    self.target = target
    self.profile = profile
    cpuQueues = max(1, target.control.device.counters?.queueCount(of: .cpu) ?? 8)
  }

  func start(_ library: SAILibrary) {
    guard let map = profile.portMap, !map.entries.isEmpty else { return }
    let attachments = map.entries.compactMap { entry -> PortAttachment? in
      guard let lane = entry.port.lanes.min(), lane > 0 else { return nil }
      return PortAttachment(chipPort: Int(lane) - 1, to: AttachmentTarget(entry.interface))
    }
    do throws(FrontPanelError) {
      let panel = try FrontPanel(target.asic, attachments) { body in library.exclusively(body) }
      panel.afterBatch = { [unowned self] in collect(library) }
      panel.onLinkChange = { _ in library.root?.linksChanged() }
      self.panel = panel
      try panel.start()
    } catch { _ = Profile.fault("\(error)") }
  }

  func stop() {
    panel?.stop()
    panel = nil
  }

  /// The chip in this process is new: it was told everything by the replay.
  func finishReplay() throws(SAIStatus) {}

  func portsChanged() {}

  func hasCarrier(_ port: PortID) -> Bool {
    guard let panel, let chipPort = target.chipPort(of: port) else { return true }
    return panel.isUp(chipPort) ?? true
  }

  func drain() {
    if let panel {
      panel.keepTime()
      panel.drain()
    } else {
      _ = target.asic.takeInjected()
    }
  }

  func sweepCounters() {
    guard platform.asic.counters?.sweepPeriod != nil else { return }
    panel?.keepTime()
    target.sweepCountersIfDue()
  }

  private func collect(_ library: SAILibrary) {
    target.sweepCountersIfDue()
    library.root?.collect()
  }
}

extension SAISwitch {
  /// A cable was put in or pulled out.
  func linksChanged() {
    for id in ports.values { if let object = objects[id] { tellPortState(object) } }
  }
}
