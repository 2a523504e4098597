import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// Ternary memories against a linear scan: order, results and capacity.
  @Suite struct TernaryMemory {
    private static let operations = Acceptance.size(1_000_000, debug: 10_000)
    private static let nextHops: UInt32 = 48

    struct List {
      var id: UInt16
      var priority: UInt32
      var family: DrawnRule.Family
      var ports: [UInt16]
    }

    /// Three lists, of which each port sees two.
    private static let lists = [
      List(id: 1, priority: 20, family: .ipv4, ports: [1, 2]), List(id: 2, priority: 30, family: .ipv6, ports: [1]),
      List(id: 3, priority: 10, family: .mac, ports: [1, 2]), List(id: 4, priority: 25, family: .ipv4, ports: [2])
    ]

    private func lab(_ chip: ASICDescription) throws -> Lab {
      let lab = try Lab.routing(chip)
      try lab.commit { transaction in
        guard var vlan = lab.control.device.vlans.row(at: Lab.vlan(10)) else { return }
        vlan.isLearning = false
        transaction.update(vlan)
        transaction.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: DrawnPacket.destination), port: PortID(3)))
        for number in 0..<Self.nextHops {
          let address = IPAddress(v4: Lab.ip(10, 7, 0, 100) + number)
          transaction.insert(
            Neighbor(interface: .init(7), address: address, mac: MACAddress(bits: 0x0400_0000_0000 + UInt64(number))))
          transaction.insert(NextHop(id: .init(1000 + number), neighbor: .init(interface: .init(7), address: address)))
        }
        for list in Self.lists {
          transaction.insert(
            ACLTable(
              id: .init(list.id), stage: .ingress, priority: list.priority, fields: DrawnRule.fields(list.family),
              ports: list.ports.map { PortID($0) }))
        }
      }
      return lab
    }

    /// Non-IP packets cannot be routed: an entry that they may hit does something else.
    private func action(_ family: DrawnRule.Family, _ draw: inout Draw) -> ACLEntry.Action {
      switch draw.below(family == .mac ? 4 : 10) {
      case 0: .drop
      case 1: .permit
      case 2: .redirectToPort(PortID(5))
      case 3: .trap
      default: .redirectToNextHop(.init(1000 + UInt32(draw.below(Int(Self.nextHops)))))
      }
    }

    private func fate(_ entry: ACLEntry?) -> Fate {
      switch entry?.action {
      case nil, .permit: .sent(port: 3, mac: DrawnPacket.destination)
      case .drop: .dropped(.aclIngress)
      case .trap, .copy, .undecided: .trapped(.acl)
      case .redirectToPort(let port): .sent(port: port.rawValue, mac: DrawnPacket.destination)
      case .redirectToNextHop(let id): .sent(port: 7, mac: 0x0400_0000_0000 + UInt64(id.rawValue - 1000))
      }
    }

    /// Whether one more entry of a list has room, from what is held alone.
    private typealias Room = (_ counts: [Int: Int], _ list: Int) -> Bool

    /// Whether a list may refuse although all entries, packed together, would leave room.
    private typealias Scatter = (_ lab: Lab, _ list: Int) throws -> Bool

    private func run(
      _ name: String, _ chip: ASICDescription, capacity: Int, room: Room, isScattered: Scatter = { _, _ in false }
    ) throws {
      let lab = try lab(chip)
      var entries = lab.device.aclEntries
      var oracle = TernaryOracle()
      var draw = Draw(seed: 51)
      var wrong = Mismatches()
      var tally = Tally()
      var tide = Tide()
      var priorities: Set<UInt64> = []
      var number: UInt32 = 0
      let bound: [UInt16: Set<Int>] = [
        1: Set(Self.lists.indices.filter { Self.lists[$0].ports.contains(1) }),
        2: Set(Self.lists.indices.filter { Self.lists[$0].ports.contains(2) })
      ]
      // Lists take turns in being wanted, so that they compete for rows.
      var wanted = 0
      while tally.operations < Self.operations, wrong.count < 20 {
        tally.operations += 1
        if tally.operations % 3000 == 0 { wanted = draw.below(Self.lists.count) }
        switch draw.below(100) {
        case 0..<50:
          tally.lookUps += 1
          let packet = DrawnPacket(&draw)
          let port: UInt16 = draw.chance(60) ? 1 : 2
          let decided = oracle.decide(packet.plain, bound: bound[port] ?? [])
          let expected = fate(decided)
          let seen = lab.fate(packet.frame, on: port)
          if seen != expected {
            wrong.note(
              "\(packet.frame.hex) on \(port) with \(oracle.count) entries: \(seen), expected \(expected) by \(String(describing: decided?.match))"
            )
          }
        case 50..<60 where oracle.count > 0:
          let index = draw.below(oracle.count)
          var entry = oracle.held[index].entry
          entry.action = action(Self.lists[oracle.held[index].table].family, &draw)
          if let error = refusal({ () throws(SwitchError) in try entries.update(entry) }) { wrong.note("an update of an action: \(error)") }
          oracle.set(entry.action, at: index)
        default:
          if tide.isInsertion(held: oracle.count, of: capacity, &draw) {
            let list = draw.chance(70) ? wanted : draw.below(Self.lists.count)
            let priority = UInt32(draw.below(1_000_000))
            guard priorities.insert(UInt64(list) << 32 | UInt64(priority)).inserted else { continue }
            let rule = DrawnRule(Self.lists[list].family, &draw)
            number += 1
            let entry = ACLEntry(
              table: .init(Self.lists[list].id), number: number, priority: priority, match: rule.match,
              action: action(Self.lists[list].family, &draw))
            let hasRoom = room(oracle.counts, list)
            if let error = refusal({ () throws(SwitchError) in try entries.insert(entry) }) {
              tally.refusals += 1
              tide.refused()
              priorities.remove(UInt64(list) << 32 | UInt64(priority))
              if hasRoom, try !isScattered(lab, list) {
                wrong.note("an entry of list \(list) beside \(oracle.counts): \(error), but there is room")
              }
              if error.exhaustion == nil { wrong.note("refused by \(error)") }
              if entries.row(at: entry.key) != nil { wrong.note("a refused entry is held") }
            } else {
              if !hasRoom { wrong.note("an entry of list \(list) was taken beside \(oracle.counts): there is no room") }
              oracle.insert(entry, rule.plain, table: list, tablePriority: Self.lists[list].priority)
            }
          } else if oracle.count > 0 {
            // The list that is wanted keeps its entries: the others make room.
            var index = draw.below(oracle.count)
            if oracle.held[index].table == wanted { index = draw.below(oracle.count) }
            let held = oracle.held[index]
            if entries.row(at: held.entry.key) != held.entry { wrong.note("entry \(held.entry.key) is not as held") }
            if let error = refusal({ () throws(SwitchError) in try entries.remove(held.entry.key) }) { wrong.note("a removal: \(error)") }
            priorities.remove(UInt64(held.table) << 32 | UInt64(held.entry.priority))
            oracle.remove(at: index)
          }
        }
        tally.fullest = max(tally.fullest, oracle.count)
        if tally.operations % 2000 == 0 {
          let rows = try lab.image(.aclIngress).held
          if rows != oracle.count { wrong.note("\(rows) rows for \(oracle.count) entries") }
          if Set(entries.allRows()) != Set(oracle.held.map(\.entry)) { wrong.note("the entries held are others") }
          if entries.usage.rows != oracle.count { wrong.note("usage says \(entries.usage.rows) of \(oracle.count)") }
        }
      }
      #expect(wrong.count == 0, "\(wrong)")
      #expect(tally.refusals > 0)
      tally.figure(name, of: capacity)
    }

    /// One list of rows: it takes as many entries as it has rows, whatever their order.
    @Test func entriesAreThoseOfALinearScan() throws {
      var chip = try ASICDescription.smallDataCentre()
      let rows = 512
      chip.resize(.aclIngress, rows)
      try run("acl.ingress, \(rows) rows", chip, capacity: rows) { counts, _ in counts.values.reduce(0, +) < rows }
    }

    /// Banks are given out whole: a list has as many as its entries and the chip's own row in it need, each as wide as its format.
    @Test func entriesInBanksAreThoseOfALinearScan() throws {
      var chip = try Acceptance.catalog.chip(named: "spectrum")
      let perBank = 16
      chip.resizeMemory(of: .aclIngress, 12 * perBank, perBlock: perBank)
      let table = try #require(chip.table(.aclIngress))
      let banks = try #require(chip.memories[table.memory].banks)
      let memory = table.memory
      let slices = Self.lists.map { list in
        let name = "\(list.family)"
        return table.formats.first { $0.name == name }?.slices ?? 0
      }
      #expect(slices == [1, 2, 1, 1])
      // Banks go back from a list's end only: where entries have come to stand apart, a list has more banks than it needs. Then another
      // may be refused when its own are full and too few are nobody's.
      let marks = try self.marks(chip)
      let place = try #require(table.layout.keyPlace(.aclTables))
      var scattered = 0
      func isScattered(_ lab: Lab, _ list: Int) throws -> Bool {
        let image = try lab.image(table)
        let controls = try lab.bankControls(memory)
        let given = controls.indices.filter { controls[$0].owner != 0 && controls[$0].owner != BankControl.ganged }
        let rows = given.map { image.rows[$0 * perBank..<($0 + 1) * perBank].filter(image.isHeld) }
        // The banks of a list follow each other: one without entries is next to those of its list.
        let known = given.indices.compactMap { index in
          rows[index].first.map { (controls[given[index]].order, MemoryImage.bits($0, at: place.offset, width: place.width)) }
        }
        var room = 0
        for (bank, held) in zip(given, rows) {
          func distance(_ order: UInt64) -> UInt64 { max(order, controls[bank].order) - min(order, controls[bank].order) }
          if known.min(by: { distance($0.0) < distance($1.0) })?.1 == marks[list] { room += perBank - held.count }
        }
        let free = controls.filter { $0.owner == 0 }.count - banks.reservedBlocks
        let isScattered = room <= banks.reservedRows && free < slices[list]
        scattered += isScattered ? 1 : 0
        return isScattered
      }
      try run("acl.ingress in 12 banks of \(perBank)", chip, capacity: 11 * perBank - 1) { counts, list in
        var taken = banks.reservedBlocks
        for index in Self.lists.indices {
          let count = counts[index, default: 0] + (index == list ? 1 : 0)
          if count > 0 { taken += (count + banks.reservedRows + perBank - 1) / perBank * slices[index] }
        }
        return taken <= 12
      } isScattered: {
        try isScattered($0, $1)
      }
      Acceptance.figure("banks: \(scattered) refusals because entries stand apart in banks that packed entries would leave")
    }

    /// From empty, a list takes exactly what whole banks leave it beside the others: rows of its banks but for the chip's own one.
    @Test(arguments: [
      [(0, 999)], [(1, 999)], [(0, 20), (1, 999)], [(1, 16), (0, 999)], [(3, 1), (0, 1), (2, 31), (1, 999)], [(2, 15), (0, 999)]
    ])
    func aListTakesWhatWholeBanksLeave(_ fill: [(list: Int, count: Int)]) throws {
      var chip = try Acceptance.catalog.chip(named: "spectrum")
      let perBank = 16
      chip.resizeMemory(of: .aclIngress, 12 * perBank, perBlock: perBank)
      let lab = try lab(chip)
      var entries = lab.device.aclEntries
      var draw = Draw(seed: 5)
      for _ in 0..<3 {
        var free = 11
        var held: [ACLEntry] = []
        for (list, wanted) in fill {
          let slices = Self.lists[list].family == .ipv6 ? 2 : 1
          let most = free / slices * perBank - 1
          var taken = 0
          while taken < wanted {
            let rule = DrawnRule(Self.lists[list].family, &draw)
            let entry = ACLEntry(
              table: .init(Self.lists[list].id), number: UInt32(taken), priority: UInt32(draw.below(1_000_000)), match: rule.match,
              action: .drop)
            // What stands before the refusal is read shortly before it.
            let before = taken + 1 >= min(wanted, most) ? try lab.images([.aclIngress]) : [:]
            if let error = refusal({ () throws(SwitchError) in try entries.insert(entry) }) {
              #expect(error.exhaustion?.constraint == .banks(UInt32(slices)))
              let isSame = try lab.images([.aclIngress]) == before
              #expect(isSame, "a refusal changed rows")
              break
            }
            held.append(entry)
            taken += 1
          }
          #expect(taken == min(wanted, most), "list \(list) beside \(11 - free) banks")
          free -= (taken + 1 + perBank - 1) / perBank * slices
        }
        #expect(Set(entries.allRows()) == Set(held))
        held.shuffle(using: &draw)
        for entry in held { try entries.remove(entry.key) }
        let memory = try #require(chip.table(.aclIngress)).memory
        #expect(try lab.bankControls(memory).allSatisfy { $0.owner == 0 }, "banks of no list")
      }
    }

    /// The bit of `aclTables` by which the driver knows each list.
    private func marks(_ chip: ASICDescription) throws -> [UInt64] {
      let lab = try lab(chip)
      var entries = lab.device.aclEntries
      var draw = Draw(seed: 1)
      let table = try #require(chip.table(.aclIngress))
      let place = try #require(table.layout.keyPlace(.aclTables))
      return try Self.lists.map { list in
        let entry = ACLEntry(
          table: .init(list.id), number: 1, priority: 1, match: DrawnRule(list.family, &draw).match, action: .drop)
        try entries.insert(entry)
        let image = try lab.image(table)
        let row = try #require(image.rows.first { image.isHeld($0) })
        try entries.remove(entry.key)
        return MemoryImage.bits(row, at: place.offset, width: place.width)
      }
    }
  }
}
