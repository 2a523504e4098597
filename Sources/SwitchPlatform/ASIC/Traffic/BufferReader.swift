/// Reads a `buffer:` section, of a chip file's `traffic:`.
///
/// Bytes become cells here: pools round down, minimums up.
struct BufferReader {
  let findings: Findings
  private var cell = 1
  private var slices = 1
  private var pools: [BufferDescription.Pool] = []

  /// Bytes of the largest buffer.
  static let maximumBytes = 1 << 34

  init(_ findings: Findings) { self.findings = findings }

  mutating func read(_ section: MappingReader) -> BufferDescription? {
    defer { section.finish() }
    let cellBytes = section.integer("cell", in: 32...16384)
    let overhead = section.integer("packetOverhead", in: 0...1024, default: 0)
    slices = section.integer("slices", in: 1...64, default: 1)
    cell = cellBytes ?? 1
    let size = section.integer("size", in: 1...BufferReader.maximumBytes)
    if let named = section.requiredMapping("pools", "'pools' of the buffer") {
      for (name, key, value) in named.pairs where name != "src" && name != "source" {
        guard let bytes = named.integer(value, name, in: 1...BufferReader.maximumBytes) else { continue }
        let cells = bytes / cell / slices
        if cells == 0, cellBytes != nil {
          findings.error("TRF01", at: key.position, "pool '\(name)' has no cell in each of \(slices) slices; a cell is \(cell) bytes")
        }
        pools.append(BufferDescription.Pool(name: name, cells: cells))
      }
    }
    var groups: [BufferDescription.PriorityGroup] = []
    let groupOfClass = classes(section, "groups") { self.group($0).map { groups.append($0) } != nil ? groups.count - 1 : nil }
    let queues = classes(section, "queues") { self.queue($0) }
    let multicastQueues = section.integer("multicastQueues", in: 0...8, default: 0)
    let sharing = section.choice("sharing", default: BufferDescription.Sharing.drr)
    let quantum = section.integer("quantum", in: 64...1_000_000, default: 1600)
    guard cellBytes != nil, let size, let groupOfClass, let queues else { return nil }
    return BufferDescription(
      cellBytes: cell, packetOverhead: overhead, slices: slices, cells: max(1, size / cell / slices), pools: pools, groups: groups,
      groupOfClass: groupOfClass, queues: queues, multicastQueues: multicastQueues, sharing: sharing, quantum: quantum)
  }

  /// A list whose elements say which classes they are for: what each class has.
  private func classes<Value>(_ section: MappingReader, _ key: String, _ read: (MappingReader) -> Value?) -> [Value]? {
    guard let list = section.requiredList(key) else { return nil }
    var values: [Value?] = Array(repeating: nil, count: BufferDescription.classes)
    var users: [Int: Node] = [:]
    var isWhole = true
    for (number, node) in list.enumerated() {
      guard let reader = MappingReader(node, "element \(number) of '\(key)'", findings, source: section.source) else {
        isWhole = false
        continue
      }
      defer { reader.finish() }
      let numbers = reader.requiredList("classes") ?? []
      let value = read(reader)
      if value == nil { isWhole = false }
      for place in numbers {
        guard let number = reader.integer(place, "classes", in: 0...(BufferDescription.classes - 1)) else {
          isWhole = false
          continue
        }
        if let other = users.updateValue(place, forKey: number) {
          findings.error("TRF02", at: place.position, "class \(number) is in '\(key)' already (line \(other.position.line))")
        }
        values[number] = value
      }
    }
    let missing = values.indices.filter { users[$0] == nil }
    if isWhole, !missing.isEmpty {
      let names = missing.map(String.init).joined(separator: ", ")
      findings.error("TRF02", at: section.position(key), "'\(key)' has nothing for class \(names); expected all of 0…7")
    }
    let known = values.compactMap { $0 }
    return isWhole && known.count == values.count ? known : nil
  }

  private func group(_ reader: MappingReader) -> BufferDescription.PriorityGroup? {
    let pool = pool(reader, "pool")
    let minimum = cells(reader, "minimum", default: 0)
    let limit = limit(reader)
    let headroom = headroom(reader)
    let headroomPool = reader.has("headroomPool") ? self.pool(reader, "headroomPool") : nil
    let resume = cells(reader, "resume", default: 0)
    guard let pool, let limit else { return nil }
    return BufferDescription.PriorityGroup(
      pool: pool, minimum: minimum, limit: limit, headroom: headroom, headroomPool: headroomPool, resume: resume)
  }

  private func queue(_ reader: MappingReader) -> BufferDescription.Queue? {
    let pool = pool(reader, "pool")
    let minimum = cells(reader, "minimum", default: 0)
    let limit = limit(reader)
    let priority = reader.integer("priority", in: 0...15, default: 0)
    let weight = reader.integer("weight", in: 1...1024, default: 1)
    let least = reader.has("minimumRate") ? Int(clamping: reader.rate("minimumRate", in: 1...10_000_000) ?? 0) * 1_000_000 : 0
    let most = reader.has("maximumRate") ? Int(clamping: reader.rate("maximumRate", in: 1...10_000_000) ?? 0) * 1_000_000 : 0
    let burst = reader.integer("burst", in: 64...(1 << 24), default: 16384)
    let early = reader.mapping("red", "'red' of \(reader.what)").flatMap { self.early($0) }
    guard let pool, let limit else { return nil }
    return BufferDescription.Queue(
      pool: pool, minimum: minimum, limit: limit, priority: priority, weight: weight, minimumRate: least, maximumRate: most, burst: burst,
      early: early)
  }

  /// What early detection does to packets that say ECT: drops them as others, marks them, or marks them and drops nothing.
  private enum ECNMode: String, CaseIterable {
    case never = "false"
    case marks = "true"
    case only
  }

  private func early(_ reader: MappingReader) -> BufferDescription.EarlyDetection? {
    defer { reader.finish() }
    let low = reader.integer("low", in: 0...BufferReader.maximumBytes)
    let high = reader.integer("high", in: 1...BufferReader.maximumBytes)
    let probability = reader.integer("probability", in: 1...100, default: 100)
    let weight = reader.integer("weight", in: 0...15, default: 0)
    let mode = reader.choice("ecn", default: ECNMode.never)
    guard let low, let high else { return nil }
    if low > high { findings.error("TRF03", at: reader.position("low"), "'low' of \(reader.what) is \(low), above 'high', \(high)") }
    return BufferDescription.EarlyDetection(
      low: low / cell, high: max(1, high / cell), probability: probability, weight: weight, marks: mode != .never,
      drops: mode != .only)
  }

  private func pool(_ reader: MappingReader, _ key: String) -> Int? {
    guard let name = reader.text(key) else { return nil }
    if let index = pools.firstIndex(where: { $0.name == name }) { return index }
    findings.error(
      "NAM02", at: reader.position(key), "no pool is named '\(name)'\(NearestName.suggestion(for: name, among: pools.map(\.name)))")
    return nil
  }

  /// Bytes of one user, rounded up to cells.
  private func cells(_ reader: MappingReader, _ key: String, default value: Int) -> Int {
    (reader.integer(key, in: 0...BufferReader.maximumBytes, default: value) + cell - 1) / cell
  }

  /// `alpha`, or `limit` in bytes: one of them.
  private func limit(_ reader: MappingReader) -> BufferDescription.Limit? {
    if reader.has("limit") {
      if reader.has("alpha") {
        findings.error("TRF04", at: reader.keyPosition("alpha"), "\(reader.what) has 'limit' and 'alpha'; expected one of them")
      }
      return reader.integer("limit", in: 0...BufferReader.maximumBytes).map { .fixed($0 / cell / slices) }
    }
    guard let node = reader.required("alpha") else { return nil }
    let number = reader.number(node, "alpha") ?? node
    let parts = (number.text ?? "").split(separator: "/", omittingEmptySubsequences: false).map { Quantity.signed($0) }
    if let first = parts.first, let numerator = first, parts.count <= 2, (1...4096).contains(numerator) {
      guard parts.count == 2 else { return .dynamic(numerator: numerator, denominator: 1) }
      if let denominator = parts[1], (1...4096).contains(denominator) {
        return .dynamic(numerator: numerator, denominator: denominator)
      }
    }
    let found = number.text.map { "'\($0.prefix(20))'" } ?? number.kindName
    findings.error("TRF05", at: number.position, "'alpha' of \(reader.what) is \(found); expected such as 8 or 1/8, parts of 1…4096")
    return nil
  }

  /// `headroom`: bytes, or bytes by speed.
  private func headroom(_ reader: MappingReader) -> [BufferDescription.Headroom] {
    guard let node = reader.optional("headroom") else { return [] }
    func cells(_ bytes: Int) -> Int { bytes / cell }
    guard let pairs = node.pairs, node["value"] == nil else {
      guard let bytes = reader.integer(node, "headroom", in: 1...BufferReader.maximumBytes) else { return [] }
      return [BufferDescription.Headroom(speed: .max, cells: cells(bytes))]
    }
    var result: [BufferDescription.Headroom] = []
    guard let speeds = MappingReader(node, "'headroom' of \(reader.what)", findings, source: reader.source) else { return [] }
    defer { speeds.finish() }
    for pair in pairs {
      guard let text = pair.key.text, text != "src", text != "source" else { continue }
      _ = speeds.optional(text)
      guard let speed = Quantity.scaled(text, units: Quantity.rates), speed > 0 else {
        findings.error("TYP01", at: pair.key.position, "'\(text)' of \(speeds.what) is no speed; expected such as 100G")
        continue
      }
      guard let bytes = speeds.integer(pair.value, text, in: 1...BufferReader.maximumBytes) else { continue }
      result.append(BufferDescription.Headroom(speed: speed, cells: cells(bytes)))
    }
    return result.sorted { $0.speed < $1.speed }
  }
}
