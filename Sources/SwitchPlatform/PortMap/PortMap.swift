/// Which front-panel port is on which interface of the kernel: a text file, one port a line.
///
///     # port      interface
///     Ethernet0   veth0
///     Ethernet4:veth1         the same with a colon
///     2@veth2                 the third port: front-panel order, from 0
///     Ethernet12  tap:tap3    a TAP interface, to be made
public struct PortMap: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var port: BoardPort
    /// `NAME`, or `tap:NAME`.
    public var interface: String
    public var position: SourcePosition

    public init(port: BoardPort, interface: String, position: SourcePosition = SourcePosition(line: 0, column: 0)) {
      self.port = port
      self.interface = interface
      self.position = position
    }
  }

  /// In the order of the file; each port and each interface once.
  public var entries: [Entry] = []

  public init(entries: [Entry] = []) { self.entries = entries }

  /// The interface of a port.
  public func interface(of port: BoardPort) -> String? { entries.first { $0.port.number == port.number }?.interface }

  /// The longest name that the kernel gives an interface.
  ///
  /// - Unit: bytes.
  static let longestName = 15

  /// Reads a port map.
  ///
  /// - Returns: the map, `nil` when there are errors; and all that is wrong, in the order of the file.
  public static func read(text: String, file: String, board: Board) -> (map: PortMap?, diagnostics: [Diagnostic]) {
    let findings = Findings(file: file)
    var map = PortMap()
    var portLines: [UInt16: UInt32] = [:]
    var interfaceLines: [String: UInt32] = [:]
    for line in MapLine.read(text, into: findings, rule: "MAP01", expected: "a port and an interface, as in 'Ethernet0 veth0'") {
      // Each unknown name is compared with all names: a file of nothing else must not take minutes.
      if findings.isFull { break }
      let port = port(of: line, board, findings)
      let interface = String(line.value.text)
      if let fault = fault(ofInterface: interface) { findings.error("MAP03", at: line.value.position, "\(fault), found '\(interface)'") }
      guard let port else { continue }
      if let first = portLines[port.number] {
        findings.error("MAP04", at: line.name.position, "\(port.name) is in line \(first) already; a port has one interface")
      }
      if let first = interfaceLines[interface] {
        findings.error("MAP05", at: line.value.position, "\(interface) is in line \(first) already; an interface has one port")
      }
      portLines[port.number] = portLines[port.number] ?? line.name.position.line
      interfaceLines[interface] = interfaceLines[interface] ?? line.name.position.line
      map.entries.append(Entry(port: port, interface: interface, position: line.name.position))
    }
    return (findings.hasErrors ? nil : map, findings.sorted)
  }

  private static func port(of line: MapLine, _ board: Board, _ findings: Findings) -> BoardPort? {
    let name = String(line.name.text)
    if let port = board.port(named: name) { return port }
    if line.separator == "@" || name.allSatisfy(\.isNumber) {
      if let index = Int(name), board.ports.indices.contains(index) { return board.ports[index] }
      let range = board.ports.isEmpty ? "no number: the board has no ports" : "0 to \(board.ports.count - 1)"
      findings.error("MAP02", at: line.name.position, "expected a port by its number, \(range), found '\(name)'")
      return nil
    }
    let names = board.ports.flatMap { [$0.name, $0.alias] }
    let choices = NearestName.choices(for: name, among: names, else: board.ports.map(\.name), "ports")
    findings.error("MAP02", at: line.name.position, "no port is named '\(name)'\(choices)")
    return nil
  }

  /// Why the kernel would not take a name (`dev_valid_name`).
  private static func fault(ofInterface text: String) -> String? {
    let name = text.hasPrefix("tap:") ? text.dropFirst(4) : text[...]
    if name.isEmpty || name.utf8.count > longestName { return "expected an interface's name of 1 to \(longestName) bytes" }
    if name == "." || name == ".." || name.contains(where: { $0 == "/" || $0 == ":" || $0.isWhitespace }) {
      return "expected one interface's name: no space, '/' or ':'"
    }
    return nil
  }
}
