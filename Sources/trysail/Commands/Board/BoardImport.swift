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
      Knows SONiC, FBOSS, OPX, OpenSwitch and Stratum by what is in the folder, and makes a board of each platform that it finds; of \
      OpenWrt it reads device trees (.dts) and board.d/02_network, the one for the roles of the other's ports with --network. Each fact \
      has its source, file and line. What is left out is told, and stands at the end of the file. A board file with errors is not \
      written, and a file that is there is not overwritten without --force.
      """)

  @Argument(help: ArgumentHelp("A folder with descriptions of one project or several, a .dts file, or a 02_network.", valueName: "path"))
  var path: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output: String

  @Option(help: "The ASICs' chip, where the files do not tell.")
  var chip: String?

  @Option(help: ArgumentHelp("OpenWrt's 02_network, for the ports of device trees.", valueName: "file"))
  var network: String?

  @Flag(help: "Overwrite files that are there.")
  var force = false

  /// A board that a description made, and what is told of it.
  private struct Made {
    var text: String
    var board: BoardDescription
    var remarks: [String]
  }

  /// What one board is made of.
  private enum Source {
    case project(any BoardImporter.Type, String, FileTree)
    case tree(String, FileTree, roles: BoardNetwork?)
    case script(BoardNetwork.Board, BoardNetwork, chip: String)
  }

  func run() throws {
    let known = try LoadedSwitch.catalog().knownChips
    var hasFailed = false
    for source in try sources(&hasFailed) {
      do throws(ImportFault) {
        if try !write(make(source, known), known) { hasFailed = true }
      } catch {
        Terminal.complain(error.message)
        hasFailed = true
      }
    }
    if hasFailed { throw ExitCode.failure }
  }

  private func sources(_ hasFailed: inout Bool) throws -> [Source] {
    let roles = try network.map { try BoardImport.script($0) }
    let folder = FileTree(root: path)
    if folder.kind("") == .file {
      let name = FileTree.lastName(of: path)
      if name.hasSuffix(".dts") { return [.tree(name, BoardImport.folder(of: path), roles: roles)] }
      let script = try BoardImport.script(path)
      guard let chip else { throw Terminal.failure("\(path): which chip its boards have is not said there; name it with --chip") }
      return script.boards.filter { $0.name != "*" && $0.hasPorts }.map { .script($0, script, chip: chip) }
    }
    guard folder.kind("") == .folder else { throw Terminal.failure("\(path): no such folder or file") }
    let kinds = Recognition.kinds(of: folder).map { $0.name }
    var sources: [Source] = []
    for importer in BoardImporters.all where kinds.contains(importer.name) {
      let boards = importer.boards(of: folder)
      if boards.isEmpty {
        Terminal.complain("\(path): is of \(importer.name), and has no whole board")
        hasFailed = true
      }
      sources += boards.map { .project(importer, $0, folder) }
    }
    if sources.isEmpty, !hasFailed { sources = folder.allFiles().filter { $0.hasSuffix(".dts") }.map { .tree($0, folder, roles: roles) } }
    guard !sources.isEmpty || hasFailed else {
      throw Terminal.failure("\(path): no description that boards can be made of; expected one of \(BoardImporters.names), or device trees")
    }
    return sources
  }

  private func make(_ source: Source, _ known: KnownChips) throws(ImportFault) -> Made {
    switch source {
    case .project(let importer, let name, let folder):
      let imported = try importer.board(name, of: folder, chip: chip, chips: known)
      return Made(text: imported.text, board: imported.board, remarks: imported.remarks)
    case .tree(let name, let folder, let roles):
      let (tree, diagnostics) = DeviceTree.read(name, in: folder)
      guard let tree else { throw ImportFault(message: diagnostics.map(\.description).joined(separator: "\n")) }
      let imported = try DeviceTreeImporter(tree, chip: chip, network: roles, chips: known)
      return Made(text: imported.text, board: imported.board, remarks: imported.remarks)
    case .script(let board, let script, let chip):
      let imported = try BoardNetworkImporter(board, of: script, chip: chip, chips: known)
      return Made(text: imported.text, board: imported.board, remarks: imported.remarks)
    }
  }

  private static func folder(of path: String) -> FileTree {
    let folder = FileTree.folder(of: path)
    return FileTree(root: !folder.isEmpty ? folder : path.hasPrefix("/") ? "/" : ".")
  }

  private static func script(_ path: String) throws -> BoardNetwork {
    let (network, diagnostics) = BoardNetwork.parse(try folder(of: path).file(FileTree.lastName(of: path)))
    guard let network else { throw Terminal.failure(diagnostics.map(\.description).joined(separator: "\n")) }
    return network
  }

  /// - Returns: Whether the board's file is written.
  private func write(_ made: Made, _ known: KnownChips) throws(ImportFault) -> Bool {
    let file = "\(output)/\(made.board.platform.id).yaml"
    let diagnostics = BoardLoader.describe(text: made.text, file: file, chips: known).diagnostics
    if diagnostics.contains(where: { $0.severity == .error }) {
      Diagnostics.tell(diagnostics, excerpts: false)
      Terminal.complain("\(file): not written: the board has errors")
      return false
    }
    if !force, FileManager.default.fileExists(atPath: file) {
      Terminal.complain("\(file): is there already; --force overwrites")
      return false
    }
    guard (try? Files.makeFolder(output)) != nil, (try? Files.write(made.text, to: file)) != nil else {
      throw ImportFault(message: "\(file): cannot be written")
    }
    for remark in made.remarks { Terminal.print(remark) }
    Terminal.print("\(file): \(counted(made.board.cages.count, "cage")), \(counted(made.board.profiles.count, "profile"))")
    return true
  }
}
