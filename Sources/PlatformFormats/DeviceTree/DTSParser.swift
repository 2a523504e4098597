import SwitchPlatform

/// Reads the tree out of a text whose macros are put in.
struct DTSParser {
  var cursor: DTSText.Cursor
  var tree: DeviceTree
  private var depth = 0
  /// Where each property stands in its node.
  private var places: [DeviceTree.ChildKey: Int] = [:]
  private var deleted: Set<Int> = []

  init(_ text: DTSText, files: [String], includes: [DeviceTree.Include]) {
    cursor = DTSText.Cursor(text)
    tree = DeviceTree()
    (tree.files, tree.includes) = (files, includes)
    tree.nodes = [DTSNode(number: 0, name: "/", position: SourcePosition(line: 1, column: 1))]
  }

  mutating func document() throws(TextFault) {
    cursor.skipSpace()
    if cursor.byte == nil, tree.includes.isEmpty {
      throw TextFault(rule: "SYN01", position: SourcePosition(line: 1, column: 1), message: "the file is empty; expected a device tree")
    }
    while true {
      cursor.skipSpace()
      guard let byte = cursor.byte else { return clean() }
      if byte == UInt8(ascii: ";") {
        cursor.advance()
      } else if cursor.starts(with: "/dts-v1/") || cursor.starts(with: "/plugin/") || cursor.starts(with: "/memreserve/") {
        while let byte = cursor.byte, byte != UInt8(ascii: ";") { cursor.advance() }
      } else if try deletion(in: nil) || isOmissible() {
        continue
      } else if byte == UInt8(ascii: "/") {
        cursor.advance()
        try body(of: 0)
      } else if byte == UInt8(ascii: "&") || isLabelledReference() {
        try overlay()
      } else if !(try unknownMacro()) {
        throw fault("expected '/', '&label' or '/delete-node/', found \(cursor.found)")
      }
    }
  }

  /// Takes out what was deleted.
  private mutating func clean() {
    for number in tree.nodes.indices {
      tree.nodes[number].properties.removeAll { $0.name.isEmpty }
      if !deleted.isEmpty { tree.nodes[number].children.removeAll { deleted.contains($0) } }
    }
    tree.orphans.removeAll { deleted.contains($0) }
  }

  func fault(_ message: String) -> TextFault { TextFault(position: cursor.position, message: message) }

  mutating func expect(_ byte: UInt8, _ what: String) throws(TextFault) {
    cursor.skipSpace()
    guard cursor.byte == byte else {
      throw fault("expected '\(String(UnicodeScalar(byte)))' \(what), found \(cursor.found)")
    }
    cursor.advance()
  }

  // MARK: Nodes

  private mutating func isOmissible() -> Bool {
    guard cursor.starts(with: "/omit-if-no-ref/") else { return false }
    cursor.advance(16)
    return true
  }

  /// `name: &other {`: a label before a reference.
  private func isLabelledReference() -> Bool {
    var ahead = cursor
    while let byte = ahead.byte, DTSExpression.isWord(byte) { ahead.advance() }
    guard ahead.offset > cursor.offset, ahead.byte == UInt8(ascii: ":") else { return false }
    ahead.advance()
    ahead.skipSpace()
    return ahead.byte == UInt8(ascii: "&")
  }

  private mutating func overlay() throws(TextFault) {
    var labels: [(String, SourcePosition)] = []
    while cursor.byte != UInt8(ascii: "&") {
      labels.append(try label(word(), at: cursor.position))
      cursor.skipSpace()
    }
    let position = cursor.position
    let reference = try reference()
    let known = reference.isPath ? tree.number(ofPath: reference.name) : tree.labels[reference.name]
    let number: Int
    if let known {
      number = known
    } else if let orphan = tree.index[.init(parent: -1, name: reference.name)] {
      number = orphan
    } else {
      number = try add(DTSNode(number: tree.nodes.count, name: "&\(reference.name)", position: position))
      tree.orphans.append(number)
      tree.index[.init(parent: -1, name: reference.name)] = number
      // Whoever refers to it means this node, as far as it is known.
      if !reference.isPath { tree.labels[reference.name] = number }
    }
    for (label, place) in labels { give(label, to: number, at: place) }
    try body(of: number)
  }

  private mutating func add(_ node: DTSNode) throws(TextFault) -> Int {
    guard tree.nodes.count < DeviceTree.maximumNodes else {
      throw TextFault(rule: "SYN06", position: node.position, message: "more than \(DeviceTree.maximumNodes) nodes")
    }
    tree.nodes.append(node)
    return node.number
  }

  private mutating func give(_ label: String, to number: Int, at place: SourcePosition) {
    if let known = tree.labels[label], known != number {
      tree.repeatedLabels.append(.init(name: label, position: place, first: tree.nodes[known].position))
    }
    tree.labels[label] = number
    if !tree.nodes[number].labels.contains(label) { tree.nodes[number].labels.append(label) }
  }

  /// `{ … };`
  private mutating func body(of number: Int) throws(TextFault) {
    let start = cursor.position
    try expect(UInt8(ascii: "{"), "of node '\(tree.nodes[number].name.prefix(60))'")
    depth += 1
    defer { depth -= 1 }
    guard depth <= DeviceTree.maximumDepth else {
      throw TextFault(rule: "SYN06", position: start, message: "nested more than \(DeviceTree.maximumDepth) levels deep")
    }
    var own: [String: SourcePosition] = [:]
    while true {
      cursor.skipSpace()
      guard let byte = cursor.byte else {
        throw fault("the file ends in '\(tree.nodes[number].name.prefix(60))', which began at line \(start.line); expected '}'")
      }
      if byte == UInt8(ascii: "}") { break }
      if byte == UInt8(ascii: ";") { cursor.advance(); continue }
      if try deletion(in: number) || isOmissible() { continue }
      try statement(in: number, &own)
    }
    cursor.advance()
    cursor.skipSpace()
    // A macro may leave its ';' to its user.
    if cursor.byte == UInt8(ascii: ";") { cursor.advance() }
  }

  /// A property or a node, labels before it.
  private mutating func statement(in number: Int, _ own: inout [String: SourcePosition]) throws(TextFault) {
    var labels: [(String, SourcePosition)] = []
    while true {
      cursor.skipSpace()
      let position = cursor.position
      if try unknownMacro() { return }
      let name = word()
      guard !name.isEmpty else { throw fault("expected a property or a node, found \(cursor.found)") }
      cursor.skipSpace()
      switch cursor.byte {
      case UInt8(ascii: ":"): labels.append(try label(name, at: position))
      case UInt8(ascii: "{"):
        let child = try child(name, of: number, at: position)
        for (label, place) in labels { give(label, to: child, at: place) }
        return try body(of: child)
      case UInt8(ascii: "="), UInt8(ascii: ";"):
        let values = cursor.byte == UInt8(ascii: "=") ? try self.values() : []
        try expect(UInt8(ascii: ";"), "after '\(name.prefix(60))'")
        if let first = own[name] { tree.repeatedProperties.append(.init(name: name, position: position, first: first)) }
        own[name] = position
        set(DTSProperty(name: name, position: position, values: values), of: number)
        return
      default: throw fault("expected '=', ';' or '{' after '\(name.prefix(60))', found \(cursor.found)")
      }
    }
  }

  private mutating func set(_ property: DTSProperty, of number: Int) {
    let key = DeviceTree.ChildKey(parent: number, name: property.name)
    if let place = places[key] {
      tree.nodes[number].properties[place] = property
    } else {
      places[key] = tree.nodes[number].properties.count
      tree.nodes[number].properties.append(property)
    }
  }

  private mutating func child(_ name: String, of number: Int, at position: SourcePosition) throws(TextFault) -> Int {
    let key = DeviceTree.ChildKey(parent: number, name: name)
    if let known = tree.index[key] { return known }
    var node = DTSNode(number: tree.nodes.count, name: name, position: position)
    node.parent = number
    let child = try add(node)
    tree.nodes[number].children.append(child)
    tree.index[key] = child
    return child
  }

  private mutating func label(_ name: String, at position: SourcePosition) throws(TextFault) -> (String, SourcePosition) {
    guard name.utf8.allSatisfy(DTSExpression.isWord) else {
      throw TextFault(position: position, message: "'\(name.prefix(60))' is no label; expected letters, digits and _")
    }
    try expect(UInt8(ascii: ":"), "after a label")
    return (name, position)
  }

  /// `/delete-node/ name;`, `/delete-node/ &label;`, `/delete-property/ name;`
  private mutating func deletion(in number: Int?) throws(TextFault) -> Bool {
    let isNode = cursor.starts(with: "/delete-node/")
    guard isNode || cursor.starts(with: "/delete-property/") else { return false }
    let position = cursor.position
    cursor.advance(isNode ? 13 : 17)
    cursor.skipSpace()
    if isNode, cursor.byte == UInt8(ascii: "&") {
      let reference = try reference()
      let known = reference.isPath ? tree.number(ofPath: reference.name) : tree.labels[reference.name]
      if let known { delete(known) } else { tree.vainDeletions.append(.init(text: "&\(reference.name)", position: position)) }
    } else {
      let name = word()
      guard let number, !name.isEmpty else { throw fault("expected what is deleted, found \(cursor.found)") }
      if isNode {
        if let known = tree.index[.init(parent: number, name: name)] {
          delete(known)
        } else {
          tree.vainDeletions.append(.init(text: name, position: position))
        }
      } else {
        if let place = places.removeValue(forKey: .init(parent: number, name: name)) {
          // Taken out at the end: places of others stay as they are.
          tree.nodes[number].properties[place].name = ""
        } else {
          tree.vainDeletions.append(.init(text: name, position: position))
        }
      }
    }
    try expect(UInt8(ascii: ";"), "after what is deleted")
    return true
  }

  private mutating func delete(_ number: Int) {
    tree.index[.init(parent: tree.nodes[number].parent ?? -1, name: tree.nodes[number].key)] = nil
    var gone = [number]
    while let next = gone.popLast() {
      guard deleted.insert(next).inserted else { continue }
      for label in tree.nodes[next].labels + [tree.nodes[next].key] where tree.labels[label] == next { tree.labels[label] = nil }
      gone += tree.nodes[next].children
    }
  }

  /// A word in capitals where a statement is expected, with its arguments: what it would make is not known.
  private mutating func unknownMacro() throws(TextFault) -> Bool {
    var ahead = cursor
    while let byte = ahead.byte, DTSExpression.isWord(byte) { ahead.advance() }
    let name = ahead.text(from: cursor.offset)
    guard let first = name.utf8.first, !first.isDigit, name.utf8.allSatisfy({ !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
    else {
      return false
    }
    ahead.skipSpace()
    let next = ahead.byte
    if let next, "=;:{".utf8.contains(next) || next == UInt8(ascii: "-") || next == UInt8(ascii: ",") || next == UInt8(ascii: "@") {
      return false
    }
    tree.unknownMacros.append(.init(text: name, position: cursor.position))
    cursor = ahead
    if next == UInt8(ascii: "(") { try skipBrackets() }
    return true
  }

  mutating func skipBrackets() throws(TextFault) {
    let start = cursor.position
    var depth = 0
    while let byte = cursor.byte {
      cursor.advance()
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return }
      }
    }
    throw TextFault(position: start, message: "brackets that do not end; expected ')'")
  }

  /// The name of a node or property.
  mutating func word() -> String {
    let start = cursor.offset
    while let byte = cursor.byte, DTSExpression.isWord(byte) || ",._+?#@-".utf8.contains(byte) { cursor.advance() }
    return cursor.text(from: start)
  }
}
