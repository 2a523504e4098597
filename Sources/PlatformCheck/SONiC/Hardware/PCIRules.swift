import PlatformFormats
import SwitchPlatform

/// PCI01–05: the devices in `pcie.yaml` that must be seen on the bus.
enum PCIRules {
  /// `pcie.yaml`, `pcie_1.yaml`; not `pcie-variables.yaml`, of which one is made.
  static func isList(_ name: String) -> Bool { name == "pcie.yaml" || name.hasPrefix("pcie_") && name.hasSuffix(".yaml") }

  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for yaml in input.files.yaml where isList(yaml.name.split(separator: "/").last.map(String.init) ?? "") {
      guard let root = yaml.stream.documents.first else { continue }
      if input.isFirst("PCI", yaml.name, report) {
        for (number, entry) in (root.elements ?? []).enumerated() { check(entry, number, yaml.file, report) }
        repeated(root.elements ?? [], yaml.file, report)
      }
      family(root, yaml.file, input, report)
    }
  }

  private static let keys = ["bus", "dev", "fn", "id", "name"]

  private static func check(_ entry: Node, _ number: Int, _ file: String, _ report: Report) {
    guard let pairs = entry.pairs else {
      report.warning("PCI04", file, at: entry.position, "entry \(number) is \(entry.kindName); expected bus, dev, fn, id and name")
      return
    }
    for pair in pairs where !keys.contains(pair.key.text ?? "") {
      let key = pair.key.text ?? ""
      report.warning(
        "PCI03", file, at: pair.key.position,
        "'\(key.excerpt)' of entry \(number) is read by nobody" + NearestName.suggestion(for: key, among: keys))
    }
    let missing = keys.filter { key in key != "name" && !pairs.contains { $0.key.text == key } }
    if !missing.isEmpty {
      let generated = entry["description"]?.text.map { $0.lowercased().contains("generated") } ?? false
      report.warning(
        "PCI04", file, at: entry.position,
        "entry \(number) has no \(missing.joined(separator: ", "))\(generated ? "; the file stands for one that is made on the device" : "")"
      )
    }
    for pair in pairs { value(pair, of: entry, number, file, report) }
  }

  /// How many hexadecimal digits a value has, and the greatest it can be.
  private static let widths: [String: (digits: ClosedRange<Int>, most: Int)] = [
    "bus": (1...2, 0xff), "dev": (1...2, 0x1f), "fn": (1...2, 7), "id": (4...4, 0xffff)
  ]

  private static func value(_ pair: Node.Pair, of entry: Node, _ number: Int, _ file: String, _ report: Report) {
    guard let key = pair.key.text, let width = widths[key] else { return }
    let name = entry["name"]?.text.map { " (\($0.excerpt))" } ?? ""
    guard case .scalar(let text, let isQuoted) = pair.value.content else {
      report.error(
        "PCI01", file, at: pair.value.position, "\(key) of entry \(number) is \(pair.value.kindName); expected hexadecimal digits")
      return
    }
    if !isQuoted, let type = typed(text) {
      report.warning(
        "PCI02", file, at: pair.value.position,
        "\(key) of entry \(number)\(name) is \(text.excerpt) without quotes, which YAML reads as \(type); write \"\(text.excerpt)\"")
    }
    guard width.digits.contains(text.count), text.allSatisfy({ $0.isASCII && $0.isHexDigit }), let value = Int(text, radix: 16),
      value <= width.most
    else {
      let digits = key == "id" ? "4 hexadecimal digits" : "hexadecimal digits, at most \(String(width.most, radix: 16))"
      report.error("PCI01", file, at: pair.value.position, "\(key) of entry \(number)\(name) is '\(text.excerpt)'; expected \(digits)")
      return
    }
  }

  /// What YAML 1.1 makes of a scalar without quotes, where that is no text.
  static func typed(_ text: String) -> String? {
    if text.isEmpty || text == "~" || text.lowercased() == "null" { return "nothing" }
    if ["yes", "no", "on", "off", "true", "false"].contains(text.lowercased()) { return "a truth value" }
    let digits = text.drop { $0 == "-" || $0 == "+" }
    if digits.hasPrefix("0x"), digits.count > 2, digits.dropFirst(2).allSatisfy({ $0.isHexDigit || $0 == "_" }) { return "a number" }
    if digits.hasPrefix("0b"), digits.count > 2, digits.dropFirst(2).allSatisfy({ "01_".contains($0) }) { return "a number" }
    if digits.hasPrefix("0"), digits.count > 1 {
      return digits.allSatisfy({ "01234567_".contains($0) }) ? "an octal number" : nil
    }
    guard let first = digits.first, ("0"..."9").contains(first) else { return nil }
    if digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "_" }) { return "a number" }
    if digits.contains(":"), digits.allSatisfy({ ("0"..."9").contains($0) || $0 == ":" || $0 == "_" }) { return "a number to the base 60" }
    if digits.contains("."), digits.allSatisfy({ ("0"..."9").contains($0) || $0 == "." || $0 == "_" }) { return "a number" }
    return nil
  }

  /// PCI06: one function of a device in two entries.
  private static func repeated(_ entries: [Node], _ file: String, _ report: Report) {
    var first: [[Int]: Node] = [:]
    for entry in entries {
      let numbers = ["bus", "dev", "fn"].compactMap { entry[$0]?.text.flatMap { Int($0, radix: 16) } }
      guard numbers.count == 3 else { continue }
      let place = [entry["domain"]?.text.flatMap { Int($0, radix: 16) } ?? 0] + numbers
      guard let known = first[place] else {
        first[place] = entry
        continue
      }
      let name = numbers.map { String($0, radix: 16) }
      report.error(
        "PCI06", file, at: entry.position, "function \(name[0]):\(name[1]).\(name[2]) is in the list already",
        related: [.init(file, at: known.position, "first here")])
    }
  }

  /// Broadcom's device ids by the family's short name, which begins the names of the SDK's configurations.
  private static let families: [String: String] = [
    "b850": "td2", "b854": "td2", "b960": "th", "b961": "th", "b970": "th2", "b971": "th2", "b980": "th3", "b990": "th4", "b870": "td3",
    "b880": "td4", "f900": "th5", "f910": "th6"
  ]

  private static func family(_ root: Node, _ file: String, _ input: SONiCHardwareCheck.Input, _ report: Report) {
    let named = input.platform.skus.flatMap(\.all).compactMap { files -> (family: String, file: String, position: SourcePosition)? in
      guard let profile = files.saiProfile, let entry = profile["SAI_INIT_CONFIG_FILE"],
        let family = entry.value.split(separator: "/").last?.split(separator: "-").first.map(String.init),
        families.values.contains(family)
      else { return nil }
      return (family, profile.file, entry.valuePosition)
    }
    let entries = (root.elements ?? []).compactMap { entry -> (node: Node, id: String, family: String)? in
      guard let node = entry["id"], let id = node.text?.lowercased(), let family = families[id] else { return nil }
      return (node, id, family)
    }
    guard let first = named.first, let entry = entries.first,
      !entries.contains(where: { entry in named.contains { $0.family == entry.family } })
    else { return }
    report.warning(
      "PCI05", file, at: entry.node.position,
      "device \(entry.id) is a chip of family \(entry.family), but the SKUs configure one of \(first.family)",
      related: [.init(first.file, at: first.position, "the configuration of a \(first.family)")])
  }
}
