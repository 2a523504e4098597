import ArgumentParser
import Foundation
import PlatformCheck
import PlatformFormats
import PlatformImport
import SwitchPlatform

/// `trysail board import PATH -o FOLDER`
struct BoardImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make board files of other projects' descriptions.",
    discussion: """
      Knows SONiC, FBOSS, OPX, OpenSwitch and Stratum by what is in the folder, and makes a board of each platform that it finds. Each \
      fact has its source, file and line. What is left out is told, and stands at the end of the file. A board file with errors is not \
      written, and a file that is there is not overwritten without --force.
      """)

  @Argument(help: ArgumentHelp("A folder with descriptions of one project or several.", valueName: "path"))
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
    let kinds = Recognition.kinds(of: tree).map { $0.name }
    let importers = BoardImporters.all.filter { kinds.contains($0.name) }
    guard !importers.isEmpty else {
      throw Terminal.failure("\(path): no description that boards can be made of; expected one of \(BoardImporters.names)")
    }
    let catalog = try LoadedSwitch.catalog()
    let known = catalog.knownChips
    var hasFailed = false
    for importer in importers {
      let boards = importer.boards(of: tree)
      if boards.isEmpty {
        Terminal.complain("\(path): is of \(importer.name), and has no whole board")
        hasFailed = true
      }
      for name in boards {
        do throws(ImportFault) {
          if try !write(importer.board(name, of: tree, chip: chip, chips: known), known) { hasFailed = true }
        } catch {
          Terminal.complain(error.message)
          hasFailed = true
        }
      }
    }
    if hasFailed { throw ExitCode.failure }
  }

  /// - Returns: Whether the board's file is written.
  private func write(_ imported: ImportedBoard, _ known: KnownChips) throws(ImportFault) -> Bool {
    let board = imported.board
    let file = "\(output)/\(board.platform.id).yaml"
    let text = imported.text
    let diagnostics = BoardLoader.describe(text: text, file: file, chips: known).diagnostics
    if diagnostics.contains(where: { $0.severity == .error }) {
      Diagnostics.tell(diagnostics, excerpts: false)
      Terminal.complain("\(file): not written: the board has errors")
      return false
    }
    if !force, FileManager.default.fileExists(atPath: file) {
      Terminal.complain("\(file): is there already; --force overwrites")
      return false
    }
    guard (try? Files.makeFolder(output)) != nil, (try? Files.write(text, to: file)) != nil else {
      throw ImportFault(message: "\(file): cannot be written")
    }
    for remark in imported.remarks { Terminal.print(remark) }
    Terminal.print("\(file): \(counted(board.cages.count, "cage")), \(counted(board.profiles.count, "profile"))")
    return true
  }
}
