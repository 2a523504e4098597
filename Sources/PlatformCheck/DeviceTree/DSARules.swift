import PlatformFormats
import SwitchPlatform

/// DSA01…DSA07: the ports of one switch.
struct DSARules {
  let findings: DeviceTreeFindings
  let node: DSASwitch

  func check(isBoard: Bool) {
    var regs: [Int: DTSNode] = [:]
    var labels: [String: DeviceTree.Word] = [:]
    var users: [String: (what: String, position: SourcePosition)] = [:]
    for port in node.ports {
      checkNumber(port, &regs)
      if let label = port.label {
        if let other = labels[label.text] {
          findings.add(.error, "DSA02", label.position, "two ports are called '\(label.text.prefix(60))'", first: other.position)
        } else {
          labels[label.text] = label
        }
      }
      for (what, reference) in [("PHY", port.phy), ("cage", port.sfp)] {
        guard let reference else { continue }
        let key = "\(what) \(reference.name)"
        if let other = users[key] {
          findings.add(
            .error, "DSA04", reference.position,
            "\(what) '\(reference.name.prefix(60))' of '\(port.node.name.prefix(60))' is \(other.what)'s",
            first: other.position)
        } else {
          users[key] = ("'\(port.node.name.prefix(60))'", reference.position)
        }
      }
      checkWiring(port)
      if let sfp = port.sfp { checkModule(sfp) }
    }
    let isAlone = !node.ports.contains { $0.isCPU || $0.isLink }
    if isAlone, findings.tree.isWhole, isBoard {
      findings.add(.warning, "DSA05", node.node.position, "the switch '\(node.node.name.prefix(60))' has no port that leads to the CPU")
    }
  }

  private func checkNumber(_ port: DSASwitch.Port, _ regs: inout [Int: DTSNode]) {
    guard let reg = port.reg else {
      if port.node.property("reg") == nil || port.node.property("reg")?.cells.first?.number != nil {
        findings.add(.error, "DSA06", port.node.position, "'\(port.node.name.prefix(60))' has no port number; expected 'reg = <0…4095>'")
      }
      return
    }
    let place = port.node.property("reg")?.position ?? port.node.position
    if let other = regs[reg] {
      findings.add(.error, "DSA01", place, "port \(reg) is there already, as '\(other.name.prefix(60))'", first: other.position)
    } else {
      regs[reg] = port.node
    }
    if let unit = port.node.unit, Int(unit, radix: 16) != reg, Int(unit) != reg {
      findings.add(.note, "DSA07", port.node.position, "'\(port.node.name.prefix(60))' is port \(reg): its name says another number")
    }
  }

  /// A port leads somewhere: to a PHY, a cage, or a link that is fixed. Chips with PHYs inside need not say so.
  private func checkWiring(_ port: DSASwitch.Port) {
    let words = node.compatible(in: findings.tree)
    let hasPHYs = words.contains { ["mediatek,", "marvell,mv88e6", "qca,"].contains(where: $0.hasPrefix) } || port.mode == "internal"
    guard !port.isCPU, !port.isLink, !hasPHYs, port.phy == nil, port.sfp == nil, !port.hasFixedLink, !port.isManaged else { return }
    findings.add(
      .warning, "DSA03", port.node.position,
      "'\(port.node.name.prefix(60))' has neither phy-handle nor sfp nor fixed-link: nothing tells its speed")
  }

  private func checkModule(_ reference: DTSReference) {
    guard let module = findings.tree.target(reference) else { return }
    let isModule = module.compatible.contains { $0.hasSuffix("sff,sfp") || $0.hasSuffix("sff,sff") }
    if !isModule, !module.name.hasPrefix("&") {
      findings.add(.error, "DSA08", reference.position, "'\(reference.name.prefix(60))' is no cage; expected compatible = \"sff,sfp\"")
    } else if isModule, module.property("i2c-bus") == nil {
      findings.add(.warning, "DSA08", module.position, "the cage '\(module.name.prefix(60))' has no 'i2c-bus': its module cannot be read")
    }
  }
}
