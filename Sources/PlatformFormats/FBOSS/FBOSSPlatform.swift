public import SwitchPlatform

/// The configuration of one platform's services of FBOSS: the folder that holds its `platform_manager.json`.
///
/// Source: fboss/platform/platform_manager/platform_manager_config.thrift and its neighbours.
public struct FBOSSPlatform: Sendable {
  public enum Service: String, CaseIterable, Hashable, Sendable {
    case platformManager = "platform_manager.json"
    case sensors = "sensor_service.json"
    case fans = "fan_service.json"
    case leds = "led_manager.json"
    case firmware = "fw_util.json"
  }

  public var folder: String
  public private(set) var documents: [Service: TreeDocument] = [:]
  /// What is wrong with the texts of its files.
  public private(set) var diagnostics: [Diagnostic] = []
  /// The units by name; versioned ones follow the plain one.
  public private(set) var units: [String: [FBOSSUnit]] = [:]
  public private(set) var slotTypes: [String: FBOSSSlotType] = [:]

  /// The folders of a tree that hold a `platform_manager.json`.
  public static func folders(of tree: FileTree) -> [String] {
    tree.allFiles().filter { FileTree.lastName(of: $0) == Service.platformManager.rawValue }.map { FileTree.folder(of: $0) }
  }

  public init(_ tree: FileTree, folder: String) {
    self.folder = folder
    for service in Service.allCases {
      let name = FileTree.join(folder, service.rawValue)
      guard tree.kind(name) == .file else { continue }
      let (document, diagnostics) = tree.json(name)
      self.diagnostics += diagnostics
      if let document { documents[service] = document }
    }
    guard let root = manager?.root else { return }
    for pair in root["slotTypeConfigs"]?.pairs ?? [] {
      guard let name = pair.key.text else { continue }
      slotTypes[name] = FBOSSSlotType(node: pair.value, busCount: pair.value["numOutgoingI2cBuses"]?.integer ?? 0)
    }
    for pair in root["pmUnitConfigs"]?.pairs ?? [] {
      guard let name = pair.key.text else { continue }
      units[name, default: []].append(FBOSSUnit(name: name, node: pair.value))
    }
    for pair in root["versionedPmUnitConfigs"]?.pairs ?? [] {
      guard let name = pair.key.text else { continue }
      for version in pair.value.elements ?? [] {
        guard let node = version["pmUnitConfig"] else { continue }
        units[name, default: []].append(FBOSSUnit(name: name, node: node))
      }
    }
  }

  public var manager: TreeDocument? { documents[.platformManager] }

  /// The links that the platform manager makes: path and what it leads to.
  public var links: [Node.Pair] { manager?.root["symbolicLinkToDevicePath"]?.pairs ?? [] }

  /// The units that can be in a slot of a type: the one it names, or all that plug into it.
  public func units(in slotType: String) -> [FBOSSUnit] {
    if let name = slotTypes[slotType]?.node["pmUnitName"]?.text { return units[name] ?? [] }
    return units.values.joined().filter { $0.slotType?.text == slotType }
  }

  /// The units at a path of slots, `/SMB_SLOT@0/FAN_SLOT@1`; with the type of the last slot.
  ///
  /// - Returns: What stands there, or the step that leads nowhere with the slots that there are.
  public func resolve(_ path: String) -> (units: [FBOSSUnit], slotType: String, wrong: (step: String, choices: [String])?) {
    var slotType = manager?.root["rootSlotType"]?.text ?? ""
    var units = manager?.root["rootPmUnitName"]?.text.flatMap { self.units[$0] } ?? []
    for step in path.split(separator: "/").map(String.init) {
      let slots = units.flatMap(\.slots)
      guard let slot = slots.first(where: { $0.name.text == step }), let type = slot.type?.text else {
        return ([], slotType, (step, slots.compactMap(\.name.text)))
      }
      slotType = type
      units = self.units(in: type)
    }
    return (units, slotType, nil)
  }
}

/// What plugs into a slot, and the I2C buses that lead into it.
public struct FBOSSSlotType: Sendable {
  public var node: Node
  public var busCount: Int
}
