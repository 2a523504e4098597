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
// i2c PLACE DEVICE REGISTER: reads a register of one byte behind a USB bridge.
case "i2c" where arguments.count == 4:
  guard let place = USBConnection.Place(arguments[1]), let device = UInt8(arguments[2], radix: 16),
    let number = UInt64(arguments[3], radix: 16)
  else { exit(64) }
  do {
    let bus = try I2CRegisterBus(try I2CBridge.open(place, note: { print("passed over: \($0)") }), device: device)
    do { print(Hexadecimal.text(try bus.read(number), digits: 2)) } catch {
      print(bus.lastFailure.map { "\($0)" } ?? "\(error)")
      exit(1)
    }
  } catch {
    print(error)
    exit(1)
  }
default: exit(PCIScan.run(arguments))
}
