public import SwitchPlatform

/// A board that was made of another project's description.
public struct ImportedBoard: Sendable {
  public var board: BoardDescription
  /// What was not taken over, with its file and line.
  public var remarks: [String]
  /// The project, as it calls itself.
  public var project: String
  /// The folder that was read, as the user typed it; file names in the text are relative to it.
  public var root: String

  private let whole: String?

  /// - Parameter text: The board's file, where it is not what `text` makes.
  public init(_ board: BoardDescription, remarks: [String], project: String, root: String, text: String? = nil) {
    self.board = board
    self.remarks = remarks
    self.project = project
    self.root = root
    whole = text
  }

  /// The board's file: facts with their sources, and what was not taken over as comments at its end.
  public var text: String {
    whole
      ?? BoardWriter.text(
        board, heading: ["\(board.platform.product), imported from \(project)."],
        remarks: remarks.isEmpty ? [] : ["Not taken over:"] + remarks.map { $0.replacing("\(root)/", with: "") })
  }
}
