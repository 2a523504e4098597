import PlatformFormats
import SwitchPlatform

/// `entity.xml`: resources that devices are to provide.
enum OPXEntityRules {
  static func check(_ file: XMLFile, _ devices: XMLFile, into report: Report) {
    var names: Set<String> = []
    var isWhole = true
    devices.root.forEachElement { element in
      for key in ["alias", "bus_name", "name"] { if let name = element[key] { names.insert(name) } }
      if let instance = element["instance"] {
        names.insert("\(element.name)-\(instance)")
        // Every kind of PSU makes its parts under one name.
        if element.name.hasSuffix("_psu") { names.insert("psu-\(instance)") }
      }
      if element.name.hasSuffix(":include") { isWhole = false }
    }
    guard isWhole else { return }
    let sorted = names.sorted()
    for entity in file.root.children(named: "entity") {
      for resource in entity.children(named: "resource") {
        guard let reference = resource.attribute("reference"), !has(reference.value, names) else { continue }
        report.error(
          "REF10", file.file, at: reference.valuePosition,
          "entity '\(entity["alias"] ?? "")' has the resource '\(reference.value)', which device.xml does not have"
            + NearestName.suggestion(for: reference.value, among: sorted))
      }
      for attribute in entity.attributes where attribute.name.hasSuffix("_register") && !names.contains(attribute.value) {
        report.warning(
          "REF10", file.file, at: attribute.valuePosition,
          "'\(attribute.name)' names '\(attribute.value)', which device.xml does not have"
            + NearestName.suggestion(for: attribute.value, among: sorted))
      }
    }
  }

  /// A device's own name, or one that its driver makes of it: `max6699-0-1`, `psu-0-Fan-1`.
  private static func has(_ name: String, _ names: Set<String>) -> Bool {
    if names.contains(name) || OPXDeviceRules.builtIn.contains(name) { return true }
    var rest = name[...]
    while let dash = rest.lastIndex(of: "-") {
      rest = rest[..<dash]
      if names.contains(String(rest)) { return true }
    }
    return false
  }
}
