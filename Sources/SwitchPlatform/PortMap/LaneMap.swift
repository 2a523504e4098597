/// By which lanes a NOS knows each port: a text file, one port a line, as SONiC's `lanemap.ini`.
///
///     Ethernet0 65,66,67,68
///     Ethernet4:69,70,71,72   the same with a colon
///     eth3:9,10,11,12         by the interface that the port is, or is to be, on
///
/// The lanes are names that the NOS uses; the chip's lanes are the board file's.
public struct LaneMap: Hashable, Sendable {
  public struct Entry: Hashable, Sendable {
    public var port: BoardPort
    /// In the order of the port's own lanes.
    public var lanes: [UInt32]
    /// The interface that the line named the port by.
    public var interface: String?
    public var position: SourcePosition
  }

  /// In the order of the file; each port and each lane once.
  public var entries: [Entry] = []

  public init(entries: [Entry] = []) { self.entries = entries }

  /// The lanes by which a port is known; its own where the file does not name it.
  public func lanes(of port: BoardPort) -> [UInt32] {
    entries.first { $0.port.number == port.number }?.lanes ?? port.lanes.map { UInt32($0) }
  }

  /// Reads a lane map.
  ///
  /// - Parameter portMap: What else names ports: interfaces. A name that is neither a port nor in it is taken for an interface where
  ///   its lanes are those of a port.
  /// - Returns: the map, `nil` when there are errors; and all that is wrong, in the order of the file.
  public static func read(
    text: String, file: String, board: Board, portMap: PortMap = PortMap()
  ) -> (map: LaneMap?, diagnostics: [Diagnostic]) {
    let findings = Findings(file: file)
    var map = LaneMap()
    var portLines: [UInt16: UInt32] = [:]
    var laneLines: [UInt32: UInt32] = [:]
    for line in MapLine.read(text, into: findings, rule: "LNM01", expected: "a port and its lanes, as in 'Ethernet0 65,66,67,68'") {
      // Each unknown name is compared with all names: a file of nothing else must not take minutes.
      if findings.isFull { break }
      let lanes = lanes(of: line, findings)
      let name = String(line.name.text)
      let mapped = portMap.entries.first { $0.interface == name }?.port
      let own = lanes.flatMap { lanes in board.ports.first { $0.lanes.map { UInt32($0) } == lanes } }
      guard let port = board.port(named: name) ?? mapped ?? own else {
        let names = board.ports.flatMap { [$0.name, $0.alias] } + portMap.entries.map(\.interface)
        let choices = NearestName.choices(for: name, among: names, else: board.ports.map(\.name), "ports")
        findings.error("LNM03", at: line.name.position, "no port is named '\(name)', and none has these lanes\(choices)")
        continue
      }
      if let first = portLines[port.number] { findings.error("LNM04", at: line.name.position, "\(port.name) is in line \(first) already") }
      portLines[port.number] = portLines[port.number] ?? line.name.position.line
      guard let lanes else { continue }
      if lanes.count != port.lanes.count {
        findings.error("LNM05", at: line.value.position, "expected \(port.lanes.count) lanes for \(port.name), found \(lanes.count)")
      }
      for lane in lanes {
        if let first = laneLines[lane] { findings.error("LNM06", at: line.value.position, "lane \(lane) is in line \(first) already") }
        laneLines[lane] = laneLines[lane] ?? line.name.position.line
      }
      let interface = board.port(named: name) == nil ? name : nil
      map.entries.append(Entry(port: port, lanes: lanes, interface: interface, position: line.name.position))
    }
    return (findings.hasErrors ? nil : map, findings.sorted)
  }

  private static func lanes(of line: MapLine, _ findings: Findings) -> [UInt32]? {
    var lanes: [UInt32] = []
    for part in line.value.text.split(separator: ",", omittingEmptySubsequences: false) {
      let digits = part.drop { $0 == " " || $0 == "\t" }
      let word = digits.prefix { $0 != " " && $0 != "\t" }
      guard let lane = UInt32(word), word.first?.isNumber == true, digits.dropFirst(word.count).allSatisfy({ $0 == " " || $0 == "\t" })
      else {
        let offset = line.value.text.distance(from: line.value.text.startIndex, to: digits.startIndex)
        let position = SourcePosition(line: Int(line.value.position.line), column: Int(line.value.position.column) + offset)
        findings.error("LNM02", at: position, "expected lane numbers with commas between them, found '\(digits)'")
        return nil
      }
      lanes.append(lane)
    }
    return lanes
  }
}
