public import SwitchPlatform

/// Chips that differ from the file's, as a reader of the file could have made them: for experiments with sizes.
extension ASICDescription {
  private func index(_ role: TableRole) -> Int? { tables.firstIndex { $0.role == role } }

  /// A table with other rows; of an algorithmic LPM, other pivots and as many buckets.
  public mutating func resize(_ role: TableRole, _ rows: Int) {
    guard let index = index(role) else { return }
    if case .algorithmicLPM(var match) = tables[index].match {
      match.pivots = rows
      setRows(ofMemory: match.pivotMemory, rows)
      setRows(ofMemory: tables[index].memory, rows * match.bucketEntries)
      tables[index].depth = rows * match.bucketEntries
      tables[index].match = .algorithmicLPM(match)
    } else {
      setRows(ofMemory: tables[index].memory, rows)
      tables[index].depth = rows
    }
    moveWindows()
  }

  private mutating func setRows(ofMemory memory: Int, _ rows: Int) {
    memories[memory].rows = rows
    memories[memory].rowsPerBlock = rows
  }

  public mutating func change(_ role: TableRole, _ body: (inout TableDescription) -> Void) {
    guard let index = index(role) else { return }
    body(&tables[index])
    moveWindows()
  }

  public mutating func widen(_ role: TableRole, _ field: Field, by bits: Int) {
    change(role) { table in
      for index in table.key.indices where table.key[index].field == field { table.key[index].width += bits }
      for index in table.data.indices where table.data[index].field == field { table.data[index].width += bits }
    }
  }

  /// Gives every memory-mapped window an address and a stride that fit its table as it is now.
  public mutating func moveWindows() {
    var address: UInt64 = 0x1_0000_0000
    func place(_ access: Int, _ rows: Int, _ busWords: Int) {
      guard case .memoryMapped = self.access[access].method else { return }
      let stride = (busWords * 4).nextPowerOfTwo
      self.access[access].method = .memoryMapped(address: address, stride: stride)
      address += UInt64(rows * stride)
      address = (address + 0xffff) & ~0xffff
    }
    for table in tables {
      place(table.access, table.depth, table.layout.busWords)
      if case .algorithmicLPM(let match) = table.match {
        place(match.pivotAccess, match.pivots, RowLayout.pivots(of: table, match).busWords)
      }
    }
  }

  /// The data-centre chip with the same tables, small: what a test builds in no time.
  public var small: ASICDescription {
    var chip = self
    chip.resize(.fdb, 1024)
    chip.resize(.hostIPv4, 512)
    chip.resize(.hostIPv6, 512)
    chip.resize(.routeIPv4, 128)
    chip.resize(.routeIPv6, 64)
    chip.resize(.nextHopGroup, 64)
    chip.resize(.nextHopGroupMember, 512)
    chip.resize(.nextHop, 512)
    chip.resize(.routerInterface, 64)
    chip.resize(.egressInterface, 64)
    chip.resize(.aclIngress, 256)
    chip.resize(.aclEgress, 256)
    chip.resize(.aclCounter, 256)
    return chip
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int {
    var power = 4
    while power < self { power *= 2 }
    return power
  }
}
