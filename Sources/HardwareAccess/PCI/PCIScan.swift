import CLibPCI
import DeviceAccess
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What runs in the process of its own: libpci reads a host or a dump, and the functions it finds are printed as JSON.
///
/// libpci ends the process it is in where a dump is malformed, and where a device goes while it looks: its message on the standard error
/// and the exit status are all that is left then.
public enum PCIScan {
  /// The arguments behind the program's own: `sysfs FOLDER` (a tree as /sys) or `dump FILE`.
  ///
  /// - Returns: the exit status; 64: wrong arguments.
  public static func run(_ arguments: [String]) -> Int32 {
    limitResources()
    guard arguments.count == 2, let access = pci_alloc() else { return 64 }
    defer { pci_cleanup(access) }
    switch arguments[0] {
    case "sysfs":
      access.pointee.method = UInt32(PCI_ACCESS_SYS_BUS_PCI.rawValue)
      set("sysfs.path", arguments[1] + "/bus/pci", access)
    case "dump":
      access.pointee.method = UInt32(PCI_ACCESS_DUMP.rawValue)
      set("dump.name", arguments[1], access)
    default: return 64
    }
    pci_init(access)
    pci_scan_bus(access)
    var devices: [PCIDevice] = []
    var next = access.pointee.devices
    while let device = next, devices.count < limit {
      if let read = read(device) { devices.append(read) }
      next = device.pointee.next
    }
    let encoder = JSONEncoder()
    guard let data = try? encoder.encode(devices.sorted { $0.address < $1.address }) else { return 1 }
    return (try? FileHandle.standardOutput.write(contentsOf: data)) == nil ? 1 : 0
  }

  /// Functions of one host.
  private static let limit = 65_536

  /// A file can be made to keep libpci busy, or to fill the memory.
  private static func limitResources() {
    var time = rlimit(rlim_cur: 15, rlim_max: 15)
    setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &time)
    var memory = rlimit(rlim_cur: 2 << 30, rlim_max: 2 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
    var core = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
  }

  private static func set(_ name: String, _ value: String, _ access: UnsafeMutablePointer<pci_access>) {
    let words = [strdup(name), strdup(value)]
    defer { for word in words { free(word) } }
    if let name = words[0], let value = words[1] { pci_set_param(access, name, value) }
  }

  private static func read(_ device: UnsafeMutablePointer<pci_dev>) -> PCIDevice? {
    let wanted =
      PCI_FILL_IDENT | PCI_FILL_CLASS | PCI_FILL_CLASS_EXT | PCI_FILL_BASES | PCI_FILL_SIZES | PCI_FILL_SUBSYS | PCI_FILL_NUMA_NODE
      | PCI_FILL_DRIVER | PCI_FILL_IOMMU_GROUP
    let known = pci_fill_info(device, Int32(wanted))
    let found = device.pointee
    guard let address = PCIAddress(domain: UInt32(bitPattern: found.domain), bus: found.bus, device: found.dev, function: found.func) else {
      return nil
    }
    let configuration = configuration(of: device)
    var identity = PCIIdentity(vendor: found.vendor_id, device: found.device_id)
    // Bridges have a subsystem in a capability, if at all.
    if known & PCI_FILL_SUBSYS != 0, found.subsys_vendor_id != 0 || found.subsys_id != 0, found.subsys_vendor_id != 0xffff {
      identity.subsystemVendor = found.subsys_vendor_id
      identity.subsystem = found.subsys_id
    }
    var result = PCIDevice(
      address: address, identity: identity, classCode: UInt32(found.device_class) << 8 | UInt32(found.prog_if), revision: found.rev_id,
      configuration: configuration)
    result.bridge = configuration.bridge
    result.bars = bars(of: found, count: result.bridge == nil ? 6 : 2)
    if let driver = pci_get_string_property(device, UInt32(PCI_FILL_DRIVER)) { result.driver = String(cString: driver) }
    if known & PCI_FILL_NUMA_NODE != 0, found.numa_node >= 0 { result.numaNode = Int(found.numa_node) }
    if let group = pci_get_string_property(device, UInt32(PCI_FILL_IOMMU_GROUP)) { result.iommuGroup = Int(String(cString: group)) }
    return result
  }

  private static func bars(of device: pci_dev, count: Int) -> [PCIBAR] {
    let addresses = withUnsafeBytes(of: device.base_addr) { Array($0.bindMemory(to: pciaddr_t.self)) }
    let sizes = withUnsafeBytes(of: device.size) { Array($0.bindMemory(to: pciaddr_t.self)) }
    return zip(addresses, sizes).prefix(count).enumerated().compactMap { number, bar in
      let (address, size) = (UInt64(bar.0), UInt64(bar.1))
      guard address != 0 || size != 0 else { return nil }
      let isPorts = address & 1 == 1
      return PCIBAR(
        number: number, kind: isPorts ? .ports : address & 6 == 4 ? .memory64 : .memory32, isPrefetchable: !isPorts && address & 8 != 0,
        address: address & ~(isPorts ? 3 : 15), size: size == 0 ? nil : size)
    }
  }

  /// As much as there is and the user may read: 4096 bytes, 256, or the 64 that everybody may.
  private static func configuration(of device: UnsafeMutablePointer<pci_dev>) -> PCIConfiguration {
    for count in [4096, 256, 64] {
      var bytes = [UInt8](repeating: 0, count: count)
      if pci_read_block(device, 0, &bytes, Int32(count)) != 0 { return PCIConfiguration(bytes) }
    }
    return PCIConfiguration([])
  }
}
