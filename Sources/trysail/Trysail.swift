import ArgumentParser

@main
struct Trysail: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A switch in everybody's reach: real configurations and real packets through a simulated switch chip.",
    discussion: """
      Board and chip files are found in the folder 'Platforms' beside or above the program or the current folder, or in \
      $TRYSAIL_PLATFORMS. Text is coloured on a terminal, unless $NO_COLOR is set.

      Exit status: 0 success, 1 error, 64 wrong use; 'explain' has more.
      """,
    subcommands: [
      Simulate.self, Explain.self, Show.self, PlanCommand.self, Traffic.self, Flips.self, ASICCommand.self, Boards.self, BoardCommand.self,
      Chips.self, TimingCommand.self
    ])
}
