import ASICDriver
import ArgumentParser
import Foundation
import NOSConfiguration
import SimulatedSwitch
import SwitchControl
import SwitchModel
import SwitchPlatform

/// `trysail plan`: whether a configuration fits, before anybody buys.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Tell whether a configuration fits a switch, and what does not and why.",
    discussion: """
      Every row of the configuration is tried on the simulated chip, in the order of the file; what does not fit is left out and told, with \
      the resource that refused it. For each table: the pools it takes room in, how full they are, and what would still fit. '≈' marks room \
      that depends on the rows that come: keys that hash well, prefixes that lie together.

      With --all-chips the configuration is tried on every chip there is, on ports in the order of its PORT table.

      Exit status: 0 everything fits, 1 something does not, or an error, 64 wrong use.
      """)

  @Option(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String?

  @Flag(help: "Try every chip.")
  var allChips = false

  @OptionGroup var boot: BootOptions
  @OptionGroup var setup: ConfigurationOptions

  @Option(help: ArgumentHelp("Refused rows that are told one by one for each reason. Default: 1.", valueName: "rows"))
  var examples = 1

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if (board == nil) != allChips { throw ValidationError("One of --board and --all-chips is needed.") }
    if allChips, !boot.isStandard { throw ValidationError("--mode and --resize need --board: every chip has modes of its own.") }
    if examples < 0 { throw ValidationError("--examples: expected 0 or more, found \(examples).") }
  }

  func run() throws {
    let bytes = try Files.bytes(of: setup.config)
    let reports =
      try board.map { name in
        [try plan(try LoadedSwitch.platform(name, boot.choice), bytes, nil)]
      } ?? tryAll(bytes)
    let paint = Paint.output
    if json {
      Terminal.print(JSON.text(reports))
    } else {
      var texts = reports.map { $0.text(paint) }
      if allChips { texts.append(PlanReport.summary(reports, paint)) }
      Terminal.print(texts.joined(separator: "\n\n"))
    }
    if !reports.allSatisfy(\.fits) { throw ExitCode.failure }
  }

  /// Every chip in every mode.
  private func tryAll(_ bytes: [UInt8]) throws -> [PlanReport] {
    let (document, faults) = JSONDocument.parse(bytes: bytes, file: setup.config)
    guard let document else {
      Diagnostics.tell(faults)
      throw Terminal.failure("\(setup.config): \(Diagnostics.counts(faults)); nothing was run")
    }
    let catalog = try LoadedSwitch.catalog()
    var reports: [PlanReport] = []
    for entry in catalog.chips {
      var chips: [ASICDescription] = []
      do throws(CatalogError) {
        chips = [try catalog.chip(named: entry.path)]
        for mode in chips[0].modes where mode != chips[0].mode {
          chips.append(try catalog.chip(named: entry.path, boot: BootChoice(mode: mode)))
        }
      } catch {
        if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
        throw Terminal.failure(error.message)
      }
      for chip in chips {
        let ports = PlanPorts(chip, document)
        reports.append(try plan(ports.platform, bytes, ports))
      }
    }
    return reports
  }

  private func plan(_ platform: Platform, _ bytes: [UInt8], _ ports: PlanPorts?) throws -> PlanReport {
    let (configuration, routes) = try LoadedSwitch.read(
      bytes, adapted: ports?.document, file: setup.config, for: platform.board, setup.routes)
    let target: SimulatedSwitch
    do throws(SimulatedSwitchError) { target = try SimulatedSwitch(platform) } catch { throw Terminal.failure("\(error)") }
    let run = DryRun(of: configuration.transaction, on: target.control.device)
    return PlanReport(
      platform, run, configuration, notes: ports?.notes ?? [], routes: routes?.summary, rowsWritten: target.driver.rowsWritten,
      moves: target.driver.moves,
      examples: examples)
  }
}
