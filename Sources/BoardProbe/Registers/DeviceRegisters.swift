public import DeviceAccess
public import SwitchPlatform

/// The registers of a board's device by the names that its file has for them, read over an I2C bus.
///
/// The bus is the one that the device itself is on: behind multiplexers, their channel's. Nothing is written to reach it.
public struct DeviceRegisters: Sendable {
  public let name: String
  public let address: UInt8
  public let format: I2CRegisterBus.Format
  /// The device's own, then the chip's, in file order.
  public let registers: [RegisterDescription]

  /// What is to be read: one register, or one of several in a row.
  public struct Choice: Hashable, Sendable {
    /// `nil`: it was asked for by number.
    public var name: String?
    public var address: UInt64
    /// Those that are told; of a field alone that one.
    public var fields: [BitField]
    /// Whether a field alone was asked for.
    public var isField = false
  }

  /// - Parameters:
  ///   - device: A device of `board`.
  ///   - chip: The chip that the device's `chip` names.
  /// - Throws: `RegisterFault` for a device that is not there or cannot be addressed so.
  public init(_ device: String, of board: BoardDescription, chip: ASICDescription? = nil) throws(RegisterFault) {
    guard let found = board.device(named: device) else {
      let known = board.devices.map(\.name)
      throw .noDevice(device, choices: NearestName.choices(for: device, among: known, else: known, "devices"))
    }
    guard let address = found.address.flatMap({ UInt8(exactly: $0) }) else { throw .noAddress(device) }
    if let point = found.select.first { throw .selected(device, by: point.dev.description) }
    guard found.registerBits <= 32 else { throw .tooWide(device, bits: found.registerBits) }
    name = device
    self.address = address
    format = I2CRegisterBus.Format(
      numberBytes: found.registerNumberBytes, valueBytes: (found.registerBits + 7) / 8,
      order: found.access?.order == .little ? .little : .big, spacing: found.registerSpacing)
    let own = found.registers.map {
      RegisterDescription(name: $0.name, address: UInt64(clamping: $0.address), count: $0.count ?? 1, fields: $0.fields)
    }
    let names = Set(own.map(\.name))
    registers = own + (chip?.registers ?? []).filter { !names.contains($0.name) }
  }

  /// What a text asks for: a register by name, or a field of it (`STATUS.ready`).
  ///
  /// - Parameter text: `nil`: all registers that have names.
  public func choices(named text: String?) throws(RegisterFault) -> [Choice] {
    guard !registers.isEmpty else { throw .noRegisters(name) }
    guard let text else { return registers.flatMap { choices($0, fields: $0.fields) } }
    if let register = registers.first(where: { $0.name == text }) { return choices(register, fields: register.fields) }
    if let dot = text.lastIndex(of: "."), let register = registers.first(where: { $0.name == text[..<dot] }) {
      let wanted = String(text[text.index(after: dot)...])
      guard let field = register.field(wanted) else {
        let known = register.fields.map(\.name)
        throw .noField(wanted, of: register.name, choices: NearestName.choices(for: wanted, among: known, else: known, "fields"))
      }
      return choices(register, fields: [field], isField: true)
    }
    let known = registers.map(\.name)
    throw .noRegister(text, of: name, choices: NearestName.choices(for: text, among: known, else: known, "registers"))
  }

  /// Registers by number.
  ///
  /// - Parameters:
  ///   - address: 0…0xffffffff; it is divided by the device's spacing.
  ///   - count: 1…65536, one after the other.
  public func choices(at address: UInt32, count: Int) -> [Choice] {
    (0..<min(max(count, 1), 65536)).map { index in
      let address = UInt64(address) + UInt64(index * format.spacing)
      return registers.lazy.flatMap { choices($0, fields: $0.fields) }.first { $0.address == address }
        ?? Choice(name: nil, address: address, fields: [])
    }
  }

  private func choices(_ register: RegisterDescription, fields: [BitField], isField: Bool = false) -> [Choice] {
    (0..<register.count).map { index in
      let name = register.count > 1 ? "\(register.name)[\(index)]" : register.name
      return Choice(
        name: name, address: register.address &+ UInt64(index * format.spacing), fields: fields, isField: isField)
    }
  }

  /// Reads registers one after the other; one that fails does not keep the others from being read, unless the bus is gone.
  public func read(_ choices: [Choice], over master: any I2CBus) throws(DeviceError) -> [(
    choice: Choice, result: Result<UInt32, DeviceError>
  )] {
    let bus = try I2CRegisterBus(master, device: address, format: format)
    var results: [(choice: Choice, result: Result<UInt32, DeviceError>)] = []
    for choice in choices {
      do throws(BusError) {
        results.append((choice, .success(try bus.read(choice.address))))
      } catch {
        let fault = bus.lastFailure ?? DeviceError(master.name, .malformed("\(error)"))
        results.append((choice, .failure(fault)))
        if fault.fault == .gone { break }
      }
    }
    return results
  }
}
