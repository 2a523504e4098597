import ArgumentParser
import BoardProbe
import DeviceAccess
import Foundation
import HardwareAccess
import SwitchPlatform

/// Where the facts of a host come from.
struct HostOptions: ParsableArguments {
  @Option(help: ArgumentHelp("PCI functions from what 'lspci -xxxx' (or -x, -xxx; -v with it) printed.", valueName: "file"))
  var lspci: String?

  @Option(help: ArgumentHelp("USB devices from a file that 'board evidence' wrote (evidence.json).", valueName: "file"))
  var usb: String?

  @Option(help: ArgumentHelp("Everything from a folder that 'board evidence' wrote.", valueName: "folder"))
  var evidence: String?

  @Option(help: ArgumentHelp("Everything from a tree as /sys.", valueName: "folder"))
  var sysfs: String?

  func validate() throws {
    guard evidence == nil || (lspci == nil && usb == nil && sysfs == nil) else {
      throw ValidationError("--evidence is everything; it goes with none of --lspci, --usb and --sysfs.")
    }
  }
}

/// What is known of a host: this one, or another by its records. The two are not mixed: beside a record of PCI or USB, this host is not
/// looked at.
struct Host {
  private(set) var facts = MachineFacts()
  /// What could not be looked at, and why.
  private(set) var notes: [String] = []

  /// - Throws: status 1, where what was asked for by name cannot be read; its faults are told.
  init(_ options: HostOptions) throws(ExitCode) {
    if let folder = options.evidence {
      let file = "\(folder)/\(Evidence.factsName)"
      facts = try Host.evidence(file)
      let lspci = "\(folder)/\(Evidence.lspciName)"
      if FileManager.default.fileExists(atPath: lspci) { facts.pci = try Host.dump(lspci) }
      return
    }
    if let folder = options.sysfs {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        throw Terminal.failure("--sysfs: \(folder): no such folder")
      }
      facts = MachineFiles(sysfs: folder, machineFiles: []).read()
      if options.lspci == nil { readPCI(folder) }
      if options.usb == nil { take(MachineFiles(sysfs: folder).usb()) }
    } else if options.lspci == nil, options.usb == nil {
      facts = MachineFiles().read()
      readPCI("/sys")
      do throws(DeviceError) { take(try USBEnumeration.devices()) } catch { notes.append("USB: \(error)") }
    }
    if let file = options.lspci { facts.pci = try Host.dump(file) }
    if let file = options.usb {
      guard let devices = try Host.evidence(file).usb else { throw Terminal.failure("\(file): has no 'usb'") }
      facts.usb = devices
    }
  }

  private mutating func take(_ found: (devices: [USBDevice], faults: [DeviceError])?) {
    guard let found else { return }
    facts.usb = found.devices
    notes += found.faults.map { "USB: \($0)" }
  }

  private mutating func readPCI(_ sysfs: String) {
    do throws(DeviceError) {
      facts.pci = try Host.enumeration.devices(of: .sysfs(sysfs))
      // Others may read 64 bytes of each function.
      if let functions = facts.pci, functions.contains(where: { $0.configuration.bytes.count == 64 }) {
        notes.append("PCI: only root may read more than 64 bytes of a function's configuration space")
      }
    } catch {
      notes.append("PCI: \(error)")
    }
  }

  /// This program, in another process.
  private static var enumeration: PCIEnumeration {
    PCIEnumeration(
      program: Bundle.main.executablePath ?? CommandLine.arguments[0],
      arguments: [BoardCommand.configuration.commandName ?? "board", PCIScanCommand.configuration.commandName ?? "pci-scan", "--"])
  }

  private static func dump(_ file: String) throws(ExitCode) -> [PCIDevice] {
    let bytes = try bytes(of: file, limit: LspciText.limit)
    let faults = LspciText.check(String(decoding: bytes, as: UTF8.self), file: file)
    if !faults.isEmpty {
      Diagnostics.tell(faults)
      throw Terminal.failure("\(file): \(Diagnostics.counts(faults))")
    }
    do throws(DeviceError) { return try enumeration.devices(of: .dump(file)) } catch { throw Terminal.failure("\(error)") }
  }

  private static func evidence(_ file: String) throws(ExitCode) -> MachineFacts {
    let (facts, faults) = Evidence.read(bytes: try bytes(of: file, limit: Evidence.limit), file: file)
    if !faults.isEmpty {
      Diagnostics.tell(faults)
      throw Terminal.failure("\(file): \(Diagnostics.counts(faults))")
    }
    return facts
  }

  /// Of a regular file: a pipe or a device may have no end.
  private static func bytes(of file: String, limit: Int) throws(ExitCode) -> [UInt8] {
    let attributes = try? FileManager.default.attributesOfItem(atPath: Files.canonical(file))
    if let attributes {
      if let kind = attributes[.type] as? FileAttributeType, kind != .typeRegular, kind != .typeDirectory {
        throw Terminal.failure("\(file): is not a regular file")
      }
      if let size = attributes[.size] as? Int, size > limit { throw Terminal.failure("\(file): is larger than \(limit >> 20) MB") }
    }
    return try Files.bytes(of: file)
  }
}
