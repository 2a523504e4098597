import PlatformFormats
import SwitchPlatform

/// Puts what SONiC's hardware files say into a board: PDDF, the PCI list, the chassis' inventory, and the SDK's configuration.
struct SONiCHardware {
  private(set) var board: BoardDescription
  private(set) var remarks: [String] = []
  private let platform: SONiCPlatform
  private let files: SONiCFileSet
  private let chip: ChipInventory.Chip?

  init(_ board: BoardDescription, of platform: SONiCPlatform, chip: ChipInventory.Chip?) {
    (self.board, self.platform, self.chip) = (board, platform, chip)
    files = SONiCFileSet(platform)
    addPDDF()
    addChassis()
    addPCI()
    addSDK()
    addPorts()
    for file in files.json where file.name.hasSuffix("media_settings.json") {
      for section in file.root?.pairs ?? [] {
        remarks.append(
          "\(file.file):\(section.key.position.line): '\(section.key.text ?? "")' is left out: a board has no serdes values by module")
      }
    }
  }

  private func source(_ name: String) -> String { "SONiC device/\(platform.vendor)/\(platform.name)/\(name)" }

  private mutating func addPDDF() {
    let all = files.json.filter { $0.name.hasPrefix("pddf/pddf-device") && $0.root != nil }.sorted {
      ($0.name.count, $0.name) < ($1.name.count, $1.name)
    }
    guard let first = all.first, let root = first.root else { return }
    for other in all.dropFirst() { remarks.append("\(other.file):1: is left out: \(first.name) is taken") }
    let made = PDDFBoard(PDDFFile(file: first.file, root: root), source: source(first.name))
    (board.devices, board.sensors, board.fans, board.psus) = (made.devices.devices, made.sensors, made.fans, made.psus)
    (board.leds, board.eeproms) = (made.leds, made.eeproms)
    remarks += made.remarks
    // PDDF counts cages from 1, SONiC's index from 0 or 1.
    let real = board.cages.indices.filter { ![.recycle, .backplane].contains(board.cages[$0].kind) }
    let base = real.map { board.cages[$0].index ?? board.cages[$0].number }.min() ?? 1
    for (index, module) in made.modules.sorted(by: { $0.key < $1.key }) {
      guard let place = real.first(where: { (board.cages[$0].index ?? board.cages[$0].number) - base + 1 == index }) else {
        remarks.append("\(first.file):1: the module of port \(index) is left out: there is no such cage")
        continue
      }
      (board.cages[place].eeprom, board.cages[place].signals) = (module.eeprom, module.signals)
    }
  }

  /// Names of what is in the box, where PDDF does not say more.
  private mutating func addChassis() {
    guard let chassis = platform.platform?.root["chassis"], let file = platform.platform?.file else { return }
    func named(_ key: String, _ body: (String, String) -> Void) {
      var seen: Set<String> = []
      for node in chassis[key]?.elements ?? [] {
        guard let name = node["name"]?.text, !name.isEmpty, !name.contains("{"), !name.contains("}") else { continue }
        guard seen.insert(name).inserted else {
          remarks.append("\(file):\(node.position.line): '\(name)' of '\(key)' is left out: its name is taken")
          continue
        }
        body(name, "\(source("platform.json")):\(node.position.line)")
      }
    }
    var made = board
    if board.sensors.isEmpty {
      named("thermals") { name, source in
        var sensor = BoardSensor(name: name, type: .temperature)
        sensor.source = source
        made.sensors.append(sensor)
      }
    }
    if board.psus.isEmpty {
      named("psus") { name, source in
        var psu = BoardPSU(name: name)
        psu.source = source
        made.psus.append(psu)
      }
    }
    if board.fans.isEmpty {
      named("fans") { name, source in
        var fan = BoardFan(name: name)
        fan.source = source
        made.fans.append(fan)
      }
    }
    named("components") { name, source in
      var component = BoardComponent(name: name)
      component.source = source
      made.components.append(component)
    }
    board = made
  }

  private mutating func addPCI() {
    let all = files.yaml.filter { $0.name.hasPrefix("pcie") && !$0.name.contains("/") }.sorted {
      ($0.name.count, $0.name) < ($1.name.count, $1.name)
    }
    guard let first = all.first, let root = first.stream.documents.first else { return }
    for other in all.dropFirst() { remarks.append("\(other.file):1: is left out: \(first.name) is taken") }
    let file = TreeDocument(file: first.file, root: root)
    board.pci = SONiCPCI.entries(file, source: source(first.name), chip: chip, &remarks)
    guard board.asics.count == 1, let id = chip?.pci, let entry = board.pci.first(where: { $0.id.map(id.contains) ?? false }) else {
      return
    }
    var address = PCIAddress(bdf: entry.place, id: entry.id)
    address.source = entry.source
    board.asics[0].pci = address
  }

  /// The SDK's file of a SKU: as `sai.profile` names it, else the only one beside it.
  private func configuration(_ files: SONiCPortFiles, _ folder: String) -> (name: String, value: SDKConfiguration)? {
    let inside = platform.folder.isEmpty ? files.folder : String(files.folder.dropFirst(platform.folder.count + 1))
    let wanted = files.saiProfile?["SAI_INIT_CONFIG_FILE"].map { FileTree.lastName(of: $0.value) }
    let beside = self.files.configurations.filter { FileTree.folder(of: $0.name) == inside }
    let found =
      beside.first { FileTree.lastName(of: $0.name) == wanted } ?? self.files.configurations.first { $0.name == wanted }
      ?? (wanted == nil && beside.count == 1 ? beside.first : nil)
    return found.map { ($0.name, $0.value) }
  }

  private mutating func addSDK() {
    for profile in board.profiles.indices {
      guard let sku = platform.skus.first(where: { $0.name == board.profiles[profile].name }) else { continue }
      for (number, files) in sku.asics.isEmpty ? [(0, sku.files)] : sku.asics.map({ ($0.number, $0.files) }) {
        guard let place = board.asics.firstIndex(where: { $0.name == "npu\(number)" }) else { continue }
        var entries: [FreeValue.Entry] = []
        if let named = files.saiProfile?["SAI_INIT_CONFIG_FILE"] {
          entries.append(.init("config", .text(FileTree.lastName(of: named.value))))
        }
        if let (name, value) = configuration(files, sku.folder) {
          if board.asics[place].serdes.isEmpty {
            let documents = self.files.yaml.first { $0.name == name }?.stream.documents ?? []
            var serdes = SONiCSerdes(value, tables: documents, source: source(name))
            board.asics[place].serdes = serdes.wires(of: chip)
            remarks += serdes.remarks
            if !board.asics[place].serdes.isEmpty { board.asics[place].serdes[0].source = source(name) }
          }
          entries += SONiCHardware.facts(value)
        }
        if !entries.isEmpty { board.profiles[profile].asics.append(.init("npu\(number)", .mapping(entries))) }
      }
    }
  }

  /// The core's clock, and the logical ports: `physical:speed:lanes`, or what DNX says of one.
  private static func facts(_ value: SDKConfiguration) -> [FreeValue.Entry] {
    var result: [FreeValue.Entry] = []
    var seen: Set<String> = []
    for property in value.properties {
      let key = String(property.key.prefix { $0 != "." })
      let isClock = key == "core_clock_frequency" || key == "core_clock_speed" || key == "bcm_core_clock" || key.hasSuffix("core_clock_khz")
      if isClock, seen.insert(key).inserted { result.append(.init(key, .text(property.value))) }
    }
    var ports: [FreeValue.Entry] = []
    for port in value.ports {
      let speed = port.speed.map { ":\(BreakoutMode.rateText(UInt32(clamping: $0)))" } ?? ""
      let key = String(port.logical)
      guard ports.count < 1024, seen.insert("port \(key)").inserted else { continue }
      ports.append(.init(key, .text("\(port.physical)\(speed)\(port.lanes.map { ":\($0)" } ?? "")")))
    }
    for property in value.properties where property.key.hasPrefix("ucode_port_") && ports.count < 1024 {
      let key = String(property.key.dropFirst(11).prefix { $0 != "." })
      if seen.insert("port \(key)").inserted { ports.append(.init(key, .text(property.value))) }
    }
    if !ports.isEmpty { result.append(.init("ports", .mapping(ports))) }
    return result
  }

  /// The chip's own ports of Mellanox' file, by module.
  private mutating func addPorts() {
    for profile in board.profiles.indices {
      let prefix = board.profiles[profile].name + "/"
      guard let file = files.mellanoxPorts.first(where: { $0.name.hasPrefix(prefix) }), board.asics.count == 1 else { continue }
      var ports: [FreeValue.Entry] = []
      for port in file.value.ports {
        guard let module = port.module, !ports.contains(where: { $0.key == String(module) }), ports.count < 1024 else { continue }
        ports.append(.init(String(module), .text("\(port.localPort)\(port.width.map { ":\($0)" } ?? "")")))
      }
      guard !ports.isEmpty else { continue }
      let entry = FreeValue.Entry("modules", .mapping(ports))
      if let place = board.profiles[profile].asics.firstIndex(where: { $0.key == board.asics[0].name }),
        case .mapping(let known) = board.profiles[profile].asics[place].value
      {
        board.profiles[profile].asics[place].value = .mapping(known + [entry])
      } else {
        board.profiles[profile].asics.append(.init(board.asics[0].name, .mapping([entry])))
      }
    }
  }
}
