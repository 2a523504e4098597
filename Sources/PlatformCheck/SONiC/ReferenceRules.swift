import PlatformFormats
import SwitchPlatform

/// REF01–07: what the small files name, and what must be there.
enum ReferenceRules {
  static func check(_ platform: SONiCPlatform, _ report: Report) {
    for sku in platform.skus {
      for files in sku.all { profile(files, of: sku, platform, report) }
      library(sku, platform, report)
    }
    defaultSKU(platform, report)
    asic(platform, report)
    asicCount(platform, report)
  }

  private static let start = SourcePosition(line: 1, column: 1)

  private static func profile(_ files: SONiCPortFiles, of sku: SONiCSKU, _ platform: SONiCPlatform, _ report: Report) {
    guard let profile = files.saiProfile,
      report.isFirst("references \(platform.tree.absolute("\(files.folder)/sai.profile")) \(platform.name)")
    else { return }
    for entry in profile.entries where !report.isFull("REF01", profile.file) {
      for (prefix, folders) in [
        (hwskuFolder, [files.folder, sku.folder]), ("/usr/share/sonic/platform/", [platform.folder])
      ] where entry.value.hasPrefix(prefix) {
        let name = String(entry.value.dropFirst(prefix.count))
        guard !name.isEmpty, !name.split(separator: "/").contains("..") else { continue }
        missing(name, in: folders, entry, profile, files, platform, report)
      }
    }
  }

  private static func missing(
    _ name: String, in folders: [String], _ entry: Assignments.Entry, _ profile: Assignments, _ files: SONiCPortFiles,
    _ platform: SONiCPlatform,
    _ report: Report
  ) {
    let candidates = folders.map { $0.isEmpty ? name : "\($0)/\(name)" }
    guard candidates.allSatisfy({ [nil, .brokenLink].contains(platform.tree.kind($0)) }) else { return }
    let beside = folders.flatMap { platform.tree.names(in: parent(of: name, below: $0)) }.sorted()
    let last = name.split(separator: "/").last.map(String.init) ?? name
    let message = "\(entry.key) names \(name.excerpt), which is not there" + NearestName.suggestion(for: last, among: beside)
    if files.isGenerated(last) || beside.contains("\(last).j2") || beside.contains("hwsku-init") {
      report.note("REF01", profile.file, at: entry.valuePosition, message + "; it is made on the device")
    } else if entry.key == "SAI_INIT_CONFIG_FILE",
      isMisspelled(last, beside) || isOddOneOut(last, platform) || platform.completeEndings.contains(ending(of: name))
        || !mayBeExtract(platform)
    {
      report.error("REF01", profile.file, at: entry.valuePosition, message)
    } else {
      let extract = mayBeExtract(platform) ? "; the folder holds neither scripts nor links, so it may be an extract" : ""
      report.warning("REF01", profile.file, at: entry.valuePosition, message + extract)
    }
  }

  /// The endings of which nearly all files that sai.profiles name are there, and those are many.
  static func completeEndings(of platforms: [SONiCPlatform]) -> Set<String> {
    var counts: [String: (there: Int, missing: Int)] = [:]
    for platform in platforms {
      for sku in platform.skus {
        for files in sku.all {
          guard let value = files.saiProfile?["SAI_INIT_CONFIG_FILE"]?.value, value.hasPrefix(hwskuFolder) else { continue }
          let name = String(value.dropFirst(hwskuFolder.count))
          let isThere = [files.folder, sku.folder].contains { platform.tree.kind("\($0)/\(name)") == .file }
          let count = counts[ending(of: name)] ?? (0, 0)
          counts[ending(of: name)] = (count.there + (isThere ? 1 : 0), count.missing + (isThere ? 0 : 1))
        }
      }
    }
    return Set(counts.filter { $0.value.there >= 10 && $0.value.missing * 8 <= $0.value.there }.keys)
  }

  private static let hwskuFolder = "/usr/share/sonic/hwsku/"

  /// `config.bcm` of `th4-32x400G.config.bcm` and of `td3.config.bcm.acme`, `nps` of `proc_init.nps`.
  private static func ending(of name: String) -> String {
    let parts = name.split(separator: "/").last?.split(separator: ".") ?? []
    if zip(parts, parts.dropFirst()).contains(where: { $0 == "config" && $1 == "bcm" }) { return "config.bcm" }
    return parts.suffix(parts.count > 2 && parts.dropLast().last == "config" ? 2 : 1).joined(separator: ".")
  }

  /// Whether a name is another one's with a wrong ending or a slip, so that the file was meant and is there.
  private static func isMisspelled(_ name: String, _ beside: [String]) -> Bool {
    if beside.contains(where: { $0.hasPrefix(name + ".") || name.hasPrefix($0 + ".") }) { return true }
    let ending = name.split(separator: ".").last
    let alike = beside.filter { $0.split(separator: ".").last == ending }
    guard let near = NearestName.nearest(name, among: alike) else { return false }
    return abs(near.count - name.count) <= 2 && zip(near, name).prefix { $0 == $1 }.count * 2 >= name.count
  }

  /// Whether a name is one letter off the pattern of all the other SKUs' names: `box-128x400_2x25G.yaml` beside `box-256x200_2x25.yaml` and
  /// `box-64x800_2x25.yaml`.
  private static func isOddOneOut(_ name: String, _ platform: SONiCPlatform) -> Bool {
    func pattern(_ name: String) -> String { name.replacing(/[0-9]+/, with: "0") }
    let others = platform.skus.flatMap(\.all).compactMap { files in
      files.saiProfile?["SAI_INIT_CONFIG_FILE"]?.value.split(separator: "/").last.map(String.init)
    }.filter { $0 != name }
    let patterns = Set(others.map(pattern))
    guard others.count >= 2, patterns.count == 1, let common = patterns.first, common != pattern(name) else { return false }
    return KeyCheck.isNear(common, pattern(name))
  }

  /// A platform as it is installed has scripts or links to those of others. A copy without both may lack files for the same reason.
  private static func mayBeExtract(_ platform: SONiCPlatform) -> Bool {
    let scripts: Set<String> = ["plugins", "sonic_platform", "custom_led.bin", "fancontrol"]
    guard scripts.isDisjoint(with: platform.names) else { return false }
    return ([platform.folder] + platform.skus.map(\.folder)).allSatisfy { folder in
      platform.tree.names(in: folder).allSatisfy { name in
        !name.hasSuffix(".py") && !name.hasSuffix(".sh") && !platform.tree.isLink(folder.isEmpty ? name : "\(folder)/\(name)")
      }
    }
  }

  private static func parent(of name: String, below folder: String) -> String {
    let inner = name.split(separator: "/").dropLast().joined(separator: "/")
    return inner.isEmpty ? folder : folder.isEmpty ? inner : "\(folder)/\(inner)"
  }

  private static func defaultSKU(_ platform: SONiCPlatform, _ report: Report) {
    guard platform.names.contains("default_sku") else {
      guard !platform.skus.isEmpty, !platform.isBMC, !platform.names.contains("default_sku.j2") else { return }
      report.warning(
        "REF03", platform.path("default_sku"), at: start,
        "\(platform.name.excerpt) has no default_sku; its SKUs are \(platform.skus.prefix(8).map(\.name.excerpt).joined(separator: ", "))")
      return
    }
    guard let sku = platform.defaultSKU else {
      report.warning("REF03", platform.path("default_sku"), at: start, "default_sku is empty; expected a SKU and a preset")
      return
    }
    if platform.preset == nil {
      report.warning(
        "REF04", sku.file, at: sku.position, "default_sku names no preset after \(sku.text.excerpt); expected t1, t0, l2, l1, … or empty")
    }
    guard platform.tree.kind(platform.inside(sku.text)) != .folder else { return }
    let folders = platform.tree.folders(in: platform.folder)
    let message =
      "default_sku names \(sku.text.excerpt), and there is no such folder" + NearestName.suggestion(for: sku.text, among: folders)
    if platform.isBMC || isMade(sku.text, platform) {
      report.note(
        "REF02", sku.file, at: sku.position, message + (platform.isBMC ? "; a baseboard controller needs none" : "; the build makes it"))
    } else {
      report.error("REF02", sku.file, at: sku.position, message)
    }
  }

  /// Whether the build or the device makes a SKU's folder.
  private static func isMade(_ sku: String, _ platform: SONiCPlatform) -> Bool {
    platform.names.contains { $0 == "hwsku-init" || $0 == "hwsku_init" || $0.hasSuffix(".j2") && !$0.hasPrefix("pcie") }
  }

  private static func asic(_ platform: SONiCPlatform, _ report: Report) {
    guard platform.asic == nil, !platform.names.contains("platform_asic.j2") else { return }
    let isThere = platform.names.contains("platform_asic")
    report.error(
      "REF05", platform.path("platform_asic"), at: start,
      isThere ? "platform_asic is empty; expected the family of the ASIC" : "\(platform.name.excerpt) has no platform_asic")
  }

  private static func library(_ sku: SONiCSKU, _ platform: SONiCPlatform, _ report: Report) {
    guard let asic = platform.asic?.text, asic.hasPrefix("broadcom") else { return }
    let sets = sku.asics.isEmpty ? [sku.files] : sku.asics.map(\.files)
    for files in sets where files.portConfig != nil || files.hwsku != nil {
      guard files.saiProfile == nil, sku.files.saiProfile == nil, !files.isGenerated("sai.profile"), !sku.files.isGenerated("sai.profile")
      else { continue }
      guard report.isFirst("library \(platform.tree.absolute(files.folder))") else { continue }
      let place = platform.tree.path(files.folder + "/sai.profile")
      let message = "\(sku.name.excerpt) has ports and no sai.profile; Broadcom's SAI does not start without one"
      // A folder with the SDK's configuration and without the file that names it has most likely lost that.
      if mayBeExtract(platform), files.names.contains(where: { $0.hasSuffix(".bcm") || $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }) {
        report.warning("REF06", place, at: start, message + "; the folder holds neither scripts nor links, so it may be an extract")
      } else {
        report.error("REF06", place, at: start, message)
      }
    }
  }

  private static func asicCount(_ platform: SONiCPlatform, _ report: Report) {
    guard let entry = platform.asicConfiguration?["NUM_ASIC"] else { return }
    guard let count = Int(entry.value), (1...256).contains(count) else {
      report.warning("REF07", platform.path("asic.conf"), at: entry.valuePosition, "NUM_ASIC is '\(entry.value.excerpt)'; expected 1…256")
      return
    }
    for sku in platform.skus where !sku.asics.isEmpty ? sku.asics.count != count : count > 1 && sku.files.portConfig != nil {
      report.warning(
        "REF07", platform.path("asic.conf"), at: entry.valuePosition,
        "NUM_ASIC is \(count), and \(sku.name.excerpt) has folders for \(counted(sku.asics.count, "ASIC"))")
    }
  }
}
