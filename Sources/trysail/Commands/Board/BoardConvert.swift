import ArgumentParser
import Foundation
import PlatformImport
import SwitchPlatform

/// `trysail board convert --to sonic BOARD -o FOLDER`
struct BoardConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Write a board in another project's terms.",
    discussion: """
      'sonic': a platform directory with platform.json, default_sku, platform_asic, and port_config.ini, hwsku.json and sai.profile for each profile. \
      Files that are there are not overwritten without --force.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case sonic
  }

  @Option(help: "The other project: sonic.")
  var to: Format

  @Argument(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String

  @Flag(help: "Overwrite files that are there.")
  var force = false

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    let description: BoardDescription
    do throws(CatalogError) {
      description = try catalog.description(named: board)
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure(error.message)
    }
    let files = SONiCWriter(description, inventory: catalog.inventory).files
    // All or nothing.
    if !force, let there = files.first(where: { FileManager.default.fileExists(atPath: "\(output)/\($0.path)") }) {
      throw Terminal.failure("\(output)/\(there.path): is there already; --force overwrites")
    }
    for file in files {
      let path = "\(output)/\(file.path)"
      try Files.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      try Files.write(file.text, to: path)
    }
    Terminal.print("\(output): \(counted(files.count, "file")) written")
  }
}
