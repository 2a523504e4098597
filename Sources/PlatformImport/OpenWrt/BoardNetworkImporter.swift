public import PlatformFormats
public import SwitchPlatform

/// A board of a `02_network` as one of ours, where its device tree is not at hand: its chip has to be named.
///
/// Ports that a switch of the script numbers are on the lanes of these numbers. Of interfaces only the order is known: their lanes are
/// assumed, and the board says so.
public struct BoardNetworkImporter {
  public private(set) var board: BoardDescription
  public private(set) var remarks: [String] = []

  private struct Port {
    var name: String
    var lane: Int
    var role: BoardProfile.Role?
    var label: String
    var line: UInt32
  }

  /// - Throws: Where the board has no ports.
  public init(_ own: BoardNetwork.Board, of network: BoardNetwork, chip: String, chips: KnownChips) throws(ImportFault) {
    let place = "02_network:\(own.position.line)"
    let name = String(own.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) ? $0 : "_" })
    var identity = BoardIdentity(
      id: name, vendor: own.name.split(separator: ",").first.map { $0.lowercased() } ?? "unknown", product: own.name)
    identity.match = .mapping([.init("compatible", .text(own.name))])
    identity.source = "OpenWrt \(place)"
    board = BoardDescription(platform: identity)
    var asic = BoardASIC(name: "npu0", chip: chip)
    asic.source = "the command line"
    let limit = chips.ports(chip)?.lanes ?? chips.inventory.chip(named: chip)?.lanes ?? 64
    let speed = min(1000, chips.ports(chip)?.maximumSpeed ?? chips.inventory.chip(named: chip)?.maximumSpeed ?? 1000)
    var ports: [Port] = []
    if let first = own.switches.first {
      for other in own.switches.dropFirst() { remarks.append("\(place): switch '\(other.name)' is left out: a board has one") }
      for port in first.ports {
        if let device = port.device {
          if !asic.cpu.contains(where: { $0.port == port.number || $0.interface == device }) {
            asic.cpu.append(BoardASIC.CPUPort(port: port.number, interface: device))
          }
        } else if let role = port.role {
          let count = ports.filter { $0.name.hasPrefix(role) }.count
          ports.append(
            Port(
              name: role == "wan" && count == 0 ? "wan" : "\(role)\(port.index ?? count + 1)", lane: port.number + 1,
              role: ["lan": .lan, "wan": .wan][role], label: port.index.map(String.init) ?? "\(role)\(count + 1)", line: port.position.line)
          )
        }
      }
      board.sources["cages"] = "OpenWrt \(place); lane = switch port + 1"
    } else {
      for (words, role) in [(own.lan, BoardProfile.Role.lan), (own.wan, .wan)] {
        for word in words {
          ports.append(Port(name: word.text, lane: ports.count + 1, role: role, label: word.text, line: word.position.line))
        }
      }
      board.sources["cages"] = "OpenWrt \(place); lanes are assumed, in the order of the names"
      if !ports.isEmpty { remarks.append("\(place): lanes are assumed: the script does not say which switch port an interface is") }
    }
    var profile = BoardProfile(name: "default")
    (profile.isDefault, profile.alias) = (true, "Ethernet{cage-1}")
    var (names, lanes): (Set<String>, Set<Int>) = ([], [])
    for port in ports {
      guard port.lane <= limit, !asic.cpu.contains(where: { $0.port + 1 == port.lane }) else {
        remarks.append(
          "02_network:\(port.line): port '\(port.name)' is left out: the chip has \(limit) lanes, or the port leads to the CPU")
        continue
      }
      guard !port.name.contains("{"), !port.name.contains("}"), names.insert(port.name).inserted, lanes.insert(port.lane).inserted else {
        remarks.append("02_network:\(port.line): port '\(port.name)' is left out: its name or lane is another's")
        continue
      }
      let number = board.cages.count + 1
      let mode = DeviceTreeSpeed.mode(speed, isFibre: false)
      board.cages.append(
        Cage(number: number, kind: .rj45, label: port.label, lanes: LaneList(asic: "npu0", lanes: [port.lane]), breakouts: [mode]))
      var choice = BoardProfile.Choice(cage: number, breakout: mode)
      (choice.names, choice.role, choice.autoneg) = ([port.name], port.role, true)
      profile.choices.append(choice)
    }
    guard !board.cages.isEmpty else { throw ImportFault(message: "\(network.file):\(own.position.line): '\(own.name)' has no ports") }
    if let budget = own.poeBudget, budget > 0 { board.poe = PowerOverEthernet(budget: budget) }
    for word in own.unread { remarks.append("02_network:\(word.position.line): '\(word.text.prefix(60))' is left out: it is no port") }
    for call in own.others { remarks.append("02_network:\(call.name.position.line): '\(call.name.text)' is left out") }
    board.asics = [asic]
    board.profiles = [profile]
  }

  /// The board's file.
  public var text: String {
    BoardWriter.text(
      board, heading: ["\(board.platform.product), imported from OpenWrt's board.d/02_network; kinds and speeds of its ports are assumed."],
      remarks: remarks.isEmpty ? [] : ["Not taken over:"] + remarks)
  }
}
