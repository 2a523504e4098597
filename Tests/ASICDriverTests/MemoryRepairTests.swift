import ASICDriver
import ASICSimulator
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// Repair by a driver that took a running chip over.
@Suite struct MemoryRepairTests {
  private static let vlan = VLANID(10) ?? .default
  private static let mac = MACAddress(bits: 0x0200_0000_0001)

  private static func fill(_ device: inout SwitchDevice) {
    let ports = (1...2 as ClosedRange<UInt16>).map { Port(id: PortID($0), lanes: [$0], speed: 25_000, isEnabled: true) }
    let rows = VLAN(id: vlan, members: [.init(port: PortID(1), isTagged: false), .init(port: PortID(2), isTagged: false)])
    insert(ports, &device)
    insert([rows], &device)
    insert([FDBEntry(vlan: vlan, mac: mac, port: PortID(2))], &device)
  }

  private static func insert<R: DeviceRow>(_ rows: [R], _ device: inout SwitchDevice) {
    let changes = rows.map { Change<R>.insert($0) }
    let failures = R.apply(changes.span, to: &device)
    #expect(failures.isEmpty)
  }

  @Test func whatWasAdoptedCanBeWrittenAgain() throws {
    let description = try Chip.small(pivots: 16, bucketEntries: 16)
    let chip = try Chip(description)
    Self.fill(&chip.device)
    let memory = try #require(chip.asic.memory(of: .fdb))
    let row = try #require((0..<256).first { chip.asic.row($0, ofMemory: memory).contains { $0 != 0 } })
    let words = chip.asic.row(row, ofMemory: memory)

    let heir = try ASICDriver(description, bus: SimulatedBus(chip.asic), isAdopting: true)
    var device = heir.device
    Self.fill(&device)
    let pass = try #require(description.scrub).interval.cycles(clock: description.clock)
    func flipAndFind(_ role: TableRole, _ row: Int) throws {
      for bit in [2, 5] { try chip.asic.injectFlip(table: role, row: row, bit: bit) }
      chip.asic.advance(to: chip.asic.now + pass)
    }
    chip.asic.advance(to: 1)
    try flipAndFind(.vlan, 10)
    #expect(try heir.repairMemories() == [], "errors wait for the end of the adoption")
    #expect(chip.asic.faultyRows == (1, 0))
    try heir.finishAdoption()
    _ = try heir.repairMemories()
    #expect(chip.asic.faultyRows == (0, 0))

    try flipAndFind(.fdb, row)
    #expect(try heir.repairMemories().map(\.action) == [.rewritten])
    #expect(chip.asic.row(row, ofMemory: memory) == words)
    #expect(chip.asic.cells(row, ofMemory: memory) == words)
    #expect(heir.memoryRepairs["fdb"]?.total == 1)
  }
}
