import ArgumentParser
import BoardProbe
import DeviceAccess
import Foundation
import SwitchPlatform

/// `trysail board evidence`
struct BoardEvidence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence", abstract: "Record what this host says of itself, for 'board probe --evidence'.",
    discussion: """
      Two files are written: lspci.txt, as 'lspci -xxxx' prints PCI functions, and evidence.json with USB descriptors, DMI, device tree, \
      ONIE's name and I2C adapters. Serial numbers and UUIDs of the firmware are left out; those in a PCI function's configuration space \
      are in it if root runs this. 'evidence.json' says by a key that is absent what could not be looked at.
      """)

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The folder; default: evidence.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Write beside the file of this board, into NAME.evidence.", valueName: "board"))
  var board: String?

  @Option(help: ArgumentHelp("Everything from a tree as /sys.", valueName: "folder"))
  var sysfs: String?

  func validate() throws {
    guard output == nil || board == nil else { throw ValidationError("-o and --board both say where to write.") }
  }

  func run() throws {
    let folder = try folder()
    let files = [Evidence.lspciName, Evidence.factsName].map { "\(folder)/\($0)" }
    for file in files where FileManager.default.fileExists(atPath: file) { throw Terminal.failure("\(file): is there already") }
    var options = try HostOptions.parse([])
    options.sysfs = sysfs
    let host = try Host(options)
    for note in host.notes { Terminal.complain(note) }
    try Files.makeFolder(folder)
    if let functions = host.facts.pci {
      try Files.write(LspciText.text(functions, note: ["PCI functions, as lspci -xxxx prints them; 'lspci -F' reads this."]), to: files[0])
      Terminal.print("\(files[0]): \(counted(functions.count, "function"))")
    }
    try Files.write(Evidence.text(host.facts), to: files[1])
    Terminal.print("\(files[1]): \(counted(host.facts.usb?.count ?? 0, "USB device"))")
  }

  private func folder() throws -> String {
    guard let board else { return output ?? "evidence" }
    let catalog = try LoadedSwitch.catalog()
    do throws(CatalogError) {
      let path = try catalog.entry(named: board).path
      guard let dot = path.lastIndex(of: ".") else { return path + ".evidence" }
      return path[..<dot] + ".evidence"
    } catch {
      throw Terminal.failure(error.message)
    }
  }
}
