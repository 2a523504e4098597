import ArgumentParser
import Foundation
import PlatformFormats
import PlatformImport
import SwitchPlatform

/// `trysail board import PATH -o FOLDER`
struct BoardImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make board files of SONiC's platform folders.",
    discussion: """
      Takes ASICs, cages and hardware SKUs. What is left out is told, and stands at the end of the file. A board file with errors is not \
      written, and a file that is there is not overwritten without --force.
      """)

  @Argument(help: ArgumentHelp("A platform's folder, or one that contains some.", valueName: "path"))
  var path: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String

  @Option(help: "The ASICs' chip, where the files do not tell.")
  var chip: String?

  @Flag(help: "Overwrite files that are there.")
  var force = false

  func run() throws {
    let tree = FileTree(root: path)
    guard tree.kind("") == .folder else { throw Terminal.failure("\(path): no such folder") }
    let folders = SONiCPlatform.folders(in: tree)
    guard !folders.isEmpty else { throw Terminal.failure("\(path): no platform folders of SONiC") }
    let catalog = try LoadedSwitch.catalog()
    let known = catalog.knownChips
    var hasFailed = false
    for folder in folders {
      let platform = SONiCPlatform(tree, folder: folder)
      do throws(SONiCImporter.Fault) {
        let imported = try SONiCImporter(platform, chip: chip, inventory: catalog.inventory)
        let file = "\(output)/\(platform.name).yaml"
        let text = imported.text
        let diagnostics = BoardLoader.describe(text: text, file: file, chips: known).diagnostics
        if diagnostics.contains(where: { $0.severity == .error }) {
          Diagnostics.tell(diagnostics, excerpts: false)
          Terminal.complain("\(file): not written: the board has errors")
          hasFailed = true
        } else if !force, FileManager.default.fileExists(atPath: file) {
          Terminal.complain("\(file): is there already; --force overwrites")
          hasFailed = true
        } else {
          guard (try? Files.makeFolder(output)) != nil, (try? Files.write(text, to: file)) != nil else {
            throw SONiCImporter.Fault(message: "\(file): cannot be written")
          }
          for remark in imported.remarks { Terminal.print(remark) }
          Terminal.print("\(file): \(counted(imported.board.cages.count, "cage")), \(counted(imported.board.profiles.count, "profile"))")
        }
      } catch {
        Terminal.complain(error.message)
        hasFailed = true
      }
    }
    if hasFailed { throw ExitCode.failure }
  }
}
