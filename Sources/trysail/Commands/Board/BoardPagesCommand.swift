import ArgumentParser
import Foundation
import SwitchPlatform

/// `trysail board pages`
struct BoardPagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pages", abstract: "Write HARDWARE.md, and a page with a drawing for each board.",
    discussion: "The pages are beside the board files. With --check nothing is written, and pages that are stale give status 1.")

  @Option(
    name: [.short, .customLong("output")],
    help: ArgumentHelp("The folder that has 'Platforms' in it; default that of the catalog.", valueName: "folder"))
  var output: String?

  @Flag(help: "Only tell which pages are stale.")
  var check = false

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    let root = output ?? URL(fileURLWithPath: catalog.folder).deletingLastPathComponent().path
    let files: [BoardPages.File]
    do throws(CatalogError) {
      files = try BoardPages(catalog).files()
    } catch {
      if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
      throw Terminal.failure(error.message)
    }
    let wanted = Set(files.map(\.path))
    var stale = files.filter { FileManager.default.contents(atPath: "\(root)/\($0.path)") != Data($0.text.utf8) }.map(\.path)
    let orphans = BoardPagesCommand.pages(in: root).filter { !wanted.contains($0) }
    if check {
      stale += orphans
      for path in stale { Terminal.complain("\(path): stale; 'make pages' writes it anew") }
      if !stale.isEmpty { throw ExitCode.failure }
      Terminal.print("\(counted(files.count, "page")) up to date")
      return
    }
    for file in files where stale.contains(file.path) {
      let path = "\(root)/\(file.path)"
      try Files.makeFolder(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      try Files.write(file.text, to: path)
    }
    for path in orphans { try? FileManager.default.removeItem(atPath: "\(root)/\(path)") }
    Terminal.print("\(counted(files.count, "page")), \(stale.count + orphans.count) of them changed")
  }

  /// Pages and drawings in the vendors' folders, of boards that are no more included.
  private static func pages(in root: String) -> [String] {
    let base = "\(root)/Platforms/boards"
    let vendors = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return vendors.sorted().flatMap { vendor in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(base)/\(vendor)")) ?? []).sorted()
        .filter { ($0.hasSuffix(".md") || $0.hasSuffix(".svg")) && $0 != "README.md" }.map { "Platforms/boards/\(vendor)/\($0)" }
    }
  }
}
