import Foundation
import PlatformFormats
import SwitchPlatform

/// A fault put into one file of a platform.
struct FileMutation {
  var file: String
  var kind: String
  var text: String
  /// Lines at which it may be told, from 1.
  var lines: Set<Int>
  /// What else a message may name: the port, or the key that is gone.
  var words: [String] = []
}

/// Faults for a SONiC platform's files: two ports' lanes swapped, a lane of another port, a key dropped, a name misspelt, a value of another type, a thing doubled,
/// the file cut.
///
/// Which place is changed follows from the file's path and the kind alone, so that a run can be repeated.
struct FileMutations {
  var file: String
  var text: String

  static let kinds = ["swap", "lane", "drop", "misspell", "type", "double", "cut"]

  private var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  /// - Returns: `nil` where the file has no place for it.
  func mutation(_ kind: String) -> FileMutation? {
    switch FileTree.lastName(of: file) {
    case "port_config.ini": table(kind)
    case "platform.json": json(kind, keys: ["lanes", "index", "breakout_modes"], misspelt: ["lanes", "breakout_modes"])
    case "hwsku.json": json(kind, keys: ["default_brkout_mode"], misspelt: ["default_brkout_mode"])
    case "pcie.yaml": list(kind)
    default: nil
    }
  }

  private func pick<Element>(_ elements: [Element], _ kind: String) -> Element? {
    let hash = "\(file) \(kind)".utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return elements.isEmpty ? nil : elements[Int((hash >> 17) % UInt64(elements.count))]
  }

  private func made(_ kind: String, _ lines: [String], at places: Set<Int>, _ words: [String] = []) -> FileMutation {
    FileMutation(file: file, kind: kind, text: lines.joined(separator: "\n"), lines: places, words: words)
  }

  // MARK: port_config.ini

  private func table(_ kind: String) -> FileMutation? {
    let config = SONiCPortConfig(SourceFile(path: file, bytes: Array(text.utf8)))
    let rows = config.rows.filter { !$0.isInternal && $0.cells.count == config.table.columns.count && $0.cells.count >= 3 }
    guard rows.count > 2, let row = pick(rows, kind) else { return nil }
    let number = Int(row.position.line)
    var lines = lines
    let words = [row.name]
    func replace(_ cell: ColumnTable.Cell, _ text: String) {
      let index = Int(cell.position.line) - 1
      let line = lines[index]
      let start = line.unicodeScalars.index(line.startIndex, offsetBy: Int(cell.position.column) - 1)
      lines[index] = line[..<start] + text + line[start...].dropFirst(cell.text.count)
    }
    switch kind {
    case "swap":
      guard let cell = row["lanes"], let other = rows.last(where: { $0.name != row.name }), let otherCell = other["lanes"],
        cell.text != otherCell.text
      else { return nil }
      replace(cell, otherCell.text)
      replace(otherCell, cell.text)
      return made(kind, lines, at: [number, Int(other.position.line)], [row.name, other.name])
    case "lane":
      guard let cell = row["lanes"], let other = rows.first(where: { $0.name != row.name && ($0.lanes?.count ?? 0) > 0 }),
        let lane = other.lanes?.last, var own = row.lanes
      else { return nil }
      own[own.count - 1] = lane
      replace(cell, own.map(String.init).joined(separator: ","))
      return made(kind, lines, at: [number, Int(other.position.line)])
    case "drop":
      replace(row.cells[1], "")
      return made(kind, lines, at: [number], words)
    case "misspell":
      guard let cell = row["name"] else { return nil }
      replace(cell, cell.text.replacing("Ethernet", with: "Etehrnet"))
      return made(kind, lines, at: [number])
    case "type":
      guard let cell = pick(["lanes", "index", "speed"].compactMap { row[$0] }, kind) else { return nil }
      replace(cell, "zq")
      return made(kind, lines, at: [number], words)
    case "double":
      lines.insert(lines[number - 1], at: number)
      return made(kind, lines, at: [number, number + 1])
    default:
      let cut = lines[number - 1]
      guard let cell = row.cells.last else { return nil }
      let end = cut.unicodeScalars.index(cut.startIndex, offsetBy: Int(cell.position.column) - 2)
      return made(kind, Array(lines[..<(number - 1)]) + [String(cut[..<end])], at: [number])
    }
  }

  // MARK: JSON

  private func json(_ kind: String, keys: [String], misspelt: [String]) -> FileMutation? {
    // A member on one line: `"lanes": "1,2,3,4"`, with the comma after it.
    let pattern = keys.joined(separator: "|")
    guard let scalar = try? Regex("\"(\(pattern))\"\\s*:\\s*\"([^\"\\n]*)\"(,?)", as: (Substring, Substring, Substring, Substring).self)
    else { return nil }
    let all = text.matches(of: scalar)
    guard all.count > 2, let match = pick(all, kind) else { return nil }
    let line = text[..<match.range.lowerBound].count { $0 == "\n" } + 1
    func with(_ new: String, _ words: [String] = []) -> FileMutation {
      var copy = text
      copy.replaceSubrange(match.range, with: new)
      return FileMutation(
        file: file, kind: kind, text: copy, lines: [line - 1, line, line + 1], words: words + owner(of: match.range.lowerBound))
    }
    let (key, value, comma) = (String(match.output.1), String(match.output.2), match.output.3)
    switch kind {
    case "swap": return nil
    case "lane":
      let lanes = all.filter { $0.output.1 == "lanes" }
      guard keys.contains("lanes") else { return with("\"\(key)\": \"9x1G\"\(comma)") }
      guard lanes.count > 2, let own = pick(lanes, kind), let other = lanes.first(where: { $0.range != own.range }) else { return nil }
      var copy = text
      copy.replaceSubrange(own.range, with: "\"lanes\": \"\(other.output.2)\"\(own.output.3)")
      return FileMutation(
        file: file, kind: kind, text: copy, lines: [text[..<own.range.lowerBound].count { $0 == "\n" } + 1],
        words: owner(of: own.range.lowerBound))
    case "drop":
      // The comma before it goes where it was the last.
      guard comma.isEmpty else { return with("") }
      let before = text[..<match.range.lowerBound]
      guard let last = before.lastIndex(where: { !$0.isWhitespace }) else { return nil }
      var copy = text
      copy.removeSubrange((text[last] == "," ? last : match.range.lowerBound)..<match.range.upperBound)
      return FileMutation(file: file, kind: kind, text: copy, lines: [line - 2, line - 1, line], words: owner(of: match.range.lowerBound))
    case "misspell":
      return with("\"\(key.dropLast(2))q\(key.suffix(2))\": \"\(value)\"\(comma)")
    case "type":
      return with("\"\(key)\": {\"zq\": 1}\(comma)")
    case "double":
      return with("\"\(key)\": \"\(value)\", \"\(key)\": \"\(value)0\"\(comma)")
    default:
      return FileMutation(
        file: file, kind: kind, text: String(text[..<match.range.lowerBound]), lines: [line - 1, line], words: [])
    }
  }

  /// The port whose object a place is in.
  private func owner(of place: String.Index) -> [String] {
    guard let name = text[..<place].matches(of: /"(Ethernet[0-9]+)"/).last else { return [] }
    return [String(name.output.1)]
  }

  // MARK: pcie.yaml

  private func list(_ kind: String) -> FileMutation? {
    var lines = lines
    let keyed = lines.indices.filter { lines[$0].contains(/^\s+(bus|dev|fn|id):/) }
    let starts = lines.indices.filter { lines[$0].hasPrefix("- ") || lines[$0].hasPrefix("  - ") }
    guard starts.count > 2, let index = pick(keyed, kind) else { return nil }
    let number = index + 1
    // An entry is told of where it begins.
    let start = (starts.last { $0 <= index } ?? index) + 1
    let places: Set<Int> = [start, number]
    guard let colon = lines[index].firstIndex(of: ":") else { return nil }
    switch kind {
    case "swap": return nil
    case "lane", "double":
      // The whole entry once more, under another name.
      guard let begin = pick(Array(starts.dropLast()), kind), let end = starts.first(where: { $0 > begin }) else { return nil }
      let entry = lines[begin..<end].map { kind == "lane" ? $0.replacing("name: ", with: "name: zq ") : $0 }
      lines.insert(contentsOf: entry, at: end)
      return made(kind, lines, at: Set((begin + 1)...(end + entry.count)))
    case "drop":
      lines.remove(at: index)
      return made(kind, lines, at: places)
    case "misspell":
      lines[index].insert("q", at: colon)
      return made(kind, lines, at: places)
    case "type":
      lines[index] = lines[index][...colon] + " zq"
      return made(kind, lines, at: places)
    default:
      return made(kind, Array(lines[..<index]) + [String(lines[index][..<colon])], at: [start, number, number + 1])
    }
  }
}
