public import DeviceAccess
public import SwitchModel
import SwitchPlatform

/// The chip as the driver keeps it: images of its tables, and the one way to write them.
///
/// A change of one row of ours is a list of chip rows. They are first put into the images (`stage`), then written over the bus in
/// the same order (`flush`), so that a failure of the bus finds the driver's own state complete. The table then applies the
/// change's inverse, which stages again, and `restore` writes every row that was touched as the images have it. If that fails
/// too, the rows stay suspect, and are written again before anything else.
final class DeviceCore {
  let asic: ASICDescription
  let bus: any DeviceBus
  private(set) var images: [TableRole: TableImage] = [:]
  /// The pivots of algorithmic LPMs.
  private(set) var pivotImages: [TableRole: TableImage] = [:]
  /// By memory: the blocks of banked TCAMs.
  private(set) var banks: [Int: TCAMBanks] = [:]
  let pools: [Pool]

  private struct Write {
    var image: TableImage
    var row: Int
    /// First of the row's words in `staged`.
    var words: Int
  }
  private var writes: [Write] = []
  private var staged: [UInt64] = []
  private var busBuffer: [UInt32] = []
  /// Rows whose content on the device is not known.
  private var suspects: [Write] = []
  /// The device holds the rows of a driver that is gone: what is staged goes into the images, and nothing to the device.
  var isAdopting = false
  /// Chip rows written over the bus.
  private(set) var rowsWritten: UInt64 = 0

  init(_ asic: ASICDescription, _ bus: any DeviceBus) throws(ASICDriverError) {
    self.asic = asic
    self.bus = bus
    var pools: [Pool] = []
    var shared: [Int: (storage: RowStorage, pool: Int)] = [:]
    for table in asic.tables {
      guard asic.access.indices.contains(table.access) else { throw .badDescription("table \(table.name) has no access") }
      guard asic.memories.indices.contains(table.memory) else { throw .badDescription("table \(table.name) has no memory") }
      let memory = asic.memories[table.memory]
      let sharing = asic.tables.filter { $0.memory == table.memory }
      // Tables in banks have rows of their own: a block is one table's. What they share is the pool.
      let sharesRows = sharing.count > 1 && memory.banks == nil
      let storage: RowStorage
      if sharesRows, let known = shared[table.memory] {
        storage = known.storage
      } else {
        let widths = sharesRows ? sharing.map(\.layout.words) : [table.layout.words]
        let rows = sharesRows ? sharing.map(\.depth).max() ?? table.depth : table.depth
        storage = RowStorage(rows: rows, stride: widths.max() ?? 1, isTagged: sharesRows && table.match.isHashed)
      }
      var pool = pools.count
      if sharing.count > 1 {
        if let known = shared[table.memory] {
          pool = known.pool
        } else {
          pools.append(Pool(name: memory.name, capacity: DeviceCore.capacity(of: memory, table)))
          shared[table.memory] = (storage, pool)
        }
      } else {
        pools.append(Pool(name: table.name, capacity: DeviceCore.capacity(of: memory, table)))
      }
      let image = TableImage(
        name: table.name, layout: table.layout, rows: table.depth, access: asic.access[table.access], pool: pool, storage: storage)
      image.tag = UInt64(max(0, table.tag))
      images[table.role] = image
      if image.busWords > storage.widest?.busWords ?? 0 { storage.widest = image }
      if table.role == .fdb { storage.isChipWritten = true }
      if case .algorithmicLPM(let match) = table.match {
        guard asic.access.indices.contains(match.pivotAccess), match.bucketEntries > 0 else {
          throw .badDescription("the pivots of table \(table.name) have no access")
        }
        pivotImages[table.role] = TableImage(
          name: table.name + ".pivots", layout: .pivots(of: table, match), rows: match.pivots, access: asic.access[match.pivotAccess],
          pool: pools.count, storage: RowStorage(rows: match.pivots, stride: RowLayout.pivots(of: table, match).words, isTagged: false))
        pools.append(Pool(name: table.name + ".pivots", capacity: match.pivots))
      }
    }
    for (number, memory) in asic.memories.enumerated() {
      guard let description = memory.banks else { continue }
      guard asic.access.indices.contains(description.access), memory.rowsPerBlock > 0 else {
        throw .badDescription("the banks of memory \(memory.name) have no access")
      }
      let blocks = memory.rows / memory.rowsPerBlock
      let image = TableImage(
        name: memory.name + ".banks", layout: .bankControl, rows: blocks, access: asic.access[description.access], pool: 0,
        storage: RowStorage(rows: blocks, stride: 1, isTagged: false))
      banks[number] = TCAMBanks(memory, description, control: image)
    }
    self.pools = pools
    for table in asic.tables {
      func deletes(_ memory: Int) -> Bool { asic.memories.indices.contains(memory) && asic.memories[memory].moves == .deleteFirst }
      images[table.role]?.deletesBeforeMoves = deletes(table.memory)
      if case .algorithmicLPM(let match) = table.match { pivotImages[table.role]?.deletesBeforeMoves = deletes(match.pivotMemory) }
    }
  }

  /// Rows of a TCAM for a table: all of it, or blocks as they are needed.
  ///
  /// - Parameters:
  ///   - format: Index into the table's formats; 0 without.
  ///   - order: See `TCAMRegion`.
  func region(_ role: TableRole, format: Int = 0, order: UInt64 = 0) throws(Refusal) -> TCAMRegion {
    let image = try image(role)
    guard let table = asic.tables.firstIndex(where: { $0.role == role }), let banks = banks[asic.tables[table].memory],
      let owners = asic.bankOwners(of: table)
    else { return TCAMRegion(self, image) }
    let formats = asic.tables[table].formats
    return TCAMRegion(
      self, image, in: banks, slices: formats.indices.contains(format) ? max(1, formats[format].slices) : 1,
      owner: UInt8(clamping: owners.lowerBound + format), order: order)
  }

  private static func capacity(of memory: MemoryDescription, _ table: TableDescription) -> Int {
    guard let banks = memory.banks else { return table.depth }
    return max(0, table.depth - banks.reservedBlocks * memory.rowsPerBlock)
  }

  /// Why a table takes no more.
  func full(_ image: TableImage, _ constraint: BindingConstraint = .rows, used: Int) -> Refusal {
    Refusal(
      .exhausted(
        Exhaustion(pool: PoolID(UInt16(image.pool)), constraint: constraint, occupied: used, capacity: pools[image.pool].capacity)))
  }

  func image(_ role: TableRole) throws(Refusal) -> TableImage {
    guard let image = images[role] else { throw Refusal(.unsupported(nil)) }
    return image
  }

  // MARK: Staging

  /// Puts a row into an image and onto the list of what is to be written. A row that stays as it is costs nothing.
  func stage(_ image: TableImage, _ row: Int, _ words: UnsafePointer<UInt64>) {
    let target = image.row(row)
    var differs = false
    for word in 0..<image.stride where target[word] != words[word] { differs = true }
    guard differs else { return }
    target.update(from: words, count: image.stride)
    writes.append(Write(image: image, row: row, words: staged.count))
    for word in 0..<image.stride { staged.append(words[word]) }
  }

  func clear(_ image: TableImage, _ row: Int) { stage(image, row, image.blank()) }

  /// Reads a row into the image, with all that other tables of the memory have in it.
  func refresh(_ image: TableImage, _ row: Int) throws(BusError) {
    let view = image.storage.widest ?? image
    try read(view, row, into: &readBuffer)
    let target = image.row(row)
    let before = image.isOccupied(row)
    for word in 0..<min(image.stride, readBuffer.count) { target[word] = readBuffer[word] }
    // What the chip has learned or let age is seen here.
    let after = image.isOccupied(row)
    if after != before { image.storage.change(after ? 1 : -1) }
  }

  // MARK: Writing

  /// Writes what is staged.
  func flush() throws(BusError) {
    if isAdopting { return discard() }
    if !suspects.isEmpty { try rewriteSuspects() }
    for write in writes {
      try put(write.image, write.row, from: write.words)
    }
    try bus.complete()
    discard()
  }

  /// After a failure: writes each row that was staged, before and after it, as the images have it now.
  func restore() throws(BusError) {
    if isAdopting { return discard() }
    suspects += writes
    discard()
    try rewriteSuspects()
  }

  private func rewriteSuspects() throws(BusError) {
    // Later rows first: the order in which an undo takes things back.
    while let suspect = suspects.last {
      let start = staged.count
      for word in 0..<suspect.image.stride { staged.append(suspect.image.row(suspect.row)[word]) }
      defer { staged.removeLast(suspect.image.stride) }
      try put(suspect.image, suspect.row, from: start)
      // One at a time: a row is suspect until its write is known to be done.
      try bus.complete()
      suspects.removeLast()
    }
  }

  /// Puts a row onto the list of what is to be written, whatever the image has.
  func append(_ image: TableImage, _ row: Int, _ words: [UInt64]) {
    writes.append(Write(image: image, row: row, words: staged.count))
    staged += words
  }

  func discard() {
    writes.removeAll(keepingCapacity: true)
    staged.removeAll(keepingCapacity: true)
  }

  private func put(_ image: TableImage, _ row: Int, from start: Int) throws(BusError) {
    busBuffer.removeAll(keepingCapacity: true)
    for word in 0..<image.busWords {
      busBuffer.append(UInt32(truncatingIfNeeded: staged[start + word / 2] >> (word % 2 == 0 ? 0 : 32)))
    }
    try writeRow(image.access, row)
    rowsWritten &+= 1
  }

  /// Writes `busBuffer` as a row.
  private func writeRow(_ access: AccessDescription, _ row: Int) throws(BusError) {
    switch access.method {
    case .memoryMapped(let address, let stride): try burst(at: address + UInt64(row * stride))
    case .indirect(let indirect):
      try burst(at: asic.registers[indirect.data].address)
      try command(indirect, row, isWrite: true)
    }
  }

  private func burst(at address: UInt64) throws(BusError) {
    var failure: BusError?
    busBuffer.withUnsafeBufferPointer { words in
      do throws(BusError) { try bus.write(words, at: address) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func command(_ indirect: IndirectAccess, _ row: Int, isWrite: Bool) throws(BusError) {
    let address = asic.registers[indirect.command].address
    var word = indirect.index.set(UInt32(truncatingIfNeeded: row), in: 0)
    if isWrite { word = indirect.write.set(1, in: word) }
    if let select = indirect.select { word = select.set(indirect.selection, in: word) }
    try bus.write(indirect.execute.set(1, in: word), at: address)
    for _ in 0..<1_000 where indirect.execute.get(try bus.read(address)) == 0 { return }
    // EBUSY: the chip never finished.
    throw .failed(16)
  }

  // MARK: Reading

  /// Reads a row from the device.
  ///
  /// Suspect rows are written first: what the device holds is compared with what it should hold, not with what a failure left.
  func read(_ image: TableImage, _ row: Int, into words: inout [UInt64]) throws(BusError) {
    if !suspects.isEmpty { try? rewriteSuspects() }
    busBuffer.removeAll(keepingCapacity: true)
    busBuffer.append(contentsOf: repeatElement(0, count: image.busWords))
    let address: UInt64
    switch image.access.method {
    case .memoryMapped(let base, let stride): address = base + UInt64(row * stride)
    case .indirect(let indirect):
      try command(indirect, row, isWrite: false)
      address = asic.registers[indirect.data].address
    }
    var failure: BusError?
    busBuffer.withUnsafeMutableBufferPointer { buffer in
      do throws(BusError) { try bus.read(into: buffer, at: address) } catch { failure = error }
    }
    if let failure { throw failure }
    words.removeAll(keepingCapacity: true)
    for word in stride(from: 0, to: image.busWords, by: 2) {
      let high = word + 1 < image.busWords ? UInt64(busBuffer[word + 1]) << 32 : 0
      words.append(UInt64(busBuffer[word]) | high)
    }
  }

  // MARK: Interrupts

  private var enabledInterrupts: UInt32 = 0

  /// Lets bits of the interrupt status register raise the line, besides those that do already.
  func enableInterrupts(_ mask: UInt32) throws(BusError) {
    guard let interrupts = asic.interrupts else { return }
    if !isAdopting { try bus.write(enabledInterrupts | mask, at: asic.registers[interrupts.mask].address) }
    enabledInterrupts |= mask
  }

  private var readBuffer: [UInt64] = []

  /// Whether the device holds a row as the image has it.
  ///
  /// During an adoption it is taken to: what it lacks is written at the end.
  func holds(_ image: TableImage, _ row: Int) -> Bool {
    if isAdopting { return true }
    guard (try? read(image.storage.widest ?? image, row, into: &readBuffer)) != nil else { return false }
    let expected = image.row(row)
    for word in 0..<min(image.stride, readBuffer.count) where readBuffer[word] != expected[word] { return false }
    return true
  }
}

/// A change that cannot be made, before anything was staged.
struct Refusal: Error {
  let cause: SwitchError.Cause
  init(_ cause: SwitchError.Cause) { self.cause = cause }
}

/// Why a chip cannot be driven.
public enum ASICDriverError: Error, Hashable, Sendable, CustomStringConvertible {
  case badDescription(String)
  case bus(BusError)
  /// A running chip cannot be taken over as asked.
  case notAdopted(SwitchError)

  public var description: String {
    switch self {
    case .badDescription(let what): "the chip's description cannot be driven: \(what)"
    case .bus(let error): "the chip does not answer: \(error)"
    case .notAdopted(let error): "the running chip cannot be taken over: \(error)"
    }
  }
}
