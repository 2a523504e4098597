import ArgumentParser
import SwitchPlatform

/// `trysail board schema`
struct BoardSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema (2020-12) of board files.",
    discussion: "For editors, which complete and underline by it. It says what a file can look like; 'board check' says what is wrong.")

  func run() { Terminal.print(String(JSONSchemaWriter.boardSchema().dropLast())) }
}
