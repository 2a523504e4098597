public import SwitchPlatform

extension CompiledTables {
  /// Reads a description that the loader has found good; what still does not fit is named.
  ///
  /// - Parameter controls: By memory: the control words of a banked TCAM's blocks.
  init(_ asic: ASICDescription, _ memories: [Memory], _ controls: [Int: Memory]) throws(ASICBuildError) {
    for (number, table) in asic.tables.enumerated() {
      guard table.memory >= 0, table.memory < memories.count else { throw .noMemory(table: table.name) }
      let memory = memories[table.memory]
      let layout = table.layout
      guard table.depth >= 1, table.depth <= memory.rows, layout.words <= memory.stride else { throw .doesNotFit(table: table.name) }
      let id = UInt16(truncatingIfNeeded: number)
      func data(_ field: Field) -> FieldPlace { FieldPlace(layout.place(field)) }
      func key(_ field: Field, _ layout: RowLayout) throws(ASICBuildError) -> FieldPlace {
        guard let place = layout.keyPlace(field) else { throw .noField(table: table.name, field: field) }
        return FieldPlace(place)
      }
      let rows = IndexLookUp(table, memory)
      func decoded<Row>(_ decode: @escaping (UnsafePointer<UInt64>) -> Row) -> DecodedLookUp<Row> {
        DecodedRows(memory, depth: table.depth, decode: decode).lookUp
      }

      func hash() throws(ASICBuildError) -> HashLookUp {
        guard let match = table.match.hash, match.ways >= 1, match.hashes >= 1, match.buckets(depth: table.depth) >= 1,
          match.stash >= 0, layout.keyWidth <= 191
        else { throw .unsupportedMatch(table: table.name) }
        return HashLookUp(table, memory, match)
      }
      func host(_ address: Field) throws(ASICBuildError) -> HostRows {
        HostRows(
          id: id, find: try hash(), virtualRouter: try key(.virtualRouter, layout), address: try key(address, layout),
          addressHigh: FieldPlace(layout.keyPlace(address)?.half),
          kind: data(.destinationKind), destination: data(.destination))
      }
      func acl() throws(ASICBuildError) -> ACLRows {
        guard case .ternary = table.match, let plan = KeyPlan(layout), layout.keyWidth <= 1024 else {
          throw .unsupportedMatch(table: table.name)
        }
        let index = BitSlicedIndex(layout, rows: table.depth)
        let banks = attach(index, number, asic, memory, controls[table.memory])
        return ACLRows(
          id: id, index: .passUnretained(index), banks: banks, base: memory.base, stride: memory.stride, key: plan,
          sourceOffset: (layout.keyPlace(.sourceIP) ?? layout.keyPlace(.sourceIPv4))?.offset ?? -1,
          destinationOffset: (layout.keyPlace(.destinationIP) ?? layout.keyPlace(.destinationIPv4))?.offset ?? -1, action: data(.action),
          kind: data(.destinationKind),
          destination: data(.destination), counter: data(.counter), counted: data(.counted),
          meter: data(.meter), metered: data(.metered))
      }

      switch table.role {
      case .port:
        port = Compiled(PortRows(id: id, rows: decoded(PortRow.decoder(data))))
      case .vlan:
        vlan = Compiled(
          VLANRows(
            id: id, rows: decoded(VLANRow.decoder(data)), bits: rows, members: data(.members), untagged: data(.untagged)))
      case .fdb:
        fdb = Compiled(
          FDBRows(
            id: id, find: try hash(), mac: try key(.mac, layout), fid: try key(.fid, layout), port: data(.port), isStatic: data(.isStatic),
            hit: data(.hit)))
      case .routerMAC:
        routerMAC = Compiled(RouterMACRows(id: id, find: try hash(), mac: try key(.mac, layout), interface: try key(.interface, layout)))
      case .routerInterface:
        routerInterface = Compiled(RouterInterfaceRows(id: id, rows: decoded(RouterInterfaceRow.decoder(data))))
      case .hostIPv4: hostIPv4 = Compiled(try host(.ipv4))
      case .hostIPv6: hostIPv6 = Compiled(try host(.ipv6))
      case .routeIPv4: routeIPv4 = Compiled(try RouteRows(number, asic, memories, controls, address: .ipv4))
      case .routeIPv6: routeIPv6 = Compiled(try RouteRows(number, asic, memories, controls, address: .ipv6))
      case .lag: lag = Compiled(LAGRows(id: id, rows: rows, base: data(.base), count: data(.count)))
      case .lagMember: lagMember = Compiled(LAGMemberRows(id: id, rows: rows, port: data(.port)))
      case .spanningTree:
        spanningTree = Compiled(SpanningTreeRows(id: id, rows: rows, blocked: data(.blocked), learning: data(.learning)))
      case .subPort:
        subPort = Compiled(
          SubPortRows(id: id, find: try hash(), port: try key(.port, layout), vlan: try key(.vlan, layout), interface: data(.interface)))
      case .nextHopGroup: group = Compiled(GroupRows(id: id, rows: rows, base: data(.base), count: data(.count)))
      case .nextHopGroupMember: member = Compiled(MemberRows(id: id, rows: rows, nextHop: data(.nextHop)))
      case .nextHop: nextHop = Compiled(NextHopRows(id: id, rows: decoded(NextHopRow.decoder(data))))
      case .egressInterface:
        egressInterface = Compiled(EgressInterfaceRows(id: id, rows: decoded(EgressInterfaceRow.decoder(data))))
      case .aclIngress: aclIngress = Compiled(try acl())
      case .aclEgress: aclEgress = Compiled(try acl())
      case .rangeChecker:
        let index = RangeIndex(table)
        memory.attach(index)
        ranges = .passUnretained(index)
      case .trap:
        trap = Compiled(
          TrapRows(
            id: id, rows: rows, valid: data(.valid), action: data(.action), queue: data(.queue), priority: data(.priority),
            meter: data(.meter), metered: data(.metered)))
      case .meter: meter = Compiled(MeterRows(id, rows, data))
      case .meterState: meterState = Compiled(MeterStateRows(rows, data))
      case .aclCounter: aclCounter = Compiled(CounterRows(rows: rows, packets: data(.packets), bytes: data(.bytes)))
      case .portCounter: portCounter = Compiled(PortCounterRows(rows, data))
      case .queueCounter: queueCounter = Compiled(QueueCounterRows(rows, data))
      case .interfaceCounter: interfaceCounter = Compiled(InterfaceCounterRows(rows, data))
      case .vlanCounter: vlanCounter = Compiled(VLANCounterRows(rows, data))
      }
    }
  }
}

/// Hangs an index on a memory; on a banked one by way of the blocks that are the table's.
private func attach(
  _ index: any RowIndex, _ table: Int, _ asic: ASICDescription, _ memory: Memory, _ controls: Memory?
) -> Unmanaged<BankedIndex>? {
  guard let controls, let owners = asic.bankOwners(of: table) else {
    memory.attach(index)
    return nil
  }
  let banked = BankedIndex(index, asic.tables[table], owners: owners, memory: memory)
  memory.attach(banked)
  controls.attach(BankWatch(banked))
  return .passUnretained(banked)
}

extension RouteRows {
  init(
    _ number: Int, _ asic: ASICDescription, _ memories: [Memory], _ controls: [Int: Memory], address: Field
  ) throws(ASICBuildError) {
    let table = asic.tables[number]
    let memory = memories[table.memory]
    let layout = table.layout
    id = UInt16(truncatingIfNeeded: number)
    length = FieldPlace(layout.keyPlace(.length))
    kind = FieldPlace(layout.place(.destinationKind))
    destination = FieldPlace(layout.place(.destination))
    base = memory.base
    stride = memory.stride
    let ternary: RowLayout
    switch table.match {
    case .algorithmicLPM(let match):
      guard match.pivotMemory >= 0, match.pivotMemory < memories.count else { throw .noMemory(table: table.name) }
      let pivotMemory = memories[match.pivotMemory]
      ternary = .pivots(of: table, match)
      let buckets = table.depth / max(1, match.bucketEntries)
      guard match.pivots >= 1, match.pivots <= pivotMemory.rows, ternary.words <= pivotMemory.stride,
        (1...255).contains(match.bucketEntries)
      else { throw .doesNotFit(table: table.name) }
      guard let addressPlace = layout.keyPlace(address), let lengthPlace = layout.keyPlace(.length) else {
        throw .noField(table: table.name, field: address)
      }
      let index = MaskHashIndex(ternary, memory: pivotMemory, rows: match.pivots)
      pivotMemory.attach(index)
      let fill = BucketFill(layout, memory: memory, buckets: buckets, entries: match.bucketEntries)
      memory.attach(fill)
      tcam = .passUnretained(index)
      algorithmic = AlgorithmicLookUp(
        pivotBase: pivotMemory.base, pivotStride: pivotMemory.stride,
        base: memory.base, stride: memory.stride, fill: fill.used, entries: match.bucketEntries, buckets: buckets,
        address: FieldPlace(addressPlace), length: FieldPlace(lengthPlace), validOffset: layout.validOffset ?? 0)
      pivotKind = FieldPlace(ternary.place(.destinationKind))
      pivotDestination = FieldPlace(ternary.place(.destination))
      banks = nil
      hashed = nil
      lengths = nil
    case .prefixHash(let match):
      ternary = layout
      guard match.ways >= 1, match.hashes >= 1, match.stash >= 0, match.buckets(depth: table.depth) >= 1, layout.keyWidth <= 191,
        layout.keyPlace(.length) != nil
      else { throw .unsupportedMatch(table: table.name) }
      let index = LengthIndex(table)
      memory.attach(index)
      lengths = .passUnretained(index)
      hashed = HashLookUp(table, memory, match)
      tcam = nil
      banks = nil
      algorithmic = nil
      pivotKind = kind
      pivotDestination = destination
    case .prefixTCAM:
      ternary = layout
      let index = MaskHashIndex(ternary, memory: memory, rows: table.depth)
      banks = attach(index, number, asic, memory, controls[table.memory])
      tcam = .passUnretained(index)
      algorithmic = nil
      hashed = nil
      lengths = nil
      pivotKind = kind
      pivotDestination = destination
    case .index, .hash, .ternary:
      throw .unsupportedMatch(table: table.name)
    }
    guard let router = ternary.keyPlace(.virtualRouter), let place = ternary.keyPlace(address), ternary.keyWidth <= 192 else {
      throw .noField(table: table.name, field: address)
    }
    virtualRouter = FieldPlace(router)
    self.address = FieldPlace(place)
    addressHigh = FieldPlace(place.half)
    keyWords = (ternary.keyWidth + 63) / 64
  }
}

/// Why a chip could not be built from its description.
public enum ASICBuildError: Error, Hashable, Sendable, CustomStringConvertible {
  case noMemory(table: String)
  case doesNotFit(table: String)
  case noField(table: String, field: Field)
  case unsupportedMatch(table: String)
  case missingTable(TableRole)
  case badRegisters(String)

  public var description: String {
    switch self {
    case .noMemory(let table): "table \(table) names a memory that is not there"
    case .doesNotFit(let table): "table \(table) does not fit its memory"
    case .noField(let table, let field): "table \(table) has no field \(field.rawValue)"
    case .unsupportedMatch(let table): "table \(table) has a match that the simulator does not do"
    case .missingTable(let role): "the chip has no table with the role \(role.rawValue), without which no packet can pass"
    case .badRegisters(let what): "registers: \(what)"
    }
  }
}

extension RowLayout.Place {
  /// The second 64 bits of a 128-bit field.
  var half: RowLayout.Place? { width > 64 ? RowLayout.Place(field: field, offset: offset + 64, width: width - 64) : nil }
}
