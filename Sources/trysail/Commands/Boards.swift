import ArgumentParser
import SwitchPlatform

/// `trysail boards [NAME]`: what there is, or the ports of one.
struct Boards: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the boards that are known, or one board's ports.",
    discussion: "Lanes are the chip's, from 1: on a chip of a lane a port, switch port 8 of a device tree is lane 9.")

  @Argument(help: ArgumentHelp("A board, or the path of a board file (.yaml): its ports.", valueName: "board"))
  var name: String?

  @Option(help: "The board's profile. Default: the one that the file says.")
  var profile: String?

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
    /// The share (0…1) of the chip file's numbers that are assumptions; `nil`: no chip file, so that the board cannot be simulated.
    var assumedShare: Double?
  }

  func validate() throws {
    if profile != nil, name == nil { throw ValidationError("--profile needs a board.") }
  }

  func run() throws {
    let catalog = try LoadedSwitch.catalog()
    if let name {
      let list: BoardPortList
      do throws(CatalogError) {
        list = try BoardPortList(try catalog.description(named: name), profile: profile, inventory: catalog.inventory)
      } catch {
        if !error.diagnostics.isEmpty { Diagnostics.tell(error.diagnostics) }
        throw Terminal.failure(error.message)
      }
      Terminal.print(json ? JSON.text(list) : list.text(Paint.output))
      return
    }
    var entries: [Entry] = []
    var isComplete = true
    let chips = Set(catalog.chips.map(\.name))
    var shares: [String: Double] = [:]
    for board in catalog.boards {
      do throws(CatalogError) {
        let description = try catalog.description(named: board.path)
        let chip = description.asics.count == 1 ? description.asics.first?.chip : nil
        if let chip, chips.contains(chip) {
          if shares[chip] == nil { shares[chip] = try catalog.chip(named: chip).provenance.shareAssumed }
          entries.append(Entry(description, name: board.name, assumedShare: shares[chip]))
        } else {
          entries.append(Entry(description, name: board.name, assumedShare: nil))
        }
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
      table.add([
        entry.name, entry.vendor, entry.product, entry.chip, entry.ports.grouped, speeds, entry.assumedShare?.percent ?? "described"
      ])
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
  init(_ board: BoardDescription, name: String, assumedShare: Double?) {
    let ports = board.defaultProfile.map { board.ports(of: $0) }?.filter { $0.lanes.space == nil } ?? []
    let speeds = Dictionary(grouping: ports, by: \.speed).sorted { $0.key > $1.key }
    self.init(
      name: name, vendor: board.platform.vendor, product: board.platform.product, id: board.platform.id,
      chip: board.asics.map(\.chip).joined(separator: ", "), ports: ports.count,
      speeds: speeds.map { Speed(ports: $0.value.count, speed: $0.key) }, assumedShare: assumedShare)
  }
}
