import CDeviceIO
public import DeviceAccess

#if canImport(Glibc)
  import Glibc
#endif

/// Registers of a PCI function in one of its BARs.
///
/// A function that vfio-pci is bound to is reached by VFIO, with DMA and interrupts; any other by the files of sysfs, which have the
/// registers alone. There an interrupt pin is polled, and DMA memory, which needs an IOMMU, is refused.
///
/// A function that is taken out reads as ones, and its mapping may end: both are `.failed(ENODEV)`, and `isGone` from then on.
///
/// One thread at a time.
public final class PCIBus: DeviceBus {
  public let address: PCIAddress
  /// - Unit: bytes.
  public var size: UInt64 { window.size }
  /// Whether the function has been found to be gone.
  public private(set) var isGone = false

  private let window: RegisterWindow
  private let configuration: PCIConfigurationFile
  private let vfio: VFIODevice?

  /// - Parameters:
  ///   - bar: 0…5.
  ///   - needed: Bytes that the driver will reach; a smaller BAR is refused.
  ///   - sysfs: A tree as /sys.
  /// - Throws: `DeviceError`, which names the function and what is wrong.
  public init(_ address: PCIAddress, bar: Int = 0, needed: UInt64 = 4, sysfs: String = "/sys") throws(DeviceError) {
    self.address = address
    let name = address.description
    let folder = "\(sysfs)/bus/pci/devices/\(name)"
    guard access(folder, F_OK) == 0 else { throw DeviceError(name, .absent(folder)) }
    guard (0...5).contains(bar) else { throw DeviceError(name, .noBAR(bar)) }
    let size = try PCIBus.size(of: bar, name, folder)
    guard size >= max(needed, 4) else { throw DeviceError(name, .barTooSmall(bar, size: size, needed: max(needed, 4))) }
    if PCIBus.driver(folder) == "vfio-pci" {
      let device = try VFIODevice(name, folder: folder)
      configuration = try device.configuration()
      try configuration.enable(PCIConfigurationFile.Command.memory | PCIConfigurationFile.Command.busMaster)
      window = try device.window(bar, needed: max(needed, 4))
      vfio = device
    } else {
      configuration = PCIConfigurationFile(name, try SysfsFile("\(folder)/config", of: name, isWritten: true))
      try configuration.enable(PCIConfigurationFile.Command.memory)
      let file = try SysfsFile("\(folder)/resource\(bar)", of: name, isWritten: true)
      // The file is as long as the BAR; one that is not would have a hole in the mapping.
      guard let length = file.size, length >= size else {
        throw DeviceError(name, .barTooSmall(bar, size: file.size ?? 0, needed: size))
      }
      guard let window = RegisterWindow(descriptor: file.descriptor, offset: 0, size: size) else {
        throw SysfsFile.error(name, file.path, errno)
      }
      self.window = window
      vfio = nil
    }
  }

  /// The BAR's size, of the line of the file `resource` that has its first address, last address and flags.
  private static func size(of bar: Int, _ name: String, _ folder: String) throws(DeviceError) -> UInt64 {
    let path = "\(folder)/resource"
    guard let text = SysfsFile.text(path) else { throw DeviceError(name, .absent(path)) }
    let lines = text.split(separator: "\n")
    guard bar < lines.count else { throw DeviceError(name, .noBAR(bar)) }
    let numbers = lines[bar].split(separator: " ").map { UInt64($0.hasPrefix("0x") ? $0.dropFirst(2) : $0, radix: 16) }
    guard numbers.count == 3, let first = numbers[0], let last = numbers[1], let flags = numbers[2] else {
      throw DeviceError(name, .malformed("\(path):\(bar + 1): expected three hexadecimal numbers"))
    }
    if flags == 0 && last == 0 { throw DeviceError(name, .noBAR(bar)) }
    // IORESOURCE_IO and IORESOURCE_MEM of the kernel.
    if flags & 0x100 != 0 { throw DeviceError(name, .portBAR(bar)) }
    guard flags & 0x200 != 0 else { throw DeviceError(name, .noBAR(bar)) }
    guard last >= first, last - first < 1 << 40 else {
      throw DeviceError(name, .malformed("\(path):\(bar + 1): the last address is not behind the first, or too far"))
    }
    return last - first + 1
  }

  private static func driver(_ folder: String) -> String? {
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink("\(folder)/driver", &target, target.count - 1)
    guard count > 0 else { return nil }
    let path = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").last.map(String.init)
  }

  /// Of all ones, which a register may hold, only the configuration space tells whether the function is there.
  private func check(_ allOnes: Bool) throws(BusError) {
    guard allOnes, !configuration.isPresent else { return }
    isGone = true
    throw .failed(ENODEV)
  }

  private func attempt(_ body: () throws(BusError) -> Void) throws(BusError) {
    guard !isGone else { throw .failed(ENODEV) }
    do throws(BusError) { try body() } catch {
      if error == .failed(ENODEV) { isGone = true }
      throw error
    }
  }

  // MARK: DeviceBus

  public func read(_ address: UInt64) throws(BusError) -> UInt32 {
    var value: UInt32 = 0
    var failure: BusError?
    withUnsafeMutablePointer(to: &value) { pointer in
      do throws(BusError) { try read(into: UnsafeMutableBufferPointer(start: pointer, count: 1), at: address) } catch { failure = error }
    }
    if let failure { throw failure }
    return value
  }

  public func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    var failure: BusError?
    withUnsafePointer(to: value) { pointer in
      do throws(BusError) { try write(UnsafeBufferPointer(start: pointer, count: 1), at: address) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  public func write(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try attempt { () throws(BusError) in try window.write(values, at: address) }
  }

  public func read(into values: UnsafeMutableBufferPointer<UInt32>, at address: UInt64) throws(BusError) {
    try attempt { () throws(BusError) in try window.read(into: values, at: address) }
    try check(values.contains(UInt32.max))
  }

  /// Writes are on their way when their calls return. A read of the configuration space comes back behind them.
  public func complete() throws(BusError) {
    guard !isGone else { throw .failed(ENODEV) }
    try check(true)
  }

  public func allocateDMA(byteCount: Int) throws(BusError) -> DMARegion {
    guard !isGone else { throw .failed(ENODEV) }
    guard let vfio else { throw .failed(ENOTSUP) }
    return try vfio.allocate(byteCount)
  }

  public func pollInterrupt() throws(BusError) -> Bool {
    guard !isGone else { throw .failed(ENODEV) }
    if let vfio { return try vfio.pollInterrupt() }
    guard let isInterrupting = configuration.isInterrupting else {
      isGone = true
      throw .failed(ENODEV)
    }
    guard configuration.hasPin else { throw .failed(ENOTSUP) }
    return isInterrupting
  }
}
