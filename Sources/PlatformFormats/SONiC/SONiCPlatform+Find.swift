extension SONiCPlatform {
  /// Files that only a platform's folder has.
  private static let markers: Set<String> = ["default_sku", "platform_asic", "installer.conf", "pddf", "asic.conf"]
  private static let architectures = ["x86_64-", "arm64-", "armhf-", "aarch64-", "amd64-"]

  /// Whether a folder is a platform's. Folders of what platforms share (`…_common`) and SKUs are not.
  public static func isPlatform(_ tree: FileTree, _ folder: String) -> Bool {
    let names = Set(tree.names(in: folder))
    let name = tree.absolute(folder).split(separator: "/").last.map(String.init) ?? ""
    if names.contains("default_sku") { return true }
    if name.hasSuffix("common") { return false }
    if !markers.isDisjoint(with: names) { return true }
    // SKUs have other names; a platform's own folder may hold a table of ports too.
    if architectures.contains(where: { name.hasPrefix($0) }) { return !names.isEmpty }
    if !names.isDisjoint(with: ["port_config.ini", "hwsku.json", "sai.profile"]) { return false }
    return names.contains("platform.json") && hasSKU(tree, folder, names)
  }

  private static func hasSKU(_ tree: FileTree, _ folder: String, _ names: Set<String>) -> Bool {
    names.contains { !SONiCSKU.markers.isDisjoint(with: tree.names(in: folder.isEmpty ? $0 : "\(folder)/\($0)")) }
  }

  /// The platforms' folders of a tree, at any depth up to 8: one platform, a vendor, `device/`, or what contains one. Links to folders
  /// are not entered: what they lead to is found where it stands.
  public static func folders(in tree: FileTree) -> [String] {
    var result: [String] = []
    var queue: [(folder: String, depth: Int)] = [("", 0)]
    var looked = 0
    while let next = queue.popLast(), looked < 50_000 {
      looked += 1
      if isPlatform(tree, next.folder) {
        result.append(next.folder)
      } else if next.depth < 8 {
        let inner = tree.folders(in: next.folder).map { next.folder.isEmpty ? $0 : "\(next.folder)/\($0)" }
        queue += inner.filter { !tree.isLink($0) && !$0.hasSuffix("common") }.map { ($0, next.depth + 1) }
      }
    }
    return result.sorted()
  }
}
