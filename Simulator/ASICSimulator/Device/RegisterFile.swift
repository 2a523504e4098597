import DeviceAccess
import SwitchPlatform

/// The chip's registers and its windows on tables, by address.
///
/// A row is written through a window word by word; the last word stores it. Reading a row's first word latches all of it,
/// so that a row is never seen half old and half new.
final class RegisterFile {
  /// What an access description leads to.
  struct Target {
    var memory: Memory
    var rows: Int
    var busWords: Int
    /// The row that is being written or read, and its words.
    var staged = -1
    var latched = -1
    let words: UnsafeMutablePointer<UInt32>
    let latch: UnsafeMutablePointer<UInt32>
  }

  private enum Place {
    case register(Int)
    case window(access: Int, stride: UInt64)
  }

  private struct Range {
    var start: UInt64
    var end: UInt64
    var place: Place
  }

  private let asic: ASICDescription
  private var targets: [Target?]
  private var ranges: [Range] = []
  private var lastRange = 0
  /// Where a register's words begin in `values`.
  private var firstValue: [Int] = []
  private var values: [UInt32] = []
  /// Register number → the indirect accesses whose command it is.
  private var commands: [Int: [Int]] = [:]
  /// Called after a register was written that is not a table's.
  var onWrite: ((_ register: Int, _ value: UInt32) -> Void)?
  /// Whether rows wait before they take effect, and how many do.
  var isTimed = false
  var waiting: UnsafeMutablePointer<Int>?
  /// Called after the bus has read a row of a table.
  var onRead: ((_ memory: Memory, _ row: Int) -> Void)?

  init(_ asic: ASICDescription, _ memories: [Memory], _ controls: [Int: Memory] = [:]) throws(ASICBuildError) {
    self.asic = asic
    targets = Array(repeating: nil, count: asic.access.count)
    for table in asic.tables {
      try bind(table.access, memories[table.memory], table.depth, table.layout.busWords, table.name)
      if case .algorithmicLPM(let match) = table.match {
        let layout = RowLayout.pivots(of: table, match)
        try bind(match.pivotAccess, memories[match.pivotMemory], match.pivots, layout.busWords, table.name)
      }
    }
    for (number, memory) in controls.sorted(by: { $0.key < $1.key }) {
      guard let banks = asic.memories[number].banks else { continue }
      try bind(banks.access, memory, memory.rows, RowLayout.bankControl.busWords, memory.description.name)
    }
    for (number, register) in asic.registers.enumerated() {
      firstValue.append(values.count)
      values += Array(repeating: 0, count: max(1, register.count))
      let end = register.address.addingReportingOverflow(UInt64(max(1, register.count)) * 4)
      guard register.address % 4 == 0, !end.overflow else { throw .badRegisters("\(register.name) is misplaced") }
      ranges.append(Range(start: register.address, end: end.partialValue, place: .register(number)))
    }
    for (number, access) in asic.access.enumerated() {
      switch access.method {
      case .memoryMapped(let address, let stride):
        guard let target = targets[number] else { continue }
        let size = UInt64(target.rows).multipliedReportingOverflow(by: UInt64(max(0, stride)))
        let end = address.addingReportingOverflow(size.partialValue)
        guard stride >= target.busWords * 4, stride % 4 == 0, address % 4 == 0, !size.overflow, !end.overflow else {
          throw .badRegisters("the window \(access.name) is misplaced")
        }
        ranges.append(Range(start: address, end: end.partialValue, place: .window(access: number, stride: UInt64(stride))))
      case .indirect(let indirect):
        guard let target = targets[number] else { continue }
        guard asic.registers.indices.contains(indirect.command), asic.registers.indices.contains(indirect.data),
          asic.registers[indirect.data].count >= target.busWords
        else { throw .badRegisters("\(access.name) has too few data registers") }
        commands[indirect.command, default: []].append(number)
      }
    }
    ranges.sort { $0.start < $1.start }
    for (left, right) in zip(ranges, ranges.dropFirst()) where left.end > right.start {
      throw .badRegisters("two things are at address 0x\(String(right.start, radix: 16))")
    }
  }

  deinit {
    for target in targets {
      target?.words.deallocate()
      target?.latch.deallocate()
    }
  }

  private func bind(_ access: Int, _ memory: Memory, _ rows: Int, _ busWords: Int, _ table: String) throws(ASICBuildError) {
    guard targets.indices.contains(access) else { throw .badRegisters("table \(table) has no access") }
    guard targets[access] == nil else { throw .badRegisters("two tables share the access \(asic.access[access].name)") }
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: memory.stride * 2)
    words.initialize(repeating: 0, count: memory.stride * 2)
    let latch = UnsafeMutablePointer<UInt32>.allocate(capacity: memory.stride * 2)
    latch.initialize(repeating: 0, count: memory.stride * 2)
    targets[access] = Target(memory: memory, rows: rows, busWords: busWords, words: words, latch: latch)
  }

  // MARK: Bus

  private func find(_ address: UInt64) throws(BusError) -> Int {
    guard address % 4 == 0 else { throw .unmapped(address) }
    if lastRange < ranges.count, ranges[lastRange].start <= address, address < ranges[lastRange].end { return lastRange }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    guard low < ranges.count, ranges[low].start <= address else { throw .unmapped(address) }
    lastRange = low
    return low
  }

  func write(_ value: UInt32, at address: UInt64) throws(BusError) {
    let range = ranges[try find(address)]
    switch range.place {
    case .register(let number):
      let index = Int(address - range.start) / 4
      if number == asic.interrupts?.status {
        // A 1 clears its bit.
        values[firstValue[number]] &= ~value
        return
      }
      values[firstValue[number] + index] = value
      if let accesses = commands[number], index == 0 {
        execute(value, accesses)
        return
      }
      onWrite?(number, value)
    case .window(let access, let stride):
      let offset = address - range.start
      let (row, byte) = offset.quotientAndRemainder(dividingBy: stride)
      try writeWord(value, access, row: Int(row), word: Int(byte / 4), address)
    }
  }

  func read(_ address: UInt64) throws(BusError) -> UInt32 {
    let range = ranges[try find(address)]
    switch range.place {
    case .register(let number): return values[firstValue[number] + Int(address - range.start) / 4]
    case .window(let access, let stride):
      let (row, byte) = (address - range.start).quotientAndRemainder(dividingBy: stride)
      return try readWord(access, row: Int(row), word: Int(byte / 4), address)
    }
  }

  /// Whether an address is in a table's window, or a register through which tables are reached.
  func leadsToTable(_ address: UInt64) -> Bool {
    guard let range = try? find(address) else { return false }
    guard case .register(let number) = ranges[range].place else { return true }
    if commands[number] != nil { return true }
    return asic.access.contains { if case .indirect(let access) = $0.method { access.data == number } else { false } }
  }

  /// A register's value, and setting it from inside the chip.
  subscript(_ register: Int) -> UInt32 {
    get { values[firstValue[register]] }
    set { values[firstValue[register]] = newValue }
  }

  /// Sets one of an array of registers from inside the chip.
  func set(_ register: Int, at index: Int, _ value: UInt32) { values[firstValue[register] + index] = value }

  // MARK: Tables

  /// Writes a whole row through a window at once, where the words are one: what it held need not be read first.
  ///
  /// - Returns: whether they were; nothing is written else.
  func writeRow(_ values: UnsafeBufferPointer<UInt32>, at address: UInt64) throws(BusError) -> Bool {
    let range = ranges[try find(address)]
    guard case .window(let access, let stride) = range.place, let target = targets[access], values.count == target.busWords else {
      return false
    }
    let (row, byte) = (address - range.start).quotientAndRemainder(dividingBy: stride)
    guard byte == 0, row < UInt64(target.rows), target.staged < 0 else { return false }
    for index in values.indices { target.words[index] = values[index] }
    store(target, Int(row))
    if target.latched >= 0 { targets[access]?.latched = -1 }
    return true
  }

  private func writeWord(_ value: UInt32, _ access: Int, row: Int, word: Int, _ address: UInt64) throws(BusError) {
    guard var target = targets[access], row < target.rows, word < target.busWords else { throw .unmapped(address) }
    if target.staged != row {
      // Words that are not written keep what the row holds.
      load(target.memory, row, target.words)
      target.staged = row
    }
    target.words[word] = value
    if word == target.busWords - 1 {
      store(target, row)
      target.staged = -1
      target.latched = -1
    }
    targets[access]?.staged = target.staged
    targets[access]?.latched = target.latched
  }

  private func readWord(_ access: Int, row: Int, word: Int, _ address: UInt64) throws(BusError) -> UInt32 {
    guard let target = targets[access], row < target.rows, word < target.busWords else { throw .unmapped(address) }
    if word == 0 || target.latched != row {
      load(target.memory, row, target.latch)
      target.memory.onBusRead?(row, target.latch)
      onRead?(target.memory, row)
      targets[access]?.latched = row
    }
    return target.latch[word]
  }

  /// An indirect access: the command register was written.
  private func execute(_ command: UInt32, _ accesses: [Int]) {
    for number in accesses {
      guard case .indirect(let indirect) = asic.access[number].method, let target = targets[number] else { continue }
      guard indirect.execute.get(command) == 1 else { continue }
      if let select = indirect.select, select.get(command) != indirect.selection { continue }
      let row = Int(indirect.index.get(command))
      let data = firstValue[indirect.data]
      if row < target.rows {
        if indirect.write.get(command) == 1 {
          for word in 0..<target.busWords { target.words[word] = values[data + word] }
          store(target, row)
        } else {
          load(target.memory, row, target.latch)
          target.memory.onBusRead?(row, target.latch)
          onRead?(target.memory, row)
          for word in 0..<target.busWords { values[data + word] = target.latch[word] }
        }
      }
      // The chip is done before the bus can ask.
      values[firstValue[indirect.command]] = indirect.execute.set(0, in: command)
    }
  }

  private func load(_ memory: Memory, _ row: Int, _ words: UnsafeMutablePointer<UInt32>) {
    var source = UnsafePointer(memory.row(row))
    if let waiting, waiting.pointee != 0, let newest = memory.journal?.newest(row) { source = newest }
    for index in 0..<memory.stride {
      words[2 * index] = UInt32(truncatingIfNeeded: source[index])
      words[2 * index + 1] = UInt32(truncatingIfNeeded: source[index] >> 32)
    }
  }

  private func store(_ target: Target, _ row: Int) {
    // Words beyond the bus's last stay zero: the buffer is never written there.
    for word in target.busWords..<max(target.busWords, target.memory.stride * 2) { target.words[word] = 0 }
    target.words.withMemoryRebound(to: UInt64.self, capacity: target.memory.stride) { words in
      if isTimed, let journal = target.memory.journal {
        journal.take(words, at: row)
      } else {
        target.memory.store(words, at: row)
      }
    }
  }
}
