import PlatformFormats
import SwitchPlatform

/// DTS01…DTS07, I2C04: what holds in any device tree.
enum DeviceTreeNodeRules {
  static func check(_ findings: DeviceTreeFindings, isBoard: Bool) {
    let tree = findings.tree
    for include in tree.includes where !include.isResolved {
      findings.add(.note, "DTS01", include.position, "'\(include.name.prefix(80))' is not beside the file, and not looked into")
    }
    for macro in tree.unknownMacros {
      findings.add(.warning, "DTS02", macro.position, "'\(macro.text.prefix(60))' has no definition here: what it makes is not checked")
    }
    for label in tree.repeatedLabels {
      findings.add(.error, "DTS03", label.position, "the label '\(label.name.prefix(60))' is another node's already", first: label.first)
    }
    for property in tree.repeatedProperties {
      findings.add(.error, "DTS04", property.position, "'\(property.name.prefix(60))' stands twice in one node", first: property.first)
    }
    for word in tree.vainDeletions where tree.isWhole && isBoard {
      findings.add(.warning, "DTS06", word.position, "'\(word.text.prefix(60))' is deleted, and is not there")
    }
    let labels = tree.labels.keys.sorted()
    for node in tree.all {
      checkReferences(node, labels, findings, isBoard: isBoard)
      checkAddresses(node, findings)
    }
    checkLines(findings)
  }

  /// A reference leads to a node. A file that is included somewhere refers to what its includer has.
  private static func checkReferences(_ node: DTSNode, _ labels: [String], _ findings: DeviceTreeFindings, isBoard: Bool) {
    let tree = findings.tree
    let isComplete = tree.isWhole && isBoard
    // A tree that is not whole leaves many open: they are not worth a line each.
    guard isComplete else { return }
    if node.name.hasPrefix("&") {
      findings.add(
        .error, "DTS05", node.position,
        "no node has the label '\(node.key.prefix(60))'\(NearestName.suggestion(for: node.key, among: labels.filter { $0 != node.key }))")
    }
    for property in node.properties {
      for reference in property.references where tree.target(reference) == nil {
        let what = reference.isPath ? "the path" : "the label"
        let suggestion = reference.isPath ? "" : NearestName.suggestion(for: reference.name, among: labels)
        findings.add(
          .error, "DTS05", reference.position,
          "'\(property.name.prefix(60))' refers to \(what) '\(reference.name.prefix(60))', which no node has\(suggestion)")
      }
    }
  }

  /// Two devices of one bus have two addresses.
  private static func checkAddresses(_ node: DTSNode, _ findings: DeviceTreeFindings) {
    let isBus = node.baseName.hasPrefix("i2c") || node.name.contains("mdio") || node.name.hasPrefix("&i2c")
    guard isBus, !node.baseName.contains("mux") else { return }
    var seen: [Int: DTSNode] = [:]
    for child in findings.tree.children(of: node) where !child.isDisabled {
      guard let property = child.property("reg"), let address = property.cells.first?.number else { continue }
      if let other = seen[address] {
        findings.add(
          .error, "I2C04", property.position,
          "'\(child.name.prefix(60))' has address \(address) on '\(node.name.prefix(60))', which '\(other.name.prefix(60))' has",
          first: other.position)
      } else {
        seen[address] = child
      }
    }
  }

  private struct Line: Hashable {
    var node: Int
    var number: Int
  }

  /// DTS07: one line of a GPIO controller has one user among lights, keys and modules.
  private static func checkLines(_ findings: DeviceTreeFindings) {
    let tree = findings.tree
    var seen: [Line: (what: String, position: SourcePosition)] = [:]
    for node in tree.all where !node.isDisabled && node.property("gpio-hog") == nil {
      for property in node.properties
      where property.name == "gpios" || property.name.hasSuffix("-gpio") || property.name.hasSuffix("-gpios") {
        let cells = property.cells
        // A row of lines, one for each bit of a bus, has no form that all share.
        guard (2...3).contains(cells.count), case .reference(let reference) = cells[0].content, let number = cells[1].number,
          let target = tree.target(reference)
        else { continue }
        let line = Line(node: target.number, number: number)
        let what = "'\(property.name)' of '\(node.name.prefix(60))'"
        if let other = seen[line] {
          findings.add(
            .warning, "DTS07", property.position, "\(what) is line \(number) of '\(reference.name.prefix(60))', which \(other.what) is",
            first: other.position)
        } else {
          seen[line] = (what, property.position)
        }
      }
    }
  }
}
