import SwitchControl
import SwitchModel
import SwitchPlatform

/// A port with what else is known of it while the file is read.
struct PortDraft {
  let board: BoardPort
  var port: Port
  /// SONiC's MTU: the IP packet.
  ///
  /// - Unit: bytes. Default: 9100, SONiC's.
  var mtu: UInt16 = PortDraft.defaultMTU
  var provenance = Provenance.none
  /// Whether the PORT table names it.
  var isConfigured = false
  /// Whether its absence from the PORT table was reported.
  var isAbsenceReported = false
  /// The VLAN of its untagged membership, and the entry that says so.
  var untagged: (vlan: VLANID, entry: String)?
  var isTaggedMember = false
  /// The entry that makes it a routed port.
  var interface: String?
  var membership: String?

  static let defaultMTU: UInt16 = 9100
  /// SONiC's MTU is that of the IP packet; `Port.mtu` counts the Ethernet header as well (destination, source, type).
  /// orchagent adds 22 for SAI_PORT_ATTR_MTU, which counts a VLAN tag and the FCS on top.
  static let headerSize: UInt16 = 14
}

extension Draft {
  /// PORT. Ports of the board that the table does not name stay down.
  mutating func readPorts() {
    for boardPort in board.ports {
      let index = ports.count
      let id = PortID(boardPort.number)
      let port = Port(
        id: id, lanes: boardPort.lanes, speed: boardPort.speed, mtu: PortDraft.defaultMTU + PortDraft.headerSize)
      ports.append(PortDraft(board: boardPort, port: port))
      if portIndices[boardPort.name] == nil { portIndices[boardPort.name] = index }
      names[.port(id)] = boardPort.name
    }
    // Aliases after all names: a name wins over another port's alias.
    for (index, port) in ports.enumerated() where !port.board.alias.isEmpty && portIndices[port.board.alias] == nil {
      portIndices[port.board.alias] = index
    }
    for entry in entries["PORT"] ?? [] { readPort(entry) }
  }

  private mutating func readPort(_ entry: Entry) {
    guard let index = portIndex(LocatedText(text: entry.key, position: entry.position), in: "PORT", mustBeConfigured: false) else { return }
    let board = ports[index].board
    if ports[index].isConfigured {
      error(.duplicate, at: entry.position, "\(entry.name) is port \(board.name), which PORT names already")
      return
    }
    ports[index].isConfigured = true
    ports[index].provenance = provenance(entry.position)
    checkLanes(entry, board)
    if let speed: UInt32 = number("speed", of: entry, in: 10...1_600_000) {
      ports[index].port.speed = speed
      if speed > board.speed {
        warning(
          .contradiction, at: entry.field("speed")?.value.position ?? entry.position,
          "\(entry.name)|speed is \(speed) Mb/s; the board's port is for \(board.speed) Mb/s")
      }
    } else if entry.field("speed") == nil {
      warning(.assumed, at: entry.position, "\(entry.name) has no speed; the board's \(board.speed) Mb/s is used")
    }
    if let mtu: UInt16 = number("mtu", of: entry, in: 68...9216) { ports[index].mtu = mtu }
    ports[index].port.mtu = ports[index].mtu + PortDraft.headerSize
    if let status = text("admin_status", of: entry) {
      switch status.text {
      case "up": ports[index].port.isEnabled = true
      case "down": ports[index].port.isEnabled = false
      default: error(.value, at: status.position, "\(entry.name)|admin_status is \(quoted(status.text)); expected 'up' or 'down'")
      }
    } else if entry.field("admin_status") == nil {
      note(.assumed, at: entry.position, "\(entry.name) has no admin_status and stays down, as SONiC has it")
    }
  }

  /// The file's lanes have to be the board's: another set of lanes is another cage.
  private mutating func checkLanes(_ entry: Entry, _ board: BoardPort) {
    guard let field = entry.field("lanes") else {
      warning(.missing, at: entry.position, "\(entry.name) has no lanes; the board's \(laneText(board.lanes)) are used")
      return
    }
    let texts = list("lanes", of: entry)
    let lanes = texts.compactMap { unsignedNumber($0.text).flatMap { UInt16(exactly: $0) } }
    guard lanes.count == texts.count, !lanes.isEmpty else {
      error(.value, at: field.value.position, "\(entry.name)|lanes is no list of lane numbers; the board's are \(laneText(board.lanes))")
      return
    }
    if lanes == board.lanes { return }
    if lanes.sorted() == board.lanes.sorted() {
      warning(
        .contradiction, at: field.value.position,
        "\(entry.name)|lanes has another order than the board, whose \(laneText(board.lanes)) is used")
    } else {
      error(
        .contradiction, at: field.value.position,
        "\(entry.name)|lanes is \(laneText(lanes)); the board's port has \(laneText(board.lanes))")
    }
  }

  private func laneText(_ lanes: [UInt16]) -> String { lanes.map(String.init).joined(separator: ",") }

  /// The port of a name; `nil` with a diagnostic for a name of no port.
  mutating func portIndex(_ name: LocatedText, in user: String, mustBeConfigured: Bool = true) -> Int? {
    if let index = portIndices[name.text] {
      if mustBeConfigured, !ports[index].isConfigured, !ports[index].isAbsenceReported, entries["PORT"] != nil {
        ports[index].isAbsenceReported = true
        warning(.missing, at: name.position, "port \(ports[index].board.name) is not in PORT and stays down")
      }
      return index
    }
    if name.text.hasPrefix("PortChannel") {
      warning(.unsupported, at: name.position, "\(user): port channels are not supported; \(quoted(name.text)) is left out")
    } else {
      error(
        .unknownName, at: name.position,
        "\(user): board '\(board.id)' has no port \(quoted(name.text))\(NearestName.suggestion(for: name.text, among: board.ports.map(\.name)))"
      )
    }
    return nil
  }
}
