import ASICDriver
import ASICSimulator
import DeviceAccess
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// Policers as the driver puts them into the chip.
@Suite struct PolicerTests {
  private static func chip() throws -> Chip { try Chip(Chip.small(pivots: 32, bucketEntries: 8)) }

  /// The fields of a meter, read over the bus.
  private static func fields(_ chip: Chip, _ number: Int) throws -> (Field) -> UInt64 {
    let table = try #require(chip.asic.description.table(.meter))
    guard case .memoryMapped(let address, let stride) = chip.asic.description.access[table.access].method else {
      Issue.record("meters are memory-mapped")
      return { _ in 0 }
    }
    var words: [UInt32] = Array(repeating: 0, count: table.layout.busWords)
    try words.withUnsafeMutableBufferPointer {
      try SimulatedBus(chip.asic).read(into: $0, at: address + UInt64(number * stride))
    }
    let row = pairs(words)
    return { field in
      guard let place = table.layout.place(field) else { return 0 }
      return row.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { RowBits.read($0, at: place.offset, width: place.width) } ?? 0
      }
    }
  }

  private static func pairs(_ words: [UInt32]) -> [UInt64] {
    var row: [UInt64] = []
    for index in Swift.stride(from: 0, to: words.count, by: 2) {
      row.append(UInt64(words[index]) | (index + 1 < words.count ? UInt64(words[index + 1]) << 32 : 0))
    }
    return row
  }

  @Test func ratesAreRoundedUpToTheChips() throws {
    let chip = try Self.chip()
    let rates: [UInt64] = [
      0, 1, 1000, 65_535, 65_536, 65_537, 131_071, 12_500_000, 12_500_001, 1_250_000_001, 12_500_000_000, 200_000_000_000, 999_999_999_999,
      1_000_000_000_000
    ]
    for (number, rate) in rates.enumerated() {
      chip.insert([Policer(id: PolicerID(UInt16(number)), meterType: .bytes, mode: .trTCM, cir: rate, cbs: 1, pir: rate, pbs: 2)])
      let read = try Self.fields(chip, number)
      for (mantissa, exponent) in [(Field.committedRate, Field.committedRateExponent), (.peakRate, .peakRateExponent)] {
        let held = read(mantissa) << read(exponent)
        #expect(held >= rate)
        // To within 2^-15 where a rate has more than 16 bits, and exactly below.
        #expect(held - rate <= (rate < 65_536 ? 0 : rate >> 15), "\(rate): \(held)")
      }
      #expect(chip.device.policers.row(at: PolicerID(UInt16(number)))?.cir == rate, "as asked for")
    }
  }

  @Test func everyFieldIsWritten() throws {
    let chip = try Self.chip()
    chip.insert([
      Policer(
        id: PolicerID(9), meterType: .bytes, mode: .trTCM, colorSource: .aware, cir: 3, cbs: 4, pir: 5, pbs: 6, greenAction: .forward,
        yellowAction: .drop, redAction: .drop)
    ])
    let read = try Self.fields(chip, 0)
    let fields: [Field] = [
      .valid, .meterMode, .meterUnit, .colorAware, .committedRate, .committedBurst, .peakRate, .peakBurst, .dropsGreen, .dropsYellow,
      .dropsRed
    ]
    #expect(fields.map(read) == [1, 1, 1, 1, 3, 4, 5, 6, 0, 1, 1])
    let held = try #require(chip.device.policers.row(at: PolicerID(9)))
    var changed = held
    changed.greenAction = .drop
    changed.yellowAction = .forward
    #expect(chip.apply([Change(from: held, to: changed)].compactMap { $0 }).isEmpty)
    #expect(fields.map(try Self.fields(chip, 0)) == [1, 1, 1, 1, 3, 4, 5, 6, 1, 0, 1])
    #expect(chip.apply([Change.remove(changed)]).isEmpty)
    #expect(fields.map(try Self.fields(chip, 0)) == Array(repeating: 0, count: fields.count))
  }

  @Test func whatAChipCannotHoldIsInvalid() throws {
    var description = try Chip.small(pivots: 32, bucketEntries: 8)
    let index = try #require(description.tables.firstIndex { $0.role == .meter })
    func narrow(_ field: Field, _ width: Int) {
      for place in description.tables[index].data.indices where description.tables[index].data[place].field == field {
        description.tables[index].data[place].width = width
      }
    }
    narrow(.committedRate, 4)
    narrow(.committedRateExponent, 1)
    narrow(.peakRateExponent, 2)
    narrow(.committedBurst, 10)
    narrow(.peakBurst, 11)
    let chip = try Chip(description)
    func cause(_ policer: Policer) -> SwitchError.Cause? { chip.apply([Change.insert(policer)]).first?.error.cause }
    func invalid(_ column: String) -> SwitchError.Cause? { Policer.schema.column(named: column).map { .invalid($0) } }
    let id = PolicerID(1)
    #expect(cause(Policer(id: id, meterType: .packets, mode: .srTCM, cir: 31)) == invalid("cir"), "15 × 2 is the most")
    #expect(cause(Policer(id: id, meterType: .packets, mode: .srTCM, cbs: 1024)) == invalid("cbs"))
    #expect(cause(Policer(id: id, meterType: .packets, mode: .srTCM, pbs: 2048)) == invalid("pbs"))
    #expect(cause(Policer(id: id, meterType: .packets, mode: .trTCM, pir: 65_535 * 8 + 1)) == invalid("pir"))
    #expect(cause(Policer(id: id, meterType: .packets, mode: .trTCM, cir: 10, pir: 9)) == invalid("pir"), "below the committed rate")
    #expect(cause(Policer(id: id, meterType: .packets, mode: .srTCM, pir: 1)) == invalid("pir"), "one rate")
    #expect(cause(Policer(id: id, meterType: .packets, mode: .srTCM, cir: 1 << 60)) == invalid("cir"))
    #expect(chip.device.policers.usage.rows == 0)
    #expect(cause(Policer(id: id, meterType: .packets, mode: .trTCM, cir: 30, cbs: 1023, pir: 65_535 * 8, pbs: 2047)) == nil)
    let held = try #require(chip.device.policers.row(at: id))
    let other = Policer(id: id, meterType: .bytes, mode: .trTCM, cir: 30, cbs: 1023, pir: 65_535 * 8, pbs: 2047)
    let changes = [Change(from: held, to: other)].compactMap { $0 }
    #expect(chip.apply(changes).map(\.error.cause) == [invalid("meterType")].compactMap { $0 })
  }

  @Test func aFullTableSaysSo() throws {
    var description = try Chip.small(pivots: 32, bucketEntries: 8)
    for role in [TableRole.meter, .meterState] {
      let index = try #require(description.tables.firstIndex { $0.role == role })
      description.tables[index].depth = 2
    }
    let chip = try Chip(description)
    func row(_ number: UInt16) -> Policer { Policer(id: PolicerID(number), meterType: .packets, mode: .srTCM) }
    chip.insert([row(1), row(2)])
    guard case .exhausted(let exhaustion)? = chip.apply([Change.insert(row(3))]).first?.error.cause else {
      Issue.record("no room")
      return
    }
    #expect(chip.device.capabilities.name(of: exhaustion.pool) == "meter")
    #expect(chip.device.policers.usage.levels.map(\.occupied) == [2])
    #expect(chip.apply([Change.remove(row(1))]).isEmpty)
    chip.insert([row(3)])
  }

  @Test func aChipWithoutMetersHasNoColumnForThem() throws {
    let chip = try Chip(Chip.catalog.chip(named: "rtl8380"))
    let column = try #require(ACLEntry.schema.column(named: "policer"))
    #expect(!chip.device.capabilities.supports(.policer))
    #expect(chip.device.capabilities.columns[.aclEntry]?.contains(column) == false)
    chip.insert([ACLTable(id: .init(1), stage: .ingress, fields: [.ipProtocol], ports: [])])
    var match = ACLMatch()
    match.ipProtocol = 6
    let entry = ACLEntry(table: .init(1), number: 1, priority: 1, match: match, action: .permit, policer: PolicerID(1))
    #expect(chip.apply([Change.insert(entry)]).map(\.error.cause) == [.unsupported(column)])
    let whole = try Self.chip()
    #expect(whole.device.capabilities.columns[.aclEntry]?.contains(column) == true)
    whole.insert([ACLTable(id: .init(1), stage: .egress, fields: [.ipProtocol], ports: [])])
    whole.insert([Policer(id: PolicerID(1), meterType: .packets, mode: .srTCM)])
    #expect(whole.apply([Change.insert(entry)]).map(\.error.cause) == [.unsupported(column)], "its egress entries have no meter")
  }
}

extension PolicerTests {
  /// A driver that takes a running chip over leaves buckets and counts as they are, but for those of meters that were not there.
  @Test func anAdoptionKeepsBucketsAndCounts() throws {
    let description = try Chip.small(pivots: 32, bucketEntries: 8)
    let asic = try SimulatedASIC(description)
    let bus = SimulatedBus(asic)
    let table = try #require(description.table(.meterState))
    guard case .memoryMapped(let address, let stride) = description.access[table.access].method else {
      Issue.record("states are memory-mapped")
      return
    }
    func state(_ number: Int) throws -> [UInt32] {
      var words: [UInt32] = Array(repeating: 0, count: table.layout.busWords)
      try words.withUnsafeMutableBufferPointer { try bus.read(into: $0, at: address + UInt64(number * stride)) }
      return words
    }
    func policer(_ number: UInt16) -> Policer { Policer(id: PolicerID(number), meterType: .packets, mode: .srTCM, cir: 5, cbs: 9) }
    func insert(_ number: UInt16, _ driver: ASICDriver) -> [Failure] {
      var device = driver.device
      return device.policers.apply([Change.insert(policer(number))].span)
    }
    #expect(insert(1, try ASICDriver(description, bus: bus)) == [])
    // What packets would have left there; the second meter's is that of one that is long gone.
    let used: [UInt32] = (0..<UInt32(table.layout.busWords)).map { $0 + 1 }
    for number in 0..<2 {
      try used.withUnsafeBufferPointer { try bus.write($0, at: address + UInt64(number * stride)) }
    }
    let held = try state(0)
    let driver = try ASICDriver(description, bus: bus, isAdopting: true)
    #expect(insert(1, driver) == [] && insert(2, driver) == [])
    #expect(try driver.finishAdoption() == 2, "the new meter and its state")
    #expect(try state(0) == held && held.contains { $0 != 0 })
    #expect(try state(1).allSatisfy { $0 == 0 })
    #expect(driver.device.policers.row(at: PolicerID(1)) == policer(1))
    #expect(driver.device.policers.row(at: PolicerID(2)) == policer(2))
  }
}
