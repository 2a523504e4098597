/// How a chip's memories are shared out when it boots.
public struct BootChoice: Hashable, Sendable {
  /// One of the file's `modes`; `nil`: its default.
  public var mode: String?
  /// Words (of an SRAM) or blocks (of a TCAM) by memory, for memories that one of the file's `pools` has.
  public var sizes: [String: Int]

  public init(mode: String? = nil, sizes: [String: Int] = [:]) {
    self.mode = mode
    self.sizes = sizes
  }

  /// What the file itself says.
  public static let standard = BootChoice()
}

/// The sizes that are in force while a file is read.
struct BootSizes {
  struct Size {
    var value: Int
    /// `nil`: not from the file.
    var position: SourcePosition?
  }
  var sizes: [String: Size] = [:]
  var modes: [String] = []
  var mode: String?
}

/// The `modes:` and `pools:` sections.
extension ASICFileReader {
  /// - Parameter choice: What was asked for.
  mutating func readModes(_ section: MappingReader?, _ choice: BootChoice) {
    var wanted = choice.mode
    if let section {
      let standard = section.text("default")
      let modes = section.pairs.filter { $0.key != "default" && $0.key != "src" && $0.key != "source" }
      boot.modes = modes.map(\.key)
      if let standard, !boot.modes.contains(standard) {
        findings.error(
          "NAM02", at: section.position("default"),
          "no mode is named '\(standard)'\(NearestName.suggestion(for: standard, among: boot.modes))")
      }
      wanted = wanted ?? standard
      for (name, _, value) in modes {
        guard let mode = MappingReader(value, "mode '\(name)'", findings, source: section.source) else { continue }
        for (memory, _, node) in mode.pairs where memory != "src" && memory != "source" {
          guard let size = mode.integer(node, memory, in: 1...ASICFileReader.maximumRows) else { continue }
          if name == wanted { boot.sizes[memory] = BootSizes.Size(value: size, position: node.position) }
          modeSizes.append((memory, node.position))
        }
      }
    }
    boot.mode = wanted
    if let wanted, !boot.modes.contains(wanted), choice.mode != nil {
      let names = boot.modes.isEmpty ? "; the chip has one way only" : NearestName.suggestion(for: wanted, among: boot.modes)
      findings.error("NAM02", at: section?.node.position ?? SourcePosition(line: 1, column: 1), "no mode is named '\(wanted)'\(names)")
    }
    for (memory, size) in choice.sizes { boot.sizes[memory] = BootSizes.Size(value: size, position: nil) }
  }

  mutating func readPools(_ section: MappingReader?, _ choice: BootChoice) {
    for (name, key, value) in section?.pairs ?? [] where name != "src" && name != "source" {
      guard let reader = MappingReader(value, "pool '\(name)'", findings, source: section?.source ?? .assumed) else { continue }
      let total = reader.integer("total", in: 1...ASICFileReader.maximumRows)
      var costs: [(memory: String, cost: Int, position: SourcePosition)] = []
      if let members = reader.requiredMapping("rows", "'rows' of pool '\(name)'") {
        for (memory, _, node) in members.pairs where memory != "src" && memory != "source" {
          guard let cost = members.integer(node, memory, in: 1...64) else { continue }
          costs.append((memory, cost, node.position))
        }
      }
      reader.finish()
      if let total { pools.append((name, total, costs, key.position)) }
    }
    let members = Set(pools.flatMap { $0.costs.map(\.memory) })
    for memory in choice.sizes.keys.sorted() where !members.contains(memory) {
      findings.error(
        "NAM02", at: section?.node.position ?? SourcePosition(line: 1, column: 1),
        "memory '\(memory)' cannot be resized: no pool has it\(NearestName.suggestion(for: memory, among: members.sorted()))")
    }
  }

  /// Modes and pools name memories, and what they share out is there.
  func checkPools() {
    for (name, position) in modeSizes where !declared.memories.contains(name) {
      findings.error(
        "NAM02", at: position, "no memory is named '\(name)'\(NearestName.suggestion(for: name, among: declared.memories))")
    }
    for pool in pools {
      var sum = 0
      for member in pool.costs {
        guard let memory = memories.first(where: { $0.name == member.memory }) else {
          if !declared.memories.contains(member.memory) {
            findings.error(
              "NAM02", at: member.position,
              "no memory is named '\(member.memory)'\(NearestName.suggestion(for: member.memory, among: declared.memories))")
          }
          continue
        }
        sum += memory.rows * member.cost
      }
      if sum > pool.total {
        let mode = boot.mode.map { " in mode '\($0)'" } ?? ""
        findings.error("CHP17", at: pool.position, "pool '\(pool.name)' has \(pool.total) rows; its memories take \(sum)\(mode)")
      }
    }
  }
}
