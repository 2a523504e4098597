import PacketKit
import SwitchPlatform

// From what was found to the replicas that leave, and what the egress side says of each.
extension Pipeline {
  /// From what was found to the replicas that leave.
  @inline(__always)
  func resolve() {
    // What the CPU sends it need not be told of.
    if context.isFromCPU { context.copiesToCPU = .none }
    if context.isPoliced {
      context.drop = .policer
      context.trap = .none
      context.copiesToCPU = .none
      return
    }
    if context.aclDrops {
      context.drop = .aclIngress
      context.trap = .none
      context.copiesToCPU = .none
      if context.aclCopies { copyForACL() }
      return
    }
    if context.aclTraps {
      context.trap = .acl
      context.drop = .none
      context.copiesToCPU = .none
      context.trapKind = 0
      context.cpuQueue = 0
      context.cpuMeter = 0
      return
    }
    if context.aclCopies && context.copiesToCPU == .none { copyForACL() }
    if context.isRedirectedToPort {
      context.drop = .none
      context.trap = .none
      // The frame leaves as it came in: with its own tag, whatever VLANs the port is in, and whatever stages behind the ACL found.
      context.isRouted = false
      context.egressVLAN = 0
      let port = member(ofLogical: context.redirectPort)
      if port >= 0 { emit(port) }
      return
    }
    if context.trap != .none {
      context.drop = .none
      return
    }
    if context.drop != .none { return }
    if context.floods {
      flood()
    } else if context.egressPort >= 0 {
      emit(context.egressPort)
    } else if context.copiesToCPU == .none {
      context.dropping(context.isRouted ? .noL3Header : .noFloodPorts)
    }
  }

  /// Drops the packet, whatever was found: a memory that it read is in error.
  func failReading() {
    context.drop = .memoryError
    context.trap = .none
    context.copiesToCPU = .none
    replicaCount = 0
  }

  private func copyForACL() {
    guard context.trap == .none || context.isRedirectedToPort else { return }
    context.copiesToCPU = .acl
    context.trapKind = 0
    context.cpuQueue = 0
    context.cpuMeter = 0
  }

  /// Adds a replica for one port, with the egress side's checks.
  private func emit(_ port: Int) {
    guard replicaCount <= ports else { return }
    var replica = Replica(port: Int32(truncatingIfNeeded: port), vlan: 0, drop: .none, lookUps: 0)
    let before = log.total
    replica.drop = egressChecks(port, &replica.vlan)
    replica.lookUps = UInt8(clamping: log.total &- before)
    replicas[replicaCount] = replica
    replicaCount &+= 1
  }

  @inline(__always)
  private func egressChecks(_ port: Int, _ tag: inout UInt16) -> DropReason {
    guard let rows = tables.port, let portRow = rows.rows.row(port), portRow.pointee.isEnabled else { return .egressLinkDown }
    if context.isRedirectedToPort { tag = Replica.asReceived } else if context.subPortTag != 0 { tag = context.subPortTag }
    var bound = portRow.pointee.egressACLTables
    var parallel = portRow.pointee.egressACLParallel
    if context.egressVLAN != 0, let vlans = tables.vlan,
      let vlanRow = vlans.rows.row(Int(truncatingIfNeeded: context.egressVLAN)),
      let bits = vlans.bits.row(Int(truncatingIfNeeded: context.egressVLAN))
    {
      guard vlans.members.bit(port, bits) else { return .egressVLANFilter }
      if let trees = tables.spanningTree, isBlocked(port, trees, vlanRow.pointee.spanningTree) { return .spanningTreeOut }
      bound |= vlanRow.pointee.egressACLTables
      parallel |= vlanRow.pointee.egressACLParallel
      if !vlans.untagged.bit(port, bits) { tag = UInt16(truncatingIfNeeded: context.egressVLAN) }
    }
    if untaggedLength > portRow.pointee.mtu { return .exceedsL2MTU }
    if bound != 0, let acl = tables.aclEgress {
      if !slotsAreFilled { fillSlots() }
      // The VLAN that the packet leaves in; one that was bridged leaves in its own.
      if context.isRouted { slots[Slot.vlan] = context.egressVLAN }
      if egressACLDrops(acl, bound, parallel, stageOfEgressACL) { return .aclEgress }
    }
    return .none
  }

  /// The frame's length as an MTU counts it: without VLAN tags.
  @inline(__always)
  var untaggedLength: Int {
    context.length &- (context.headers.hasOuterTag ? 4 : 0) &- (context.headers.hasInnerTag ? 4 : 0)
  }

  /// Replicates to every member of the egress VLAN but the port the frame came in on.
  private func flood() {
    guard let vlans = tables.vlan, let bits = vlans.bits.row(Int(truncatingIfNeeded: context.egressVLAN)) else {
      context.dropping(.noFloodPorts)
      return
    }
    // A routed packet may leave where it came in; a bridged one may not.
    let excluded = context.isRouted ? -1 : context.port
    let hasLAGs = tables.lag != nil
    for port in 0..<min(ports, vlans.members.width) where port != excluded && port != cpuPort {
      if vlans.members.bit(port, bits), !hasLAGs || isChosen(port) { emit(port) }
    }
    if replicaCount == 0 && context.copiesToCPU == .none { context.dropping(.noFloodPorts) }
  }
}
