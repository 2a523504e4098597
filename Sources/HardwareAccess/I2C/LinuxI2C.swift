import CDeviceIO
public import DeviceAccess

#if canImport(Glibc)
  import Glibc
#endif

/// An I2C adapter of the kernel: `/dev/i2c-3`.
///
/// Adapters of SMBus alone do what SMBus can: a read of up to 32 bytes behind one byte written, and writes of one to 33 bytes.
public final class LinuxI2C: I2CBus {
  /// Of linux/i2c.h.
  private enum Function {
    static let i2c: UInt = 0x1
    static let readBlock: UInt = 0x0400_0000
    static let writeBlock: UInt = 0x0800_0000
  }
  private enum Size {
    static let byteData: UInt32 = 2
    static let byte: UInt32 = 1
    static let block: UInt32 = 8
  }

  public var name: String { file.path }
  private let file: SysfsFile
  private let functions: UInt

  /// - Parameters:
  ///   - number: The adapter's.
  ///   - folder: Where the device files are.
  public init(_ number: Int, folder: String = "/dev") throws(DeviceError) {
    let path = "\(folder)/i2c-\(number)"
    file = try SysfsFile(path, of: path, isWritten: true)
    var functions: UInt = 0
    let status = trysail_i2c_functions(file.descriptor, &functions)
    guard status == 0 else {
      throw DeviceError(path, .unsupported("is no I2C adapter: \(ErrorNumber.text(0 - status))"))
    }
    self.functions = functions
  }

  public func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8] {
    try I2CAddress.check(address, on: name)
    for length in [bytes.count, count] where !(0...8192).contains(length) { throw DeviceError(name, .tooLong(length, limit: 8192)) }
    guard functions & Function.i2c != 0 else { return try smbus(address, bytes, count) }
    var answer = [UInt8](repeating: 0, count: count)
    try check(trysail_i2c_transfer(file.descriptor, UInt16(address), bytes, UInt16(bytes.count), &answer, UInt16(count)), address)
    return answer
  }

  private func smbus(_ address: UInt8, _ bytes: [UInt8], _ count: Int) throws(DeviceError) -> [UInt8] {
    // As union i2c_smbus_data: a byte, or a length and up to 32 bytes.
    var data = [UInt8](repeating: 0, count: 34)
    if count > 0 {
      guard let command = bytes.first, bytes.count == 1, count <= 32, count == 1 || functions & Function.readBlock != 0 else {
        throw DeviceError(name, .unsupported("an adapter of SMBus alone: it reads \(longest(Function.readBlock)) behind one byte"))
      }
      data[0] = UInt8(count)
      try check(trysail_i2c_smbus(file.descriptor, UInt16(address), 1, command, count == 1 ? Size.byteData : Size.block, &data), address)
      guard count > 1 else { return [data[0]] }
      guard Int(data[0]) >= count else {
        throw DeviceError(name, .malformed("\(I2CAddress.text(address)) gave \(data[0]) bytes; expected \(count)"))
      }
      return Array(data[1...count])
    }
    guard let command = bytes.first, bytes.count <= 33, bytes.count <= 2 || functions & Function.writeBlock != 0 else {
      throw DeviceError(name, .unsupported("an adapter of SMBus alone: it writes \(longest(Function.writeBlock)) behind one byte"))
    }
    let rest = bytes.dropFirst()
    var size = Size.byte
    if rest.count == 1 {
      size = Size.byteData
      data[0] = rest[rest.startIndex]
    } else if rest.count > 1 {
      size = Size.block
      data[0] = UInt8(rest.count)
      for (index, byte) in rest.enumerated() { data[index + 1] = byte }
    }
    try check(trysail_i2c_smbus(file.descriptor, UInt16(address), 0, command, size, &data), address)
    return []
  }

  private func longest(_ function: UInt) -> String { functions & function != 0 ? "1…32 bytes" : "one byte" }

  private func check(_ status: Int32, _ address: UInt8) throws(DeviceError) {
    switch 0 - status {
    case 0: return
    case ENXIO, EREMOTEIO: throw DeviceError(name, .noAnswer(address))
    case ETIMEDOUT: throw DeviceError(name, .timeout("a transfer to \(I2CAddress.text(address))"))
    case ENODEV: throw DeviceError(name, .gone)
    case EBUSY:
      throw DeviceError(name, .unsupported("\(I2CAddress.text(address)) has a driver of the kernel, which has to let it go first"))
    case let code: throw DeviceError(name, .system("a transfer to \(I2CAddress.text(address)): \(ErrorNumber.text(code))", code))
    }
  }
}
