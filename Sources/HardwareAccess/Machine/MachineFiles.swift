public import DeviceAccess
import Foundation

/// What a tree as /sys says of a host, PCI left out. Files that are not there are facts that nobody knows.
public struct MachineFiles: Sendable {
  /// A tree as /sys.
  public var sysfs: String
  /// Files in which an installed ONIE or NOS keeps the platform's name.
  public var machineFiles: [String]

  public init(sysfs: String = "/sys", machineFiles: [String] = ["/host/machine.conf", "/etc/machine.conf"]) {
    self.sysfs = sysfs
    self.machineFiles = machineFiles
  }

  public func read() -> MachineFacts {
    var facts = MachineFacts()
    facts.dmi = dmi()
    facts.compatible = deviceTree("compatible")
    facts.model = deviceTree("model")?.first
    facts.onie = machineFiles.lazy.compactMap { onie($0) }.first
    facts.i2c = adapters()
    return facts
  }

  private func dmi() -> [String: String]? {
    let folder = "\(sysfs)/class/dmi/id"
    guard FileManager.default.fileExists(atPath: folder) else { return nil }
    var names: [String: String] = [:]
    for name in MachineFacts.dmiNames {
      if let text = SysfsFile.text("\(folder)/\(name)"), !text.isEmpty { names[name] = text }
    }
    return names
  }

  /// Texts, each with a zero byte behind it.
  private func deviceTree(_ name: String) -> [String]? {
    SysfsFile.text("\(sysfs)/firmware/devicetree/base/\(name)").map { text in
      text.split(separator: "\0").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.isEmpty }
    }
  }

  /// Of lines `key=value`.
  private func onie(_ path: String) -> String? {
    for line in SysfsFile.text(path)?.split(whereSeparator: \.isNewline) ?? [] {
      for key in ["onie_platform=", "aboot_platform="] where line.hasPrefix(key) {
        let name = line.dropFirst(key.count).trimmingCharacters(in: CharacterSet(charactersIn: "\"' \t"))
        if !name.isEmpty { return name }
      }
    }
    return nil
  }

  private func adapters() -> [I2CAdapter]? {
    let folder = "\(sysfs)/bus/i2c/devices"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
    return names.compactMap { name in
      guard name.hasPrefix("i2c-"), let number = Int(name.dropFirst(4)), (0...65_535).contains(number) else { return nil }
      return I2CAdapter(number: number, name: SysfsFile.text("\(folder)/\(name)/name") ?? "")
    }.sorted()
  }

  /// The USB devices of the tree, by place, and those whose descriptors cannot be read.
  ///
  /// - Returns: `nil`: the tree has no USB.
  public func usb() -> (devices: [USBDevice], faults: [DeviceError])? {
    let folder = "\(sysfs)/bus/usb/devices"
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
    var devices: [USBDevice] = []
    var faults: [DeviceError] = []
    for name in names.sorted() where !name.contains(":") {
      guard let place = USBDevice.place(name) else { continue }
      let path = "\(folder)/\(name)/descriptors"
      guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: USBDescriptors.limit + 1) else {
        faults.append(DeviceError("usb \(name)", .absent(path)))
        continue
      }
      do throws(USBDescriptors.Fault) {
        var device = USBDevice(bus: place.bus, ports: place.ports, descriptors: try USBDescriptors(Array(data)))
        setNames(of: &device)
        devices.append(device)
      } catch {
        faults.append(DeviceError("usb \(name)", .malformed("\(path): \(error)")))
      }
    }
    return (devices.sorted(by: USBEnumeration.isBefore), faults)
  }

  /// What the kernel has read of a device's strings.
  func setNames(of device: inout USBDevice) {
    let folder = "\(sysfs)/bus/usb/devices/\(device.name)"
    device.manufacturer = SysfsFile.text("\(folder)/manufacturer").flatMap { $0.isEmpty ? nil : $0 }
    device.product = SysfsFile.text("\(folder)/product").flatMap { $0.isEmpty ? nil : $0 }
  }
}
