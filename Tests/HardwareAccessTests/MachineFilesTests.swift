import DeviceAccess
import Foundation
import HardwareAccess
import HostFixtures
import Testing

@Suite struct MachineFilesTests {
  private static func write(_ text: String, _ path: String, below root: URL) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test func namesAndAdaptersAreRead() throws {
    try Lister.withFolder { root in
      for (path, text) in [
        ("class/dmi/id/product_name", "AS7726-32X\n"), ("class/dmi/id/product_serial", "secret\n"), ("class/dmi/id/board_name", "\n"),
        ("firmware/devicetree/base/compatible", "zyxel,gs1900-8\0realtek,rtl838x-soc\0"), ("firmware/devicetree/base/model", "Zyxel\0"),
        ("bus/i2c/devices/i2c-10/name", "CP2112\n"), ("bus/i2c/devices/i2c-2/name", "SMBus I801 adapter at f000\n"),
        ("bus/i2c/devices/2-0056/name", "24c02\n"), ("bus/i2c/devices/i2c-x/name", "x\n"),
        ("machine.conf", "onie_arch=x86_64\nonie_platform=\"x86_64-accton_as7726_32x-r0\"\n")
      ] { try MachineFilesTests.write(text, path, below: root) }
      let facts = MachineFiles(sysfs: root.path, machineFiles: ["/no", root.appending(path: "machine.conf").path]).read()
      #expect(facts.dmi == ["product_name": "AS7726-32X"], "serial numbers are left out")
      #expect(facts.compatible == ["zyxel,gs1900-8", "realtek,rtl838x-soc"])
      #expect(facts.model == "Zyxel")
      #expect(facts.onie == "x86_64-accton_as7726_32x-r0")
      #expect(facts.i2c?.map(\.number) == [2, 10])
    }
  }

  @Test func whatIsNotThereIsUnknown() throws {
    try Lister.withFolder { root in
      let files = MachineFiles(sysfs: root.path, machineFiles: [])
      #expect(files.read() == MachineFacts())
      #expect(files.usb() == nil)
    }
  }

  @Test func descriptorsOfATreeAreRead() throws {
    try Lister.withFolder { root in
      let device = "bus/usb/devices/1-2"
      try FileManager.default.createDirectory(at: root.appending(path: device), withIntermediateDirectories: true)
      try Data(USBTestbed.cp2112).write(to: root.appending(path: device + "/descriptors"))
      try MachineFilesTests.write("Silicon Laboratories\n", device + "/manufacturer", below: root)
      try MachineFilesTests.write("", "bus/usb/devices/1-2:1.0/x", below: root)
      try MachineFilesTests.write("short", "bus/usb/devices/1-3/descriptors", below: root)
      try MachineFilesTests.write("", "bus/usb/devices/1-4/none", below: root)
      let found = try #require(MachineFiles(sysfs: root.path).usb())
      #expect(found.devices.map(\.name) == ["1-2"])
      #expect(found.devices.first?.identity == "10c4:ea90")
      #expect(found.devices.first?.manufacturer == "Silicon Laboratories")
      #expect(found.faults.map(\.device) == ["usb 1-3", "usb 1-4"])
    }
  }
}
