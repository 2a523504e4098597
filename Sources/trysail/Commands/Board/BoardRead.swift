import ArgumentParser
import BoardProbe
import DeviceAccess
import HardwareAccess
import SwitchPlatform

/// `trysail board read`
struct BoardRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Read registers of a device: behind I2C, or a PCI function's.",
    discussion: """
      BUS is an adapter of the kernel (i2c-3), a USB bridge by its place or identity (usb:1-2, usb:10c4:ea90: CP2112, MCP2221), or a PCI \
      function (pci:0000:01:00.0), whose registers are 32 bits wide, in BAR 0 or pci:0000:01:00.0/2's. Reading can have effects: of a \
      device in use, ask its driver instead.

      With --board, --device names a device of the board file, which says its address and how its registers stand on the bus; REGISTER is \
      then a register's name, or a field's (STATUS.ready), or a number, and without it all registers that have names are read. BUS is the \
      bus that the device itself is on: behind a multiplexer, the adapter of its channel.
      """)

  @Argument(help: ArgumentHelp("Where the device is.", valueName: "bus"))
  var bus: String

  @Argument(help: ArgumentHelp("The first register: 0x10, 16; with --board a name. Default with --board: all.", valueName: "register"))
  var register: String?

  @Option(help: ArgumentHelp("The device's address on an I2C bus, 0x03…0x77; with --board its name.", valueName: "address"))
  var device: String?

  @Option(help: ArgumentHelp("The board that the device is of: a name, or a file.", valueName: "board"))
  var board: String?

  @Option(help: ArgumentHelp("Registers to read, one after the other. Default: 1.", valueName: "count"))
  var count: Int?

  @Option(help: ArgumentHelp("Bytes of a register's number on an I2C bus, 1…4. Default: 1.", valueName: "count"))
  var numberBytes: Int?

  @Option(help: ArgumentHelp("Bytes of a value on an I2C bus, 1…4. Default: 1.", valueName: "count"))
  var valueBytes: Int?

  @Option(help: ArgumentHelp("The speed of a USB bridge's bus, in Hz. Default: 100000 (CP2112), as it is (MCP2221).", valueName: "speed"))
  var speed: UInt32?

  @Flag(help: "Numbers and values on an I2C bus have their lowest byte first.")
  var little = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let count, !(1...4096).contains(count) { throw ValidationError("--count is \(count); expected 1…4096.") }
    if let numberBytes, !(1...4).contains(numberBytes) { throw ValidationError("--number-bytes is \(numberBytes); expected 1…4.") }
    if let valueBytes, !(1...4).contains(valueBytes) { throw ValidationError("--value-bytes is \(valueBytes); expected 1…4.") }
    if board == nil, register == nil { throw ValidationError("Missing expected argument '<register>'") }
    guard board != nil else { return }
    if device == nil { throw ValidationError("--board needs --device, a device's name.") }
    if numberBytes != nil || valueBytes != nil || little {
      throw ValidationError("--number-bytes, --value-bytes and --little stand in the board's file: leave them out with --board.")
    }
  }

  func run() throws {
    do {
      if let board, let device { try readNamed(device, of: board) } else { try readNumbers() }
    } catch let error as DeviceError {
      throw Terminal.failure("\(error)")
    }
  }

  private func readNamed(_ device: String, of board: String) throws {
    guard !bus.hasPrefix("pci:") else { throw Terminal.failure("--board: registers of its devices are read over I2C: i2c-N or usb:PLACE") }
    let registers = try registers(device, of: board)
    let choices = try choices(of: registers)
    let readings = try registers.read(choices, over: master())
    let report = RegisterReport(readings, bytes: registers.format.valueBytes)
    for line in report.faults { Terminal.complain(line) }
    if json || report.faults.count < choices.count { Terminal.print(json ? JSON.text(report.registers) : report.text) }
    if !report.faults.isEmpty { throw ExitCode.failure }
  }

  private func registers(_ device: String, of board: String) throws -> DeviceRegisters {
    let catalog = try LoadedSwitch.catalog()
    do {
      let description = try catalog.description(named: board)
      let chip = try description.device(named: device)?.chip.map { try catalog.chip(named: $0) }
      return try DeviceRegisters(device, of: description, chip: chip)
    } catch let error as CatalogError {
      Diagnostics.tell(error.diagnostics)
      throw Terminal.failure(error.message)
    } catch let error as RegisterFault {
      throw Terminal.failure("\(error)")
    }
  }

  private func choices(of registers: DeviceRegisters) throws -> [DeviceRegisters.Choice] {
    if let register, let number = Self.number(register) {
      guard let address = UInt32(exactly: number) else { throw Terminal.failure(Self.noRegister(register)) }
      return registers.choices(at: address, count: count ?? 1)
    }
    guard count == nil else { throw Terminal.failure("--count goes with a register's number") }
    do throws(RegisterFault) { return try registers.choices(named: register) } catch { throw Terminal.failure("\(error)") }
  }

  private func readNumbers() throws {
    guard let first = register.flatMap({ Self.number($0) }), first <= UInt64(UInt32.max) else {
      throw Terminal.failure(Self.noRegister(register ?? ""))
    }
    let target = try target()
    let digits = target.bytes * 2
    var values: [(UInt64, UInt32)] = []
    for index in 0..<UInt64(count ?? 1) {
      let number = first + index * target.step
      do throws(BusError) { values.append((number, try target.bus.read(number))) } catch {
        let why = target.failure() ?? "\(error)"
        throw Terminal.failure("register 0x\(Hexadecimal.text(number, digits: 2)): \(why)")
      }
    }
    if json {
      let lines = values.map { "{\"register\": \($0.0), \"value\": \($0.1)}" }
      Terminal.print("[" + lines.joined(separator: ", ") + "]")
    } else {
      for (number, value) in values {
        Terminal.print("0x\(Hexadecimal.text(number, digits: 2)): 0x\(Hexadecimal.text(value, digits: digits))")
      }
    }
  }

  private struct Target {
    var bus: any DeviceBus
    /// Of a value.
    var bytes: Int
    /// Between two registers.
    var step: UInt64
    var failure: () -> String? = { nil }
  }

  private func target() throws -> Target {
    if bus.hasPrefix("pci:") { return try function(String(bus.dropFirst(4))) }
    let master = try master()
    guard let device, let address = Self.number(device), let address = UInt8(exactly: address), I2CAddress.range.contains(address) else {
      let found = device.map { "'\($0)'" } ?? "nothing"
      throw Terminal.failure("--device is \(found); expected an address, 0x03…0x77")
    }
    let format = I2CRegisterBus.Format(numberBytes: numberBytes ?? 1, valueBytes: valueBytes ?? 1, order: little ? .little : .big)
    let registers = try I2CRegisterBus(master, device: address, format: format)
    return Target(bus: registers, bytes: format.valueBytes, step: 1) { registers.lastFailure.map { "\($0)" } }
  }

  private func master() throws -> any I2CBus {
    if bus.hasPrefix("usb:") {
      let place = String(bus.dropFirst(4))
      guard let place = USBConnection.Place(place) else {
        throw Terminal.failure("'\(place)' is no USB device; expected a place (1-2.3) or an identity (10c4:ea90)")
      }
      return try I2CBridge.open(place, speed: speed) { Terminal.complain("\($0); it is passed over") }
    }
    guard bus.hasPrefix("i2c-"), let number = Int(bus.dropFirst(4)), (0...9999).contains(number) else {
      throw Terminal.failure("'\(bus)' is no bus; expected i2c-N, usb:PLACE or pci:ADDRESS")
    }
    guard speed == nil else { throw Terminal.failure("--speed: \(bus) is the kernel's adapter, which has its own") }
    return try LinuxI2C(number)
  }

  private func function(_ text: String) throws -> Target {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ PCIAddress(String($0)) }), parts.count < 3, let bar = parts.count == 2 ? Int(parts[1]) : 0
    else {
      throw Terminal.failure("'\(text)' is no PCI function; expected 0000:01:00.0, or 0000:01:00.0/2 for BAR 2")
    }
    guard device == nil else { throw Terminal.failure("--device: a PCI function has no devices behind it") }
    guard speed == nil else { throw Terminal.failure("--speed: a PCI function is on no bus of USB") }
    return Target(bus: try PCIBus(address, bar: bar), bytes: 4, step: 4)
  }

  private static func noRegister(_ text: String) -> String { "'\(text)' is no register; expected a number up to 0xffffffff" }

  private static func number(_ text: String) -> UInt64? {
    text.hasPrefix("0x") || text.hasPrefix("0X") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }
}
