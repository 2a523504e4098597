import ArgumentParser
import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform

/// `trysail board check PATH…`
struct BoardCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check board and chip files, and descriptions of other projects.",
    discussion: """
      A path is a file or a folder. What it is is told by its content: board and chip files by their 'schema:', SONiC's device folders by \
      their files. Every fault is told with its line and column. Any error gives status 1; warnings do with --strict.
      """
  )

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "path"))
  var paths: [String] = []

  @Option(help: ArgumentHelp("Print what a rule means, and how to mend what it finds.", valueName: "rule"))
  var explain: String?

  @Option(help: ArgumentHelp("A YAML list of accepted findings: {rule, where, why}.", valueName: "file"))
  var waivers: String?

  @Flag(help: "Warnings give status 1 too.")
  var strict = false

  @Flag(help: "Tell notes, too; otherwise they are only counted.")
  var notes = false

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print a SARIF 2.1.0 log.")
  var sarif = false

  @Flag(help: "Print GitHub's workflow commands.")
  var github = false

  func validate() throws {
    guard explain == nil else { return }
    if paths.isEmpty { throw ValidationError("Missing expected argument '<path> ...'") }
    if [json, sarif, github].count(where: { $0 }) > 1 { throw ValidationError("Only one of --json, --sarif and --github can be given.") }
  }

  private var isForPrograms: Bool { json || sarif || github }

  func run() throws {
    if let explain { return try tell(page: explain) }
    let list = try waiverList()
    let catalog = try LoadedSwitch.catalog()
    var (all, waived, hasFailed): ([Diagnostic], [Waivers.Waived], Bool) = ([], [], false)
    let boards = catalog.boards
    for path in paths {
      for var checked in BoardPath.check(path, catalog) {
        if checked.kind == nil, !checked.isUnread {
          checked.diagnostics = catalog.placeFaults(of: checked.path, among: boards) + checked.diagnostics
        }
        if let fault = checked.fault {
          Terminal.complain(fault)
          hasFailed = true
        } else if isForPrograms || list != nil {
          all += checked.diagnostics
        } else {
          tell(checked)
          all += checked.diagnostics
        }
      }
    }
    if let list {
      (all, waived) = list.apply(to: all)
      if !isForPrograms { tell(BoardPath.Checked(path: paths.joined(separator: " "), kind: nil, diagnostics: all), waived: waived.count) }
    }
    if json { Terminal.print(MachineText.json(all, waived)) }
    if sarif { Terminal.print(SARIF.text(all, waived, pages: RulePages.all)) }
    if github, !all.isEmpty { Terminal.print(MachineText.workflowCommands(all)) }
    if hasFailed || all.contains(where: { $0.severity == .error || strict && $0.severity == .warning }) { throw ExitCode.failure }
  }

  private func waiverList() throws -> Waivers? {
    guard let waivers else { return nil }
    let url = URL(fileURLWithPath: waivers)
    do throws(CatalogError) {
      let tree = FileTree(root: url.deletingLastPathComponent().path)
      return Waivers(text: try tree.file(url.lastPathComponent).text, file: waivers)
    } catch {
      throw Terminal.failure(error.message)
    }
  }

  private func tell(_ checked: BoardPath.Checked, waived: Int = 0) {
    let shown = checked.diagnostics.filter { notes || $0.severity != .note }
    if !shown.isEmpty { Diagnostics.tell(shown, withRelated: true) }
    if checked.isUnread {
      Terminal.print("\(checked.path): \(counted(checked.diagnostics.count, "file")) of no project, not checked")
      return
    }
    let (errors, warnings) = (checked.count(.error), checked.count(.warning))
    var counts = Diagnostics.counts(checked.diagnostics)
    if checked.count(.note) > 0 { counts += ", \(counted(checked.count(.note), "note"))" }
    if waived > 0 { counts += ", \(waived) waived" }
    let name = checked.kind.map { "\(checked.path) (\($0))" } ?? checked.path
    if errors > 0 || strict && warnings > 0 {
      Terminal.complain("\(name): \(counts)")
    } else {
      Terminal.print(checked.diagnostics.isEmpty && waived == 0 ? "\(name): ok" : "\(name): ok (\(counts))")
    }
  }

  private func tell(page id: String) throws {
    guard let page = RulePages.page(id) else {
      let known = RulePages.all.map(\.id)
      throw Terminal.failure("no rule is called '\(id)'\(NearestName.choices(for: id, among: known, else: known, "rules"))")
    }
    Terminal.print("\(Paint.output.bold("\(page.id)  \(page.title)")) (\(page.severity.rawValue))\n\n\(page.text)")
  }
}
