public import PlatformFormats
public import SwitchPlatform

/// A project whose descriptions boards can be made of.
public protocol BoardImporter {
  /// As the project calls itself, and as its check is called.
  static var name: String { get }
  /// The boards of a tree: whatever `board` takes as its name.
  static func boards(of tree: FileTree) -> [String]
  /// - Parameters:
  ///   - name: One of `boards(of:)`.
  ///   - chip: The ASICs' chip; `nil`: what the files say.
  /// - Throws: Where there is no switch in it, or its chip cannot be told.
  static func board(_ name: String, of tree: FileTree, chip: String?, chips: KnownChips) throws(ImportFault) -> ImportedBoard
}

/// All projects that boards can be imported from.
public enum BoardImporters {
  public static var all: [any BoardImporter.Type] {
    [SONiCImporter.self, FBOSSImporter.self, OPXImporter.self, OpenSwitchImporter.self, StratumImporter.self]
  }

  /// Their names, for messages.
  public static var names: String { all.map { $0.name }.joined(separator: ", ") }
}
