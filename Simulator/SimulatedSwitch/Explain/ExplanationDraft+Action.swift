import ASICDriver
import ASICSimulator
import PacketKit
import SwitchModel
import SwitchPlatform

// What the packet made of a look-up's answer.
extension ExplanationDraft {
  func action(_ index: Int) -> String {
    let lookUp = trace.lookUps[index]
    guard let table = table(lookUp) else { return "" }
    let row = RowReader(words: lookUp.row, layout: table.layout)
    let isHit = lookUp.access.row >= 0
    if let reason = endedHere(index, table.role) { return reason }
    switch table.role {
    case .port: return port(row)
    case .vlan: return vlan(row, isLater(index) && trace.isRouted)
    case .fdb: return fdb(index, row, isHit)
    case .routerMAC: return isHit ? "to the router's own address: route" : notForTheRouter
    case .routerInterface: return "route in virtual router \(text(RowValue(low: row[.virtualRouter]), .virtualRouter, .none))"
    case .hostIPv4, .hostIPv6: return isHit ? goes(row) : "no such host: go on to the prefixes"
    case .routeIPv4, .routeIPv6: return route(index, table, row, isHit)
    case .lag: return row[.count] == 0 ? "no member sends" : "\(row[.count]) members from row \(row[.base]) on: the flow's hash takes one"
    case .lagMember: return "by \(text(RowValue(low: row[.port]), .port, .none))"
    case .spanningTree: return "the port forwards in the VLAN's spanning tree"
    case .subPort: return isHit ? "in through router interface \(interface(row))" : "no sub-port for this tag"
    case .nextHopGroup: return "\(row[.count]) members from row \(row[.base]) on: the flow's hash takes one"
    case .nextHopGroupMember: return member(index) + "to next hop \(text(RowValue(low: row[.nextHop]), .nextHop, .none))"
    case .nextHop: return "to \(MACAddress(bits: row[.mac])) through router interface \(interface(row))"
    case .egressInterface: return egress(row)
    case .aclIngress, .aclEgress:
      let isDecision = row[.action] != ACLActionCode.undecided.rawValue
      return acl(row, isHit) + (isDecision && isOutranked(lookUp, table.role) ? ": but an entry of a higher table decides" : "")
    case .trap: return trap(row)
    case .meter: return meter(lookUp, row)
    case .rangeChecker, .aclCounter, .portCounter, .queueCounter, .interfaceCounter, .vlanCounter, .meterState: return ""
    }
  }

  /// The reason of a packet that this look-up ended.
  private func endedHere(_ index: Int, _ role: TableRole) -> String? {
    // An ACL's own word is in its action.
    guard role != .aclIngress, role != .aclEgress else { return nil }
    if trace.drop != .none, ends(trace.drop, role), isLast(index, role) { return "dropped: " + sentence(trace.drop) }
    if trace.trap != .none, ends(trace.trap, role), isLast(index, role) { return "to the CPU: " + trace.trap.sentence }
    return nil
  }

  private func isLast(_ index: Int, _ role: TableRole) -> Bool {
    !trace.lookUps[(index + 1)...].contains { table($0)?.role == role }
  }

  private func ends(_ reason: DropReason, _ role: TableRole) -> Bool {
    switch reason {
    case .portDisabled, .exceedsL2MTU, .sourceMACMulticast, .sourceMACEqualsDestinationMAC, .destinationMACReserved, .vlanTagNotAllowed:
      role == .port
    case .ingressVLANFilter: role == (trace.isRoutedPort ? .port : .vlan)
    case .egressVLANFilter: role == .egressInterface
    case .l2LoopbackFilter: role == .fdb
    case .noFloodPorts: role == (trace.isRoutedPort ? .routerMAC : .fdb)
    case .noL3Header, .ipHeaderError, .sourceIPMulticast, .sourceIPLoopback, .sourceIPClassE, .destinationIPLoopback,
      .multicastIPUnicastMAC, .nonRoutable, .ingressInterfaceDisabled:
      role == .routerInterface
    case .emptyNextHopGroup: role == .nextHopGroup
    case .lagEmpty: role == .lag
    case .spanningTreeIn: role == .spanningTree
    case .lagNotCollecting: role == .port
    case .unresolvedNextHop: role == .nextHop
    case .egressInterfaceDisabled: role == .egressInterface
    default: false
    }
  }

  private func ends(_ reason: TrapReason, _ role: TableRole) -> Bool {
    switch reason {
    case .bridgeProtocol: role == .port && trace.outcome.trap == .bridgeProtocol && !isTrapped(by: .trap)
    case .arp, .linkLocal: role == (trace.isRouted ? .routerInterface : .routerMAC)
    case .ttlError, .l3MTUError: role == .egressInterface
    case .none, .ip2me, .neighborMiss, .acl, .controlPacket: false
    }
  }

  private var notForTheRouter: String {
    switch trace.outcome.trap {
    case .arp: "an ARP broadcast: the CPU gets a copy"
    case .linkLocal: "to an IPv6 link-local group: the CPU gets a copy"
    default: "not to the router: bridge"
    }
  }

  private func port(_ row: RowReader) -> String {
    var text: String
    if row[.interface] != 0 {
      text = "a routed port: router interface \(interface(row))"
    } else if trace.headers.outerVLAN != 0 {
      text = "the frame's tag says VLAN \(trace.headers.outerVLAN)"
    } else {
      text = "no tag: the port's VLAN \(row[.portVLAN])"
    }
    if row[.lag] != 0 { text += "; in \(self.text(RowValue(low: row[.lag]), .lag, .none))" }
    if row[.hasSubPorts] != 0 { text += "; some of its tags are router interfaces" }
    let bound = row[.ingressACLTables]
    if bound != 0 { text += "; ACL tables \(self.text(RowValue(low: bound), .ingressACLTables, .none)) apply" }
    return text
  }

  private func trap(_ row: RowReader) -> String {
    guard row[.valid] == 1 else { return "no trap: go on" }
    switch TrapActionCode(rawValue: row[.action]) {
    case .drop: return "drop"
    case .forward: return "go on"
    case .trap: return "to the CPU only, by its queue \(row[.queue])"
    case .copy: return "a copy to the CPU, by its queue \(row[.queue]), and go on"
    case nil: return "an action that the chip does not have: go on"
    }
  }

  /// Whether a valid row of the table has sent the packet to the CPU.
  private func isTrapped(by role: TableRole) -> Bool {
    trace.lookUps.contains { lookUp in
      guard let table = table(lookUp), table.role == role else { return false }
      return RowReader(words: lookUp.row, layout: table.layout)[.valid] == 1
    }
  }

  /// Whether a table that was looked up beside this one has an entry that goes before.
  private func isOutranked(_ lookUp: TracedLookUp, _ role: TableRole) -> Bool {
    role == .aclIngress && lookUp.access.row >= 0 && trace.aclRow >= 0 && Int(lookUp.access.row) != trace.aclRow
  }

  private func vlan(_ row: RowReader, _ isEgress: Bool) -> String {
    if isEgress { return "look the next hop's address up in filtering database \(row[.fid])" }
    let bound = row[.ingressACLTables]
    return "the port is a member; " + (row[.interface] == 0 ? "no router interface" : "router interface \(interface(row))")
      + (bound == 0 ? "" : "; ACL tables \(text(RowValue(low: bound), .ingressACLTables, .none)) apply")
  }

  private func interface(_ row: RowReader) -> String {
    let number = row[.interface]
    return key(.routerInterface, 0, Int(truncatingIfNeeded: number)).map { label(of: $0) } ?? "\(number)"
  }

  /// Which of its group's members a member is.
  private func member(_ index: Int) -> String {
    guard index > 0, let table = table(trace.lookUps[index - 1]), table.role == .nextHopGroup else { return "" }
    let group = RowReader(words: trace.lookUps[index - 1].row, layout: table.layout)
    return "member \(Int(trace.lookUps[index].access.row) - Int(truncatingIfNeeded: group[.base]) + 1) of \(group[.count]): "
  }

  private func fdb(_ index: Int, _ row: RowReader, _ isHit: Bool) -> String {
    let port = text(RowValue(low: row[.port]), .port, .none)
    let logical = owner.driver.logicalPort(ofChip: trace.outcome.port)
    let here = logicalPortName(logical)
    if isSourceLookUp(index) {
      if isHit {
        if Int(truncatingIfNeeded: row[.port]) == logical { return "known on this port" }
        return row[.isStatic] == 1 ? "known on \(port), and static: stays there" : "moved from \(port) to \(here)"
      }
      return owner.asic.holds(trace.lookUps[index]) ? "new: learned on \(here)" : "new, and the bucket is full: not learned"
    }
    return isHit ? "to \(port)" : "not known: flood the VLAN"
  }

  private func route(_ index: Int, _ table: TableDescription, _ row: RowReader, _ isHit: Bool) -> String {
    let lookUp = trace.lookUps[index]
    guard case .algorithmicLPM(let match) = table.match else { return isHit ? goes(row) : "no prefix matches: no route" }
    let pivots = RowLayout.pivots(of: table, match)
    if lookUp.access.level == 1 {
      return isHit ? "search bucket \(RowReader(words: lookUp.row, layout: pivots)[.bucket])" : "no route in this virtual router"
    }
    if isHit { return goes(row) }
    guard let pivot = pivot(of: index) else { return "no route" }
    let defaults = RowReader(words: pivot.row, layout: pivots)
    if defaults[.destinationKind] == 0 { return "no prefix matches, and the pivot has no default: no route" }
    return "the pivot's default: " + goes(defaults)
  }

  /// What a host's or prefix's answer leads to.
  private func goes(_ row: RowReader) -> String {
    let number = row[.destination]
    let kind = DestinationKind(rawValue: row[.destinationKind])
    switch kind {
    case .nextHop: return "to next hop \(destination(number, kind))"
    case .nextHopGroup: return "to next-hop group \(destination(number, kind))"
    case .cpu: return "to the CPU: " + (number == 0 ? TrapReason.ip2me : .neighborMiss).sentence
    case .drop: return "dropped: " + DropReason.blackholeRoute.sentence
    case .port: return "to \(destination(number, kind))"
    case DestinationKind.none?, nil: return "leads nowhere"
    }
  }

  private func egress(_ row: RowReader) -> String {
    let mac = MACAddress(bits: row[.mac])
    let port = text(RowValue(low: row[.port]), .port, .none)
    switch InterfaceKind(rawValue: row[.interfaceKind]) {
    case .port: return "out of \(port), source \(mac), TTL less 1"
    case .subPort: return "out of \(port) with the tag of VLAN \(row[.vlan]), source \(mac), TTL less 1"
    case .vlan, nil: return "into VLAN \(row[.vlan]), source \(mac), TTL less 1"
    }
  }

  private func acl(_ row: RowReader, _ isHit: Bool) -> String {
    guard isHit else { return "no entry matches: go on" }
    switch ACLActionCode(rawValue: row[.action]) {
    case .permit: return "permit: go on"
    case .undecided: return "go on, and leave the decision to others"
    case .drop: return "drop, whatever the other look-ups say"
    case .trap: return "to the CPU only, whatever the other look-ups say"
    case .copy: return "a copy to the CPU, and go on"
    case .redirect:
      let kind = DestinationKind(rawValue: row[.destinationKind])
      return "redirect to \(kind == .port ? "" : "next hop ")\(destination(row[.destination], kind))"
    case nil: return "an action that the chip does not have: " + DropReason.unsupportedAction.sentence
    }
  }
}

/// A row's data by field; a field that is not there reads 0, as it does on the chip.
struct RowReader {
  let words: [UInt64]
  let layout: RowLayout

  subscript(_ field: Field) -> UInt64 { layout.place(field).flatMap { RowValue(words, $0) }?.low ?? 0 }
}
