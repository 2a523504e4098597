import ArgumentParser
import SwitchPlatform

/// `trysail boards`: what there is.
struct Boards: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the boards that are known.")

  @Flag(help: "Print JSON.")
  var json = false

  struct Entry: Codable {
    struct Speed: Codable {
      var ports: Int
      /// - Unit: Mb/s.
      var speed: UInt32
    }

    var name: String
    var vendor: String
    var product: String
    var id: String
    var chip: String
    var ports: Int
    var speeds: [Speed]
    /// The share (0…1) of the chip file's numbers that are assumptions.
    var assumedShare: Double
  }

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    var entries: [Entry] = []
    var isComplete = true
    for board in catalog.boards {
      do throws(CatalogError) {
        entries.append(Entry(try catalog.platform(named: board.path), name: board.name))
      } catch {
        if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
        Terminal.complain(error.message)
        isComplete = false
      }
    }
    Terminal.print(json ? JSON.text(entries) : text(entries))
    if !isComplete { throw ExitCode.failure }
  }

  private func text(_ entries: [Entry]) -> String {
    var table = TextTable(
      [.left, .left, .left, .left, .right, .left, .right],
      header: ["board", "vendor", "product", "chip", "ports", "speeds", "chip assumed"], indent: 0)
    for entry in entries {
      let speeds = entry.speeds.map { "\($0.ports) × \(Boards.speed($0.speed))" }.joined(separator: ", ")
      table.add([entry.name, entry.vendor, entry.product, entry.chip, entry.ports.grouped, speeds, entry.assumedShare.percent])
    }
    return table.lines(Paint.output).joined(separator: "\n")
  }

  /// Mb/s as people say it: `100G`, `2.5G`, `100M`.
  static func speed(_ megabits: UInt32) -> String {
    if megabits >= 1000, megabits % 1000 == 0 { return "\(megabits / 1000)G" }
    if megabits >= 1000, megabits % 100 == 0 { return "\(megabits / 1000).\(megabits / 100 % 10)G" }
    return "\(megabits)M"
  }
}

extension Boards.Entry {
  init(_ platform: Platform, name: String) {
    let board = platform.board
    let speeds = Dictionary(grouping: board.ports, by: \.speed).sorted { $0.key > $1.key }
    self.init(
      name: name, vendor: board.vendor, product: board.product, id: board.id, chip: board.chip, ports: board.ports.count,
      speeds: speeds.map { Speed(ports: $0.value.count, speed: $0.key) }, assumedShare: platform.asic.provenance.shareAssumed)
  }
}
