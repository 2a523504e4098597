import ASICSimulator
import DeviceAccess
import SwitchPlatform
import Testing

/// The only door of the chip: registers and windows by address.
@Suite struct RegisterTests {
  private func window(_ chip: ASICDescription, _ role: TableRole) throws -> (address: UInt64, stride: Int, words: Int, rows: Int) {
    let table = try #require(chip.table(role))
    guard case .memoryMapped(let address, let stride) = chip.access[table.access].method else {
      throw BusError.unmapped(0)
    }
    return (address, stride, table.layout.busWords, table.depth)
  }

  @Test func aRowTakesEffectWithItsLastWord() throws {
    let chip = try Chips.catalog.chip(named: "ts-32x100g")
    let bus = SimulatedBus(try SimulatedASIC(chip))
    let vlan = try window(chip, .vlan)
    #expect(vlan.words > 2)
    let row = vlan.address + UInt64(17 * vlan.stride)
    func rowWords() throws -> [UInt32] { try (0..<vlan.words).map { try bus.read(row + UInt64($0 * 4)) } }
    // The last word holds fewer bits than 32; all others are whole.
    let values = (0..<vlan.words).map { UInt32(0x1000_0000 + $0) & ($0 == vlan.words - 1 ? 0x3f : .max) }
    for (word, value) in values.enumerated() {
      #expect(try rowWords().allSatisfy { $0 == 0 }, "before word \(word)")
      try bus.write(value, at: row + UInt64(word * 4))
    }
    #expect(try rowWords() == values)
    // A row begun and left for another one is begun anew from what it holds.
    try bus.write(0xdead, at: row)
    try bus.write(0xbeef, at: row + UInt64(vlan.stride))
    try bus.write(values[vlan.words - 1], at: row + UInt64((vlan.words - 1) * 4))
    #expect(try rowWords() == values)
  }

  @Test func whatIsNotThereIsAnError() throws {
    let chip = try Chips.catalog.chip(named: "ts-32x100g")
    let bus = SimulatedBus(try SimulatedASIC(chip))
    let vlan = try window(chip, .vlan)
    let bad: [UInt64] = [
      0x8, 0x200, 0x00ff_fffc, vlan.address + 1, vlan.address + 2, vlan.address + UInt64(vlan.words * 4),
      vlan.address + UInt64(vlan.stride * vlan.rows), .max, .max - 3, 1 << 40
    ]
    for address in bad {
      #expect(throws: BusError.unmapped(address)) { try bus.read(address) }
      #expect(throws: BusError.unmapped(address)) { try bus.write(1, at: address) }
    }
    for table in chip.tables {
      guard case .memoryMapped(let address, let stride) = chip.access[table.access].method else { continue }
      let last = address + UInt64((table.depth - 1) * stride) + UInt64((table.layout.busWords - 1) * 4)
      #expect(try bus.read(last) == 0, "\(table.name)")
      #expect(throws: BusError.self) { try bus.read(address + UInt64(table.depth * stride)) }
    }
  }

  @Test func indirectAccessDoesNothingBeforeItsCommand() throws {
    let chip = try Chips.catalog.chip(named: "rtl8380")
    let bus = SimulatedBus(try SimulatedASIC(chip))
    for role in [TableRole.vlan, .fdb, .aclIngress, .aclCounter, .port] {
      let table = try #require(chip.table(role))
      guard case .indirect(let access) = chip.access[table.access].method else { continue }
      let data = chip.registers[access.data].address
      let command = chip.registers[access.command].address
      let words = table.layout.busWords
      func execute(_ row: UInt32, write: Bool, go: Bool = true) throws {
        var word = access.index.set(row, in: 0)
        word = access.write.set(write ? 1 : 0, in: word)
        if let select = access.select { word = select.set(access.selection, in: word) }
        try bus.write(access.execute.set(go ? 1 : 0, in: word), at: command)
        #expect(access.execute.get(try bus.read(command)) == 0, "done")
      }
      func fill(_ value: UInt32) throws { for word in 0..<words { try bus.write(value, at: data + UInt64(word * 4)) } }
      func held(_ row: UInt32) throws -> [UInt32] {
        try execute(row, write: false)
        return try (0..<words).map { try bus.read(data + UInt64($0 * 4)) }
      }
      // A pattern that leaves the bits behind the row's width alone.
      let tail = table.layout.width % 32
      let expected = (0..<words).map { $0 == words - 1 && tail != 0 ? 0x5555_5555 & ((1 << UInt32(tail)) - 1) : 0x5555_5555 as UInt32 }
      func fillExpected() throws { for (word, value) in expected.enumerated() { try bus.write(value, at: data + UInt64(word * 4)) } }
      try fillExpected()
      try execute(5, write: true, go: false)
      #expect(try held(5).allSatisfy { $0 == 0 }, "\(table.name): no execute, no write")
      try fillExpected()
      try execute(5, write: true)
      try fill(0)
      #expect(try held(5) == expected, "\(table.name)")
      #expect(try held(4).allSatisfy { $0 == 0 })
      #expect(try held(6).allSatisfy { $0 == 0 })
      // A row beyond the table changes nothing.
      let beyond = UInt32(min(table.depth, Int(access.index.mask >> UInt32(access.index.low))))
      if Int(beyond) >= table.depth {
        try fill(0x7777)
        try execute(beyond, write: true)
        #expect(try held(5) == expected)
      }
    }
  }
}
