public import PlatformFormats
public import SwitchPlatform

extension SONiCImporter: BoardImporter {
  public static let name = "SONiC"

  public static func boards(of tree: FileTree) -> [String] { SONiCPlatform.folders(in: tree) }

  public static func board(
    _ name: String, of tree: FileTree, chip: String?, chips: KnownChips
  ) throws(ImportFault) -> ImportedBoard {
    do throws(Fault) {
      let imported = try SONiCImporter(SONiCPlatform(tree, folder: name), chip: chip, inventory: chips.inventory)
      return ImportedBoard(
        imported.board, remarks: imported.remarks, project: Self.name, root: tree.root, text: imported.text)
    } catch {
      throw ImportFault(message: error.message)
    }
  }
}
