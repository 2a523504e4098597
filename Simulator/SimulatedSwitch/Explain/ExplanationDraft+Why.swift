import ASICDriver
import ASICSimulator
import SwitchModel
import SwitchPlatform

extension ExplanationDraft {
  /// Why the packet went where it went.
  var why: String {
    switch trace.outcome.verdict {
    case .dropped: dropped
    case .trapped: "to the CPU only: " + trace.outcome.trap.sentence
    case .copied: forwarded + "; the CPU has a copy: " + trace.outcome.trap.sentence
    case .forwarded: forwarded
    }
  }

  private var dropped: String {
    let sentence = trace.outcome.drop.sentence
    // Replicas that the way out has stopped; the packet itself was to be forwarded.
    if trace.drop == .none, trace.trap == .none, !trace.copies.isEmpty {
      return trace.copies.count == 1
        ? "to go out of \(chipPortName(trace.copies[0].port)), but \(sentence)" : "none of \(trace.copies.count) copies left: \(sentence)"
    }
    return sentence
  }

  private var forwarded: String {
    let left = trace.copies.filter { $0.drop == .none }.map { chipPortName($0.port) }
    let ports = left.count == 1 ? left[0] : "\(left.count) ports"
    if trace.isRedirectedToPort { return "redirected to \(ports) by an ACL entry, as it came in" }
    if trace.isRouted {
      let way = trace.isFlooded ? "flooded in VLAN \(trace.egressVLAN), where the next hop's address is not known" : "out of \(ports)"
      return answer.map { "routed by \($0), \(way)" } ?? "routed to where an ACL entry redirects it, \(way)"
    }
    return trace.isFlooded ? "flooded in VLAN \(trace.egressVLAN) to \(ports)" : "bridged in VLAN \(trace.egressVLAN) to \(ports)"
  }

  /// The row that the packet was routed by: the last host or route that answered before an ACL could redirect.
  private var answer: String? {
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
    if lookUp.access.row >= 0 { return owner.driver.origin(role: role, row: Int(lookUp.access.row))?.description }
    return pivot(of: index).flatMap { owner.driver.origin(role: role, level: 1, row: Int($0.access.row))?.description }
  }
}
