import SwitchPlatform

/// A configuration's ports on a chip that it was not written for.
///
/// Ports stand in the order of PORT. Lanes are the file's where the chip has them, else ports take the chip's lanes one after the other; ports
/// beyond the chip's last lane have lanes that it lacks, and are refused by it. A port that is too fast for the chip runs as fast as it can.
struct PlanPorts {
  let platform: Platform
  /// The configuration without what PORT says of lanes and speeds.
  let document: Node
  /// What is otherwise than the file has it.
  let notes: [String]

  private struct Wanted {
    var name: String
    var alias: String
    var lanes: [UInt16]
    var speed: UInt32
  }

  init(_ asic: ASICDescription, _ document: Node) {
    let wanted = (document["PORT"]?.pairs ?? []).prefix(1024).compactMap { entry -> Wanted? in
      guard let name = entry.key.text else { return nil }
      let lanes = (entry.value["lanes"]?.text ?? "").split(separator: ",").compactMap { UInt16($0.filter { $0 != " " }) }
      let speed = entry.value["speed"]?.text.flatMap { UInt32($0) } ?? asic.ports.maximumSpeed
      return Wanted(name: name, alias: entry.value["alias"]?.text ?? "", lanes: lanes, speed: speed)
    }
    let all = wanted.flatMap(\.lanes)
    let fits =
      Set(all).count == all.count && all.allSatisfy { $0 >= 1 && Int($0) <= asic.ports.lanes }
      && wanted.allSatisfy { !$0.lanes.isEmpty && Int($0.lanes.first ?? 0) <= asic.ports.count }
    // Where not all ports find as many lanes as they have in the file, each takes one.
    let isWide = all.count <= asic.ports.lanes && asic.ports.count == asic.ports.lanes
    var next = 1
    let ports = wanted.enumerated().map { number, port in
      var lanes = port.lanes
      if !fits {
        let width = isWide ? max(1, port.lanes.count) : 1
        lanes = (next..<next + width).map { UInt16(clamping: $0) }
        next += width
      }
      return BoardPort(
        number: UInt16(clamping: number + 1), name: port.name, alias: port.alias, label: "", lanes: lanes,
        speed: min(port.speed, asic.ports.maximumSpeed))
    }
    platform = Platform(board: Board(id: asic.name, vendor: asic.vendor, product: "", chip: asic.name, ports: ports), asic: asic)
    let slower = wanted.count { $0.speed > asic.ports.maximumSpeed }
    notes =
      (fits ? [] : ["ports take the chip's lanes in the order of the PORT table"])
      + (slower > 0 ? ["\(counted(slower, "port")) of the file are faster: here they run at \(Boards.speed(asic.ports.maximumSpeed))"] : [])
    self.document = PlanPorts.without(["lanes", "speed"], document)
  }

  /// The document without some fields of the entries of PORT.
  private static func without(_ fields: [String], _ document: Node) -> Node {
    func edit(_ node: Node, _ body: (Node.Pair) -> Node.Pair?) -> Node {
      node.pairs.map { Node(.mapping($0.compactMap(body)), at: node.position) } ?? node
    }
    return edit(document) { table in
      guard table.key.text == "PORT" else { return table }
      return Node.Pair(
        key: table.key,
        value: edit(table.value) { entry in
          Node.Pair(key: entry.key, value: edit(entry.value) { fields.contains($0.key.text ?? "") ? nil : $0 })
        })
    }
  }
}
