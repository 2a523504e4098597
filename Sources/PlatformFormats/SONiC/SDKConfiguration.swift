public import SwitchPlatform

/// A configuration of Broadcom's SDK: `key=value` properties, or documents of YAML.
public struct SDKConfiguration: Sendable {
  public struct Property: Hashable, Sendable {
    public var key: String
    /// Without a comment after it.
    public var value: String
    public var position: SourcePosition
  }

  /// A logical port of the chip.
  public struct Port: Hashable, Sendable {
    /// `0`, `BCM8869X`, …; empty: all chips.
    public var unit: String
    public var logical: Int
    public var physical: Int
    /// - Unit: Mb/s. The most it can have, where `isProperty`.
    public var speed: Int?
    /// `nil`: not said.
    public var lanes: Int?
    /// It gets its lanes only when another port gives them up.
    public var isInactive = false
    /// Of the management block, which numbers its lanes by itself.
    public var isManagement = false
    public var position: SourcePosition
  }

  /// A port of a DNX chip, `ucode_port_<logical>=<kind>:core_<core>.<port>`.
  public struct CorePort: Hashable, Sendable {
    public struct Place: Hashable, Sendable {
      public var core: Int
      public var port: Int

      public init(core: Int, port: Int) { (self.core, self.port) = (core, port) }
    }

    public var place: Place
    public var position: SourcePosition
  }

  public var file: String
  public var isYAML: Bool
  public var properties: [Property] = []
  public var ports: [Port] = []
  /// In the order of the file.
  public var corePorts: [CorePort] { properties.compactMap(SDKConfiguration.corePort) }

  /// Ports beyond which a map is not read.
  public static let maximumPorts = 65536

  /// Whether a text is one of YAML documents: a line that begins with `---`.
  static func isYAML(_ source: SourceFile) -> Bool {
    source.bytes.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: "---".utf8) }
  }

  /// Whether YAML documents are those of the SDK.
  static func isConfiguration(_ stream: YAMLStream) -> Bool {
    stream.documents.contains { $0["device"]?.pairs != nil || $0["bcm_device"]?.pairs != nil }
  }

  public init(_ source: SourceFile) {
    (file, isYAML) = (source.path, false)
    var line = 0
    for bytes in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard let property = SDKConfiguration.property(bytes, line: line) else { continue }
      properties.append(property)
      if let port = SDKConfiguration.port(property), ports.count < SDKConfiguration.maximumPorts { ports.append(port) }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }

  private static func property(_ bytes: ArraySlice<UInt8>, line: Int) -> Property? {
    let body = bytes.drop(while: isSpace)
    guard let first = body.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";"), first != UInt8(ascii: "["),
      let equals = body.firstIndex(of: UInt8(ascii: "="))
    else { return nil }
    let key = String(decoding: body[..<equals], as: UTF8.self).trimmed
    guard !key.isEmpty, !key.contains(where: \.isWhitespace) else { return nil }
    let value = body[(equals + 1)...].prefix { $0 != UInt8(ascii: "#") }
    return Property(
      key: key, value: String(decoding: value, as: UTF8.self).trimmed,
      position: SourcePosition(line: line, column: body.startIndex - bytes.startIndex + 1))
  }

  /// `portmap_<logical>[.<unit>]=<physical>:<Gb/s>[:<lanes or Gb/s>][:i|m]`.
  private static func port(_ property: Property) -> Port? {
    guard property.key.hasPrefix("portmap_") else { return nil }
    let name = property.key.dropFirst("portmap_".count).split(separator: ".", maxSplits: 1)
    let fields = property.value.split(separator: ":").map(\.trimmed)
    guard let logical = name.first.flatMap({ Int($0) }), fields.count >= 2, let physical = Int(fields[0]), let speed = Int(fields[1]),
      (0...1 << 20).contains(physical), (0...10000).contains(speed)
    else { return nil }
    var port = Port(
      unit: name.count > 1 ? String(name[1]) : "", logical: logical, physical: physical, speed: speed * 1000, position: property.position)
    // A third number up to 8 counts lanes; a greater one is a second speed.
    if fields.count > 2, let lanes = Int(fields[2]), [1, 2, 4, 8].contains(lanes) { port.lanes = lanes }
    port.isInactive = fields.dropFirst(2).contains("i")
    port.isManagement = fields.dropFirst(2).contains("m")
    return port
  }

  private static func corePort(_ property: Property) -> CorePort? {
    guard property.key.hasPrefix("ucode_port_"), let word = property.value.split(separator: ":").first(where: { $0.hasPrefix("core_") }),
      case let numbers = word.dropFirst("core_".count).split(separator: ".").map({ Int($0) }), numbers.count == 2,
      let core = numbers[0], let port = numbers[1], (0..<4096).contains(core), (0..<1 << 20).contains(port)
    else { return nil }
    return CorePort(place: .init(core: core, port: port), position: property.position)
  }

  public init(_ stream: YAMLStream, file: String) {
    (self.file, isYAML) = (file, true)
    var settings: [String: [Int: (speed: Int?, lanes: Int?)]] = [:]
    for document in stream.documents {
      for unit in document["device"]?.pairs ?? [] {
        let name = unit.key.text ?? ""
        for table in unit.value.pairs ?? [] {
          switch table.key.text {
          case "PC_PORT_PHYS_MAP": map(table.value, unit: name)
          case "PC_PORT": SDKConfiguration.read(table.value, into: &settings[name, default: [:]])
          default: break
          }
        }
      }
    }
    for index in ports.indices {
      guard let setting = settings[ports[index].unit]?[ports[index].logical] else { continue }
      (ports[index].speed, ports[index].lanes) = (setting.speed, setting.lanes)
    }
  }

  private mutating func map(_ table: Node, unit: String) {
    for pair in table.pairs ?? [] {
      guard let logical = pair.key["PORT_ID"]?.text.flatMap(SONiCNumber.parse), let node = pair.value["PC_PHYS_PORT_ID"],
        let physical = node.text.flatMap(SONiCNumber.parse), ports.count < SDKConfiguration.maximumPorts
      else { continue }
      ports.append(Port(unit: unit, logical: logical, physical: physical, position: node.position))
    }
  }

  private static func read(_ table: Node, into settings: inout [Int: (speed: Int?, lanes: Int?)]) {
    for pair in table.pairs ?? [] {
      let speed = pair.value["SPEED"]?.text.flatMap(SONiCNumber.parse)
      let lanes = pair.value["NUM_LANES"]?.text.flatMap(SONiCNumber.parse)
      guard speed != nil || lanes != nil, let ports = pair.key["PORT_ID"] else { continue }
      for port in numbers(ports) {
        let known = settings[port]
        settings[port] = (speed ?? known?.speed, lanes ?? known?.lanes)
      }
    }
  }

  /// `5`, `[[1, 8], [11, 18]]`, `[[34], [56]]`. Of a flat list only the numbers themselves: whether it is a range depends on the release.
  static func numbers(_ node: Node) -> [Int] {
    if let text = node.text { return SONiCNumber.parse(text).map { [$0] } ?? [] }
    var result: [Int] = []
    for element in node.elements ?? [] {
      let ends = element.elements.map { $0.compactMap { $0.text.flatMap(SONiCNumber.parse) } } ?? numbers(element)
      guard let first = ends.first, let last = ends.last, first <= last, last <= 1 << 20, last - first < 4096,
        result.count < maximumPorts
      else { continue }
      result += first...last
    }
    return result
  }
}
