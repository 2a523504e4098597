/// What has to hold between the parts of a chip: tables and their memories, tables and each other.
extension ASICFileReader {
  func check() {
    for (table, places) in zip(tables, tablePlaces) {
      checkMemory(table, places)
      checkDepth(table, places)
    }
    checkSharing()
    checkBanks()
    checkPools()
    checkReferences()
    checkCompanions()
    checkWindows()
    checkAccess()
    checkStages()
  }

  func index(of role: TableRole) -> Int? { tables.firstIndex { $0.role == role } }

  /// Bits that can hold 0 ..< count.
  static func bits(for count: Int) -> Int { max(1, Int.bitWidth - (max(count, 1) - 1).leadingZeroBitCount) }

  private func checkMemory(_ table: TableDescription, _ places: TablePlaces) {
    let memory = memories[table.memory]
    let layout = table.layout
    let isTernary = table.match.kind == .ternary || table.match.kind == .prefixTCAM
    let wanted: MemoryDescription.Kind = isTernary ? .tcam : .sram
    guard memory.kind == wanted else {
      findings.error(
        "CHP06", at: places.memory,
        "table '\(table.name)' matches by '\(table.match.kind.rawValue)' but memory '\(memory.name)' is \(memory.kind.rawValue); "
          + "expected \(wanted.rawValue)")
      return
    }
    let (needed, what) = isTernary ? (layout.keyWidth, "a key") : (layout.width, "a row")
    if needed > memory.width * table.span, table.formats.isEmpty {
      findings.error(
        "CHP05", at: places.memory,
        "\(what) of table '\(table.name)' has \(needed) bits; memory '\(memory.name)' has \(memory.width) a row")
    }
    if case .algorithmicLPM(let lpm) = table.match {
      let pivots = memories[lpm.pivotMemory]
      let width = RowLayout.pivots(of: table, lpm).keyWidth
      if pivots.kind != .tcam {
        findings.error("CHP06", at: places.match, "pivots of table '\(table.name)' are in sram '\(pivots.name)'; expected a tcam")
      } else if width > pivots.width {
        findings.error(
          "CHP05", at: places.match,
          "a pivot of table '\(table.name)' has \(width) bits of key; memory '\(pivots.name)' has \(pivots.width) a row")
      }
      if lpm.pivots > pivots.rows {
        findings.error(
          "CHP07", at: places.match, "table '\(table.name)' has \(lpm.pivots) pivots; memory '\(pivots.name)' has \(pivots.rows) rows")
      }
    }
  }

  private func checkDepth(_ table: TableDescription, _ places: TablePlaces) {
    let memory = memories[table.memory]
    let place = places.depth == places.name ? places.memory : places.depth
    if table.depth > memory.rows {
      findings.error(
        "CHP07", at: place, "table '\(table.name)' has \(table.depth) rows; memory '\(memory.name)' has \(memory.rows)")
    }
    var group: (name: String, size: Int)?
    switch table.match {
    case .hash(let hash), .prefixHash(let hash):
      group = ("ways", hash.ways)
      if table.depth - hash.stash < hash.ways * hash.hashes || (table.depth - hash.stash) % (hash.ways * hash.hashes) != 0 {
        let less = hash.stash > 0 ? " less \(hash.stash) of the stash" : ""
        findings.error(
          "CHP07", at: place,
          "\(table.depth) rows of table '\(table.name)'\(less) are not a multiple of 'ways' × 'hashes' = \(hash.ways * hash.hashes)")
      }
      checkSpan(table, hash, places)
    case .algorithmicLPM(let lpm):
      group = ("bucketEntries", lpm.bucketEntries)
      if table.depth != lpm.pivots * lpm.bucketEntries {
        findings.error(
          "CHP07", at: place,
          "table '\(table.name)' has \(table.depth) rows; expected pivotRows × bucketEntries = \(lpm.pivots * lpm.bucketEntries)")
      }
    default: break
    }
    if let group {
      if memory.kind == .sram, group.size != memory.rowsPerBlock {
        findings.error(
          "CHP07", at: places.match,
          "'\(group.name)' of table '\(table.name)' is \(group.size); a word of memory '\(memory.name)' has \(memory.rowsPerBlock) entries")
      }
      if table.depth % group.size != 0 {
        findings.error("CHP07", at: place, "\(table.depth) rows of table '\(table.name)' are not a multiple of '\(group.name)'")
      }
    }
    checkCounters(table, at: place)
    guard let ports else { return }
    switch table.role {
    case .port where table.depth <= ports.cpu, .portCounter where table.depth <= ports.cpu:
      findings.error("CHP07", at: place, "table '\(table.name)' has \(table.depth) rows; ports 0…\(ports.cpu) need \(ports.cpu + 1)")
    case .trap where table.depth < ControlPacket.allCases.count:
      findings.error(
        "CHP07", at: place,
        "table '\(table.name)' has \(table.depth) rows; kinds of control packet need \(ControlPacket.allCases.count)")
    case .vlan where table.depth < 4096, .vlanCounter where table.depth < 4096:
      findings.error("CHP07", at: place, "table '\(table.name)' has \(table.depth) rows; VLAN ids need 4096")
    default: break
    }
  }

  /// A counter for each of what is counted.
  private func checkCounters(_ table: TableDescription, at place: SourcePosition) {
    guard table.role == .interfaceCounter, let interfaces = index(of: .routerInterface), table.depth < tables[interfaces].depth else {
      return
    }
    findings.error(
      "CHP07", at: place, "table '\(table.name)' has \(table.depth) rows; router interfaces need \(tables[interfaces].depth)")
  }

  func checkQueues(_ traffic: TrafficDescription) {
    if let index = index(of: .trap), let queue = tables[index].data.first(where: { $0.field == .queue }),
      queue.width < ASICFileReader.bits(for: traffic.cpuQueues)
    {
      findings.error(
        "CHP08", at: tablePlaces[index].data[.queue] ?? tablePlaces[index].name,
        "field 'queue' of table '\(tables[index].name)' has \(queue.width) bits; \(traffic.cpuQueues) queues need "
          + "\(ASICFileReader.bits(for: traffic.cpuQueues))")
    }
    guard let ports, let index = index(of: .queueCounter) else { return }
    let needed = ports.cpu * traffic.queues + traffic.cpuQueues
    if tables[index].depth < needed {
      findings.error(
        "CHP07", at: tablePlaces[index].name, "table '\(tables[index].name)' has \(tables[index].depth) rows; queues need \(needed)")
    }
  }

  /// Every table has its access to itself, and its memory but for those that can be shared: rows count from the memory's row 0.
  private func checkSharing() {
    var memoryUsers: [Int: (name: String, table: TableDescription?)] = [:]
    var accessUsers: [Int: String] = [:]
    func use(
      _ memory: Int, _ accessIndex: Int, _ name: String, _ table: TableDescription?, at memoryPlace: SourcePosition,
      _ accessPlace: SourcePosition
    ) {
      if let other = memoryUsers[memory], !canShare(memory, other.table, table) {
        findings.error("CHP14", at: memoryPlace, "memory '\(memories[memory].name)' is used by \(other.name) as well as by \(name)")
      }
      if memoryUsers[memory] == nil { memoryUsers[memory] = (name, table) }
      if let other = accessUsers.updateValue(name, forKey: accessIndex) {
        findings.error("CHP14", at: accessPlace, "access '\(access[accessIndex].name)' is used by \(other) as well as by \(name)")
      }
    }
    for (table, places) in zip(tables, tablePlaces) {
      use(table.memory, table.access, "table '\(table.name)'", table, at: places.memory, places.access)
      if case .algorithmicLPM(let lpm) = table.match {
        use(lpm.pivotMemory, lpm.pivotAccess, "the pivots of table '\(table.name)'", nil, at: places.match, places.match)
      }
    }
    for memory in memories {
      guard let banks = memory.banks, let user = accessUsers.updateValue("the banks of memory '\(memory.name)'", forKey: banks.access)
      else {
        continue
      }
      findings.error(
        "CHP14", at: accessPlaces[banks.access],
        "access '\(access[banks.access].name)' is used by \(user) as well as by the banks of memory '\(memory.name)'")
    }
    // Unused ones are no harm, but probably a slip; not to be said while tables are missing.
    guard !findings.hasErrors else { return }
    for index in memories.indices where memoryUsers[index] == nil && !declared.otherModes.contains(memories[index].name) {
      findings.warning("CHP15", at: memoryPlaces[index], "no table uses memory '\(memories[index].name)'")
    }
    for index in access.indices where accessUsers[index] == nil && !declared.otherModes.contains(access[index].name) {
      findings.warning("CHP15", at: accessPlaces[index], "no table uses access '\(access[index].name)'")
    }
  }
}
