import PacketKit
import SwitchPlatform

// ACLs. The tables that a packet meets are bits: the port's, and its VLAN's. Those that are not parallel are one list, and the first
// entry that matches decides; of each parallel one the first that matches does. All of them stand in one TCAM, by table priority
// and then entry priority: of several that were hit the lowest row is the highest, and decides where they contradict.
extension Pipeline {
  func stepIngressACL(_ stage: UInt8) {
    guard let acl = tables.aclIngress else { return }
    var redirection = -1
    forEachHit(acl, context.ingressACLTables, context.ingressACLParallel, stage) { hit, isHighest in
      let row = acl.base + hit &* acl.stride
      if acl.counted.read(row) == 1 { count(acl.counter.read(row)) }
      if acl.metered.read(row) == 1 { meterForACL(acl.meter.read(row), stage) }
      let action = ACLActionCode(rawValue: acl.action.read(row))
      if action == .copy { context.aclCopies = true }
      guard action != .undecided else { return false }
      guard isHighest else { return true }
      context.aclRow = hit
      context.aclDrops = action == .drop
      context.aclTraps = action == .trap
      redirection = action == .redirect ? hit : -1
      if action == nil { context.dropping(.unsupportedAction) }
      return true
    }
    guard redirection >= 0 else { return }
    let row = acl.base + redirection &* acl.stride
    redirect(acl.kind.read(row), acl.destination.read(row))
  }

  /// - Returns: whether a replica is dropped.
  @inline(__always)
  func egressACLDrops(_ acl: Compiled<ACLRows>, _ bound: UInt64, _ parallel: UInt64, _ stage: UInt8) -> Bool {
    var drops = false
    forEachHit(acl, bound, parallel, stage) { hit, isHighest in
      let entry = acl.base + hit &* acl.stride
      if acl.counted.read(entry) == 1 { count(acl.counter.read(entry)) }
      let action = acl.action.read(entry)
      guard action != ACLActionCode.undecided.rawValue else { return false }
      if isHighest { drops = action != ACLActionCode.permit.rawValue }
      return true
    }
    return drops
  }

  /// The row of each look-up that hits, and whether it is the highest so far of those that decide: `body` tells whether this one does.
  @inline(__always)
  private func forEachHit(
    _ acl: Compiled<ACLRows>, _ bound: UInt64, _ parallel: UInt64, _ stage: UInt8, _ body: (_ hit: Int, _ isHighest: Bool) -> Bool
  ) {
    var highest = Int.max
    let list = bound & ~parallel
    if list != 0 {
      let hit = lookUp(acl, list, stage)
      if hit >= 0, body(hit, true) { highest = rank(acl, hit) }
    }
    var rest = bound & parallel
    while rest != 0 {
      let hit = lookUp(acl, rest & (~rest &+ 1), stage)
      rest &= rest &- 1
      guard hit >= 0 else { continue }
      let rank = rank(acl, hit)
      if body(hit, rank < highest) { highest = min(highest, rank) }
    }
  }

  /// Where a row comes among the table's.
  @inline(__always)
  private func rank(_ acl: Compiled<ACLRows>, _ row: Int) -> Int {
    guard let banks = acl.banks else { return row }
    return banks._withUnsafeGuaranteedRef { $0.position(row) ?? row }
  }

  private func redirect(_ kind: UInt64, _ destination: UInt64) {
    switch DestinationKind(rawValue: kind) {
    case .port:
      context.isRedirectedToPort = true
      context.redirectPort = Int(truncatingIfNeeded: destination)
    case .nextHop, .nextHopGroup:
      guard context.headers.l3Kind == .ipv4 || context.headers.l3Kind == .ipv6, context.headers.isRoutable else { return }
      context.isRouted = true
      context.drop = .none
      context.trap = .none
      context.floods = false
      context.egressPort = -1
      context.copiesToCPU = .none
      context.destinationKind = kind
      context.destination = destination
    default: context.dropping(.unsupportedAction)
    }
  }

  // MARK: Keys

  /// Looks an ACL up; `bound` has a bit for each ACL table that the port is bound to.
  @inline(__always)
  func lookUp(_ acl: Compiled<ACLRows>, _ bound: UInt64, _ stage: UInt8) -> Int {
    if !slotsAreFilled { fillSlots() }
    slots[Slot.aclTables] = bound
    if isTracing {
      acl.key.gather(slots, into: key)
    } else {
      acl.key.gather(acl.index._withUnsafeGuaranteedRef { $0.wantedBytes }, slots, into: key)
    }
    var hit = acl.index._withUnsafeGuaranteedRef { $0.firstMatch(key) }
    if let banks = acl.banks { hit = banks._withUnsafeGuaranteedRef { $0.row(hit) } }
    log.add(acl.id, stage, hit)
    trace(acl.key.words)
    return hit
  }

  func fillSlots() {
    slotsAreFilled = true
    let headers = context.headers
    slots[Slot.sourceMAC] = headers.sourceMAC
    slots[Slot.destinationMAC] = headers.destinationMAC
    slots[Slot.etherType] = UInt64(headers.etherType)
    slots[Slot.vlan] = context.vlan
    slots[Slot.inPort] = UInt64(truncatingIfNeeded: context.logicalPort)
    slots[Slot.ipProtocol] = UInt64(headers.ipProtocol)
    slots[Slot.dscp] = UInt64(headers.dscp)
    slots[Slot.tcpFlags] = UInt64(headers.tcpFlags)
    slots[Slot.fragment] = headers.isLaterFragment ? 1 : 0
    if headers.hasICMP {
      slots[Slot.l4SourcePort] = UInt64(headers.icmpType) << 8 | UInt64(headers.icmpCode)
      slots[Slot.l4DestinationPort] = 0
    } else {
      slots[Slot.l4SourcePort] = UInt64(headers.l4SourcePort)
      slots[Slot.l4DestinationPort] = UInt64(headers.l4DestinationPort)
    }
    slots[Slot.ranges] = 0
    if let ranges = tables.ranges, !headers.hasICMP {
      slots[Slot.ranges] = ranges._withUnsafeGuaranteedRef {
        $0.bits(source: UInt64(headers.l4SourcePort), destination: UInt64(headers.l4DestinationPort))
      }
    }
    switch headers.l3Kind {
    case .ipv4:
      slots[Slot.ipType] = 1
      slots[Slot.sourceIPLow] = headers.sourceHigh >> 32
      slots[Slot.sourceIPHigh] = 0
      slots[Slot.destinationIPLow] = headers.destinationHigh >> 32
      slots[Slot.destinationIPHigh] = 0
    case .ipv6:
      slots[Slot.ipType] = 2
      slots[Slot.sourceIPLow] = headers.sourceLow
      slots[Slot.sourceIPHigh] = headers.sourceHigh
      slots[Slot.destinationIPLow] = headers.destinationLow
      slots[Slot.destinationIPHigh] = headers.destinationHigh
    default:
      slots[Slot.ipType] = headers.l3Kind == .arp ? 3 : 0
      slots[Slot.sourceIPLow] = 0
      slots[Slot.sourceIPHigh] = 0
      slots[Slot.destinationIPLow] = 0
      slots[Slot.destinationIPHigh] = 0
    }
  }
}
