/// Silicon Labs' CP2112: a USB HID device that is an SMBus master.
///
/// - Source: AN495, CP2112 Interface Specification.
public final class CP2112: I2CBus {
  public static let vendor: UInt16 = 0x10c4
  public static let product: UInt16 = 0xea90

  private enum Report {
    static let length = 64
    static let read: UInt8 = 0x10
    static let writeRead: UInt8 = 0x11
    static let forceSend: UInt8 = 0x12
    static let readResponse: UInt8 = 0x13
    static let write: UInt8 = 0x14
    static let statusRequest: UInt8 = 0x15
    static let status: UInt8 = 0x16
    static let cancel: UInt8 = 0x17
    /// SMBus configuration: the clock, its own address 0x02 as from the factory, no report unasked, 100 ms for a write and for a read, an
    /// end where the clock is held low, one retry. From the factory it tries without end.
    static func configuration(_ speed: UInt32) -> [UInt8] {
      [0x06] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: speed >> $0) } + [0x02, 0, 0, 100, 0, 100, 1, 0, 1]
    }
  }

  /// Most bytes that a transfer reads, and writes: without a read, and in front of one.
  public static let longestRead = 512
  public static let longestWrite = 61
  public static let longestWriteBeforeRead = 16
  /// Times that a transfer's end is asked for.
  private static let patience = 1000

  private let device: any HIDDevice
  private let speed: UInt32
  private var isConfigured = false
  /// A transfer was cancelled, of which reports may still come.
  private var isStale = false
  public var name: String { "CP2112 \(device.name)" }

  /// - Parameter speed: Of the bus, in Hz: 10,000…400,000. Default: 100,000.
  /// - Throws: `.unsupported` for another speed.
  public init(_ device: any HIDDevice, speed: UInt32? = nil) throws(DeviceError) {
    self.device = device
    self.speed = speed ?? 100_000
    guard (10_000...400_000).contains(self.speed) else {
      throw DeviceError("CP2112 \(device.name)", .unsupported("a bus of \(self.speed) Hz; it can do 10000…400000"))
    }
  }

  public func transfer(_ address: UInt8, write bytes: [UInt8], read count: Int) throws(DeviceError) -> [UInt8] {
    try I2CAddress.check(address, on: name)
    guard count >= 0, count <= CP2112.longestRead else { throw DeviceError(name, .tooLong(count, limit: CP2112.longestRead)) }
    let longest = count > 0 ? CP2112.longestWriteBeforeRead : CP2112.longestWrite
    guard bytes.count <= longest else { throw DeviceError(name, .tooLong(bytes.count, limit: longest)) }
    if isStale { try device.drain() }
    isStale = false
    if !isConfigured { try device.setFeature(Report.configuration(speed)) }
    isConfigured = true
    let (high, low) = (UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count))
    switch (bytes.isEmpty, count) {
    case (true, 0): throw DeviceError(name, .unsupported("nothing to write and nothing to read: it cannot"))
    case (_, 0): try send([Report.write, address << 1, UInt8(truncatingIfNeeded: bytes.count)] + bytes)
    case (true, _): try send([Report.read, address << 1, high, low])
    default: try send([Report.writeRead, address << 1, high, low, UInt8(truncatingIfNeeded: bytes.count)] + bytes)
    }
    do throws(DeviceError) {
      try finish(address)
      return count > 0 ? try fetch(count, high, low) : []
    } catch {
      // What it still does must not be the answer to what comes next; that it is gone is told by the first error.
      isStale = true
      if error.fault != .gone { try? send([Report.cancel, 1]) }
      throw error
    }
  }

  private func send(_ report: [UInt8]) throws(DeviceError) {
    try device.send(report + Array(repeating: 0, count: max(0, Report.length - report.count)))
  }

  /// Waits until the transfer on the bus is over.
  private func finish(_ address: UInt8) throws(DeviceError) {
    for _ in 0..<CP2112.patience {
      try send([Report.statusRequest, 1])
      let answer = try receive(Report.status, least: 3)
      switch answer[1] {
      case 1: continue
      case 2: return
      case 3: throw DeviceError(name, CP2112.fault(answer[2], address))
      default: throw DeviceError(name, .malformed("transfer status \(answer[1]); expected 1…3"))
      }
    }
    throw DeviceError(name, .timeout("a transfer to \(I2CAddress.text(address))"))
  }

  /// What status 1 of a transfer that failed says.
  private static func fault(_ status: UInt8, _ address: UInt8) -> DeviceError.Fault {
    switch status {
    case 0: .noAnswer(address)
    case 1: .timeout("the bus, which is not free")
    case 2: .timeout("the bus, which another master has won")
    case 3: .malformed("\(I2CAddress.text(address)) gave fewer bytes than asked for")
    case 4: .malformed("\(I2CAddress.text(address)) took fewer bytes than sent")
    default: .malformed("error \(status) of a transfer; expected 0…4")
    }
  }

  private func fetch(_ count: Int, _ high: UInt8, _ low: UInt8) throws(DeviceError) -> [UInt8] {
    try send([Report.forceSend, high, low])
    var bytes: [UInt8] = []
    while bytes.count < count {
      let answer = try receive(Report.readResponse, least: 3)
      let length = Int(answer[2])
      guard answer[1] != 3, length > 0, length <= answer.count - 3, bytes.count + length <= count else {
        throw DeviceError(name, .malformed("a read response of \(length) bytes; expected 1…\(min(61, count - bytes.count))"))
      }
      bytes += answer[3..<3 + length]
    }
    return bytes
  }

  private func receive(_ number: UInt8, least: Int) throws(DeviceError) -> [UInt8] {
    let answer = try device.receive()
    guard answer.count >= least, answer[0] == number else {
      let found = answer.first.map { "report 0x\(Hexadecimal.text($0, digits: 2)) of \(answer.count) bytes" } ?? "an empty report"
      throw DeviceError(name, .malformed("\(found); expected 0x\(Hexadecimal.text(number, digits: 2)) of \(least) or more"))
    }
    return answer
  }
}
