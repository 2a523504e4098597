import PacketKit
import SwitchPlatform

// Control packets: which kinds a packet is of, and what the rows of those kinds say.
//
// The kinds of bridges' own protocols are told where the packet comes in: no VLAN and no look-up has a say in them. All others
// wait until the look-ups are through, since some are control packets only because of what those found. Until then the look-ups'
// own reasons (`TrapReason`) stand, and they remain where no row says otherwise.
extension Pipeline {
  /// A row of the trap table that asks for a packet.
  private struct Claim {
    var kind = ControlPacket.stp
    var action = TrapActionCode.forward
    var priority: UInt64 = 0
    var queue = 0
    /// + 1; 0: none.
    var meter = 0
  }

  // MARK: Where the packet comes in

  func trapAtPort(_ stage: UInt8) {
    let destination = context.headers.destinationMAC
    // IEEE 802.1Q table 8-1: pause frames end in the MAC, the others belong to the bridge's own protocols.
    let isReserved = destination & 0xffff_ffff_fff0 == 0x0180_c200_0000
    if destination == 0x0180_c200_0001 {
      context.drop = .destinationMACReserved
      return
    }
    guard let kind = bridgeKind(destination, isReserved) else {
      if isReserved { context.trapping(.bridgeProtocol) }
      return
    }
    guard let claim = row(kind, stage) else {
      if isReserved {
        context.trapKind = kind.rawValue + 1
        context.trapping(.bridgeProtocol)
      }
      return
    }
    let reason = isReserved ? TrapReason.bridgeProtocol : .controlPacket
    switch claim.action {
    case .forward: return
    case .drop:
      context.drop = .controlPacket
      return
    case .trap: context.trapping(reason)
    case .copy: context.copiesToCPU = reason
    }
    context.trapKind = kind.rawValue + 1
    context.cpuQueue = claim.queue
    context.cpuMeter = claim.meter
  }

  private func bridgeKind(_ destination: UInt64, _ isReserved: Bool) -> ControlPacket? {
    switch context.headers.etherType {
    case 0x8809: if byte(0) == 1 { return .lacp }
    case 0x888e: return .eapol
    case 0x88cc: return .lldp
    case 0x88f7: return .ptp
    default: break
    }
    switch destination {
    case 0x0180_c200_0000, 0x0180_c200_0008: return .stp
    case 0x0100_0ccc_cccd: return .pvrst
    // LLC AA AA 03, organization 00 00 0C, protocol.
    case 0x0100_0ccc_cccc: return byte(6) == 0x01 && byte(7) == 0x11 ? .udld : nil
    case 0x0180_c200_0014, 0x0180_c200_0015, 0x0900_2b00_0004, 0x0900_2b00_0005: return .isis
    default: return nil
    }
  }

  /// A byte behind the EtherType or length; `nil` beyond the parser's window.
  private func byte(_ offset: Int) -> UInt8? { byte(at: Int(context.headers.l3Offset), offset) }

  private func byte(at start: Int, _ offset: Int) -> UInt8? {
    guard start >= 0, start + offset < min(frame.count, window) else { return nil }
    return frame[start + offset]
  }

  // MARK: After the look-ups

  func stepTrap(_ stage: UInt8) {
    guard tables.trap != nil, !context.isFromCPU, context.trap != .bridgeProtocol, context.trap != .controlPacket else { return }
    let isGroup = context.headers.destinationMAC & 0x0100_0000_0000 != 0
    let isUDP = context.headers.ipProtocol == 17
    // What is neither to a group nor to the switch is no control packet, but for DHCP on its way through a bridge.
    if !isGroup && context.trap == .none && context.copiesToCPU == .none && (context.isRouted || !isUDP) { return }
    let found = context.trap
    let isOwn = found == .ip2me || (found == .linkLocal && context.isRouted)
    var best: Claim?
    var isLeftAlone = false
    func consider(_ kind: ControlPacket) {
      guard let claim = row(kind, stage) else { return }
      if claim.action == .forward {
        isLeftAlone = true
      } else if best.map({ claim.priority > $0.priority }) ?? true {
        best = claim
      }
    }
    if let kind = specificKind(isGroup: isGroup, isOwn: isOwn) {
      consider(kind)
      if best == nil && !isLeftAlone { context.trapKind = found != .none || context.copiesToCPU != .none ? kind.rawValue + 1 : 0 }
    }
    if !context.isRouted && isUDP, let kind = snoopedKind { consider(kind) }
    if let kind = exceptionKind(found, isOwn) {
      isLeftAlone = false
      consider(kind)
      if best == nil && !isLeftAlone && context.trapKind == 0 { context.trapKind = kind.rawValue + 1 }
      // It cannot go on: what keeps it from the CPU drops it.
      if best == nil && isLeftAlone { return dropControlPacket() }
    }
    if let best { return take(best, found) }
    // Neither copies nor the trap of a routed port, which the tables ask for by themselves.
    if isLeftAlone && !isOwn && (found == .arp || found == .linkLocal) { return dropControlPacket() }
    if isLeftAlone && !isOwn { context.copiesToCPU = .none }
  }

  private func take(_ claim: Claim, _ found: TrapReason) {
    let reason = found == .none ? reason(claim.kind) : found
    switch claim.action {
    case .forward: return
    case .drop: return dropControlPacket()
    case .copy where found == .none: context.copiesToCPU = reason
    case .copy, .trap: context.trap = reason
    }
    context.trapKind = claim.kind.rawValue + 1
    context.cpuQueue = claim.queue
    context.cpuMeter = claim.meter
  }

  private func dropControlPacket() {
    context.trap = .none
    context.copiesToCPU = .none
    context.trapKind = 0
    context.drop = .controlPacket
  }

  private func reason(_ kind: ControlPacket) -> TrapReason {
    switch kind {
    case .arpRequest, .arpResponse: .arp
    case .neighborDiscovery: .linkLocal
    default: .controlPacket
    }
  }

  private func row(_ kind: ControlPacket, _ stage: UInt8) -> Claim? {
    guard let rows = tables.trap, let row = rows.rows.row(Int(kind.rawValue)) else { return nil }
    log.add(rows.id, stage, Int(kind.rawValue))
    traceNumber(Int(kind.rawValue))
    guard rows.valid.read(row) == 1, let action = TrapActionCode(rawValue: rows.action.read(row)) else { return nil }
    return Claim(
      kind: kind, action: action, priority: rows.priority.read(row), queue: Int(truncatingIfNeeded: rows.queue.read(row)),
      meter: rows.metered.read(row) == 1 ? Int(truncatingIfNeeded: rows.meter.read(row)) &+ 1 : 0)
  }

  /// The kind of an exception that a look-up has found.
  private func exceptionKind(_ reason: TrapReason, _ isOwn: Bool) -> ControlPacket? {
    if isOwn { return .ip2me }
    switch reason {
    case .ttlError: return .ttlError
    case .l3MTUError: return .l3MTUError
    default: return nil
    }
  }

  /// DHCP that is bridged, to whomever.
  private var snoopedKind: ControlPacket? {
    let headers = context.headers
    guard headers.hasPorts else { return nil }
    if headers.l3Kind == .ipv4, isDHCP(67, 68) { return .dhcpL2 }
    if headers.l3Kind == .ipv6, isDHCP(546, 547) { return .dhcpv6L2 }
    return nil
  }

  private func isDHCP(_ one: UInt16, _ other: UInt16) -> Bool {
    let (source, destination) = (context.headers.l4SourcePort, context.headers.l4DestinationPort)
    return source == one || source == other || destination == one || destination == other
  }

  /// The kind that a packet's headers say.
  private func specificKind(isGroup: Bool, isOwn: Bool) -> ControlPacket? {
    let headers = context.headers
    if headers.l3Kind == .arp {
      guard headers.hasARP, isGroup || context.isRouted else { return nil }
      return headers.arpOperation == 1 ? .arpRequest : headers.arpOperation == 2 ? .arpResponse : nil
    }
    guard isGroup || isOwn, headers.isRoutable else { return nil }
    let isIPv4 = headers.l3Kind == .ipv4
    switch headers.ipProtocol {
    case 2 where isIPv4: return igmpKind
    case 58 where !isIPv4: return headers.hasICMP ? icmpv6Kind : nil
    case 6 where isOwn && headers.hasPorts:
      if headers.l4SourcePort == 179 || headers.l4DestinationPort == 179 { return isIPv4 ? .bgp : .bgpv6 }
      return headers.l4DestinationPort == 22 ? .ssh : nil
    case 17 where headers.hasPorts:
      if isIPv4 ? isDHCP(67, 68) : isDHCP(546, 547) { return isIPv4 ? .dhcp : .dhcpv6 }
      if headers.l4DestinationPort == 319 || headers.l4DestinationPort == 320 { return .ptp }
      return isOwn && headers.l4DestinationPort == 161 ? .snmp : nil
    case 89: return isIPv4 ? .ospf : .ospfv6
    case 103: return .pim
    case 112: return isIPv4 ? .vrrp : .vrrpv6
    default: return nil
    }
  }

  private var igmpKind: ControlPacket? {
    switch byte(at: Int(context.headers.l4Offset), 0) {
    case 0x11: .igmpQuery
    case 0x12: .igmpV1Report
    case 0x16: .igmpV2Report
    case 0x17: .igmpLeave
    case 0x22: .igmpV3Report
    default: nil
    }
  }

  private var icmpv6Kind: ControlPacket? {
    switch context.headers.icmpType {
    case 133...137: .neighborDiscovery
    case 130: .mldV1V2
    case 131: .mldV1Report
    case 132: .mldV1Done
    case 143: .mldV2Report
    default: nil
    }
  }
}
