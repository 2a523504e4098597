import CDeviceIO
import DeviceAccess

#if canImport(Glibc)
  import Glibc
#endif

/// A PCI function that vfio-pci has, with an IOMMU between it and memory.
final class VFIODevice {
  private let name: String
  private let container: Int32
  private let group: Int32
  private let device: SysfsFile
  /// The eventfd, once interrupts were asked for.
  private var interrupts: (event: Int32, usesPin: Bool)?
  private var memories: [(bytes: UnsafeMutableRawPointer, count: Int)] = []
  /// The next address of the device that nothing is mapped at. Below 4 GiB, which every device can reach, and below the window that
  /// x86 keeps for message-signalled interrupts.
  private var next: UInt64 = 1 << 24

  private static let end: UInt64 = 0xfee0_0000
  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
  /// Of VFIO_PCI_*_REGION_INDEX: BARs are 0…5.
  private static let configurationRegion: UInt32 = 7

  init(_ name: String, folder: String) throws(DeviceError) {
    self.name = name
    var target = [CChar](repeating: 0, count: 4096)
    let count = readlink("\(folder)/iommu_group", &target, target.count - 1)
    let path = count > 0 ? String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    guard let number = path.split(separator: "/").last.flatMap({ Int32($0) }) else {
      throw DeviceError(name, .unsupported("vfio-pci has it, but it is in no IOMMU group"))
    }
    let container = trysail_vfio_container()
    guard container >= 0 else { throw SysfsFile.error(name, "/dev/vfio/vfio", -container) }
    let group = trysail_vfio_group(container, number)
    guard group >= 0 else {
      close(container)
      if group == -EBUSY {
        throw DeviceError(
          name, .unsupported("IOMMU group \(number) is in use: all its functions have to be vfio-pci's, and no other program's"))
      }
      throw SysfsFile.error(name, "/dev/vfio/\(number)", -group)
    }
    let opened = trysail_vfio_device(group, name)
    guard opened >= 0 else {
      close(group)
      close(container)
      throw DeviceError(name, .system("VFIO does not give it: \(ErrorNumber.text(-opened))", -opened))
    }
    (self.container, self.group) = (container, group)
    device = SysfsFile(owning: opened, path: "/dev/vfio/\(number)")
  }

  deinit {
    if let interrupts { close(interrupts.event) }
    // The kernel takes the device's view of the memory away with the container.
    close(group)
    close(container)
    for memory in memories { munmap(memory.bytes, memory.count) }
  }

  private func region(_ index: UInt32) throws(DeviceError) -> trysail_vfio_region {
    var region = trysail_vfio_region()
    let status = trysail_vfio_region(device.descriptor, index, &region)
    guard status == 0 else { throw DeviceError(name, .system("VFIO region \(index): \(ErrorNumber.text(-status))", -status)) }
    return region
  }

  func configuration() throws(DeviceError) -> PCIConfigurationFile {
    let region = try region(Self.configurationRegion)
    guard region.size >= 64, let start = Int(exactly: region.offset) else {
      throw DeviceError(name, .malformed("its configuration space has \(region.size) bytes; expected 64 at least"))
    }
    return PCIConfigurationFile(name, device, start: start)
  }

  func window(_ bar: Int, needed: UInt64) throws(DeviceError) -> RegisterWindow {
    let region = try region(UInt32(bar))
    guard region.size > 0 else { throw DeviceError(name, .noBAR(bar)) }
    guard region.size >= needed else { throw DeviceError(name, .barTooSmall(bar, size: region.size, needed: needed)) }
    guard region.is_mappable != 0 else { throw DeviceError(name, .unsupported("VFIO does not map BAR \(bar)")) }
    guard let window = RegisterWindow(descriptor: device.descriptor, offset: region.offset, size: region.size) else {
      throw DeviceError(name, .system("BAR \(bar) cannot be mapped: \(ErrorNumber.text(errno))", errno))
    }
    return window
  }

  /// Zeroed memory, in whole pages, at one address of the device.
  func allocate(_ byteCount: Int) throws(BusError) -> DMARegion {
    guard byteCount > 0, byteCount <= Int(Self.end) else { throw .outOfMemory(byteCount) }
    let count = (byteCount + Self.page - 1) / Self.page * Self.page
    guard UInt64(count) <= Self.end - next else { throw .outOfMemory(byteCount) }
    guard let bytes = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), bytes != MAP_FAILED else {
      throw .outOfMemory(byteCount)
    }
    let status = trysail_vfio_map(container, bytes, next, count)
    guard status == 0 else {
      munmap(bytes, count)
      // The user's limit on locked memory.
      if status == -ENOMEM { throw .outOfMemory(byteCount) }
      throw .failed(-status)
    }
    memories.append((bytes, count))
    defer { next += UInt64(count) }
    return DMARegion(busAddress: next, bytes: UnsafeMutableRawBufferPointer(start: bytes, count: byteCount))
  }

  func pollInterrupt() throws(BusError) -> Bool {
    if interrupts == nil {
      var usesPin: Int32 = 0
      let event = trysail_vfio_interrupts(device.descriptor, &usesPin)
      guard event >= 0 else { throw .failed(-event) }
      interrupts = (event, usesPin != 0)
    }
    guard let interrupts else { return false }
    let taken = trysail_event_take(interrupts.event)
    guard taken >= 0 else { throw .failed(-taken) }
    if taken == 1, interrupts.usesPin {
      let status = trysail_vfio_rearm(device.descriptor)
      guard status == 0 else { throw .failed(-status) }
    }
    return taken == 1
  }
}
