import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Rows into the chip's memories, as many as there can be in a second: a row of ours each, through the driver's plans, over the bus, into
/// the packed rows and the structures that find them.
struct MemoryWorkload {
  let platform: Platform
  let routerMAC = MACAddress(bits: 0x0200_0000_0001)

  /// A chip with room for a million hosts.
  private func roomy() -> Platform {
    var asic = platform.asic
    func change(_ role: TableRole, rows: Int, at address: UInt64, stride: Int, _ body: (inout TableDescription) -> Void = { _ in }) {
      guard let index = asic.tables.firstIndex(where: { $0.role == role }) else { return }
      asic.memories[asic.tables[index].memory].rows = rows
      asic.tables[index].depth = rows
      body(&asic.tables[index])
      asic.access[asic.tables[index].access].method = .memoryMapped(address: address, stride: stride)
    }
    func widen(_ table: inout TableDescription) {
      for index in table.data.indices where [.destination, .nextHop].contains(table.data[index].field) { table.data[index].width = 24 }
    }
    change(.hostIPv4, rows: 1 << 21, at: 0x10_0000_0000, stride: 16, widen)
    change(.nextHop, rows: 1 << 20, at: 0x20_0000_0000, stride: 8)
    return Platform(board: platform.board, asic: asic)
  }

  private func fresh(_ platform: Platform) throws -> SwitchDevice {
    let whole = try SimulatedSwitch(platform)
    kept = whole
    var device = whole.driver.device
    guard let port = platform.board.ports.first else { return device }
    let rows = [Port(id: PortID(1), lanes: port.lanes, speed: port.speed, isEnabled: true, mtu: 9114, portVLAN: .default)]
    apply(rows, to: &device)
    apply([VirtualRouter(id: VirtualRouterID(0))], to: &device)
    let interface = RouterInterface(
      id: RouterInterfaceID(1), virtualRouter: VirtualRouterID(0), attachment: .port(PortID(1)), mac: routerMAC, mtu: 9100)
    apply([interface], to: &device)
    return device
  }

  @discardableResult
  private func apply<R: DeviceRow>(_ rows: [R], to device: inout SwitchDevice) -> Int {
    let changes = rows.map { Change.insert($0) }
    return R.apply(changes.span, to: &device).count
  }

  /// Seconds of one batch on a fresh chip, the median of some.
  private func seconds<R: DeviceRow>(_ platform: Platform, _ changes: [Change<R>], runs: Int) throws -> (seconds: Double, refused: Int) {
    var times: [Double] = []
    var refused = 0
    for _ in 0..<runs {
      var device = try fresh(platform)
      times.append(medianSeconds(of: 1) { refused = R.apply(changes.span, to: &device).count })
    }
    return (times.sorted()[runs / 2], refused)
  }

  func run(_ prefixes: [IPPrefix], runs: Int) throws {
    let roomy = roomy()
    for count in [1_000, 10_000, 100_000, 1_000_000] {
      var random = Random(UInt64(count))
      var seen: Set<UInt32> = []
      while seen.count < count { seen.insert(UInt32(truncatingIfNeeded: random.next()) % 0xdfff_ffff) }
      let hosts = seen.map {
        Change.insert(Neighbor(interface: RouterInterfaceID(1), address: IPAddress(v4: $0), mac: MACAddress(bits: 0x0210_0000_0001)))
      }
      var raw: [Double] = []
      var full = 0
      for _ in 0..<runs {
        _ = try fresh(roomy)
        guard let driver = kept?.driver, let rows = ExactMatchRows(driver, .hostIPv4, data: [(.destinationKind, 1), (.destination, 1)])
        else {
          continue
        }
        full = 0
        // Of what is never seen else: the first rows of a fresh chip are touched for the first time, and so is the code.
        for number in 0..<1000 as Range<UInt64> {
          let key: InlineArray<2, (field: Field, value: UInt64)> = [(.virtualRouter, 1), (.ipv4, number << 16)]
          if !rows.insert(key.span) { full += 1 }
        }
        raw.append(
          medianSeconds(of: 1) {
            for address in seen {
              let key: InlineArray<2, (field: Field, value: UInt64)> = [(.virtualRouter, 0), (.ipv4, UInt64(address))]
              if !rows.insert(key.span) { full += 1 }
            }
          })
      }
      let (time, refused) = try seconds(roomy, hosts, runs: runs)
      let plain = medianSeconds(of: 3) {
        var dictionary: [UInt32: UInt32] = [:]
        for address in seen { dictionary[address] = 1 }
        if dictionary.isEmpty { print("nothing") }
      }
      if !raw.isEmpty { report("exact match", "rows", count, raw.sorted()[raw.count / 2], full, plain) }
      report("exact match through the HAL", "neighbors", count, time, refused, plain)
    }
    var shuffled = prefixes
    var random = Random(7)
    shuffled.shuffle(using: &random)
    for count in [1_000, 10_000, 100_000, prefixes.count] where count <= prefixes.count {
      let routes = shuffled.prefix(count).map { Change.insert(Route(prefix: $0, destination: .drop)) }
      let (time, refused) = try seconds(platform, routes, runs: runs)
      let plain = medianSeconds(of: 3) {
        var dictionary: [IPPrefix: UInt32] = [:]
        for prefix in shuffled.prefix(count) { dictionary[prefix] = 1 }
        if dictionary.isEmpty { print("nothing") }
      }
      report("prefixes (ALPM)", "routes", count, time, refused, plain)
    }
    try runTernary(runs: runs)
  }

  private func report(_ what: String, _ unit: String, _ count: Int, _ time: Double, _ refused: Int, _ plain: Double) {
    print(
      "\(what): \(grouped(count)) \(unit): \(grouped(Int(Double(count - refused) / time))) insertions/s, \(decimal(time / Double(count) * 1e9, 0)) ns",
      "each; \(refused) refused; ratio to a Swift Dictionary: \(decimal(time / plain, 1))")
  }

  // MARK: Ternary

  /// Rules like those of ClassBench's access lists: prefixes of both addresses, most of them long, a protocol, often a port.
  private func rule(_ number: Int, priority: UInt32, _ random: inout Random) -> ACLEntry {
    var match = ACLMatch()
    match.ipType = .ipv4
    let lengths: [UInt8] = [0, 8, 16, 20, 24, 24, 28, 32, 32, 32]
    func prefix() -> IPPrefix? {
      let length = lengths[random.below(lengths.count)]
      return length == 0 ? nil : IPPrefix(IPAddress(v4: UInt32(truncatingIfNeeded: random.next())), length: length)
    }
    match.sourceIP = prefix()
    match.destinationIP = prefix()
    match.ipProtocol = [6, 6, 6, 17, 17][random.below(5)]
    if random.below(10) < 6 { match.l4DestinationPort = L4PortRange(UInt16(random.below(65_536))) }
    if random.below(10) < 1 { match.l4SourcePort = L4PortRange(UInt16(random.below(65_536))) }
    return ACLEntry(table: ACLTableID(1), number: UInt32(number), priority: priority, match: match, action: .drop)
  }

  private func runTernary(runs: Int) throws {
    for count in [1_000, 2_000, 4_000, 8_000] {
      var times: [Double] = []
      var moves: UInt64 = 0
      var refused = 0
      for run in 0..<runs {
        var device = try fresh(platform)
        let table = ACLTable(
          id: ACLTableID(1), stage: .ingress,
          fields: [.ipType, .sourceIPv4, .destinationIPv4, .ipProtocol, .l4SourcePort, .l4DestinationPort], ports: [PortID(1)])
        apply([table], to: &device)
        var random = Random(UInt64(run))
        let entries = (0..<count).map {
          [Change.insert(rule($0, priority: UInt32(truncatingIfNeeded: random.next()) >> 1, &random))]
        }
        refused = 0
        // One by one: in a batch each would find its place made.
        times.append(
          medianSeconds(of: 1) { for entry in entries { refused += device.aclEntries.apply(entry.span).count } })
        moves = kept?.driver.aclMoves ?? 0
      }
      let time = times.sorted()[runs / 2]
      print(
        "ternary: \(grouped(count)) rules of random priority one by one into 8,192 rows: \(grouped(Int(Double(count) / time))) insertions/s,",
        "\(grouped(Int(moves))) moves, \(refused) refused")
      if let kept { lookUps(kept.asic, rules: count, runs: runs) }
    }
  }

  /// Look-ups of the TCAM alone, with keys of random packets half of which are made to match some rule.
  private func lookUps(_ asic: SimulatedASIC, rules: Int, runs: Int) {
    guard let layout = asic.description.table(.aclIngress)?.layout else { return }
    let words = (layout.keyWidth + 63) / 64
    let count = 1 << 16
    var random = Random(5)
    var keys = [UInt64](repeating: 0, count: count * words)
    let rows = asic.ternaryRows(.aclIngress)
    keys.withUnsafeMutableBufferPointer { keys in
      guard let base = keys.baseAddress else { return }
      for number in 0..<count {
        for place in layout.key where [.sourceIP, .destinationIP, .l4SourcePort, .l4DestinationPort].contains(place.field) {
          RowBits.write(random.next(), to: base + number * words, at: place.offset, width: min(32, place.width))
        }
        guard number % 2 == 0, let row = rows.isEmpty ? nil : rows[random.below(rows.count)] else { continue }
        for word in 0..<words { base[number * words + word] = base[number * words + word] & ~row.mask[word] | row.value[word] }
      }
    }
    var hits = 0
    let time = medianSeconds(of: runs) {
      hits = 0
      keys.withUnsafeBufferPointer { keys in
        guard let base = keys.baseAddress else { return }
        for number in 0..<count where asic.firstMatch(.aclIngress, base + number * words) >= 0 { hits += 1 }
      }
    }
    print(
      "ternary: \(grouped(Int(Double(count) / time))) look-ups/s over \(grouped(rules)) rows of \(layout.keyWidth) bits,",
      "\(grouped(hits)) of \(grouped(count)) hit")
  }
}

/// The switch of the last workload: its figures are asked for afterwards.
nonisolated(unsafe) var kept: SimulatedSwitch?
