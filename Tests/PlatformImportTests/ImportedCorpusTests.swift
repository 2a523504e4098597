import Foundation
import PlatformFormats
import PlatformImport
import SwitchPlatform
import Testing

/// Every set of the shared corpus becomes a board that the check has nothing against, or is refused by name; ports and devices are
/// as many as a plain count of the raw text says.
@Suite struct ImportedCorpusTests {
  static let shared = SONiCRoundTripTests.shared
  static let chips = SONiCRoundTripTests.catalog.knownChips

  struct Result {
    var boards: [ImportedBoard] = []
    var refusals: [String] = []
  }

  /// - Parameter chip: What files that tell none are taken for.
  static func importAll(_ importer: any BoardImporter.Type, _ folder: String, chip: (String) -> String?) throws -> Result {
    let tree = FileTree(root: try #require(shared).appending(path: "corpus/\(folder)").path)
    var result = Result()
    for name in importer.boards(of: tree) {
      do throws(ImportFault) {
        result.boards.append(try importer.board(name, of: tree, chip: nil, chips: chips))
      } catch {
        guard let chip = chip(name), error.message.contains("--chip") else {
          result.refusals.append(error.message.replacing(tree.root, with: ""))
          continue
        }
        do throws(ImportFault) {
          result.boards.append(try importer.board(name, of: tree, chip: chip, chips: chips))
        } catch {
          result.refusals.append(error.message.replacing(tree.root, with: ""))
        }
      }
    }
    for board in result.boards {
      let text = board.text
      let read = BoardLoader.describe(text: text, file: board.board.platform.id, chips: chips)
      let errors = read.diagnostics.filter { $0.severity == .error }
      #expect(errors.map(\.description) == [], "\(board.board.platform.id)")
      #expect(read.description == board.board, "\(board.board.platform.id) reads back as another")
      #expect(!text.contains(tree.root), "a machine's path is in the file of \(board.board.platform.id)")
    }
    let sums = result.boards.map(\.board)
    print(
      "\(importer.name): \(sums.count) boards, \(sums.reduce(0) { $0 + $1.cages.count }) cages, \(sums.reduce(0) { $0 + $1.devices.count }) devices, "
        + "\(sums.reduce(0) { $0 + $1.sensors.count }) sensors, \(sums.reduce(0) { $0 + $1.fans.count }) fans, "
        + "\(sums.reduce(0) { $0 + $1.asics.reduce(0) { $0 + $1.serdes.count } }) wired lanes, "
        + "\(result.boards.reduce(0) { $0 + $1.remarks.count }) remarks, \(result.refusals.count) refused")
    for line in result.refusals { print("not imported: \(line)") }
    return result
  }

  /// Lines of a file of the corpus that contain a text.
  static func count(_ text: String, in path: String) throws -> Int {
    let url = try #require(shared).appending(path: "corpus/\(path)")
    return String(decoding: try Data(contentsOf: url), as: UTF8.self).split(whereSeparator: \.isNewline).filter { line in
      !line.drop { $0 == " " }.hasPrefix("#") && line.contains(text)
    }.count
  }

  @Test(.enabled(if: shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func stratum() throws {
    let result = try Self.importAll(StratumImporter.self, "stratum", chip: { _ in nil })
    #expect(result.boards.count >= 14)
    for name in ["x86-64-accton-as7712-32x-r0", "x86-64-dell-z9100-c2538-r0", "x86-64-netberg-aurora-610-r0"] {
      let board = try #require(result.boards.first { $0.board.platform.id == name }).board
      let folder = "stratum/stratum/hal/config/\(name)"
      #expect(try board.fans.count == Self.count("fans {", in: "\(folder)/phal_config.pb.txt"))
      #expect(try board.sensors.count == Self.count("thermals {", in: "\(folder)/phal_config.pb.txt"))
      // A port without a cage in the file is one inside.
      #expect(try board.cages.filter { $0.kind != .internal }.count == Self.count("physical_port_type", in: "\(folder)/phal_config.pb.txt"))
    }
    let board = try #require(result.boards.first { $0.board.platform.id == "x86-64-accton-as7712-32x-r0" }).board
    let ports = board.profiles.first?.choices.reduce(0) { $0 + $1.breakout.ports }
    #expect(
      try ports == Self.count("singleton_ports {", in: "stratum/stratum/hal/config/x86-64-accton-as7712-32x-r0/chassis_config.pb.txt"))
  }

  @Test(.enabled(if: shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func openSwitch() throws {
    let result = try Self.importAll(
      OpenSwitchImporter.self, "openswitch",
      chip: { $0.contains("Mellanox") ? "spectrum-1" : $0.contains("AS7512") ? "bcm56960" : "bcm56850" })
    for (name, folder) in [("accton_as5712-54x", "AS5712-54X"), ("accton_as6712-32x", "AS6712-32X")] {
      let board = try #require(result.boards.first { $0.board.platform.id == name }).board
      let buses = try Self.count("dev_name:", in: "openswitch/Accton/\(folder)/devices.yaml")
      #expect(try board.devices.count == Self.count("dev_type:", in: "openswitch/Accton/\(folder)/devices.yaml") + buses)
      let ports = try Self.count("connector:", in: "openswitch/Accton/\(folder)/ports.yaml")
      #expect(try board.cages.count == ports - Self.count("parent_port:", in: "openswitch/Accton/\(folder)/ports.yaml"))
      #expect(try board.sensors.count == Self.count("location:", in: "openswitch/Accton/\(folder)/thermal.yaml"))
    }
    // Two ports' faults are one bit in the source: one of them is listed.
    let remarks = try #require(result.boards.first { $0.board.platform.id == "accton_as5712-54x" }).remarks
    #expect(remarks.filter { $0.contains("'txfault' of cage") && $0.contains("is another's") }.count == 2, "\(remarks)")
  }

  @Test(.enabled(if: shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func opx() throws {
    let result = try Self.importAll(OPXImporter.self, "opx", chip: { _ in "bcm56850" })
    #expect(result.boards.count >= 12)
    for name in ["s4112f", "s5296f", "z9100"] {
      let board = try #require(result.boards.first { $0.board.platform.product == name }).board
      let folder = "opx/vendor/dell/\(name)/etc/opx"
      #expect(try board.cages.count == Self.count("<front-panel-port", in: "\(folder)/base_port_physical_mapping_table.xml"), "\(name)")
      // Groups of ports name the lanes again.
      let groups = try Self.count("<port-group", in: "\(folder)/base_port_physical_mapping_table.xml")
      let lanes = board.cages.reduce(0) { $0 + $1.lanes.lanes.count }
      if groups == 0 { #expect(try lanes == Self.count("<entry hwport", in: "\(folder)/base_port_physical_mapping_table.xml"), "\(name)") }
      let modules = board.devices.filter { $0.kind == "sfp" || $0.kind == "qsfp" }.count
      #expect(
        try modules == Self.count("<sfp ", in: "\(folder)/sdi/device.xml") + Self.count("<qsfp ", in: "\(folder)/sdi/device.xml"), "\(name)"
      )
    }
  }

  @Test(.enabled(if: shared != nil, "the folder of shared data is absent (TRYSAIL_SHARED)"))
  func fboss() throws {
    let result = try Self.importAll(FBOSSImporter.self, "fboss", chip: { _ in nil })
    let board = try #require(result.boards.first { $0.board.platform.id == "montblanc" }).board
    let tables = "fboss/fboss/lib/platform_mapping_v2/platforms/montblanc/montblanc_static_mapping.csv"
    #expect(try board.cages.reduce(0) { $0 + $1.lanes.lanes.count } == Self.count(",TRANSCEIVER,", in: tables))
    #expect(try board.asics.first?.serdes.count == Self.count(",OSFP,", in: tables))
    #expect(try board.fans.count == Self.count("\"fanName\"", in: "fboss/fboss/platform/configs/montblanc/fan_service.json"))
    #expect(board.sensors.count > 100)
    #expect(board.sensors.filter { $0.at != nil }.count * 10 > board.sensors.count * 8)
  }
}
