import ArgumentParser
import SwitchPlatform

/// Which switch.
struct BoardOption: ParsableArguments {
  @Option(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String

  @Option(help: "The board's profile: its choice of breakouts and names. Default: the one that the file says.")
  var profile: String?

  @OptionGroup var boot: BootOptions
}

/// How the chip's memories are shared out.
struct BootOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How the chip's memories are shared out: one of the chip file's modes.", valueName: "mode"))
  var mode: String?

  @Option(
    help: ArgumentHelp(
      "Another size for a memory of one of the chip file's pools: words of an SRAM, blocks of a TCAM. May be repeated.",
      valueName: "memory=size"))
  var resize: [String] = []

  func validate() throws {
    for text in resize where BootOptions.size(text) == nil { throw ValidationError("--resize: expected MEMORY=SIZE, found '\(text)'.") }
  }

  var isStandard: Bool { mode == nil && resize.isEmpty }

  var choice: BootChoice {
    BootChoice(mode: mode, sizes: Dictionary(resize.compactMap(BootOptions.size)) { _, last in last })
  }

  private static func size(_ text: String) -> (String, Int)? {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let size = Int(parts[1]), size > 0 else { return nil }
    return (String(parts[0]), size)
  }
}

/// What is on a switch that forwards: a configuration is needed.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: ConfigurationOptions.configHelp)
  var config: String

  @OptionGroup var routes: RouteOptions

  static let configHelp = ArgumentHelp("SONiC's configuration (CONFIG_DB) as JSON.", valueName: "file")
}

/// What is on a switch to look at: without a configuration, what is there after power-on.
struct OptionalConfigurationOptions: ParsableArguments {
  @Option(help: ConfigurationOptions.configHelp)
  var config: String?

  @OptionGroup var routes: RouteOptions

  func validate() throws {
    if routes.routes != nil, config == nil { throw ValidationError("--routes needs --config: the routes' next hops are its neighbors.") }
  }
}

/// A list of routes beside the configuration.
struct RouteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Routes, one prefix a line ('prefix<TAB>anything', ';' and '#' begin comments); '-' reads the standard input. They are spread \
      over the configured neighbors, always alike.
      """, valueName: "file"))
  var routes: String?

  @Option(name: .customLong("spread-ecmp"), help: ArgumentHelp("Spread the routes over groups of so many neighbors.", valueName: "members"))
  var groupSize: Int?

  func validate() throws {
    guard let groupSize else { return }
    guard routes != nil else { throw ValidationError("--spread-ecmp needs --routes.") }
    guard (2...1024).contains(groupSize) else { throw ValidationError("--spread-ecmp: expected 2 to 1,024 members, found \(groupSize).") }
  }
}
