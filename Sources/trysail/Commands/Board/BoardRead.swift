import ArgumentParser
import DeviceAccess
import HardwareAccess

/// `trysail board read`
struct BoardRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read", abstract: "Read registers of a device: behind I2C, or a PCI function's.",
    discussion: """
      BUS is an adapter of the kernel (i2c-3), a USB bridge by its place or identity (usb:1-2, usb:10c4:ea90: CP2112, MCP2221), or a PCI \
      function (pci:0000:01:00.0), whose registers are 32 bits wide, in BAR 0 or pci:0000:01:00.0/2's. Reading can have effects: of a \
      device in use, ask its driver instead.
      """)

  @Argument(help: ArgumentHelp("Where the device is.", valueName: "bus"))
  var bus: String

  @Argument(help: ArgumentHelp("The first register: 0x10, 16.", valueName: "register"))
  var register: String

  @Option(help: ArgumentHelp("The device's address on an I2C bus, 0x03…0x77.", valueName: "address"))
  var device: String?

  @Option(help: ArgumentHelp("Registers to read, one after the other.", valueName: "count"))
  var count = 1

  @Option(help: ArgumentHelp("Bytes of a register's number on an I2C bus, 1…4.", valueName: "count"))
  var numberBytes = 1

  @Option(help: ArgumentHelp("Bytes of a value on an I2C bus, 1…4.", valueName: "count"))
  var valueBytes = 1

  @Flag(help: "Numbers and values on an I2C bus have their lowest byte first.")
  var little = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...4096).contains(count) else { throw ValidationError("--count is \(count); expected 1…4096.") }
    guard (1...4).contains(numberBytes) else { throw ValidationError("--number-bytes is \(numberBytes); expected 1…4.") }
    guard (1...4).contains(valueBytes) else { throw ValidationError("--value-bytes is \(valueBytes); expected 1…4.") }
  }

  func run() throws {
    guard let first = Self.number(register), first <= UInt64(UInt32.max) else {
      throw Terminal.failure("'\(register)' is no register; expected a number up to 0xffffffff")
    }
    let target = try target()
    let digits = target.bytes * 2
    var values: [(UInt64, UInt32)] = []
    for index in 0..<UInt64(count) {
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
    do {
      if bus.hasPrefix("pci:") { return try function(String(bus.dropFirst(4))) }
      let master: any I2CBus
      if bus.hasPrefix("usb:") {
        let place = String(bus.dropFirst(4))
        guard let place = USBConnection.Place(place) else {
          throw Terminal.failure("'\(place)' is no USB device; expected a place (1-2.3) or an identity (10c4:ea90)")
        }
        master = try I2CBridge.open(place)
      } else if bus.hasPrefix("i2c-"), let number = Int(bus.dropFirst(4)), (0...9999).contains(number) {
        master = try LinuxI2C(number)
      } else {
        throw Terminal.failure("'\(bus)' is no bus; expected i2c-N, usb:PLACE or pci:ADDRESS")
      }
      guard let device, let address = Self.number(device), let address = UInt8(exactly: address), I2CAddress.range.contains(address) else {
        let found = device.map { "'\($0)'" } ?? "nothing"
        throw Terminal.failure("--device is \(found); expected an address, 0x03…0x77")
      }
      let format = I2CRegisterBus.Format(numberBytes: numberBytes, valueBytes: valueBytes, order: little ? .little : .big)
      let registers = try I2CRegisterBus(master, device: address, format: format)
      return Target(bus: registers, bytes: valueBytes, step: 1) { registers.lastFailure.map { "\($0)" } }
    } catch let error as DeviceError {
      throw Terminal.failure("\(error)")
    }
  }

  private func function(_ text: String) throws -> Target {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = parts.first.flatMap({ PCIAddress(String($0)) }), parts.count < 3, let bar = parts.count == 2 ? Int(parts[1]) : 0
    else {
      throw Terminal.failure("'\(text)' is no PCI function; expected 0000:01:00.0, or 0000:01:00.0/2 for BAR 2")
    }
    guard device == nil else { throw Terminal.failure("--device: a PCI function has no devices behind it") }
    return Target(bus: try PCIBus(address, bar: bar), bytes: 4, step: 4)
  }

  private static func number(_ text: String) -> UInt64? {
    text.hasPrefix("0x") || text.hasPrefix("0X") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
  }
}
