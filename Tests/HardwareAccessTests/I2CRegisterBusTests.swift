import DeviceAccess
import HardwareAccess
import Testing

/// A device with registers, as plain memory.
private final class MemoryI2C: I2CBus {
  let name = "memory"
  var registers: [UInt64: [UInt8]] = [:]
  var log: [([UInt8], Int)] = []
  let numberBytes: Int

  init(numberBytes: Int) { self.numberBytes = numberBytes }

  func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8] {
    guard address == 0x50 else { throw DeviceError(name, .noAnswer(address)) }
    log.append((bytes, count))
    let number = bytes.prefix(numberBytes).reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    if count == 0 {
      registers[number] = Array(bytes.dropFirst(numberBytes))
      return []
    }
    return registers[number] ?? Array(repeating: 0xee, count: count)
  }
}

@Suite struct I2CRegisterBusTests {
  @Test(arguments: 1...4, 1...4) func whatIsWrittenIsRead(_ numberBytes: Int, _ valueBytes: Int) throws {
    let memory = MemoryI2C(numberBytes: numberBytes)
    let bus = try I2CRegisterBus(memory, device: 0x50, format: .init(numberBytes: numberBytes, valueBytes: valueBytes))
    let value = UInt32(0x8123_4567) & (valueBytes == 4 ? .max : (1 << UInt32(valueBytes * 8)) - 1)
    try bus.write(value, at: 0x7f)
    #expect(try bus.read(0x7f) == value)
    #expect(memory.log.first?.0 == Array(repeating: 0, count: numberBytes - 1) + [0x7f] + bytes(value, valueBytes))
  }

  private func bytes(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).reversed().map { UInt8(value >> UInt32($0 * 8) & 0xff) } }

  /// The chip file's addresses are those of 32-bit registers; the lowest byte first, where the device has it so.
  @Test func registersOfAChipFile() throws {
    let memory = MemoryI2C(numberBytes: 2)
    let format = I2CRegisterBus.Format(numberBytes: 2, valueBytes: 4, order: .little, spacing: 4)
    let bus = try I2CRegisterBus(memory, device: 0x50, format: format)
    try [UInt32(1), 0x0203_0405].withUnsafeBufferPointer { try bus.write($0, at: 0x100) }
    #expect(memory.log.map(\.0) == [[0x40, 0, 1, 0, 0, 0], [0x41, 0, 5, 4, 3, 2]])
    #expect(throws: BusError.self) { try bus.read(0x102) }
    #expect(throws: BusError.self) { try bus.read(0x4_0000) }
    #expect(throws: BusError.outOfMemory(64)) { try bus.allocateDMA(byteCount: 64) }
    #expect(try bus.pollInterrupt() == false)
  }

  /// Registers of one byte stand one behind the other.
  @Test func severalRegisters() throws {
    let memory = MemoryI2C(numberBytes: 1)
    let bus = try I2CRegisterBus(memory, device: 0x50)
    try [UInt32(1), 2, 3].withUnsafeBufferPointer { try bus.write($0, at: 0x10) }
    #expect(memory.registers == [0x10: [1], 0x11: [2], 0x12: [3]])
    var values = [UInt32](repeating: 0, count: 3)
    try values.withUnsafeMutableBufferPointer { try bus.read(into: $0, at: 0x10) }
    #expect(values == [1, 2, 3])
  }

  @Test func failuresAreTold() throws {
    let bus = try I2CRegisterBus(MemoryI2C(numberBytes: 1), device: 0x51)
    #expect(throws: BusError.failed(6)) { try bus.read(1) }
    #expect(bus.lastFailure?.fault == .noAnswer(0x51))
    #expect(throws: BusError.unmapped(1)) { try bus.write(0x100, at: 1) }
    #expect(throws: DeviceError.self) { try I2CRegisterBus(MemoryI2C(numberBytes: 1), device: 0x78) }
  }

  @Test func adaptersThatAreNotThere() throws {
    let error = #expect(throws: DeviceError.self) { try LinuxI2C(7, folder: "/nowhere") }
    #expect(error?.fault == .absent("/nowhere/i2c-7"))
  }

  @Test(arguments: ["1-2", "1-2.3", "10c4:ea90", "usb1"]) func placesAreRead(_ text: String) {
    #expect(USBConnection.Place(text)?.description == text)
  }

  @Test(arguments: ["", "10c4", "10c4:ea9", "1", "1-", "g0c4:ea90"]) func noPlaces(_ text: String) {
    #expect(USBConnection.Place(text) == nil)
  }
}
