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
    do throws(BusError) { try core.bus.write(seconds, at: address) } catch { throw SwitchError(.fdbEntry, .device(5)) }
    ageingTime = seconds
  }
}
