import SwitchPlatform

/// Why registers of a board's device cannot be read by name.
public enum RegisterFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// No device of the board has this name; the nearest, or all.
  case noDevice(String, choices: String)
  /// The device has no address on I2C.
  case noAddress(String)
  /// The device is reached only when registers of others have been written, which reading does not do.
  case selected(String, by: String)
  /// Registers of so many bits; the longest that can be read have 32.
  case tooWide(String, bits: Int)
  /// Neither the board nor a chip file names any.
  case noRegisters(String)
  /// No register of the device has this name; the nearest, or all.
  case noRegister(String, of: String, choices: String)
  /// No field of the register has this name; the nearest, or all.
  case noField(String, of: String, choices: String)

  public var description: String {
    switch self {
    case .noDevice(let name, let choices): "no device of the board is named '\(name)'\(choices)"
    case .noAddress(let device): "device '\(device)' has no 'addr': it is not on I2C"
    case .selected(let device, let by): "device '\(device)' is reached behind a write to '\(by)' ('select'), which reading does not do"
    case .tooWide(let device, let bits): "registers of device '\(device)' have \(bits) bits; up to 32 can be read"
    case .noRegisters(let device): "device '\(device)' has no 'registers' and no 'chip': give a number"
    case .noRegister(let name, let device, let choices): "device '\(device)' has no register '\(name)'\(choices)"
    case .noField(let name, let register, let choices): "register '\(register)' has no field '\(name)'\(choices)"
    }
  }
}
