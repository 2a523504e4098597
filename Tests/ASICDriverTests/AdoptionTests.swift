import ASICDriver
import ASICSimulator
import DeviceAccess
import ExampleHistory
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

/// A driver takes over a chip that another driver has filled.
@Suite struct AdoptionTests {
  /// A chip with the history on it, and what its tables hold.
  private final class Running {
    let description: ASICDescription
    let asic: SimulatedASIC
    let bus: SimulatedBus
    let history: ExampleHistory

    init(routes: Int, pivots: Int = 64, history: ExampleHistory? = nil) throws {
      description = try ExampleHistory.chip(Chip.catalog, pivots: pivots)
      asic = try SimulatedASIC(description)
      bus = SimulatedBus(asic)
      self.history = history ?? ExampleHistory(routes: routes)
      let driver = try ASICDriver(description, bus: SimulatedBus(asic))
      var device = driver.device
      #expect(self.history.play(on: &device) == nil)
    }

    struct Window {
      var address: UInt64
      var stride: Int
      var rows: Int
      var layout: RowLayout
      func place(_ row: Int) -> UInt64 { address + UInt64(row * stride) }
    }

    func window(_ role: TableRole) -> Window? {
      guard let table = description.table(role) else { return nil }
      guard case .memoryMapped(let address, let stride) = description.access[table.access].method else { return nil }
      return Window(address: address, stride: stride, rows: table.depth, layout: table.layout)
    }

    /// Turns one bit of a row over.
    func flip(_ bit: Int, at place: UInt64, _ layout: RowLayout) throws {
      var words: [UInt32] = []
      for word in 0..<layout.busWords { words.append(try bus.read(place + UInt64(word * 4))) }
      words[bit / 32] ^= 1 << UInt32(bit % 32)
      for word in 0..<layout.busWords { try bus.write(words[word], at: place + UInt64(word * 4)) }
    }

    /// The words of every table that a driver writes, by table; `isWhole`: with what the chip writes.
    func dump(isWhole: Bool = true) throws -> [String: [UInt32]] {
      var tables: [String: [UInt32]] = [:]
      func read(_ name: String, _ rows: Int, _ layout: RowLayout, _ access: AccessDescription) throws {
        guard case .memoryMapped(let address, let stride) = access.method else { return }
        var words: [UInt32] = []
        for row in 0..<rows {
          for word in 0..<layout.busWords { words.append(try bus.read(address + UInt64(row * stride + word * 4))) }
        }
        tables[name] = words
      }
      for table in description.tables where table.role == .aclCounter || !table.role.isCounter {
        if !isWhole, table.role == .aclCounter || table.role == .fdb { continue }
        try read(table.name, table.depth, table.layout, description.access[table.access])
        if case .algorithmicLPM(let match) = table.match {
          try read(table.name + ".pivots", match.pivots, .pivots(of: table, match), description.access[match.pivotAccess])
        }
      }
      return tables
    }

    /// Where both flows go, and why not.
    func passage() -> String {
      func send(_ frame: [UInt8], on port: Int) -> String {
        frame.withUnsafeBytes { asic.receive($0, on: port) }
        return "\((0..<asic.output.count).map { asic.output.frame($0).header.port }) \(asic.outcome.drop) \(asic.outcome.trap)"
      }
      return send(ExampleHistory.bridged, on: 0) + ", " + send(ExampleHistory.routed, on: 20)
    }

    /// Both flows pass as they should.
    func passes() -> Bool { passage() == "[4] none none, [24] none none" }
  }

  private func insert<R: DeviceRow>(_ changes: [Change<R>], _ device: inout SwitchDevice) -> [Failure] {
    R.apply(changes.span, to: &device)
  }

  private func adopt(
    _ running: Running, _ history: ExampleHistory? = nil, step: () -> Void = {}
  ) throws -> (driver: ASICDriver, bus: SimulatedBus) {
    let bus = SimulatedBus(running.asic)
    let driver = try ASICDriver(running.description, bus: bus, isAdopting: true)
    #expect(driver.isAdopting)
    var device = driver.device
    for part in (history ?? running.history).steps {
      #expect(part.apply(&device) == [], "\(part.name)")
      step()
    }
    #expect(bus.wordsWritten == 0, "nothing is written before the end")
    return (driver, bus)
  }

  @Test func theSameHistoryWritesNothing() throws {
    let running = try Running(routes: 10_000, pivots: 1024)
    #expect(running.passage() == "[4] none none, [24] none none")
    let before = try running.dump()
    var isPassing = true
    let (driver, bus) = try adopt(running) { isPassing = isPassing && running.passes() }
    #expect(isPassing)
    #expect(try driver.finishAdoption() == 0)
    #expect(!driver.isAdopting)
    #expect(bus.wordsWritten <= 16, "the rings' registers")
    #expect(running.passes())
    #expect(try running.dump() == before)
    #expect(try driver.finishAdoption() == 0, "once")
    // From here on it is a driver as any other.
    var device = driver.device
    let later = insert([Change.insert(VLAN(id: ExampleHistory.vlan(30)))], &device)
    #expect(later == [])
    #expect(driver.rowsWritten == 1)
    #expect(driver.device.vlans.row(at: ExampleHistory.vlan(30)) != nil)
    #expect(driver.device.routes.usage.rows > 8_000)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func damageIsMendedAndNothingElse(seed: UInt64) throws {
    let running = try Running(routes: 300)
    let before = try running.dump()
    var draw = Draw(seed: seed)
    var damaged: Set<UInt64> = []
    // Index, hash, ternary and prefix tables; entries of the ACL only where none counts, as that brings its counter with it.
    let roles: [TableRole] = [.port, .vlan, .hostIPv4, .nextHop, .routeIPv4, .routeIPv6, .egressInterface, .nextHopGroup, .routerMAC]
    for _ in 0..<60 {
      let role = roles[Int.random(in: 0..<roles.count, using: &draw)]
      guard let window = running.window(role) else { continue }
      let place = window.place(Int.random(in: 0..<window.rows, using: &draw))
      if !damaged.insert(place).inserted { continue }
      try running.flip(Int.random(in: 0..<window.layout.width, using: &draw), at: place, window.layout)
    }
    #expect(damaged.count > 40)
    #expect(try running.dump() != before)
    let (driver, _) = try adopt(running)
    #expect(try driver.finishAdoption() == damaged.count)
    #expect(try running.dump() == before)
    #expect(running.passes())
  }

  @Test func anotherHistoryEndsAsItWants() throws {
    let running = try Running(routes: 400)
    let dropped = ["route removals", "routes again", "ACL entry", "interface on a VLAN", "FDB removals", "FDB again", "group removal"]
    var number = 0
    let changed = running.history.without { step in
      number += 1
      return dropped.contains(step.name) || step.name == "routes" && number % 2 == 0
    }
    let fresh = try Running(routes: 0, history: changed)
    let (driver, _) = try adopt(running, changed)
    #expect(try driver.finishAdoption() > 100)
    #expect(try running.dump(isWhole: false) == fresh.dump(isWhole: false))
    func entries(_ driver: ASICDriver) -> Set<FDBEntry> {
      var found: Set<FDBEntry> = []
      driver.device.fdb.forEachRow { found.insert($0) }
      return found
    }
    #expect(entries(driver) == entries(try adopt(fresh).driver))
    // And from there to nothing at all.
    let (empty, _) = try adopt(running, changed.without { _ in true })
    #expect(try empty.finishAdoption() > 100)
    let blank = try SimulatedASIC(running.description)
    let other = SimulatedBus(blank)
    for table in running.description.tables where !table.role.isCounter {
      guard let window = running.window(table.role) else { continue }
      var differing = 0
      for row in 0..<window.rows {
        let (left, right) = (try running.bus.read(window.place(row)), try other.read(window.place(row)))
        if left != right { differing += 1 }
      }
      #expect(differing == 0, "\(table.name)")
    }
  }

  @Test func whatTheChipHasLearnedStays() throws {
    let running = try Running(routes: 10)
    // A station that the chip learns, one that moves, and a dynamic entry that nobody sees any more.
    func send(from host: Int, on port: Int) {
      let frame = ExampleHistory.bridged[..<10] + [0x30, UInt8(host)] + ExampleHistory.bridged[12...]
      Array(frame).withUnsafeBytes { running.asic.receive($0, on: port) }
    }
    send(from: 1, on: 0)
    send(from: 2, on: 4)
    let before = try running.dump()
    let (driver, _) = try adopt(running)
    #expect(driver.device.fdb.row(at: .init(vlan: ExampleHistory.vlan(10), mac: ExampleHistory.host(2)))?.isStatic == true)
    let learned = FDBEntry.Key(vlan: ExampleHistory.vlan(10), mac: MACAddress(bits: 0x02_00_00_00_30_01))
    #expect(driver.device.fdb.row(at: learned)?.port == PortID(1))
    var device = driver.device
    let asked = FDBEntry(vlan: learned.vlan, mac: MACAddress(bits: 0x02_00_00_00_30_02), port: PortID(1), isStatic: false)
    let first = insert([Change.insert(asked)], &device)
    #expect(first == [])
    let twice = FDBEntry(vlan: learned.vlan, mac: ExampleHistory.host(2), port: PortID(2))
    let again = insert([Change.insert(twice)], &device)
    #expect(again.map(\.error.cause) == [.exists])
    #expect(try driver.finishAdoption() == 0, "it has moved to port 2, and stays there")
    #expect(try running.dump() == before)
    #expect(driver.device.fdb.row(at: asked.key)?.port == PortID(2))
  }

  @Test func countersGoOnAndNewOnesBeginAtZero() throws {
    let running = try Running(routes: 10)
    func count(_ driver: ASICDriver, _ number: UInt32) -> UInt64? {
      driver.device.aclCounters?.count(of: .init(table: .init(1), number: number))?.packets
    }
    // 11.0.2.0/24 is entry 2: dropped, and counted.
    let hit = ExampleHistory.routed[..<24] + [0x50, 0x8f, 10, 6, 0, 2, 11, 0, 2, 9] + ExampleHistory.routed[34...]
    for _ in 0..<3 { Array(hit).withUnsafeBytes { running.asic.receive($0, on: 20) } }
    let (driver, _) = try adopt(running)
    #expect(try driver.finishAdoption() == 0)
    #expect(count(driver, 2) == 3)
    // Another entry in its place counts from zero.
    let other = running.history.without { $0.name.hasPrefix("ACL entr") || $0.name == "ACL removals" }
    let (second, _) = try adopt(running, other)
    var device = second.device
    var match = ACLMatch()
    match.destinationIP = IPPrefix("11.0.77.0/24")
    let entries = (0..<3 as Range<UInt32>).map {
      ACLEntry(table: .init(1), number: $0, priority: $0, match: match, action: .drop, isCounted: true)
    }
    let failures = insert(entries.map { Change.insert($0) }, &device)
    #expect(failures == [])
    try second.finishAdoption()
    for number in 0..<3 as Range<UInt32> { #expect(count(second, number) == 0) }
  }

  @Test func aBusThatFailsLeavesTheAdoptionToBeFinished() throws {
    let running = try Running(routes: 200)
    let before = try running.dump()
    let window = try #require(running.window(.nextHop))
    for row in 0..<10 {
      for word in 0..<window.layout.busWords { try running.bus.write(0, at: window.place(row) + UInt64(word * 4)) }
    }
    let bus = FaultyBus(SimulatedBus(running.asic))
    let driver = try ASICDriver(running.description, bus: bus, isAdopting: true)
    var device = driver.device
    #expect(running.history.play(on: &device) == nil)
    bus.arm(failing: 7..<8)
    #expect(throws: ASICDriverError.bus(.injected(7))) { try driver.finishAdoption() }
    #expect(driver.isAdopting)
    bus.arm(failing: nil)
    #expect(try driver.finishAdoption() == 7)
    #expect(try running.dump() == before)
  }

  @Test func packetsWaitForTheEnd() throws {
    let running = try Running(routes: 10)
    let (driver, _) = try adopt(running)
    let packets = try #require(driver.device.packets)
    #expect(throws: SwitchError(.port, .busy)) { try packets.send(ExampleHistory.bridged, to: PortID(2)) }
    #expect(try packets.receive() == nil)
    try driver.finishAdoption()
    try packets.send(ExampleHistory.bridged, to: PortID(2))
    #expect(running.asic.takeInjected().map(\.bytes) == [ExampleHistory.bridged])
  }
}
