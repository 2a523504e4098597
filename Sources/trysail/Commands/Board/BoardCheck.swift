import ArgumentParser
import SwitchPlatform

/// `trysail board check FILE…`
struct BoardCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check board and chip files.",
    discussion: "A file's 'schema:' tells what it is. Every fault of every file is told with its line and column; any error gives status 1."
  )

  @Argument(help: ArgumentHelp("Board and chip files (.yaml).", valueName: "file"))
  var files: [String]

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    var hasErrors = false
    for file in files {
      do throws(CatalogError) {
        let diagnostics = try catalog.check(path: file)
        let isFaulty = diagnostics.contains { $0.severity == .error }
        if !diagnostics.isEmpty { Diagnostics.tell(diagnostics) }
        if isFaulty { Terminal.complain("\(file): \(Diagnostics.counts(diagnostics))") } else { Terminal.print("\(file): ok") }
        hasErrors = hasErrors || isFaulty
      } catch {
        Terminal.complain(error.description)
        hasErrors = true
      }
    }
    if hasErrors { throw ExitCode.failure }
  }
}
