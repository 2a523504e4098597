import ArgumentParser

/// Which switch.
struct BoardOption: ParsableArguments {
  @Option(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String
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
