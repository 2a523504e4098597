import ArgumentParser
import Foundation
import SwitchPlatform

/// `trysail board new --like BOARD -o FILE`
struct BoardNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin a board file on one that is there.",
    discussion: """
      The new file is the other board's, with what differs for certain as TODO. 'board check' accepts it, and tells each TODO as a warning \
      (TODO01) until it is replaced.
      """)

  @Option(help: ArgumentHelp("The board that is most alike.", valueName: "board"))
  var like: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The file to write; it must not be there.", valueName: "file"))
  var output: String

  @Option(help: "The platform's id, unique over all vendors.")
  var id: String?

  @Option(help: "The vendor, in lower case.")
  var vendor: String?

  @Option(help: "The product's name.")
  var product: String?

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    guard output.hasSuffix(".yaml") || output.hasSuffix(".yml") else {
      throw Terminal.failure("\(output): board files end in .yaml")
    }
    guard !FileManager.default.fileExists(atPath: output) else { throw Terminal.failure("\(output): is there already") }
    var board: BoardDescription
    do throws(CatalogError) {
      board = try catalog.description(named: like)
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure(error.message)
    }
    let model = board.platform
    board.platform.id = id ?? "TODO id, unique over all vendors"
    board.platform.vendor = vendor ?? "TODO vendor"
    board.platform.product = product ?? "TODO product"
    board.platform.match = nil
    board.platform.source = "TODO where the facts of this board are from"
    let text = BoardWriter.text(
      board,
      heading: [
        "\(product ?? "TODO"): begun on \(model.vendor) \(model.product).", "",
        "What is below is true of that board. Go through it section by section; Platforms/boards/README.md explains the keys.",
        "  platform  who makes it, and how a running box is known (match)",
        "  asics     the chip: a file of ../asics, or a name of the inventory",
        "  cages     the front panel, and which of the chip's lanes lead there",
        "  profiles  which breakout each cage has, and what ports are called",
        "'trysail board check' tells what is still TODO."
      ])
    try Files.makeFolder(URL(fileURLWithPath: output).deletingLastPathComponent().path)
    try Files.write(text, to: output)
    Terminal.print("\(output): written, on \(model.product)")
  }
}
