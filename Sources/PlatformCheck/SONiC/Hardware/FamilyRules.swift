import PlatformFormats
import SwitchPlatform

/// ASC01: `platform_asic` chooses the vendor's library, and the SKUs' files are those of one library.
enum FamilyRules {
  /// Whose library reads a file.
  enum Vendor: String {
    case broadcom = "Broadcom"
    case mellanox = "NVIDIA"
    case tofino = "Intel Tofino"
    case teralynx = "Marvell Teralynx"
    case prestera = "Marvell Prestera"
    case nephos = "Nephos"
    case centec = "Centec"
  }

  private struct Evidence {
    var vendor: Vendor
    var file: String
    var position: SourcePosition
    var message: String
  }

  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    guard let asic = input.platform.asic, let vendor = vendor(of: asic.text) else { return }
    let evidence = input.platform.skus.flatMap { sku in sku.all.flatMap { Self.evidence($0, input) } }
    guard !evidence.isEmpty, !evidence.contains(where: { $0.vendor == vendor }) else { return }
    let vendors = Set(evidence.map(\.vendor))
    guard vendors.count == 1, let other = vendors.first else { return }
    report.error(
      "ASC01", asic.file, at: asic.position,
      "platform_asic is '\(asic.text.excerpt)', but the SKUs' files are those of \(other.rawValue)'s library",
      related: evidence.prefix(8).map { .init($0.file, at: $0.position, $0.message) })
  }

  /// - Returns: `nil` for what is not known, and for the virtual switch, which reads none of these files.
  static func vendor(of asic: String) -> Vendor? {
    let asic = asic.lowercased()
    let names: [(String, Vendor)] = [
      ("broadcom", .broadcom), ("mellanox", .mellanox), ("barefoot", .tofino), ("marvell-teralynx", .teralynx), ("innovium", .teralynx),
      ("marvell", .prestera), ("nephos", .nephos), ("centec", .centec)
    ]
    return names.first { asic == $0.0 || asic.hasPrefix($0.0 + "-") }?.1
  }

  private static func evidence(_ files: SONiCPortFiles, _ input: SONiCHardwareCheck.Input) -> [Evidence] {
    var result: [Evidence] = []
    if let profile = files.saiProfile {
      for key in ["switchProfile", "hwId"] {
        if let entry = profile[key], profile["mode"] != nil || key == "switchProfile" {
          result.append(
            Evidence(
              vendor: .prestera, file: profile.file, position: entry.keyPosition, message: "'\(key)' is a key of Marvell's sai.profile"))
          break
        }
      }
      if let entry = profile["SAI_INIT_CONFIG_FILE"], let name = entry.value.split(separator: "/").last.map(String.init),
        let vendor = owner(of: name)
      {
        result.append(
          Evidence(
            vendor: vendor, file: profile.file, position: entry.valuePosition, message: "\(name.excerpt) is a file of \(vendor.rawValue)'s")
        )
      }
    }
    for name in files.names.sorted() {
      guard let vendor = owner(of: name) else { continue }
      let path = input.platform.tree.path(files.folder.isEmpty ? name : "\(files.folder)/\(name)")
      result.append(
        Evidence(vendor: vendor, file: path, position: SONiCHardwareCheck.start, message: "a file of \(vendor.rawValue)'s library"))
    }
    return result
  }

  /// Whose library reads a file of this name; `nil`: more than one might.
  private static func owner(of name: String) -> Vendor? {
    let name = name.lowercased()
    if name.hasSuffix(".bcm") || name.hasSuffix(".config.bcm.j2") { return .broadcom }
    if name.hasPrefix("sai_"), name.hasSuffix(".xml") { return .mellanox }
    if name.hasPrefix("switch-tna-sai") || name.hasPrefix("switch-sai") && name.hasSuffix(".conf") { return .tofino }
    if name.hasPrefix("innovium.") || name.hasPrefix("ivm.sai") || name.hasPrefix("inno.") || name.contains("teralynx") { return .teralynx }
    if name.hasSuffix(".nps") || name.hasSuffix(".dsh") { return .nephos }
    if name.hasSuffix("-chip-profile.txt") { return .centec }
    return nil
  }
}
