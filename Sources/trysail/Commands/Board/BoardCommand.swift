import ArgumentParser

/// `trysail board …`
struct BoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "Work on board and chip files.",
    subcommands: [
      BoardCheck.self, BoardNew.self, BoardImport.self, BoardConvert.self, BoardSchemaCommand.self, BoardPagesCommand.self,
      BoardProbeCommand.self, BoardEvidence.self, BoardRead.self, PCIScanCommand.self
    ])
}
