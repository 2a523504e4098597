import DeviceAccess

/// What a bus does with a function's configuration space: switch it on, see whether it is there, and wait for writes.
struct PCIConfigurationFile {
  /// Command register: memory decoding, and bus mastering.
  enum Command {
    static let memory: UInt16 = 1 << 1
    static let busMaster: UInt16 = 1 << 2
  }

  private static let command = 4
  private static let status = 6
  /// Of the status register: the function's interrupt pin is asserted (PCI 2.3).
  private static let interruptStatus: UInt16 = 1 << 3
  private static let interruptPin = 0x3c

  private let device: String
  private let file: SysfsFile
  /// Where the space starts in the file; VFIO has all regions in one.
  private let start: Int

  init(_ device: String, _ file: SysfsFile, start: Int = 0) {
    self.device = device
    self.file = file
    self.start = start
  }

  /// A function that is gone reads as ones. The read also comes back only behind all writes that were made before it.
  var isPresent: Bool { file.word(at: start).map { $0 != 0xffff } ?? false }

  /// Sets bits of the command register that are not set.
  func enable(_ bits: UInt16) throws(DeviceError) {
    guard let value = file.word(at: start + Self.command), isPresent else { throw DeviceError(device, .gone) }
    guard value & bits != bits else { return }
    guard file.setWord(value | bits, at: start + Self.command) else { throw DeviceError(device, .notPermitted(file.path)) }
    guard let now = file.word(at: start + Self.command), now & bits == bits else {
      throw DeviceError(device, .unsupported("does not switch its registers on (command register)"))
    }
  }

  /// Whether the function has an interrupt pin, whose state can be polled.
  var hasPin: Bool { file.word(at: start + Self.interruptPin).map { $0 >> 8 != 0 } ?? false }

  /// Whether the pin is asserted; `nil`: the function is gone.
  var isInterrupting: Bool? {
    guard let value = file.word(at: start + Self.status), value != 0xffff || isPresent else { return nil }
    return value & Self.interruptStatus != 0
  }
}
