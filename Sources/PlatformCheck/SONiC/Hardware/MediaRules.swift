import PlatformFormats
import SwitchPlatform

/// MED01–02: the ports that `media_settings.json` names.
enum MediaRules {
  static func check(_ input: SONiCHardwareCheck.Input, _ report: Report) {
    for json in input.files.json where json.name == "media_settings.json" || json.name.hasSuffix("/media_settings.json") {
      guard let root = json.root else { continue }
      let settings = MediaSettings(file: json.file, root: root)
      let folder = input.platform.inside(json.name.split(separator: "/").dropLast().joined(separator: "/"))
      let own = input.platform.skus.flatMap(\.all).filter { $0.folder == folder }
      let indexes = own.isEmpty ? indexes(of: input.platform) : indexes(of: own, input.platform)
      for section in settings.sections {
        if !indexes.isEmpty { unknown(section, indexes, settings.file, report) }
        if input.isFirst("media \(section.name)", json.name, report) { overlaps(section, settings.file, report) }
      }
    }
  }

  /// The indexes of a platform's cages: of `platform.json`, and of all port tables.
  static func indexes(of platform: SONiCPlatform) -> Set<Int> { indexes(of: platform.skus.flatMap(\.all), platform) }

  private static func indexes(of files: [SONiCPortFiles], _ platform: SONiCPlatform) -> Set<Int> {
    var result = Set((platform.cages?.interfaces ?? []).flatMap { $0.indexes.compactMap { Int($0) } })
    for config in files.compactMap(\.portConfig) where config.hasColumn("index") || !config.table.hasHeader {
      result.formUnion(config.rows.filter { !$0.isInternal }.compactMap(\.index))
    }
    return result
  }

  private static func unknown(_ section: MediaSettings.Section, _ indexes: Set<Int>, _ file: String, _ report: Report) {
    for key in section.keys {
      guard let ports = key.ports else { continue }
      let unknown = ports.filter { !indexes.contains($0) }
      guard !unknown.isEmpty else { continue }
      report.warning(
        "MED01", file, at: key.node.position,
        "\(section.name) '\(key.text.excerpt)' is for ports \(ranges(unknown)), which the platform does not have; its indexes are \(ranges(indexes.sorted()))"
      )
    }
  }

  private static func overlaps(_ section: MediaSettings.Section, _ file: String, _ report: Report) {
    var owner: [Int: Int] = [:]
    var told: Set<Int> = []
    for (number, key) in section.keys.enumerated() {
      for port in key.ports ?? [] {
        guard let other = owner[port], other != number else {
          owner[port] = number
          continue
        }
        guard told.insert(number).inserted else { break }
        report.warning(
          "MED02", file, at: key.node.position,
          "\(section.name): port \(port) is in '\(section.keys[other].text.excerpt)' and in '\(key.text.excerpt)'; the first counts",
          related: [.init(file, at: section.keys[other].node.position, "port \(port) is here already")])
      }
    }
  }

  /// `1…32, 40`.
  static func ranges(_ numbers: [Int]) -> String {
    var parts: [String] = []
    var index = 0
    while index < numbers.count, parts.count < 9 {
      var last = index
      while last + 1 < numbers.count, numbers[last + 1] == numbers[last] + 1 { last += 1 }
      parts.append(last == index ? "\(numbers[index])" : "\(numbers[index])…\(numbers[last])")
      index = last + 1
    }
    return parts.count > 8 ? parts.prefix(8).joined(separator: ", ") + ", …" : parts.joined(separator: ", ")
  }
}
