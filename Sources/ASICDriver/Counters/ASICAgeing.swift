import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// The ageing time, in the chip's register.
final class ASICAgeing: FDBAgeing {
  private let core: DeviceCore
  private let address: UInt64
  private(set) var ageingTime: UInt32 = 0

  init(_ core: DeviceCore, _ ageing: AgeingDescription) {
    self.core = core
    address = core.asic.registers[ageing.time].address
  }

  func setAgeingTime(_ seconds: UInt32) throws(SwitchError) {
    if !core.isAdopting { try write(seconds) }
    ageingTime = seconds
  }

  private func write(_ seconds: UInt32) throws(SwitchError) {
    do throws(BusError) {
      try core.bus.write(seconds, at: address)
      try core.bus.complete()
    } catch { throw SwitchError(.fdbEntry, .device(5)) }
  }

  /// Gives a running chip the time, unless it has it: writing it lets all addresses begin anew.
  func finishAdoption() throws(SwitchError) {
    var held: UInt32 = 0
    do throws(BusError) { held = try core.bus.read(address) } catch { throw SwitchError(.fdbEntry, .device(5)) }
    if held != ageingTime { try write(ageingTime) }
  }
}
