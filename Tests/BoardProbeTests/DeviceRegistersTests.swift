import BoardProbe
import DeviceAccess
import SwitchPlatform
import Testing

/// A device with registers, as plain memory; what is not in it is not answered.
private final class MemoryI2C: I2CBus {
  let name = "memory"
  private let device: UInt8
  private let values: [[UInt8]: [UInt8]]
  private(set) var written: [[UInt8]] = []
  var isGone = false

  init(_ device: UInt8, _ values: [[UInt8]: [UInt8]]) { (self.device, self.values) = (device, values) }

  func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8] {
    written.append(bytes)
    if isGone { throw DeviceError(name, .gone) }
    guard address == device, let value = values[bytes], value.count == count else { throw DeviceError(name, .noAnswer(address)) }
    return value
  }
}

/// Registers by the names that a board's file has for them.
@Suite struct DeviceRegistersTests {
  private static let board = """
    schema: switch-platform/1
    platform: { id: x-y, vendor: x, product: Y }
    asics: { npu0: { chip: c } }
    cages: { 1: { kind: sfp, lanes: "npu0[1]", breakouts: [ 1x10G ] } }
    devices:
      bus: { kind: i2c-adapter, on: pci }
      cpld: { kind: cpld, on: bus, addr: 0x60, registers: { VERSION: { at: 1, fields: { major: 7..4, minor: 3..0 } }, LED: { at: 0x10, count: 2 } } }
      wide: { kind: fpga, on: bus, addr: 0x41, width: 32, access: { number: 2, order: little, spacing: 4 }, registers: { ID: { at: 0x104 } } }
      chip: { kind: switch, on: bus, addr: 0x5c, chip: c, access: { number: 2 }, registers: { OWN: { at: 8 } } }
      bare: { kind: lm75, on: bus, addr: 0x48 }
      far: { kind: optoe1, on: bus, addr: 0x50, select: [ { dev: cpld, reg: 2, value: 1 } ] }
      long: { kind: fpga, on: bus, addr: 0x42, width: 64 }
    profiles: { p: { ports: { 1: { breakout: 1x10G } } } }
    """

  private func registers(_ device: String, chip: ASICDescription? = nil) throws -> DeviceRegisters {
    let (description, diagnostics) = BoardLoader.describe(text: Self.board, file: "b.yaml")
    #expect(diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    return try DeviceRegisters(device, of: try #require(description), chip: chip)
  }

  private func values(_ registers: DeviceRegisters, _ name: String?, _ bus: MemoryI2C) throws -> [String: UInt32] {
    let readings = try registers.read(try registers.choices(named: name), over: bus)
    return try Dictionary(readings.map { ($0.choice.name ?? "", try $0.result.get()) }) { first, _ in first }
  }

  @Test func allRegistersThatHaveNames() throws {
    let registers = try registers("cpld")
    let bus = MemoryI2C(0x60, [[1]: [0x25], [0x10]: [7], [0x11]: [8]])
    #expect(try values(registers, nil, bus) == ["VERSION": 0x25, "LED[0]": 7, "LED[1]": 8])
    #expect(bus.written == [[1], [0x10], [0x11]])
  }

  @Test func aFieldAlone() throws {
    let registers = try registers("cpld")
    let choice = try #require(try registers.choices(named: "VERSION.major").first)
    #expect(choice.isField)
    #expect(choice.fields.map { $0.get(0x25) } == [2])
  }

  /// Two bytes of number, four of value, the lowest first, addresses four apart: all from the file.
  @Test func theFormatIsTheFiles() throws {
    let registers = try registers("wide")
    #expect(registers.address == 0x41)
    let bus = MemoryI2C(0x41, [[0x41, 0]: [0x78, 0x56, 0x34, 0x12], [0x42, 0]: [1, 0, 0, 0]])
    #expect(try values(registers, "ID", bus) == ["ID": 0x1234_5678])
    let readings = try registers.read(registers.choices(at: 0x104, count: 2), over: bus)
    #expect(readings.map(\.choice.name) == ["ID", nil])
    #expect(try readings.map { try $0.result.get() } == [0x1234_5678, 1])
  }

  /// A chip file's registers are 32 bits wide, at addresses of bytes.
  @Test func theNamesOfAChipFile() throws {
    let catalog = try #require(Catalog.find())
    let chip = try catalog.chip(named: "rtl8380")
    let register = try #require(chip.registers.first { $0.address > 8 && $0.count == 1 && $0.address < 0x4_0000 })
    let registers = try registers("chip", chip: chip)
    let number = register.address / 4
    let bus = MemoryI2C(0x5c, [[UInt8(number >> 8), UInt8(number & 0xff)]: [0, 0, 1, 2], [0, 2]: [0, 0, 0, 9]])
    #expect(try values(registers, register.name, bus) == [register.name: 0x102])
    #expect(try values(registers, "OWN", bus) == ["OWN": 9])
  }

  /// One that fails does not hide the others, but for a bus that is not there any more.
  @Test func whatFailsIsToldBesideTheRest() throws {
    let registers = try registers("cpld")
    let bus = MemoryI2C(0x60, [[1]: [0x25], [0x11]: [8]])
    let readings = try registers.read(try registers.choices(named: nil), over: bus)
    #expect(readings.map { (try? $0.result.get()) != nil } == [true, false, true])
    bus.isGone = true
    #expect(try registers.read(try registers.choices(named: nil), over: bus).count == 1)
  }

  @Test(arguments: [
    ("cpdl", "no device of the board is named 'cpdl'; did you mean 'cpld'?"), ("bus", "has no 'addr'"), ("far", "behind a write to 'cpld'"),
    ("long", "have 64 bits")
  ]) func devicesThatCannotBeRead(_ device: String, _ message: String) throws {
    let error = #expect(throws: RegisterFault.self) { try registers(device) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("cpld", "VERSON", "did you mean 'VERSION'?"), ("cpld", "VERSION.majr", "did you mean 'major'?"),
    ("cpld", "LED.x", "has no field 'x'"), ("bare", "X", "no 'registers' and no 'chip'")
  ]) func namesThatAreNone(_ device: String, _ name: String, _ message: String) throws {
    let registers = try registers(device)
    let error = #expect(throws: RegisterFault.self) { try registers.choices(named: name) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }
}
