import ArgumentParser
import Foundation
import SwitchPlatform

/// `trysail board new --like BOARD|FAMILY -o FILE`
struct BoardNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin a board file on one that is there.",
    discussion: """
      The new file is the other board's, with what differs for certain as TODO; it extends the other's family, where that has one. \
      'board check' accepts it, and tells each TODO as a warning (TODO01) until it is replaced. In Platforms/boards/VENDOR the folder is \
      the vendor.
      """)

  @Option(help: ArgumentHelp("The board that is most alike, or a family: family/NAME.", valueName: "board"))
  var like: String

  @Option(name: [.short, .customLong("output")], help: ArgumentHelp("The file to write; it must not be there.", valueName: "file"))
  var output: String

  @Option(help: "The platform's id, unique over all vendors.")
  var id: String?

  @Option(help: "The vendor, in lower case. Default: the folder's name, in Platforms/boards.")
  var vendor: String?

  @Option(help: "The product's name.")
  var product: String?

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    guard output.hasSuffix(".yaml") || output.hasSuffix(".yml") else {
      throw Terminal.failure("\(output): board files end in .yaml")
    }
    guard !FileManager.default.fileExists(atPath: output) else { throw Terminal.failure("\(output): is there already") }
    if let id, let other = catalog.boards.first(where: { $0.id == id }) {
      throw Terminal.failure("the id '\(id)' is that of \(other.vendor)/\(other.name)")
    }
    let folder = URL(fileURLWithPath: output).deletingLastPathComponent().path
    let scaffold = BoardScaffold(id: id, vendor: vendor ?? catalog.vendor(ofFolder: folder), product: product)
    let text: String
    do throws(CatalogError) {
      text = try self.text(scaffold, catalog)
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure(error.message)
    }
    try Files.makeFolder(folder)
    try Files.write(text, to: output)
    Terminal.print("\(output): written, on \(like); fill in its TODOs, then: trysail board check \(output)")
  }

  private func text(_ scaffold: BoardScaffold, _ catalog: Catalog) throws(CatalogError) -> String {
    let families = catalog.families
    if like.hasPrefix("family/") {
      guard families.path(like, output) != nil else {
        let names = families.names()
        throw CatalogError(message: "no family is named '\(like)'\(NearestName.choices(for: like, among: names, else: names, "families"))")
      }
      return scaffold.text(extending: like)
    }
    let path = try catalog.entry(named: like).path
    let model = try catalog.description(named: path)
    guard let source = families.text(path), let own = YAMLDocument.parse(source, file: path).node else {
      throw CatalogError(message: "\(path): cannot be read")
    }
    return scaffold.text(on: model, own: own)
  }
}
