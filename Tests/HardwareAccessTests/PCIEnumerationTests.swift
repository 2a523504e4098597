import DeviceAccess
import Foundation
import HardwareAccess
import HostFixtures
import Testing

@Suite struct PCIEnumerationTests {
  @Test func aDumpIsReadWithItsTree() throws {
    let text = ConfigurationSpace.switchBox.map(\.dump).joined(separator: "\n")
    let tree = PCITree(try Lister.devices(ofDump: text))
    #expect(tree.devices.count == 10)
    let chip = try #require(tree.devices.first { $0.identity.text == "14e4:b870" })
    #expect(chip.address.description == "0000:01:00.0")
    #expect(chip.classCode == 0x020000)
    #expect(chip.revision == 1)
    #expect(chip.identity.subsystemText == "14e4:b870")
    #expect(
      chip.bars == [
        PCIBAR(number: 0, kind: .memory64, isPrefetchable: true, address: 0xa000_0000, size: nil),
        PCIBAR(number: 2, kind: .memory64, isPrefetchable: true, address: 0xa100_0000, size: nil)
      ])
    #expect(chip.configuration.bytes.count == 256)
    let smbus = try #require(tree.devices.first { $0.address.description == "0000:00:1f.3" })
    #expect(smbus.bars == [PCIBAR(number: 4, kind: .ports, isPrefetchable: false, address: 0xf000, size: nil)])
    #expect(smbus.identity.subsystemText == nil)
    let fpga = try #require(tree.devices.firstIndex { $0.identity.text == "10ee:7021" })
    #expect(tree.depths[fpga] == 3)
    let above = try #require(tree.parents[fpga])
    #expect(tree.devices[above].address.description == "0000:04:01.0")
    #expect(tree.devices[above].bridge == PCIBridge(primary: 4, secondary: 5, subordinate: 5))
    #expect(tree.printingOrder.count == tree.devices.count)
  }

  @Test func rockerIsFoundOnQ35() throws {
    let devices = try Lister.devices(ofDump: ConfigurationSpace.q35.map(\.dump).joined(separator: "\n"))
    let rocker = try #require(devices.first { $0.identity.text == "1b36:0006" })
    #expect(rocker.classCode == 0x028000)
    #expect(rocker.bars.map(\.number) == [0, 1])
    #expect(rocker.bars[0].kind == .memory32)
  }

  @Test func domainsAreKept() throws {
    let space = ConfigurationSpace("0001:03:00.0", "15b3:cb84", classCode: 0x020000)
    #expect(try Lister.devices(ofDump: space.dump).first?.address == PCIAddress(domain: 1, bus: 3, device: 0, function: 0))
  }

  /// libpci ends its process on these; ours goes on, and says which file and why.
  @Test(arguments: ["00:00.0 x\n00: zz\n", "00:00.0 x\n00: 86 80 00\n20: 00\nff0: 00 00\n1000: 11\n"])
  func malformedDumpsAreErrors(_ text: String) throws {
    #expect { try Lister.devices(ofDump: text) } throws: { error in
      guard let error = error as? DeviceError, error.device.hasSuffix("dump.txt") else { return false }
      guard case .malformed(let words) = error.fault else { return false }
      return words.hasPrefix("libpci cannot read it: ")
    }
  }

  @Test func whatIsNotThereIsToldByName() throws {
    let enumeration = try Lister.enumeration()
    #expect(throws: DeviceError("/no/file", .absent("the file"))) { try enumeration.devices(of: .dump("/no/file")) }
    #expect(throws: DeviceError("/no/bus/pci", .absent("the folder 'devices'"))) { try enumeration.devices(of: .sysfs("/no")) }
    #expect(throws: DeviceError.self) { try PCIEnumeration(program: "/no/program").devices(of: .dump(#filePath)) }
  }

  @Test func processesThatHangCrashOrChatterAreErrors() throws {
    func words(_ script: String) -> String {
      var enumeration = PCIEnumeration(program: "/bin/sh", arguments: ["-c", script])
      enumeration.timeout = 2
      do {
        _ = try enumeration.devices(of: .dump(#filePath))
        return ""
      } catch { return "\(error)" }
    }
    #expect(words("sleep 60").contains("not done with it after 2 s"))
    #expect(words("exec 1>&- 2>&-; sleep 60").contains("not done with it after 2 s"))
    #expect(words("kill -SEGV $$").contains("signal 11"))
    #expect(words("exec yes").contains("more functions than a host can have"))
    #expect(words("echo pcilib: no >&2; exit 1").hasSuffix("libpci cannot read it: pcilib: no"))
    #expect(words("echo '[{}]'").contains("printed no list"))
  }

  /// Bridges to their own bus, in a ring, and two to one bus: the tree is finite, and every function is in it once.
  @Test func treesOfNonsenseEnd() {
    func bridge(_ address: String, _ to: UInt8) -> PCIDevice {
      PCIDevice(
        address: PCIAddress(address) ?? PCIAddress(bus: 0, device: 0, function: 0)!, identity: PCIIdentity(vendor: 1, device: 1),
        classCode: 0x060400, revision: 0, bridge: PCIBridge(primary: 0, secondary: to, subordinate: to))
    }
    let tree = PCITree([
      bridge("01:00.0", 1), bridge("02:00.0", 3), bridge("03:00.0", 2), bridge("02:01.0", 3), bridge("03:01.0", 9), bridge("09:00.0", 10)
    ])
    #expect(Set(tree.printingOrder) == Set(0..<6))
    #expect(tree.printingOrder.count == 6)
    #expect(tree.depths.allSatisfy { $0 < 6 })
  }

  @Test func addressesAreReadStrictly() {
    #expect(PCIAddress("01:00.0")?.description == "0000:01:00.0")
    #expect(PCIAddress("10000:e1:1f.7")?.domain == 0x10000)
    for text in ["", "1:00.0", "01:20.0", "01:00.8", "01:00", "01:00.0.0", "0:01:00.0", "zz:00.0", "+1:00.0", "01:-1.0"] {
      #expect(PCIAddress(text) == nil)
    }
  }
}
