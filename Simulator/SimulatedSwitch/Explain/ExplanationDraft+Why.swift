import ASICDriver
import ASICSimulator
import PacketKit
import SwitchModel
import SwitchPlatform

extension ExplanationDraft {
  /// Why the packet went where it went.
  var why: String {
    switch trace.outcome.verdict {
    case .dropped: dropped
    case .trapped: "to the CPU only: " + (trace.outcome.trap == .acl ? "\(entry(.aclIngress)) sends it there" : trace.outcome.trap.sentence)
    case .copied: forwarded + "; the CPU has a copy: " + trace.outcome.trap.sentence
    case .forwarded: forwarded
    }
  }

  private var dropped: String {
    let sentence: String
    switch trace.outcome.drop {
    case .aclIngress: sentence = "\(entry(.aclIngress)) drops it"
    case .aclEgress: sentence = trace.copies.count == 1 ? "\(entry(.aclEgress)) drops it" : trace.outcome.drop.sentence
    case .policer: sentence = policed
    default: sentence = self.sentence(trace.outcome.drop)
    }
    // Replicas that the way out has stopped; the packet itself was to be forwarded.
    if trace.drop == .none, trace.trap == .none, !trace.copies.isEmpty {
      return trace.copies.count == 1
        ? "to go out of \(chipPortName(trace.copies[0].port)), but \(sentence)" : "none of \(trace.copies.count) copies left: \(sentence)"
    }
    return sentence
  }

  /// A reason in words; the chip has one for two cases that a person tells apart.
  func sentence(_ reason: DropReason) -> String {
    guard reason == .ingressVLANFilter, trace.isRoutedPort else { return reason.sentence }
    if trace.lookUps.contains(where: { table($0)?.role == .subPort }) {
      return "its VLAN tag is that of no sub-port of the port it came in on"
    }
    return "it has a VLAN tag, and the port it came in on is a router interface, which takes none"
  }

  private var forwarded: String {
    let left = trace.copies.filter { $0.drop == .none }.map { chipPortName($0.port) }
    let ports = left.count == 1 ? left[0] : "\(left.count) ports"
    if trace.isRedirectedToPort { return "redirected to \(ports) by \(entry(.aclIngress)), as it came in" }
    if trace.isRouted {
      let way = trace.isFlooded ? "flooded in VLAN \(trace.egressVLAN), where the next hop's address is not known" : "out of \(ports)"
      return answer.map { "routed by \($0), \(way)" } ?? "routed to where \(entry(.aclIngress)) redirects it, \(way)"
    }
    guard trace.isFlooded else { return "bridged in VLAN \(trace.egressVLAN) to \(ports)" }
    let isGroup = trace.headers.destinationMAC >> 40 & 1 == 1
    return "flooded in VLAN \(trace.egressVLAN) to \(ports): " + (isGroup ? "its destination is a group" : "its destination is not known")
  }

  private var isRedirected: Bool {
    trace.lookUps.contains { lookUp in
      guard let table = table(lookUp), table.role == .aclIngress, Int(lookUp.access.row) == trace.aclRow else { return false }
      return RowReader(words: lookUp.row, layout: table.layout)[.action] == ACLActionCode.redirect.rawValue
    }
  }

  /// The ACL entry that decided.
  private func entry(_ role: TableRole) -> String {
    // Of tables that are looked up side by side the lowest row decides.
    let hits = trace.lookUps.filter { table($0)?.role == role && $0.access.row >= 0 }
    guard let lookUp = role == .aclIngress ? hits.first(where: { Int($0.access.row) == trace.aclRow }) : hits.last,
      let key = key(role, 0, Int(lookUp.access.row))
    else { return "an ACL entry" }
    return names[key].map { "the ACL entry \($0)" } ?? key.description
  }

  /// The row that the packet was routed by: the last host or route that answered before an ACL could redirect.
  private var answer: String? {
    if isRedirected { return nil }
    for index in trace.lookUps.indices.reversed() {
      let lookUp = trace.lookUps[index]
      switch table(lookUp)?.role {
      case .hostIPv4, .hostIPv6:
        if lookUp.access.row >= 0 { return lookUpOrigin(index) }
      case .routeIPv4, .routeIPv6:
        if lookUp.access.level == 0 { return lookUpOrigin(index) }
      default: continue
      }
    }
    return nil
  }

  private func lookUpOrigin(_ index: Int) -> String? {
    let lookUp = trace.lookUps[index]
    guard let role = table(lookUp)?.role else { return nil }
    if lookUp.access.row >= 0 {
      let what = role == .hostIPv4 || role == .hostIPv6 ? "the host entry" : "the route"
      return key(role, 0, Int(lookUp.access.row)).map { "\(what) \(label(of: $0))" }
    }
    return pivot(of: index).flatMap { key(role, 1, Int($0.access.row)) }.map { "the route \(label(of: $0))" }
  }
}
