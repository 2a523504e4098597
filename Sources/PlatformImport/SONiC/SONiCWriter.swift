import PlatformFormats
public import SwitchPlatform

/// A board of ours as a SONiC platform directory: `platform.json`, `default_sku`, `platform_asic`, and for each profile a hardware SKU.
///
/// A SKU's `sai.profile` is that of Trysail's `libsai.so`: it names the board. A vendor's library wants the file that configures its chip, which
/// no board has.
/// What SONiC has no word for (devices, thresholds, LEDs) is left out. A board of several ASICs has a folder for each below its SKUs,
/// and no `platform.json`, as SONiC has it.
public struct SONiCWriter {
  let board: BoardDescription
  let inventory: ChipInventory
  /// The number of the chip's first lane, by ASIC.
  private let firstLane: [String: Int]

  /// - Parameter inventory: Tells whose chip it is.
  public init(_ board: BoardDescription, inventory: ChipInventory) {
    self.board = board
    self.inventory = inventory
    var first: [String: Int] = [:]
    for asic in board.asics where first[asic.name] == nil { first[asic.name] = inventory.chip(named: asic.chip)?.firstLane ?? 1 }
    firstLane = first
  }

  /// A file, by its path in the platform's directory.
  public struct File: Hashable, Sendable {
    public var path: String
    public var text: String
  }

  /// All files, in order of their paths.
  public var files: [File] {
    var files: [File] = []
    if board.asics.count == 1 {
      files.append(File(path: "platform.json", text: platform.text() + "\n"))
    } else {
      files.append(File(path: "asic.conf", text: "NUM_ASIC=\(board.asics.count)\n"))
    }
    if let name = board.defaultProfile?.name { files.append(File(path: "default_sku", text: "\(name) t1\n")) }
    if let name = platformASIC { files.append(File(path: "platform_asic", text: name + "\n")) }
    for profile in board.profiles {
      let folder = SONiCWriter.fileName(profile.name)
      for place in board.asics.count == 1 ? [folder] : board.asics.indices.map({ "\(folder)/\($0)" }) {
        files.append(File(path: "\(place)/sai.profile", text: saiProfile))
      }
      if board.asics.count == 1 {
        files.append(File(path: "\(folder)/port_config.ini", text: portTable(profile, asic: nil)))
        // SONiC reads no port table beside it, so that it is written only where it says the same.
        let text = sku(profile).text() + "\n"
        if expands(profile, text) { files.append(File(path: "\(folder)/hwsku.json", text: text)) }
      } else {
        for (index, asic) in board.asics.enumerated() {
          files.append(File(path: "\(folder)/\(index)/port_config.ini", text: portTable(profile, asic: asic.name)))
        }
      }
    }
    return files.sorted { $0.path < $1.path }
  }

  /// Keys that `libsai.so` reads; a line of a comment is passed over by all that read such files.
  private var saiProfile: String {
    """
    # For Trysail's libsai.so. A vendor's library needs SAI_INIT_CONFIG_FILE with the configuration of its chip instead.
    TRYSAIL_BOARD=\(board.platform.id)

    """
  }

  /// Whether SONiC makes a profile's ports of `platform.json` and this `hwsku.json`. One lane order and one list of aliases a mode is
  /// all that `platform.json` has; a profile that is wired or named otherwise needs its port table.
  private func expands(_ profile: BoardProfile, _ text: String) -> Bool {
    guard let cages = JSONDocument.parse(bytes: Array(platform.text().utf8), file: "platform.json").node,
      let sku = JSONDocument.parse(bytes: Array(text.utf8), file: "hwsku.json").node
    else { return false }
    let file = SONiCPlatformFile(file: "platform.json", root: cages)
    let interfaces = Dictionary(file.interfaces.map { ($0.name, $0) }) { first, _ in first }
    let made = SONiCHWSKU(file: "hwsku.json", root: sku).ports.flatMap { port in
      guard let cage = interfaces[port.name], let mode = port.mode else { return [SONiCPort]() }
      return SONiCPort.ports(of: cage, as: mode)
    }
    let byName = Dictionary(made.map { ($0.name, $0) }) { first, _ in first }
    let wanted = ports(of: profile)
    return made.count == wanted.count
      && wanted.allSatisfy { port in
        guard let one = byName[port.name] else { return false }
        return one.lanes == port.lanes.lanes.map(String.init) && one.speed == Int(port.speed) && one.alias == port.alias
      }
  }

  /// A profile's name as the name of a folder.
  static func fileName(_ name: String) -> String {
    let safe = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.+".contains($0)) ? $0 : "_" })
    return safe.isEmpty || safe.allSatisfy { $0 == "." } ? "_" : safe
  }

  /// SONiC's name of the ASIC's vendor; `nil` where the chip is not known.
  private var platformASIC: String? {
    guard let asic = board.asics.first, let chip = inventory.chip(named: asic.replaces ?? asic.chip) else { return nil }
    switch chip.vendor {
    case "broadcom":
      let isDNX = ["Jericho", "Qumran", "Ramon", "Arad"].contains { chip.family.hasPrefix($0) }
      return isDNX ? "broadcom-dnx" : "broadcom"
    case "nvidia": return chip.family.hasPrefix("BlueField") ? "nvidia-bluefield" : "mellanox"
    case "intel": return "barefoot"
    case "marvell": return chip.family.hasPrefix("Teralynx") ? "marvell-teralynx" : "marvell-prestera"
    case "nephos", "centec": return chip.vendor
    case "amd": return "pensando"
    case "none": return "vs"
    default: return nil
    }
  }

  // MARK: Ports

  /// A profile's ports by names that SONiC takes. Where the board has others (`lan1`), the alias is the name and the name the alias, if that
  /// is one for SONiC; else the lane tells the number.
  private func ports(of profile: BoardProfile) -> [ProfilePort] {
    var ports = board.ports(of: profile, firstLane: firstLane)
    var taken = Set(ports.map(\.name).filter { SONiCPortConfig.isName($0) })
    for index in ports.indices where !SONiCPortConfig.isName(ports[index].name) {
      let (name, alias) = (ports[index].name, ports[index].alias)
      if SONiCPortConfig.isName(alias), taken.insert(alias).inserted {
        (ports[index].name, ports[index].alias) = (alias, name)
        continue
      }
      var number = max(0, (ports[index].lanes.lanes.min() ?? 1) &- (firstLane[ports[index].lanes.asic] ?? 1))
      while !taken.insert("Ethernet\(number)").inserted { number += 1 }
      ports[index].name = "Ethernet\(number)"
    }
    return ports
  }

  /// `port_config.ini`: a row a port.
  private func portTable(_ profile: BoardProfile, asic: String?) -> String {
    let choices = Dictionary(profile.choices.map { ($0.cage, $0) }) { first, _ in first }
    let cages = Dictionary(board.cages.map { ($0.number, $0) }) { first, _ in first }
    let hasFEC = profile.choices.contains { $0.fec != nil }
    let hasAutonegotiation = profile.choices.contains { $0.autoneg != nil }
    var extra: [String] = []
    for choice in profile.choices {
      for entry in entries(choice.attributes) where !extra.contains(entry.key) { extra.append(entry.key) }
    }
    var rows = [["# name", "lanes", "alias", "index", "speed"]]
    if hasFEC { rows[0].append("fec") }
    if hasAutonegotiation { rows[0].append("autoneg") }
    rows[0] += extra
    for port in ports(of: profile) where asic == nil || port.lanes.asic == asic {
      guard let choice = choices[port.cage], let cage = cages[port.cage] else { continue }
      var row = [
        port.name, port.lanes.lanes.map(String.init).joined(separator: ","), port.alias, String(cage.index ?? cage.number),
        String(port.speed)
      ]
      if hasFEC { row.append((choice.fec ?? .none).rawValue) }
      if hasAutonegotiation { row.append(choice.autoneg == true ? "on" : "off") }
      let own = entries(choice.attributes)
      for name in extra {
        if case .text(let text)? = own.first(where: { $0.key == name })?.value { row.append(text) } else { row.append("N/A") }
      }
      rows.append(row)
    }
    var widths = [Int](repeating: 0, count: rows[0].count)
    for row in rows {
      for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.count) }
    }
    return rows.map { row in
      row.enumerated().map { column, cell in
        column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }.joined()
    }.joined(separator: "\n") + "\n"
  }

  private func entries(_ value: FreeValue?) -> [FreeValue.Entry] { if case .mapping(let entries)? = value { entries } else { [] } }

  /// The name of a cage as a whole: that of its first port in the default profile, else in any, else as SONiC counts.
  private func interfaceNames() -> [Int: String] {
    var names: [Int: String] = [:]
    // A port that another profile makes of a cage may have the name of a cage in the default one.
    var taken: Set<String> = []
    for profile in profiles {
      for port in ports(of: profile)
      where port.sub <= 1 && names[port.cage] == nil && taken.insert(port.name).inserted {
        names[port.cage] = port.name
      }
    }
    for cage in board.cages where names[cage.number] == nil {
      guard let lane = cage.lanes.lanes.min() else { continue }
      let name = "Ethernet\(lane - (firstLane[cage.lanes.asic] ?? 1))"
      if taken.insert(name).inserted { names[cage.number] = name }
    }
    return names
  }

  /// `hwsku.json`: a mode a cage.
  private func sku(_ profile: BoardProfile) -> JSONTree {
    let names = interfaceNames()
    let cages = Dictionary(board.cages.map { ($0.number, $0) }) { first, _ in first }
    let interfaces: [(String, JSONTree)] = profile.choices.compactMap { choice in
      guard let cage = cages[choice.cage], let name = names[choice.cage] else { return nil }
      let mode = cage.breakouts.first { $0.offers(choice.breakout) } ?? choice.breakout
      var pairs: [(String, JSONTree)] = [("default_brkout_mode", .text(mode.description))]
      if let speed = choice.speed, speed != mode.parts.first?.speed { pairs.append(("port_speed", .text(String(speed)))) }
      if let fec = choice.fec { pairs.append(("fec", .text(fec.rawValue))) }
      if let autoneg = choice.autoneg { pairs.append(("autoneg", .text(autoneg ? "on" : "off"))) }
      return (name, .object(pairs))
    }
    return .object([("interfaces", .object(interfaces))])
  }

  /// `platform.json`.
  private var platform: JSONTree {
    let (names, owners) = (interfaceNames(), aliasOwners())
    let interfaces: [(String, JSONTree)] = board.cages.compactMap { cage in
      guard let name = names[cage.number], !cage.lanes.lanes.isEmpty else { return nil }
      let index = Array(repeating: String(cage.index ?? cage.number), count: cage.lanes.lanes.count).joined(separator: ",")
      return (
        name,
        .object([
          ("index", .text(index)), ("lanes", .text(cage.lanes.lanes.map(String.init).joined(separator: ","))),
          (
            "breakout_modes",
            .object(cage.breakouts.map { mode in (mode.description, .list(aliases(of: cage, mode, owners).map { .text($0) })) })
          )
        ])
      )
    }
    return .object([("chassis", chassis), ("interfaces", .object(interfaces))])
  }

  /// What the ports of a mode are called: as a profile says that chooses it, else by the default profile's template. An alias that is
  /// another cage's already is made of its own cage's: `Eth1/2/1`.
  private func aliases(of cage: Cage, _ mode: BreakoutMode, _ owners: [String: Int]) -> [String] {
    for profile in profiles {
      guard let choice = profile.choices.first(where: { $0.cage == cage.number }),
        cage.breakouts.first(where: { $0.offers(choice.breakout) }) == mode
      else { continue }
      let aliases = ports(of: profile).filter { $0.cage == cage.number }.map(\.alias)
      if aliases.allSatisfy({ isFree($0, for: cage, owners) }) { return aliases }
    }
    var profile = BoardProfile(name: "")
    profile.alias = board.defaultProfile?.alias
    profile.choices = [BoardProfile.Choice(cage: cage.number, breakout: mode)]
    let aliases = ports(of: profile).map(\.alias)
    if aliases.allSatisfy({ isFree($0, for: cage, owners) }) { return aliases }
    // Names of which the cage's number is a part are nobody else's, unless somebody meant to.
    let base = owners.filter { $0.value == cage.number }.keys.min { ($0.count, $0) < ($1.count, $1) } ?? "Eth\(cage.number)"
    return aliases.indices.map { index in
      var alias = aliases.count == 1 ? base : "\(base)/\(index + 1)"
      while !isFree(alias, for: cage, owners) { alias += "-\(cage.number)" }
      return alias
    }
  }

  private func isFree(_ alias: String, for cage: Cage, _ owners: [String: Int]) -> Bool { owners[alias].map { $0 == cage.number } ?? true }

  /// The cage of each alias: the default profile's before those of others.
  private func aliasOwners() -> [String: Int] {
    var owners: [String: Int] = [:]
    for profile in profiles {
      for port in ports(of: profile) where owners[port.alias] == nil { owners[port.alias] = port.cage }
    }
    return owners
  }

  /// The default profile first.
  private var profiles: [BoardProfile] { (board.defaultProfile.map { [$0] } ?? []) + board.profiles }

  /// What is in the box, by name.
  private var chassis: JSONTree {
    func named(_ names: [String]) -> JSONTree { .list(names.map { .object([("name", .text($0))]) }) }
    let own = Set(board.psus.flatMap(\.fans))
    let fans = board.fans.filter { !own.contains($0.name) }
    let trays = Dictionary(grouping: fans) { $0.tray ?? 0 }.sorted { $0.key < $1.key }
    let drawers: [JSONTree] = trays.map { tray, fans in
      .object([("name", .text("FanTray\(tray)")), ("fans", named(fans.map { $0.title ?? $0.name }))])
    }
    let psus: [JSONTree] = board.psus.map { psu in
      var pairs: [(String, JSONTree)] = [("name", .text(psu.title ?? psu.name))]
      if !psu.fans.isEmpty { pairs.append(("fans", named(psu.fans))) }
      return .object(pairs)
    }
    let modules = board.cages.filter { ![.rj45, .backplane, .internal, .recycle].contains($0.kind) }
    return .object([
      ("name", .text(board.platform.product)), ("components", named(board.components.map { $0.title ?? $0.name })),
      ("fans", named(fans.map { $0.title ?? $0.name })), ("fan_drawers", .list(drawers)), ("psus", .list(psus)),
      ("thermals", named(board.sensors.filter { $0.type == .temperature }.map { $0.title ?? $0.name })),
      ("sfps", named(modules.map { "\($0.kind.rawValue)\($0.label)" }))
    ])
  }
}
