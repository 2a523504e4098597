import PlatformFormats
import SwitchPlatform

/// KEY01, KEY02: keys that are misspelled or missing.
///
/// A project's files may have keys that no list here knows, so an unknown key is a fault only where it is a near spelling of a
/// known one that the mapping does not have.
struct KeyCheck {
  var file: String
  var report: Report

  /// - Returns: Whether it is a mapping with all the required keys.
  @discardableResult
  func check(_ node: Node, _ what: String, required: [String], optional: [String] = []) -> Bool {
    guard let pairs = node.pairs else {
      report.error("TYP01", file, at: node.position, "\(what) is \(node.kindName); expected a mapping")
      return false
    }
    let present = Set(pairs.compactMap(\.key.text))
    let absent = (required + optional).filter { !present.contains($0) }
    let known = Set(required + optional)
    var misspelled: Set<String> = []
    for key in pairs.map(\.key) {
      guard let text = key.text, !known.contains(text), let meant = absent.first(where: { KeyCheck.isNear(text, $0) }) else { continue }
      misspelled.insert(meant)
      report.error("KEY01", file, at: key.position, "\(what) has no key '\(text)'; did you mean '\(meant)'?")
    }
    for key in required where !present.contains(key) && !misspelled.contains(key) {
      report.error("KEY02", file, at: node.position, "\(what) has no '\(key)'")
    }
    return required.allSatisfy(present.contains)
  }

  /// KEY03: a number that says how many there are, and how many there are.
  func count(_ key: String, in section: Node?, is count: Int, _ what: String) {
    guard let node = section?[key] else { return }
    guard let said = node.integer else {
      report.error("TYP02", file, at: node.position, "'\(key)' is '\(node.text ?? node.kindName)'; expected a whole number")
      return
    }
    if said != count { report.error("KEY03", file, at: node.position, "'\(key)' is \(said), but \(count) \(what) are listed") }
  }

  /// One letter more, less, other, or two swapped; letter case aside.
  static func isNear(_ left: String, _ right: String) -> Bool {
    let (a, b) = (Array(left.lowercased().utf8), Array(right.lowercased().utf8))
    guard min(a.count, b.count) >= 4, abs(a.count - b.count) <= 1 else { return false }
    var start = 0
    while start < a.count, start < b.count, a[start] == b[start] { start += 1 }
    var end = 0
    while end < a.count - start, end < b.count - start, a[a.count - 1 - end] == b[b.count - 1 - end] { end += 1 }
    let (x, y) = (a[start..<(a.count - end)], b[start..<(b.count - end)])
    // A digit apart is another name of a row, not a misspelling.
    if (x + y).contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return false }
    return max(x.count, y.count) <= 1 || (x.count == 2 && y.count == 2 && x.elementsEqual(y.reversed()))
  }
}

extension KeyCheck {
  static func isNearAny(_ name: String, _ known: [String]) -> Bool { known.contains { isNear(name, $0) } }
}
