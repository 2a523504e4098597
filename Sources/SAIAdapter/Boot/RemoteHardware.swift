import ASICDriver
import DeviceAccess
import Foundation
import RemoteASIC
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// The simulated chip in a process of its own (`trysail asic`), which goes on forwarding while its caller is away.
final class RemoteHardware: Hardware, @unchecked Sendable {
  // Unchecked: everything but the thread's end is touched under the library's lock.
  let platform: Platform
  let control: ManagedSwitch
  let cpuQueues: Int
  private let bus: RemoteBus
  private let driver: ASICDriver
  private var links: [RemotePort] = []
  private let condition = NSCondition()
  private var isStopping = false
  private var isRunning = false

  /// - Parameter isAdopting: The chip holds what a caller before this one has told it.
  init(_ platform: Platform, socket: String, isAdopting: Bool) throws(SAIStatus) {
    self.platform = platform
    do throws(RemoteASICError) { bus = try RemoteBus(path: socket, expecting: platform.asic) } catch { throw Profile.failure("\(error)") }
    if isAdopting, !bus.isProgrammed { Profile.note("\(socket): nobody has programmed the chip; a warm restart begins with an empty one") }
    do throws(BusError) { if !isAdopting { try bus.reset() } } catch { throw Profile.failure("\(socket): \(error)") }
    do throws(ASICDriverError) {
      driver = try ASICDriver(platform.asic, bus: bus, isAdopting: isAdopting)
    } catch { throw Profile.failure("\(socket): \(error)") }
    control = ManagedSwitch(device: driver.device)
    cpuQueues = max(1, driver.device.counters?.queueCount(of: .cpu) ?? 8)
    links = (try? bus.ports()) ?? []
  }

  func finishReplay() throws(SAIStatus) {
    do throws(ASICDriverError) {
      let rows = try driver.finishAdoption()
      if rows > 0 { Profile.note("warm restart: \(rows) chip rows differed, and were written again") }
    } catch { throw Profile.failure("\(error)") }
  }

  /// - Unit: seconds between two looks at the chip's interrupt line, and between two looks at its links.
  private static let pollInterval = 0.002
  private static let linkInterval = 0.25

  func start(_ library: SAILibrary) {
    isRunning = true
    Thread.detachNewThread { [self] in
      var sinceLinks = 0.0
      while wait() {
        sinceLinks += RemoteHardware.pollInterval
        let looksAtLinks = sinceLinks >= RemoteHardware.linkInterval
        if looksAtLinks { sinceLinks = 0 }
        library.exclusively {
          guard let root = library.root else { return }
          if (try? bus.pollInterrupt()) == true { root.collect() }
          sweepCounters()
          guard looksAtLinks, let now = try? bus.ports(), now.map(\.link) != links.map(\.link) else { return }
          links = now
          root.linksChanged()
        }
      }
      condition.lock()
      isRunning = false
      condition.broadcast()
      condition.unlock()
    }
  }

  /// - Returns: `false` when the thread is to end.
  private func wait() -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if !isStopping { _ = condition.wait(until: Date(timeIntervalSinceNow: RemoteHardware.pollInterval)) }
    return !isStopping
  }

  func stop() {
    condition.lock()
    defer { condition.unlock() }
    isStopping = true
    condition.broadcast()
    while isRunning { condition.wait() }
  }

  func portsChanged() {}

  func hasCarrier(_ port: PortID) -> Bool {
    guard let chipPort = driver.chipPort(of: port), links.indices.contains(chipPort) else { return true }
    return links[chipPort].link != .down
  }

  func drain() {}

  /// By the host's clock; one that fails is made up for by the next.
  func sweepCounters() { _ = try? driver.sweepCounters(now: Int64(clamping: DispatchTime.now().uptimeNanoseconds)) }
}
