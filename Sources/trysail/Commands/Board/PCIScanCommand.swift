import ArgumentParser
import HardwareAccess

/// `trysail board pci-scan sysfs FOLDER`, `… dump FILE`: what the program runs in another process, because libpci ends the one it is in
/// where what it reads makes no sense.
struct PCIScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pci-scan", abstract: "List PCI functions as JSON, by libpci.", shouldDisplay: false)

  @Argument
  var source: [String]

  func run() throws {
    let status = PCIScan.run(source)
    if status != 0 { throw ExitCode(status) }
  }
}
