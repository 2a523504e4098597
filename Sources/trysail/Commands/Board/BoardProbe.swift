import ArgumentParser
import BoardProbe
import DeviceAccess
import Foundation
import SwitchPlatform

/// `trysail board probe`
struct BoardProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe", abstract: "Find out which board this host is.",
    discussion: """
      What PCI, USB, the I2C adapters and the firmware (DMI, device tree, ONIE's machine.conf) say is held against the boards that are \
      known. Nothing is written to any device. With --lspci, --usb, --evidence or --sysfs another host is looked at by its records; \
      this one is then left alone.
      """)

  @OptionGroup
  var host: HostOptions

  @Option(help: ArgumentHelp("Begin a board file on what was found; the file must not be there.", valueName: "file"))
  var draft: String?

  @Option(help: ArgumentHelp("Boards that are told at most.", valueName: "count"))
  var limit = 5

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit is \(limit); expected 1…1000.") }
    if let draft, !draft.hasSuffix(".yaml"), !draft.hasSuffix(".yml") {
      throw ValidationError("--draft: \(draft): board files end in .yaml.")
    }
  }

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    if let draft, FileManager.default.fileExists(atPath: draft) { throw Terminal.failure("\(draft): is there already") }
    let host = try Host(host)
    let boards = catalog.signatures { error in
      Diagnostics.tell(error.diagnostics)
      Terminal.complain(error.message)
    }
    let matches = BoardMatcher.matches(of: host.facts, among: boards)
    for note in host.notes { Terminal.complain(note) }
    Terminal.print(json ? JSON.text(ProbeReport(host.facts, matches.prefix(limit))) : text(host.facts, matches))
    guard let draft else { return }
    try Files.write(BoardDraft.text(host.facts, closest: matches.first, chip: catalog.inventory.chip(pci:)), to: draft)
    Terminal.complain("\(draft): written")
  }

  private func text(_ facts: MachineFacts, _ matches: [BoardMatch]) -> String {
    let paint = Paint.output
    var lines = ProbeText.found(facts, paint)
    lines.append("")
    guard !matches.isEmpty else {
      lines.append("No known board agrees in anything; --draft begins a file of this one.")
      return lines.joined(separator: "\n")
    }
    lines.append(paint.bold("closest boards"))
    for match in matches.prefix(limit) { lines += ProbeText.lines(match, paint) }
    if matches.count > limit { lines.append("  … and \((matches.count - limit).grouped) more, of which less agrees") }
    return lines.joined(separator: "\n")
  }
}
