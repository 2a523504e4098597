import ArgumentParser
import SwitchPlatform

/// `trysail chips [NAME]`: which chips there are, or all of one.
struct Chips: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the chips that are known, or one chip's tables.",
    discussion: "'assumed' is the share of a chip file's numbers that nobody has published: the model's own.")

  @Argument(help: ArgumentHelp("A chip, or the path of a chip file (.yaml): its tables.", valueName: "chip"))
  var name: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    if let name {
      let detail: ChipDetail
      do throws(CatalogError) { detail = ChipDetail(try catalog.chip(named: name)) } catch {
        if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
        throw Terminal.failure(error.message)
      }
      Terminal.print(json ? JSON.text(detail) : detail.text(Paint.output))
      return
    }
    var entries: [ChipSummary] = []
    var isComplete = true
    for chip in catalog.chips {
      do throws(CatalogError) { entries.append(ChipSummary(try catalog.chip(named: chip.path))) } catch {
        if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
        Terminal.complain(error.message)
        isComplete = false
      }
    }
    Terminal.print(json ? JSON.text(entries) : ChipSummary.text(entries, Paint.output))
    if !isComplete { throw ExitCode.failure }
  }
}
