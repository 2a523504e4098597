import Foundation
import PlatformFormats
import SwitchPlatform
import Testing

@testable import PlatformImport

/// SONiC → ours → SONiC keeps names, lanes, aliases, indexes and speeds of each SKU's ports.
@Suite struct SONiCRoundTripTests {
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let shared: URL? = {
    let named = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"].map { URL(fileURLWithPath: $0) }
    let folder = named ?? package.deletingLastPathComponent().appending(path: "shared")
    return FileManager.default.fileExists(atPath: folder.appending(path: "corpus/sonic/device").path) ? folder : nil
  }()

  static let catalog = Catalog(folder: package.appending(path: "Platforms").path)

  static func withFolder(_ files: [(path: String, text: String)], _ body: (FileTree) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-import-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files {
      let url = folder.appending(path: file.path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try file.text.write(to: url, atomically: true, encoding: .utf8)
    }
    try body(FileTree(root: folder.path))
  }

  /// Per SKU and port name, what is compared.
  static func facts(_ platform: SONiCPlatform) -> [String: [String: SONiCPortFact]] {
    var result: [String: [String: SONiCPortFact]] = [:]
    var remarks: [String] = []
    for sku in platform.skus {
      var facts: [SONiCPortFact] = sku.asics.isEmpty ? SONiCPortFact.facts(sku.files, asic: 0, of: platform, remarks: &remarks) : []
      for (place, asic) in sku.asics.enumerated() {
        facts += SONiCPortFact.facts(asic.files, asic: place, of: platform, remarks: &remarks)
      }
      for fact in facts { result[sku.name, default: [:]]["\(fact.asic) \(fact.name)"] = fact }
    }
    return result
  }

  /// What differs after the round trip, and how many ports were compared. A port may be missing where a remark names it.
  static func compare(_ platform: SONiCPlatform, _ imported: SONiCImporter) throws -> (ports: Int, left: Int, differences: [String]) {
    let text = imported.text
    let read = BoardLoader.describe(text: text, file: "board.yaml", chips: catalog.knownChips)
    guard let board = read.description else {
      return (0, 0, read.diagnostics.filter { $0.severity == .error }.prefix(3).map { "check: \($0.message)" })
    }
    var (ports, left, differences): (Int, Int, [String]) = (0, 0, [])
    let before = facts(platform)
    let written = SONiCWriter(board, inventory: catalog.inventory).files.map { ("x86_64-box-r0/\($0.path)", $0.text) }
    try withFolder(written) { tree in
      let after = facts(SONiCPlatform(tree, folder: "x86_64-box-r0"))
      for (sku, facts) in before {
        for (name, old) in facts {
          guard let new = after[sku]?[name] else {
            let isListed = imported.remarks.contains {
              $0.hasPrefix("\(old.file):") && $0.contains("left out") || $0.contains("'\(sku)' is left out")
            }
            if isListed { left += 1 } else { differences.append("\(sku) \(name) is gone") }
            continue
          }
          ports += 1
          if new.lanes != old.lanes { differences.append("\(sku) \(name): lanes \(old.lanes) → \(new.lanes)") }
          if let alias = old.alias, new.alias != alias { differences.append("\(sku) \(name): alias \(alias) → \(new.alias ?? "-")") }
          if let index = old.index, new.index != index, !imported.remarks.contains(where: { $0.hasPrefix("\(old.place): index ") }) {
            differences.append("\(sku) \(name): index \(index) → \(new.index ?? -1)")
          }
          if let speed = old.speed, new.speed != speed { differences.append("\(sku) \(name): speed \(speed) → \(new.speed ?? -1)") }
          if let mode = old.mode, let other = new.mode, !mode.isSame(as: other) {
            differences.append("\(sku) \(name): mode \(mode.text) → \(other.text)")
          }
        }
      }
    }
    return (ports, left, differences)
  }

  @Test(.enabled(if: shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func corpusComesBack() throws {
    let tree = FileTree(root: try #require(Self.shared).appending(path: "corpus/sonic/device").path)
    let inventory = Self.catalog.inventory
    var (platforms, ports, left, refused, unequal): (Int, Int, Int, [String], [String]) = (0, 0, 0, [], [])
    for folder in SONiCPlatform.folders(in: tree) {
      let platform = SONiCPlatform(tree, folder: folder)
      do throws(SONiCImporter.Fault) {
        let imported = try SONiCImporter(platform, inventory: inventory)
        guard let result = try? Self.compare(platform, imported) else { unequal.append("\(folder): not comparable"); continue }
        if result.ports > 0 { platforms += 1 }
        (ports, left) = (ports + result.ports, left + result.left)
        if let first = result.differences.first { unequal.append("\(folder): \(result.differences.count): \(first)") }
      } catch {
        refused.append(error.message.replacing(tree.root, with: ""))
      }
    }
    print("round trip: \(platforms) platforms, \(ports) ports compared, \(left) ports left out and listed")
    for line in refused { print("not imported: \(line)") }
    for line in unequal { print("differs: \(line)") }
    #expect(platforms > 0)
    #expect(unequal.isEmpty)
  }

  static let table = """
    # name     lanes    alias  index  speed
    Ethernet0  1,2,3,4  Eth1   1      100000
    Ethernet4  5,6      Eth2/1 2      50000
    Ethernet6  7,8      Eth2/2 2      50000

    """

  static func small(_ table: String) -> [(path: String, text: String)] {
    [
      ("acme/x86_64-acme_box-r0/default_sku", "Box t1\n"), ("acme/x86_64-acme_box-r0/platform_asic", "broadcom\n"),
      ("acme/x86_64-acme_box-r0/Box/port_config.ini", table), ("acme/x86_64-acme_box-r0/Box/td3-box.config.bcm", "")
    ]
  }

  @Test func aSmallPlatformComesBack() throws {
    try Self.withFolder(Self.small(Self.table)) { tree in
      let platform = SONiCPlatform(tree, folder: "acme/x86_64-acme_box-r0")
      let imported = try SONiCImporter(platform, inventory: Self.catalog.inventory)
      #expect(imported.board.asics.map(\.chip) == ["bcm56870"])
      #expect(imported.board.cages.map(\.lanes.lanes) == [[1, 2, 3, 4], [5, 6, 7, 8]])
      #expect(imported.remarks.isEmpty)
      let result = try Self.compare(platform, imported)
      #expect(result.ports == 3)
      #expect(result.differences.isEmpty)
    }
  }

  @Test func aLaneInTwoPortsIsListed() throws {
    let table = Self.table.replacing("5,6 ", with: "4,6 ")
    try Self.withFolder(Self.small(table)) { tree in
      let imported = try SONiCImporter(SONiCPlatform(tree, folder: "acme/x86_64-acme_box-r0"), inventory: Self.catalog.inventory)
      #expect(imported.board.cages.count == 1)
      #expect(imported.remarks.contains { $0.contains("port_config.ini:3: port 'Ethernet4' is left out") })
    }
  }

  @Test func aChipThatNothingTellsIsRefused() throws {
    let files = Self.small(Self.table).filter { !$0.path.hasSuffix(".bcm") }
    try Self.withFolder(files) { tree in
      let platform = SONiCPlatform(tree, folder: "acme/x86_64-acme_box-r0")
      #expect(throws: SONiCImporter.Fault.self) { try SONiCImporter(platform, inventory: Self.catalog.inventory) }
      let named = try SONiCImporter(platform, chip: "bcm56870", inventory: Self.catalog.inventory)
      #expect(named.board.profiles.map(\.name) == ["Box"])
    }
  }
}
