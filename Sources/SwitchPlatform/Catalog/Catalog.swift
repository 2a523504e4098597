import Foundation

/// The data files of a Platforms folder: `asics/*.yaml` and `boards/<vendor>/*.yaml`.
public struct Catalog: Sendable {
  /// The Platforms folder.
  public let folder: String

  /// A board file of the catalog.
  public struct BoardEntry: Hashable, Sendable {
    /// The file's base name: `as7726-32x`.
    public var name: String
    /// The folder it is in: `accton`.
    public var vendor: String
    public var path: String
    /// `platform.id` and `platform.product`; empty where the file does not say.
    public var id: String
    public var product: String
    /// The chip it names.
    public var chip: String
  }

  /// A chip file of the catalog.
  public struct ChipEntry: Hashable, Sendable {
    /// The file's base name, which its `chip:` repeats.
    public var name: String
    public var path: String
  }

  public init(folder: String) { self.folder = folder }

  /// Finds the Platforms folder: `TRYSAIL_PLATFORMS`, else the first folder of that name beside or above the executable, then beside
  /// or above the current directory.
  public static func find() -> Catalog? {
    let environment = ProcessInfo.processInfo.environment["TRYSAIL_PLATFORMS"]
    if let environment, !environment.isEmpty { return isCatalog(environment) ? Catalog(folder: environment) : nil }
    let executable = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
    let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    for start in [executable, current].compactMap({ $0 }) {
      var folder = start.standardizedFileURL
      for _ in 0..<64 {
        let candidate = folder.appendingPathComponent("Platforms").path
        if isCatalog(candidate) { return Catalog(folder: candidate) }
        if folder.path == "/" { break }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }

  private static func isCatalog(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path + "/asics") }

  /// The files of whole switch chips, by name.
  public var chips: [ChipEntry] { chipFiles.filter { !Catalog.isBlock($0.path) } }

  /// The chip files of timing only, by name.
  public var blocks: [ChipEntry] { chipFiles.filter { Catalog.isBlock($0.path) } }

  private var chipFiles: [ChipEntry] {
    Catalog.files(in: folder + "/asics").filter { $0.name != "inventory" }.map { ChipEntry(name: $0.name, path: $0.path) }
  }

  /// The chips of `asics/inventory.yaml`; none where there is no such file, or a faulty one.
  public var inventory: ChipInventory {
    let path = folder + "/asics/inventory.yaml"
    guard let text = try? Catalog.text(of: path), let node = YAMLDocument.parse(text, file: path).node else { return ChipInventory() }
    return ChipInventory.load(node: node, file: path).inventory ?? ChipInventory()
  }

  /// Families of boards: beside the board, or in `boards/family`.
  public var families: FamilySource {
    let root = folder + "/boards/family"
    return FamilySource { name, file in
      let base: String
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.hasSuffix(".json") {
        base = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent(name).standardizedFileURL.path
      } else if name.hasPrefix("family/"), !name.dropFirst(7).contains("/") {
        base = "\(root)/\(name.dropFirst(7)).yaml"
      } else {
        return nil
      }
      return FileManager.default.fileExists(atPath: base) ? base : nil
    } text: { path in
      try? Catalog.text(of: path)
    } names: {
      Catalog.files(in: root).map { "family/\($0.name)" }
    }
  }

  /// Whether a chip file says `kind: block`, without reading all of it. What cannot be read is no block: its reader says why.
  private static func isBlock(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 4096) else { return false }
    let kind = String(decoding: head, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("kind:") }
    return kind?.dropFirst(5).split(separator: "#").first?.trimmingCharacters(in: .whitespaces) == TimingLoader.block
  }

  /// The board files, by vendor and name.
  public var boards: [BoardEntry] {
    Catalog.folders(in: folder + "/boards").filter { $0 != "family" }.flatMap { vendor in
      Catalog.files(in: "\(folder)/boards/\(vendor)").map { Catalog.entry($0.path, name: $0.name, vendor: vendor) }
    }
  }

  /// The chips as a board file may name them.
  public var knownChips: KnownChips {
    let entries = chips
    return KnownChips(names: entries.map(\.name), inventory: inventory) { name in
      guard let entry = entries.first(where: { $0.name == name }), let text = try? Catalog.text(of: entry.path) else { return nil }
      return ASICLoader.load(text: text, file: entry.path).description?.ports
    }
  }

  private static func entry(_ path: String, name: String, vendor: String) -> BoardEntry {
    let node = (try? text(of: path)).flatMap { YAMLDocument.parse($0, file: path).node }
    let platform = node?["platform"]
    return BoardEntry(
      name: name, vendor: vendor, path: path, id: platform?["id"]?.text ?? "", product: platform?["product"]?.text ?? "",
      chip: node?["asics"]?.pairs?.first?.value["chip"]?.text ?? "")
  }

  private static func folders(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
    }.sorted()
  }

  private static func files(in folder: String) -> [(name: String, path: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { name in
      for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) && name.count > ending.count {
        return (String(name.dropLast(ending.count)), "\(folder)/\(name)")
      }
      return nil
    }
  }

  /// Most bytes that a data file can have.
  static let maximumFileSize = 16 << 20

  /// A file's text; it is UTF-8, and not larger than 16 MB.
  static func text(of path: String) throws(CatalogError) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw CatalogError(message: "\(path): \(FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file")")
    }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: maximumFileSize + 1) else {
      // Nothing read is an empty file or a folder; the one is for the readers of documents to refuse.
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        throw CatalogError(message: "\(path): is a folder")
      }
      return ""
    }
    guard data.count <= maximumFileSize else { throw CatalogError(message: "\(path): is larger than 16 MB") }
    guard let text = String(validating: data, as: UTF8.self) else { throw CatalogError(message: "\(path): is not UTF-8 text") }
    return text
  }
}
