import DeviceAccess
import Foundation
import HardwareAccess
import HostFixtures
import Testing

/// BARs that are plain files: they map as a device's do.
@Suite struct PCIBusTests {
  private static let name = "0000:01:00.0"
  private static let address = PCIAddress(bus: 1, device: 0, function: 0)

  private static func withRocker<T>(
    _ bars: [Int: (size: Int, flags: UInt64)] = [0: (0x2000, FakeSysfs.memory), 2: (0x100, FakeSysfs.ports)], driver: String? = nil,
    _ body: (FakeSysfs, PCIAddress) throws -> T
  ) throws -> T {
    try Lister.withFolder { root in
      let sysfs = FakeSysfs(root)
      try sysfs.add(ConfigurationSpace("01:00.0", "1b36:0006", classCode: 0x028000), bars: bars, driver: driver)
      return try body(sysfs, try #require(address))
    }
  }

  @Test func registersAreReadAndWritten() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let bus = try PCIBus(address, needed: 0x2000, sysfs: sysfs.root.path)
      try bus.write(0x1234_5678, at: 0x10)
      #expect(try bus.read(0x10) == 0x1234_5678)
      let sent: [UInt32] = [1, 2, 3, 0xffff_ffff]
      try sent.withUnsafeBufferPointer { try bus.write($0, at: 0x1ff0) }
      var back = [UInt32](repeating: 0, count: 4)
      try back.withUnsafeMutableBufferPointer { try bus.read(into: $0, at: 0x1ff0) }
      #expect(back == sent, "a register may hold ones")
      try bus.complete()
      let file = try Data(contentsOf: sysfs.folder(PCIBusTests.name).appending(path: "resource0"))
      #expect(Array(file[0x10..<0x14]) == [0x78, 0x56, 0x34, 0x12], "PCI is little-endian")
      let configuration = try Data(contentsOf: sysfs.folder(PCIBusTests.name).appending(path: "config"))
      #expect(configuration[4] == 2, "memory decoding is on, bus mastering is not")
    }
  }

  @Test func addressesOutsideAreErrors() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let bus = try PCIBus(address, sysfs: sysfs.root.path)
      for offset: UInt64 in [0x2000, 0x1ffe, 1, 2, UInt64.max - 3, 1 << 63] {
        #expect(throws: BusError.unmapped(offset)) { try bus.read(offset) }
        #expect(throws: BusError.unmapped(offset)) { try bus.write(0, at: offset) }
      }
      let long = [UInt32](repeating: 7, count: 3)
      #expect(throws: BusError.unmapped(0x1ff8)) { try long.withUnsafeBufferPointer { try bus.write($0, at: 0x1ff8) } }
      #expect(try bus.read(0x1ff8) == 0, "nothing of it was written")
    }
  }

  @Test func barsThatDoNotFitAreToldByName() throws {
    try PCIBusTests.withRocker { sysfs, address in
      func fault(_ bar: Int, needed: UInt64 = 4) -> DeviceError? {
        do throws(DeviceError) {
          _ = try PCIBus(address, bar: bar, needed: needed, sysfs: sysfs.root.path)
          return nil
        } catch { return error }
      }
      #expect(fault(0, needed: 0x2001) == DeviceError(PCIBusTests.name, .barTooSmall(0, size: 0x2000, needed: 0x2001)))
      #expect(fault(1) == DeviceError(PCIBusTests.name, .noBAR(1)))
      #expect(fault(2) == DeviceError(PCIBusTests.name, .portBAR(2)))
      #expect(fault(6) == DeviceError(PCIBusTests.name, .noBAR(6)))
      #expect(fault(-1) == DeviceError(PCIBusTests.name, .noBAR(-1)))
      let resource = sysfs.folder(PCIBusTests.name).appending(path: "resource")
      for text in ["", "0x1 0x2\n", "0x9 0x2 0x200\n", "x y z\n", "0x0 0xffffffffffffffff 0x200\n"] {
        try text.write(to: resource, atomically: false, encoding: .utf8)
        #expect(fault(0) != nil)
      }
    }
  }

  @Test func whatIsNotThereOrNotAllowedIsToldByName() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let folder = sysfs.folder(PCIBusTests.name)
      let other = try #require(PCIAddress("02:00.0"))
      #expect { _ = try PCIBus(other, sysfs: sysfs.root.path) } throws: {
        guard case .absent = ($0 as? DeviceError)?.fault else { return false }
        return ($0 as? DeviceError)?.device == "0000:02:00.0"
      }
      try FileManager.default.removeItem(at: folder.appending(path: "resource0"))
      #expect(throws: DeviceError(PCIBusTests.name, .absent(folder.appending(path: "resource0").path))) {
        _ = try PCIBus(address, sysfs: sysfs.root.path)
      }
    }
  }

  /// Without root's rights, in a process of its own.
  @Test(.enabled(if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs root and setpriv"))
  func whatTheUserMayNotOpenIsToldByName() throws {
    try PCIBusTests.withRocker { sysfs, _ in
      for folder in [sysfs.root, sysfs.folder(PCIBusTests.name)] {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
      }
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: sysfs.folder(PCIBusTests.name).appending(path: "config").path)
      let output = try Lister.output(
        ["registers", sysfs.root.path, PCIBusTests.name], by: ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
      #expect(output.contains("0000:01:00.0: "))
      #expect(output.contains("config: permission denied"))
    }
  }

  /// The file ends before the BAR does, at first and then while it is mapped: no signal ends the program.
  @Test func filesThatAreCutShortAreErrors() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let file = sysfs.folder(PCIBusTests.name).appending(path: "resource0")
      try Data(count: 0x1000).write(to: file)
      #expect(throws: DeviceError(PCIBusTests.name, .barTooSmall(0, size: 0x1000, needed: 0x2000))) {
        _ = try PCIBus(address, sysfs: sysfs.root.path)
      }
      try Data(count: 0x2000).write(to: file)
      let bus = try PCIBus(address, sysfs: sysfs.root.path)
      try bus.write(5, at: 0x1000)
      #expect(truncate(file.path, 0x1000) == 0)
      #expect(throws: BusError.failed(ENODEV)) { try bus.read(0x1000) }
      #expect(bus.isGone)
      #expect(throws: BusError.failed(ENODEV)) { try bus.write(1, at: 0) }
      try Data(count: 0x2000).write(to: file)
      let second = try PCIBus(address, sysfs: sysfs.root.path)
      #expect(truncate(file.path, 0) == 0)
      #expect(throws: BusError.failed(ENODEV)) { try second.write(1, at: 0) }
    }
  }

  /// A function that is taken out reads as ones, and is no longer in sysfs.
  @Test func functionsThatAreTakenOutAreGone() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let bus = try PCIBus(address, sysfs: sysfs.root.path)
      try bus.write(0xffff_ffff, at: 0)
      #expect(try bus.read(0) == 0xffff_ffff)
      let configuration = sysfs.folder(PCIBusTests.name).appending(path: "config")
      let handle = try FileHandle(forWritingTo: configuration)
      try handle.write(contentsOf: Data(repeating: 0xff, count: 256))
      #expect(throws: BusError.failed(ENODEV)) { try bus.read(0) }
      #expect(bus.isGone)
      #expect(throws: BusError.failed(ENODEV)) { try bus.complete() }
      #expect(throws: BusError.failed(ENODEV)) { try bus.pollInterrupt() }
      try FileManager.default.removeItem(at: sysfs.folder(PCIBusTests.name))
      #expect(throws: DeviceError.self) { _ = try PCIBus(address, sysfs: sysfs.root.path) }
    }
  }

  @Test func writesToWhatIsGoneAreToldWhenTheyAreCompleted() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let bus = try PCIBus(address, sysfs: sysfs.root.path)
      let handle = try FileHandle(forWritingTo: sysfs.folder(PCIBusTests.name).appending(path: "config"))
      try handle.truncate(atOffset: 0)
      try bus.write(1, at: 0)
      #expect(throws: BusError.failed(ENODEV)) { try bus.complete() }
    }
  }

  @Test func interruptPinsArePolledAndDMAIsRefused() throws {
    try PCIBusTests.withRocker { sysfs, address in
      let bus = try PCIBus(address, sysfs: sysfs.root.path)
      #expect(throws: BusError.failed(ENOTSUP)) { try bus.pollInterrupt() }
      #expect(throws: BusError.failed(ENOTSUP)) { try bus.allocateDMA(byteCount: 4096) }
      let handle = try FileHandle(forWritingTo: sysfs.folder(PCIBusTests.name).appending(path: "config"))
      try handle.seek(toOffset: 0x3d)
      try handle.write(contentsOf: Data([1]))
      #expect(try bus.pollInterrupt() == false)
      try handle.seek(toOffset: 6)
      try handle.write(contentsOf: Data([8, 0]))
      #expect(try bus.pollInterrupt())
    }
  }

  /// vfio-pci has the function, but this tree has no IOMMU group of it.
  @Test func vfioWithoutAnIOMMUIsTold() throws {
    try PCIBusTests.withRocker(driver: "vfio-pci") { sysfs, address in
      #expect(throws: DeviceError(PCIBusTests.name, .unsupported("vfio-pci has it, but it is in no IOMMU group"))) {
        _ = try PCIBus(address, sysfs: sysfs.root.path)
      }
      let group = sysfs.root.appending(path: "kernel/iommu_groups/4000000")
      try FileManager.default.createDirectory(at: group, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: sysfs.folder(PCIBusTests.name).appending(path: "iommu_group"), withDestinationURL: group)
      #expect {
        _ = try PCIBus(address, sysfs: sysfs.root.path)
      } throws: { "\($0)".contains("/dev/vfio/") }
    }
  }

  @Test func treesInPlainFilesAreEnumerated() throws {
    try PCIBusTests.withRocker(driver: "rocker") { sysfs, address in
      let devices = try Lister.enumeration().devices(of: .sysfs(sysfs.root.path))
      let rocker = try #require(devices.first)
      #expect(rocker.address == address)
      #expect(rocker.driver == "rocker")
      #expect(rocker.numaNode == 1)
      #expect(rocker.bars.map(\.size) == [0x2000, 0x100])
      #expect(rocker.bars.map(\.kind) == [.memory32, .ports])
    }
  }
}
