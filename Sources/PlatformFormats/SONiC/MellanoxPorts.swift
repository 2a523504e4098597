public import SwitchPlatform

/// The ports in a `sai_….xml` of Mellanox' SAI.
public struct MellanoxPorts: Sendable {
  public struct Port: Sendable {
    public var localPort: Int
    public var localPortPosition: SourcePosition
    public var width: Int?
    /// The cage, from 0.
    public var module: Int?
    public var position: SourcePosition
  }

  public var file: String
  public var ports: [Port] = []

  public init(_ root: XMLElement, file: String) {
    self.file = file
    root.forEachElement { element in
      guard element.name == "port-info", let local = element.children(named: "local-port").first,
        let number = SONiCNumber.parse(local.text)
      else { return }
      func value(_ name: String) -> Int? { element.children(named: name).first.flatMap { SONiCNumber.parse($0.text) } }
      ports.append(
        Port(
          localPort: number, localPortPosition: local.textPosition, width: value("width"), module: value("module"),
          position: element.position))
    }
  }
}
