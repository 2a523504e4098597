import Foundation
import PlatformCheck
import PlatformFormats
import SwitchPlatform

private let start = SourcePosition(line: 1, column: 1)
private func text(_ text: String) -> Node { Node(.scalar(text, isQuoted: false), at: start) }
private func pair(_ key: String, _ value: String) -> Node.Pair { Node.Pair(key: text(key), value: text(value)) }

/// The board that port maps are read for: the file that `TRYSAIL_FUZZ_BOARD` names.
private let board: Board? = {
  guard let path = ProcessInfo.processInfo.environment["TRYSAIL_FUZZ_BOARD"], let data = FileManager.default.contents(atPath: path) else {
    return nil
  }
  return BoardLoader.load(text: String(decoding: data, as: UTF8.self), file: path).board
}()

/// What `TRYSAIL_FUZZ_READER` names gets each input; a crash or a hang is the fault that is looked for.
private let reader: @Sendable ([UInt8]) -> Void = {
  let readers: [String: @Sendable ([UInt8]) -> Void] = [
    "json": { _ = JSONDocument.parse(bytes: $0, file: "fuzz") },
    "yaml": { _ = YAMLDocument.parseAll(String(decoding: $0, as: UTF8.self), file: "fuzz") },
    "xml": { _ = XMLDocument.parse(bytes: $0, file: "fuzz") },
    "pbtext": { _ = PBText.parse(bytes: $0, file: "fuzz") },
    "csv": { bytes in
      let table = CSVTable(SourceFile(path: "fuzz", bytes: bytes))
      for row in table.rows { for column in table.header { _ = (table.cell(row, column), table.position(row, column)) } }
    },
    // A text that includes itself, as far as it is let.
    "devicetree": { bytes in
      let source = SourceFile(path: "fuzz", bytes: bytes)
      guard let tree = DeviceTree.parse(source, resolve: { name, _ in name == "self" ? source : nil }).tree else { return }
      for node in tree.all { _ = (tree.path(of: node), node.properties.map { $0.references.map { tree.target($0) } }) }
      _ = DSASwitch.all(in: tree)
    },
    "boardnetwork": { bytes in
      guard let network = BoardNetwork.parse(SourceFile(path: "fuzz", bytes: bytes)).network else { return }
      for board in network.boards { _ = network.ports(of: board.name) }
    },
    "portmap": { bytes in
      guard let board else { return }
      let text = String(decoding: bytes, as: UTF8.self)
      _ = PortMap.read(text: text, file: "fuzz", board: board)
      _ = LaneMap.read(text: text, file: "fuzz", board: board)
    },
    // A mode of breakout, as a cage lists it.
    "breakout": { bytes in
      let mode = String(decoding: bytes, as: UTF8.self)
      let scalar = Node(.scalar(mode, isQuoted: true), at: start)
      let cage: [Node.Pair] = [
        pair("kind", "qsfp28"), pair("lanes", "npu0[1..4]"), Node.Pair(key: text("breakouts"), value: Node(.sequence([scalar]), at: start))
      ]
      let cages = Node(.mapping([Node.Pair(key: text("1"), value: Node(.mapping(cage), at: start))]), at: start)
      _ = BoardLoader.describe(node: Node(.mapping([Node.Pair(key: text("cages"), value: cages)]), at: start), file: "fuzz")
    },
    "board": { _ = BoardLoader.load(text: String(decoding: $0, as: UTF8.self), file: "fuzz") },
    // The files of SONiC's platforms that are neither JSON nor YAML.
    "columns": { bytes in
      let config = SONiCPortConfig(SourceFile(path: "fuzz", bytes: bytes))
      for row in config.rows { _ = (row.name, row.alias, row.lanes, row.speed, row.index, row.isInternal, row.position) }
    },
    "assignments": { bytes in
      let assignments = Assignments(SourceFile(path: "fuzz", bytes: bytes))
      for entry in assignments.entries.prefix(8) { _ = assignments[entry.key] }
    },
    "bcm": { bytes in
      let source = SourceFile(path: "fuzz", bytes: bytes)
      _ = SDKConfiguration(source).corePorts
      _ = SDKConfiguration(YAMLDocument.stream(bytes: bytes, file: "fuzz"), file: "fuzz")
    },
    "sensors": { bytes in
      for chip in SensorsConfiguration(SourceFile(path: "fuzz", bytes: bytes)).chips { _ = SensorsConfiguration.address(of: chip.text) }
    },
    "words": { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      if let mode = SONiCBreakoutMode(text) { _ = (mode.ports, mode.ignored, mode.lanesPerPort(of: 8), mode.isSame(as: mode)) }
      _ = (SONiCLanes.list(text), MediaSettings.ports(text), SONiCNumber.parse(text))
    },
    // What their JSON is made into.
    "sonic": { bytes in
      guard let root = JSONDocument.parse(bytes: bytes, file: "fuzz").node else { return }
      let cages = SONiCPlatformFile(file: "fuzz", root: root)
      for cage in cages.interfaces { for mode in cage.modes.compactMap(\.mode) { _ = SONiCPort.ports(of: cage, as: mode) } }
      for port in SONiCHWSKU(file: "fuzz", root: root).ports { _ = port.mode }
      for device in PDDFFile(file: "fuzz", root: root).devices { _ = device.buses }
      _ = MediaSettings(file: "fuzz", root: root)
    },
    "mellanox": { bytes in
      if let root = XMLDocument.parse(bytes: bytes, file: "fuzz").root { _ = MellanoxPorts(root, file: "fuzz") }
    },
    "waivers": { _ = Waivers(text: String(decoding: $0, as: UTF8.self), file: "fuzz") },
    "chip": { _ = ASICLoader.load(text: String(decoding: $0, as: UTF8.self), file: "fuzz") }
  ]
  let name = ProcessInfo.processInfo.environment["TRYSAIL_FUZZ_READER"] ?? ""
  if let reader = readers[name] { return reader }
  print("TRYSAIL_FUZZ_READER is '\(name)'; expected one of \(readers.keys.sorted().joined(separator: ", "))")
  exit(2)
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  reader(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// libFuzzer's own loop.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The program's entry, under the name that the package manager gives that of an executable target.
@_cdecl("text_fuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
  var (count, arguments) = (count, arguments)
  return runFuzzer(&count, &arguments) { fuzzOneInput($0, $1) }
}
