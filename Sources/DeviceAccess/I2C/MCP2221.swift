/// Microchip's MCP2221 and MCP2221A: a USB HID device that is an I2C master.
///
/// - Source: data sheet DS20005565, 3.1: HID commands.
public final class MCP2221: I2CBus {
  public static let vendor: UInt16 = 0x04d8
  public static let product: UInt16 = 0x00dd

  private enum Command {
    static let length = 64
    /// Status, and what is set with it: byte 2 cancels a transfer, byte 3 has a divider of the clock in byte 4 taken over.
    static let status: UInt8 = 0x10
    static let setSpeed: UInt8 = 0x20
    static let getData: UInt8 = 0x40
    static let write: UInt8 = 0x90
    static let read: UInt8 = 0x91
    static let readAgain: UInt8 = 0x93
    static let writeNoStop: UInt8 = 0x94
  }

  /// Most bytes of a part of a transfer: those of one report.
  public static let longest = 60
  private static let patience = 1000

  /// Of the bus: below it the divider would not fit its byte, above it the bridge is not specified.
  ///
  /// - Unit: Hz.
  public static let speeds: ClosedRange<UInt32> = 50_000...400_000

  private let device: any HIDDevice
  /// The divider that is still to be set; `nil`: it is, or the bridge keeps its own.
  private var divider: UInt8?
  /// A transfer was given up, of which reports may still come.
  private var isStale = false
  public var name: String { "MCP2221 \(device.name)" }

  /// - Parameter speed: Of the bus, in Hz: 50,000…400,000. Default: what the bridge is set to.
  /// - Throws: `.unsupported` for another speed.
  /// - Source: the bridge counts 12 MHz down from the divider, and takes three periods more: drivers/hid/hid-mcp2221.c of Linux.
  public init(_ device: any HIDDevice, speed: UInt32? = nil) throws(DeviceError) {
    self.device = device
    guard let speed else { return }
    guard MCP2221.speeds.contains(speed) else {
      throw DeviceError(
        "MCP2221 \(device.name)",
        .unsupported("a bus of \(speed) Hz; it can do \(MCP2221.speeds.lowerBound)…\(MCP2221.speeds.upperBound)"))
    }
    // Rounded so that the bus is never faster than asked for.
    divider = UInt8(clamping: (12_000_000 + speed - 1) / speed - 3)
  }

  public func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8] {
    try I2CAddress.check(address, on: name)
    for length in [bytes.count, count] where length < 0 || length > MCP2221.longest {
      throw DeviceError(name, .tooLong(length, limit: MCP2221.longest))
    }
    guard !bytes.isEmpty || count > 0 else { throw DeviceError(name, .unsupported("nothing to write and nothing to read: it cannot")) }
    if isStale { try device.drain() }
    isStale = false
    do throws(DeviceError) {
      try setSpeed()
      if !bytes.isEmpty {
        let command = count > 0 ? Command.writeNoStop : Command.write
        try start([command, UInt8(bytes.count), 0, address << 1] + bytes, address)
        try finish(address, isOpen: count > 0)
      }
      guard count > 0 else { return [] }
      try start([bytes.isEmpty ? Command.read : Command.readAgain, UInt8(count), 0, address << 1 | 1], address)
      return try fetch(count, address)
    } catch {
      isStale = true
      if error.fault != .gone { _ = try? ask([Command.status, 0, 0x10]) }
      throw error
    }
  }

  /// Sets the clock, when it is not in the middle of something.
  private func setSpeed() throws(DeviceError) {
    guard let divider else { return }
    for _ in 0..<MCP2221.patience where try ask([Command.status, 0, 0, Command.setSpeed, divider])[3] == Command.setSpeed {
      self.divider = nil
      return
    }
    throw DeviceError(name, .timeout("the transfer before a new speed"))
  }

  private func ask(_ command: [UInt8]) throws(DeviceError) -> [UInt8] {
    try device.send(command + Array(repeating: 0, count: max(0, Command.length - command.count)))
    let answer = try device.receive()
    guard answer.count >= 21, answer[0] == command[0] else {
      let found = answer.first.map { "an answer to 0x\(Hexadecimal.text($0, digits: 2)) of \(answer.count) bytes" } ?? "an empty answer"
      throw DeviceError(name, .malformed("\(found); expected one to 0x\(Hexadecimal.text(command[0], digits: 2)) of 64"))
    }
    return answer
  }

  /// Gives it a command, when it is done with the one before.
  private func start(_ command: [UInt8], _ address: UInt8) throws(DeviceError) {
    for _ in 0..<MCP2221.patience where try ask(command)[1] == 0 { return }
    throw DeviceError(name, .timeout("the command before 0x\(Hexadecimal.text(command[0], digits: 2))"))
  }

  /// Waits until what was written is on the bus.
  ///
  /// - Parameter isOpen: A read follows: the bus is kept.
  private func finish(_ address: UInt8, isOpen: Bool) throws(DeviceError) {
    for _ in 0..<MCP2221.patience {
      let state = try ask([Command.status])[8]
      if try isDone(state, address) || (isOpen && state == 0x45) { return }
    }
    throw DeviceError(name, .timeout("a write to \(I2CAddress.text(address))"))
  }

  /// Whether the state of its I2C engine is that of rest.
  private func isDone(_ state: UInt8, _ address: UInt8) throws(DeviceError) -> Bool {
    switch state {
    case 0: return true
    case 0x25: throw DeviceError(name, .noAnswer(address))
    case 0x12, 0x17, 0x23, 0x44, 0x52, 0x61, 0x62: throw DeviceError(name, .timeout("\(I2CAddress.text(address)), or the bus"))
    default: return false
    }
  }

  private func fetch(_ count: Int, _ address: UInt8) throws(DeviceError) -> [UInt8] {
    for _ in 0..<MCP2221.patience {
      let answer = try ask([Command.getData])
      // Not read yet: its engine says why.
      if answer[1] != 0 || answer[3] == 127 {
        _ = try isDone(try ask([Command.status])[8], address)
        continue
      }
      guard Int(answer[3]) == count, answer.count >= 4 + count else {
        throw DeviceError(name, .malformed("\(answer[3]) bytes of \(I2CAddress.text(address)); expected \(count)"))
      }
      return Array(answer[4..<4 + count])
    }
    throw DeviceError(name, .timeout("a read of \(I2CAddress.text(address))"))
  }
}
