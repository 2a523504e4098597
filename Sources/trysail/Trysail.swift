import ArgumentParser

@main
struct Trysail: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "A switch in everybody's reach.")
}
