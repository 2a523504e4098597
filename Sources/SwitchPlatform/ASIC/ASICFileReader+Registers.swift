/// The sections that a bus sees: `registers:`, `access:`, `rings:` and `interrupts:`.
extension ASICFileReader {
  mutating func readRegisters(_ section: MappingReader) {
    for (name, key, value) in section.pairs where name != "src" && name != "source" {
      declared.registers.append(name)
      guard let reader = MappingReader(value, "register '\(name)'", findings, source: section.source) else { continue }
      defer { reader.finish() }
      let address = self.address(reader)
      let count = reader.integer("count", in: 1...65536, default: 1)
      let fields = reader.mapping("fields", "'fields' of register '\(name)'").map { BitFieldReader.fields($0, overlapping: "CHP09") } ?? []
      guard let address else { continue }
      registers.append(RegisterDescription(name: name, address: address, count: count, fields: fields))
      registerPlaces.append(key.position)
    }
  }

  /// A byte address that a 32-bit access can have.
  private func address(_ reader: MappingReader) -> UInt64? {
    // The upper bound keeps address + size from overflowing.
    guard let address = reader.unsigned("at", in: 0...(1 << 62)) else { return nil }
    if address % 4 == 0 { return address }
    findings.error("CHP09", at: reader.position("at"), "address of \(reader.what) is not a multiple of 4")
    return nil
  }

  private enum AccessKind: String, CaseIterable {
    case memoryMapped, indirect
  }

  mutating func readAccess(_ section: MappingReader) {
    for (name, key, value) in section.pairs where name != "src" && name != "source" {
      declared.access.append(name)
      guard let reader = MappingReader(value, "access '\(name)'", findings, source: section.source) else { continue }
      guard let kind: AccessKind = reader.choice("kind") else { continue }
      defer { reader.finish() }
      let method: AccessDescription.Method?
      switch kind {
      case .memoryMapped:
        let address = self.address(reader)
        let stride = reader.integer("stride", in: 4...65536)
        if let stride, stride % 4 != 0 {
          findings.error("CHP10", at: reader.position("stride"), "'stride' of \(reader.what) is \(stride); expected a multiple of 4")
        }
        method = address.flatMap { address in stride.map { .memoryMapped(address: address, stride: $0) } }
      case .indirect:
        method = indirect(reader).map { .indirect($0) }
      }
      guard let method else { continue }
      access.append(AccessDescription(name: name, method: method))
      accessPlaces.append(key.position)
    }
  }

  private func indirect(_ reader: MappingReader) -> IndirectAccess? {
    let command = registerIndex(reader.required("command"))
    let data = registerIndex(reader.required("data"))
    let names = ["execute", "write", "index"].map { reader.has($0) ? reader.optional($0) : nil }
    let selection = reader.mapping("select", "'select' of \(reader.what)")
    let selectValue = selection?.integer("value", in: 0...Int(UInt32.max))
    let selectName = selection?.required("field")
    selection?.finish()
    guard let command, let data, registers.indices.contains(command) else { return nil }
    func named(_ node: Node?, _ name: String) -> BitField? {
      field(node?.text ?? name, of: command, at: node?.position ?? reader.position("command"))
    }
    let execute = named(names[0], "execute")
    let write = named(names[1], "write")
    let index = named(names[2], "index")
    let select = selectName.flatMap { field($0.text ?? "", of: command, at: $0.position) }
    if selection != nil, select == nil { return nil }
    guard let execute, let write, let index else { return nil }
    for (name, field) in [("execute", execute), ("write", write)] where field.width != 1 {
      findings.error("CHP10", at: reader.position("command"), "field '\(field.name)' is '\(name)' of \(reader.what); expected one bit")
    }
    if let select, let value = selectValue, value > Int(select.mask >> UInt32(select.low)) {
      findings.error(
        "TYP02", at: selection?.position("value") ?? reader.node.position,
        "'value' is \(value); field '\(select.name)' has \(select.width) bits")
    }
    return IndirectAccess(
      command: command, data: data, execute: execute, write: write, index: index, select: select,
      selection: UInt32(clamping: selectValue ?? 0))
  }

  /// A field of a register by its name.
  func field(_ name: String, of register: Int, at position: SourcePosition) -> BitField? {
    let register = registers[register]
    if let field = register.field(name) { return field }
    let suggestion = NearestName.suggestion(for: name, among: register.fields.map(\.name))
    findings.error("NAM02", at: position, "register '\(register.name)' has no field '\(name)'\(suggestion)")
    return nil
  }

  func readRings(_ section: MappingReader) -> RingsDescription? {
    defer { section.finish() }
    let descriptors = section.integer("descriptors", in: 2...65536)
    let bytes = section.integer("bufferBytes", in: 64...65535)
    let receive = section.requiredMapping("receive", "'receive' of the rings").flatMap { ring($0) }
    let transmit = section.requiredMapping("transmit", "'transmit' of the rings").flatMap { ring($0) }
    if let descriptors, descriptors.nonzeroBitCount != 1 {
      findings.error("CHP13", at: section.position("descriptors"), "\(descriptors) descriptors; expected a power of two")
    }
    guard let descriptors, let bytes, let receive, let transmit else { return nil }
    return RingsDescription(receive: receive, transmit: transmit, descriptors: descriptors, bufferBytes: bytes)
  }

  private func ring(_ section: MappingReader) -> RingsDescription.Ring? {
    defer { section.finish() }
    let indices = ["baseLow", "baseHigh", "size", "head", "tail"].map { registerIndex(section.required($0)) }
    let found = indices.compactMap { $0 }
    guard found.count == 5 else { return nil }
    if Set(found).count < 5 {
      findings.error("CHP10", at: section.node.position, "\(section.what) names a register twice")
    }
    return RingsDescription.Ring(baseLow: found[0], baseHigh: found[1], size: found[2], head: found[3], tail: found[4])
  }

  func readInterrupts(_ section: MappingReader) -> InterruptDescription? {
    defer { section.finish() }
    let status = registerIndex(section.required("status"))
    let mask = registerIndex(section.required("mask"))
    let receiveName = section.required("receive")
    let overflowName = section.optional("receiveOverflow")
    guard let status, registers.indices.contains(status), let mask, let receiveName else { return nil }
    let receive = field(receiveName.text ?? "", of: status, at: receiveName.position)
    let overflow = overflowName.flatMap { field($0.text ?? "", of: status, at: $0.position) }
    let event = section.optional("event").flatMap { field($0.text ?? "", of: status, at: $0.position) }
    let error = section.optional("error").flatMap { field($0.text ?? "", of: status, at: $0.position) }
    return receive.map {
      var interrupts = InterruptDescription(status: status, mask: mask, receive: $0, receiveOverflow: overflow, event: event)
      interrupts.error = error
      return interrupts
    }
  }

  /// A queue of events behind registers: a status that says how many wait and takes one out, the oldest one's words, and how many there can be.
  struct QueueRegisters {
    var status: Int
    var count: BitField
    var pop: BitField
    var data: Int
    var depth: Int
  }

  /// - Parameters:
  ///   - words: Registers that an event takes.
  ///   - event: What it is called: `an event`.
  func readQueue(_ section: MappingReader, words: Int, of event: String) -> QueueRegisters? {
    defer { section.finish() }
    let status = registerIndex(section.required("status"))
    let data = registerIndex(section.required("data"))
    let depth = section.integer("depth", in: 2...65535)
    guard let status, registers.indices.contains(status), let data, registers.indices.contains(data), let depth else { return nil }
    let place = section.position("status")
    guard let count = field("count", of: status, at: place), let pop = field("pop", of: status, at: place) else { return nil }
    if depth > Int(count.mask >> UInt32(count.low)) {
      findings.error(
        "CHP08", at: section.position("depth"), "\(depth) events; field 'count' of '\(registers[status].name)' has \(count.width) bits")
    }
    if pop.width != 1 { findings.error("CHP10", at: place, "field 'pop' of '\(registers[status].name)'; expected one bit") }
    if registers[data].count < words {
      findings.error(
        "CHP10", at: section.position("data"),
        "'\(registers[data].name)' has \(registers[data].count) registers; \(event) has \(words)")
    }
    return QueueRegisters(status: status, count: count, pop: pop, data: data, depth: depth)
  }

  func readEvents(_ section: MappingReader) -> EventQueueDescription? {
    readQueue(section, words: EventQueueDescription.words, of: "an event").map {
      EventQueueDescription(status: $0.status, count: $0.count, pop: $0.pop, data: $0.data, depth: $0.depth)
    }
  }

  func readAgeing(_ section: MappingReader) -> AgeingDescription? {
    defer { section.finish() }
    let sweepCycles = section.integer("sweepCycles", in: 0...1_000_000, default: 0)
    guard let time = registerIndex(section.required("time")) else { return nil }
    if let fdb = index(of: .fdb), !tables[fdb].data.contains(where: { $0.field == .hit }) {
      findings.error("CHP16", at: section.position("time"), "table '\(tables[fdb].name)' has no field 'hit', without which nothing ages")
    }
    return AgeingDescription(time: time, sweepCycles: sweepCycles)
  }
}
