public import SwitchPlatform

/// A unit of hardware (PmUnit): a board with its devices, and the slots on it.
public struct FBOSSUnit: Sendable {
  /// A slot on a unit: `FAN_SLOT@0`.
  public struct Slot: Sendable {
    public var name: Node
    public var type: Node?
    public var buses: [Node]
    public var node: Node
  }

  /// A name that is made: `<prefix>…_<number>`; the number is one of a range.
  public struct Family: Sendable {
    public var prefix: String
    public var range: ClosedRange<Int>
    /// Buses of each of them that the configuration counts.
    public var busCount: Int
  }

  public var name: String
  public var node: Node
  public var slotType: Node?
  public private(set) var slots: [Slot] = []
  /// I2C devices in file order.
  public private(set) var i2cDevices: [Node] = []
  /// Devices by their own name, with where that stands.
  public private(set) var names: [(name: Node, node: Node)] = []
  public private(set) var families: [Family] = []

  init(name: String, node: Node) {
    self.name = name
    self.node = node
    slotType = node["pluggedInSlotType"]
    i2cDevices = node["i2cDeviceConfigs"]?.elements ?? []
    for pair in node["outgoingSlotConfigs"]?.pairs ?? [] {
      slots.append(
        Slot(
          name: pair.key, type: pair.value["slotType"], buses: pair.value["outgoingI2cBusNames"]?.elements ?? [], node: pair.value))
    }
    var open: [Node] = [node]
    while let next = open.popLast() {
      if let name = next["pmUnitScopedName"], name.text != nil { names.append((name, next)) }
      if let prefix = next["pmUnitScopedNamePrefix"]?.text { families.append(FBOSSUnit.family(prefix, next)) }
      for pair in (next.pairs ?? []).reversed() { open.append(pair.value) }
      for element in (next.elements ?? []).reversed() { open.append(element) }
    }
  }

  private static func family(_ prefix: String, _ node: Node) -> Family {
    let first = node["startAdapterIndex"]?.integer ?? node["startPort"]?.integer ?? 1
    let count = node["numAdapters"]?.integer ?? node["numPorts"]?.integer ?? node["numBuses"]?.integer ?? 1
    let (last, overflows) = first.addingReportingOverflow(max(0, count.subtractingReportingOverflow(1).partialValue))
    return Family(
      prefix: prefix, range: first...(overflows ? first : max(first, last)), busCount: node["numBusesPerAdapter"]?.integer ?? 1)
  }

  /// Whether it has a device of this name, its own or one of a family.
  public func has(_ device: String) -> Bool {
    if names.contains(where: { $0.name.text == device }) { return true }
    return families.contains { family in
      guard device.hasPrefix(family.prefix + "_") else { return false }
      // XCVR_CTRL_PORT_3, MASTER_3, LED_PORT_3_LED_1, MASTER_3@1
      let numbers = device.dropFirst(family.prefix.count).split { !$0.isASCII || !$0.isNumber }
      return numbers.first.flatMap { Int($0) }.map(family.range.contains) ?? false
    }
  }
}

/// A bus as a unit names it: `INCOMING@n`, `MUX@channel`, `FPGA_MASTER_i` or `FPGA_MASTER_i@bus`.
public struct FBOSSBus: Hashable, Sendable {
  public var device: String
  public var channel: Int?
  public var isIncoming: Bool { device == "INCOMING" }

  /// - Returns: `nil` where it is no such name.
  public init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let first = parts.first, !first.isEmpty else { return nil }
    device = String(first)
    if parts.count == 2 {
      guard let number = Int(parts[1]), number >= 0, parts[1].first != "+" else { return nil }
      channel = number
    }
  }
}
