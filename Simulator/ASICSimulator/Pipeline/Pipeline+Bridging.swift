import PacketKit
import SwitchPlatform

// Port, VLAN, router MAC and FDB.
extension Pipeline {
  func stepPort(_ stage: UInt8) {
    guard let rows = tables.port, !context.isFromCPU else { return }
    guard let row = rows.rows.row(context.port) else {
      context.drop = .portDisabled
      return
    }
    log.add(rows.id, stage, context.port)
    traceNumber(context.port)
    guard row.pointee.isEnabled else {
      context.drop = .portDisabled
      return
    }
    let headers = context.headers
    if untaggedLength > row.pointee.mtu {
      context.drop = .exceedsL2MTU
      return
    }
    if headers.sourceMAC & 0x0100_0000_0000 != 0 {
      context.drop = .sourceMACMulticast
      return
    }
    if headers.sourceMAC == headers.destinationMAC {
      context.drop = .sourceMACEqualsDestinationMAC
      return
    }
    context.ingressACLTables = row.pointee.ingressACLTables
    context.ingressACLParallel = row.pointee.ingressACLParallel
    context.learns = row.pointee.learns
    // Before a LAG or VLAN has a say: that of LACP is how a LAG comes up.
    if headers.l3Kind == .otherEther || headers.destinationMAC & 0xffff_ffff_fff0 == 0x0180_c200_0000 { trapAtPort(stage) }
    if tables.lag != nil, !joinLAG(row) { return }
    let vid = headers.hasOuterTag ? UInt64(headers.outerTag & 0xfff) : 0
    let routed = row.pointee.interface
    if routed != 0 {
      context.isRoutedPort = true
      context.interface = routed
      context.learns = false
      // A routed port has no VLANs; a tagged frame belongs to none of its interfaces.
      if vid != 0, !context.hasSubPorts { context.drop = .ingressVLANFilter }
    } else if vid != 0 {
      context.vlan = vid
      if row.pointee.dropsTagged { context.drop = .vlanTagNotAllowed }
    } else if row.pointee.dropsUntagged {
      context.drop = .vlanTagNotAllowed
    } else {
      context.vlan = row.pointee.portVLAN
    }
  }

  func stepVLAN(_ stage: UInt8) {
    guard let rows = tables.vlan, !context.isRoutedPort, context.trap == .none else { return }
    let number = Int(truncatingIfNeeded: context.vlan)
    guard let row = rows.rows.row(number), let bits = rows.bits.row(number) else {
      context.drop = .ingressVLANFilter
      return
    }
    log.add(rows.id, stage, number)
    traceNumber(number)
    guard row.pointee.isValid, context.isFromCPU || rows.members.bit(context.port, bits) else {
      context.drop = .ingressVLANFilter
      return
    }
    context.isInVLAN = true
    context.fid = row.pointee.fid
    if !row.pointee.learns { context.learns = false }
    if let trees = tables.spanningTree, !passesSpanningTree(trees, row.pointee.spanningTree, stage) { return }
    context.interface = row.pointee.interface
    context.egressVLAN = context.vlan
    context.ingressACLTables |= row.pointee.ingressACLTables
    context.ingressACLParallel |= row.pointee.ingressACLParallel
  }

  func stepRouterMAC(_ stage: UInt8) {
    guard let rows = tables.routerMAC, context.trap == .none else { return }
    if context.headers.destinationMAC & 0x0100_0000_0000 == 0 {
      beginKey(rows.find)
      put(context.headers.destinationMAC, rows.mac)
      put(context.interface, rows.interface)
      let hit = findRouterMAC(rows)
      log.add(rows.id, stage, hit)
      trace(rows.find.comparedWords)
      if hit >= 0 {
        // Whatever bridging has found, where the FDB comes first: routing decides.
        context.isRouted = true
        context.floods = false
        context.egressPort = -1
        context.drop = .none
        context.trap = .none
        return
      }
    }
    if context.headers.l3Kind == .arp && context.headers.destinationMAC & 0x0100_0000_0000 != 0 {
      // The router must see who asks for its addresses; in a VLAN the hosts must too.
      if context.isRoutedPort { context.trapping(.arp) } else { context.copiesToCPU = .arp }
    } else if context.isRoutedPort {
      // Nothing is bridged on a routed port: neighbor discovery goes to the CPU, the rest nowhere.
      if context.headers.l3Kind == .ipv6 && context.headers.destinationHigh >> 48 == 0xff02 {
        context.trapping(.linkLocal)
      } else {
        context.drop = .noFloodPorts
      }
    } else if context.headers.l3Kind == .ipv6 && context.headers.destinationHigh >> 48 == 0xff02 {
      context.copiesToCPU = .linkLocal
    }
  }

  func stepFDB(_ stage: UInt8) {
    guard let rows = tables.fdb else {
      if !context.isRouted && !context.isRoutedPort { context.floods = true }
      return
    }
    guard !context.isRoutedPort, context.trap == .none else { return }
    if context.learns {
      let hit = find(rows, context.headers.sourceMAC, context.fid, stage)
      learn(rows, hit: hit)
    }
    if !context.isRouted { bridge(context.headers.destinationMAC, context.fid, stage) }
  }

  @inline(__always)
  func find(_ rows: Compiled<FDBRows>, _ mac: UInt64, _ fid: UInt64, _ stage: UInt8) -> Int {
    beginKey(rows.find)
    put(mac, rows.mac)
    put(fid, rows.fid)
    let hit: Int
    if let hint = announcedHint(mac, fid) { hit = rows.find.find(key, hint.pointee) } else { hit = rows.find.find(key) }
    log.add(rows.id, stage, hit)
    trace(rows.find.comparedWords)
    return hit
  }

  /// Chooses the egress by destination MAC address: where it is, or everywhere.
  @inline(__always)
  func bridge(_ mac: UInt64, _ fid: UInt64, _ stage: UInt8) {
    guard let rows = tables.fdb, mac & 0x0100_0000_0000 == 0 else {
      context.floods = true
      return
    }
    let hit = find(rows, mac, fid, stage)
    guard hit >= 0 else {
      context.floods = true
      return
    }
    let port = Int(truncatingIfNeeded: rows.port.read(rows.find.base + hit &* rows.find.stride))
    if port == context.logicalPort && !context.isRouted {
      context.dropping(.l2LoopbackFilter)
    } else if port == cpuPort {
      context.trapping(.ip2me)
    } else {
      context.egressPort = member(ofLogical: port)
    }
  }

  @inline(__always)
  func traceNumber(_ number: Int) {
    if isTracing {
      var word = UInt64(truncatingIfNeeded: number)
      tracer?.keep(&word, 1, log)
    }
  }
}
