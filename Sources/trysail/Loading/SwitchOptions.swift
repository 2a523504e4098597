import ArgumentParser

/// Which switch, and what is on it.
struct SwitchOptions: ParsableArguments {
  @Option(help: "The board: a name as 'trysail boards' lists it, or the path of a board file (.yaml).")
  var board: String

  @Option(help: ArgumentHelp("SONiC's configuration (CONFIG_DB) as JSON.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      """
      Routes, one prefix a line ('prefix<TAB>anything', ';' and '#' begin comments); '-' reads the standard input. They are spread \
      over the configured neighbors, always alike.
      """, valueName: "file"))
  var routes: String?

  @Option(help: ArgumentHelp("Spread the routes over next-hop groups of so many neighbors.", valueName: "members"))
  var spreadECMP: Int?

  func validate() throws {
    if routes != nil, config == nil { throw ValidationError("--routes needs --config: the routes' next hops are its neighbors.") }
    if let spreadECMP {
      guard routes != nil else { throw ValidationError("--spread-ecmp needs --routes.") }
      guard (2...1024).contains(spreadECMP) else { throw ValidationError("--spread-ecmp: expected 2 to 1024 members, found \(spreadECMP).") }
    }
  }
}

/// Options that need a configuration.
struct ConfiguredSwitchOptions: ParsableArguments {
  @OptionGroup var target: SwitchOptions

  func validate() throws {
    if target.config == nil { throw ValidationError("Missing expected argument '--config <file>'") }
  }
}
