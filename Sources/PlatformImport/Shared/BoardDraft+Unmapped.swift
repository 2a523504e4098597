import PlatformFormats
import SwitchPlatform

/// Lists of keys that a board has no place for: one line for each key, with its first place and how often it stands.
extension BoardDraft {
  /// - Parameter known: Keys that are taken over, or that only hold others.
  mutating func leaveOut(_ nodes: [Node], but known: Set<String>, of what: String, in file: String) {
    var order: [String] = []
    var found: [String: (position: SourcePosition, count: Int)] = [:]
    for pair in nodes.flatMap({ $0.pairs ?? [] }) {
      guard let key = pair.key.text, !known.contains(key) else { continue }
      if found[key] == nil { order.append(key) }
      found[key] = (found[key]?.position ?? pair.key.position, (found[key]?.count ?? 0) + 1)
    }
    for key in order {
      guard let entry = found[key] else { continue }
      remark(file, entry.position, "'\(key)' of \(what) is left out\(BoardDraft.times(entry.count)): a board has no place for it")
    }
  }

  mutating func leaveOut(_ elements: [XMLElement], but known: Set<String>, of what: String, in file: String) {
    var order: [String] = []
    var found: [String: (position: SourcePosition, count: Int)] = [:]
    for attribute in elements.flatMap(\.attributes) where !known.contains(attribute.name) {
      if found[attribute.name] == nil { order.append(attribute.name) }
      found[attribute.name] = (found[attribute.name]?.position ?? attribute.position, (found[attribute.name]?.count ?? 0) + 1)
    }
    for key in order {
      guard let entry = found[key] else { continue }
      remark(file, entry.position, "'\(key)' of \(what) is left out\(BoardDraft.times(entry.count)): a board has no place for it")
    }
  }

  private static func times(_ count: Int) -> String { count > 1 ? ", \(count) times" : "" }
}
