public import SwitchControl
public import SwitchModel
public import SwitchPlatform

/// Reads SONiC's CONFIG_DB (`config_db.json`) for a board.
///
/// All of the file is read, whatever is wrong with it: every fault is reported in one run, and what has none becomes rows.
/// Nothing is left out silently: a table or field without effect is one warning with its first place and its count.
public struct ConfigurationReader: Sendable {
  public let board: Board
  /// The router MAC where `DEVICE_METADATA|localhost|mac` is absent.
  public let defaultMAC: MACAddress

  public init(board: Board, defaultMAC: MACAddress) {
    self.board = board
    self.defaultMAC = defaultMAC
  }

  /// Reads a JSON text in UTF-8. A text that is not JSON is an error, and a configuration of the board's ports, all down.
  ///
  /// - Parameters:
  ///   - file: The name to report; the rows' provenance names it.
  ///   - sources: Names of files read before, which keep their numbers.
  /// - Complexity: O(bytes).
  public func read(bytes: [UInt8], file: String, sources: SourceNames = SourceNames()) -> Configuration {
    let (node, faults) = JSONDocument.parse(bytes: bytes, file: file)
    let document = node ?? Node(.mapping([]), at: SourcePosition(line: 1, column: 1))
    return read(document, file: file, sources: sources, faults: faults)
  }

  /// Reads a JSON text.
  public func read(_ text: String, file: String, sources: SourceNames = SourceNames()) -> Configuration {
    read(bytes: Array(text.utf8), file: file, sources: sources)
  }

  /// Reads a document.
  public func read(_ document: Node, file: String, sources: SourceNames = SourceNames()) -> Configuration {
    read(document, file: file, sources: sources, faults: [])
  }

  private func read(_ document: Node, file: String, sources: SourceNames, faults: [Diagnostic]) -> Configuration {
    var sources = sources
    var draft = Draft(file: file, source: sources.number(of: file), board: board, defaultMAC: defaultMAC)
    draft.diagnostics = faults
    draft.readTables(document)
    draft.readMetadata()
    draft.readPorts()
    draft.readVLANs()
    draft.readMembers()
    draft.readVirtualRouters()
    draft.readInterfaces()
    draft.readNeighbors()
    draft.readStaticRoutes()
    draft.readFDB()
    draft.readACLTables()
    draft.readACLRules()
    draft.finishPortsAndVLANs()
    draft.reportFieldUses()
    return draft.configuration(sources: sources)
  }
}

extension Draft {
  func configuration(sources: SourceNames) -> Configuration {
    var rows = rows
    // Where nothing is routed no virtual router is wanted: a switch that only bridges has none.
    if rows.routerInterfaces.isEmpty, rows.routes.isEmpty, rows.virtualRouters.count == 1 { rows.virtualRouters = [] }
    let inFileOrder = diagnostics.enumerated().sorted { left, right in
      let (a, b) = (left.element.position, right.element.position)
      return (a.line, a.column, left.element.message, left.offset) < (b.line, b.column, right.element.message, right.offset)
    }
    return Configuration(
      transaction: rows.transaction(), rows: rows, names: names, diagnostics: inFileOrder.map(\.element), sources: sources,
      hostname: hostname, routerMAC: routerMAC, ports: portIndices.mapValues { ports[$0].port.id },
      interfaces: interfaceIndices.mapValues { interfaces[$0].id }, virtualRouters: virtualRouters)
  }

  /// `DEVICE_METADATA|localhost`.
  mutating func readMetadata() {
    for entry in entries["DEVICE_METADATA"] ?? [] {
      guard entry.key == "localhost" else {
        error(
          .key, at: entry.position,
          "\(entry.name) is no key of DEVICE_METADATA; expected DEVICE_METADATA|localhost")
        continue
      }
      hostname = text("hostname", of: entry)?.text
      if let mac = text("mac", of: entry) {
        if let address = unicastMAC(mac, what: "\(entry.name)|mac") { routerMAC = address }
      } else if entry.field("mac") == nil {
        note(.assumed, at: entry.position, "without \(entry.name)|mac the router MAC is \(routerMAC)")
      }
      if let platform = text("platform", of: entry), platform.text != board.id {
        warning(.contradiction, at: platform.position, "the file is for platform \(quoted(platform.text)), and this board is '\(board.id)'")
      }
    }
  }

  /// A MAC address that can be a station's.
  mutating func unicastMAC(_ located: LocatedText, what: String) -> MACAddress? {
    guard let mac = MACAddress(located.text) else {
      error(.value, at: located.position, "\(what) is \(quoted(located.text)); expected a MAC address such as 00:11:22:33:44:55")
      return nil
    }
    guard !mac.isMulticast, mac != .zero else {
      error(.value, at: located.position, "\(what) is \(mac); expected the address of one station")
      return nil
    }
    return mac
  }
}
