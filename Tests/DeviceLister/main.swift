// The program that the tests run: for what libpci finds, and where a test needs other rights or another host than its own.
import DeviceAccess
import Foundation
import HardwareAccess

let arguments = Array(CommandLine.arguments.dropFirst())

switch arguments.first {
// registers SYSFS ADDRESS: reads the first register of BAR 0.
case "registers" where arguments.count == 3:
  guard let address = PCIAddress(arguments[2]) else { exit(64) }
  do {
    print(try PCIBus(address, sysfs: arguments[1]).read(0))
  } catch {
    print(error)
    exit(1)
  }
// usb: lists what libusb finds.
case "usb":
  do {
    let (devices, faults) = try USBEnumeration.devices()
    for device in devices {
      let bytes = device.descriptors.bytes.map { Hexadecimal.text($0, digits: 2) }.joined()
      print("\(device.name) \(device.identity)" + (device.product.map { " \($0) \(bytes)" } ?? ""))
    }
    for fault in faults { print(fault) }
  } catch {
    print(error)
    exit(1)
  }
default: exit(PCIScan.run(arguments))
}
