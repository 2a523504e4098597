import PlatformFormats
import SwitchPlatform

/// A board while it is gathered, and what was left out of it.
struct BoardDraft {
  var board: BoardDescription
  private(set) var remarks: [String] = []
  let project: String
  let root: String

  init(_ identity: BoardIdentity, project: String, tree: FileTree) {
    board = BoardDescription(platform: identity)
    self.project = project
    root = tree.root
  }

  /// Where a fact is from, as the board file tells it: project, file below the folder that was read, line.
  func source(_ file: String, _ position: SourcePosition) -> String { "\(project) \(short(file)):\(position.line)" }

  func short(_ file: String) -> String { file.hasPrefix("\(root)/") ? String(file.dropFirst(root.count + 1)) : file }

  /// Lists what is not taken over.
  mutating func remark(_ file: String, _ position: SourcePosition, _ text: String) {
    remarks.append("\(file):\(position.line):\(position.column): \(text)")
  }

  mutating func remark(_ text: String) { remarks.append(text) }

  mutating func take(_ diagnostics: [Diagnostic]) {
    remarks += diagnostics.map { "\($0.file):\($0.position.line):\($0.position.column): \($0.message)" }
  }

  /// A name as board files allow it: no braces, which mean ranges, and no `@`, which means a channel.
  static func name(_ text: String) -> String {
    let clean = String(text.map { "{}@".contains($0) ? "-" : $0 })
    return clean == "source" || clean == "src" || clean.isEmpty ? "_\(clean)" : clean
  }

  /// Speed in Mb/s where a board can say it.
  static func speed(_ value: Int?) -> UInt32? {
    guard let value, (10...1_600_000).contains(value) else { return nil }
    return UInt32(value)
  }

  /// - Throws: Where no cage or no profile is left.
  func finished(_ chips: KnownChips) throws(ImportFault) -> ImportedBoard {
    var pruning = BoardPruning(board, chips)
    pruning.prune()
    guard !pruning.board.cages.isEmpty, !pruning.board.profiles.isEmpty else {
      let cages = pruning.remarks.first { $0.contains(": cage ") || $0.contains(" of cage ") }
      let first = cages ?? remarks.first { $0.contains("left out") } ?? "nothing tells their lanes"
      throw ImportFault(
        message: "\(root): no port of \(board.platform.id) can be taken over; the first reason: \(first.replacing("\(project) ", with: ""))"
      )
    }
    return ImportedBoard(
      pruning.board, remarks: remarks + pruning.remarks.map { $0.replacing("\(project) ", with: "") }, project: project, root: root)
  }
}
