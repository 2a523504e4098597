import PacketKit
import SwitchPlatform

// Router interface, hosts, prefixes, groups, next hops, egress interface.
extension Pipeline {
  func stepRouterInterface(_ stage: UInt8) {
    guard let rows = tables.routerInterface else { return }
    guard let row = rows.rows.row(Int(truncatingIfNeeded: context.interface)) else {
      context.dropping(.ingressInterfaceDisabled)
      return
    }
    log.add(rows.id, stage, Int(truncatingIfNeeded: context.interface))
    traceNumber(Int(truncatingIfNeeded: context.interface))
    let headers = context.headers
    context.virtualRouter = row.pointee.virtualRouter
    switch headers.l3Kind {
    case .ipv4:
      guard row.pointee.isValid, row.pointee.routesIPv4 else { return context.dropping(.ingressInterfaceDisabled) }
      guard headers.isRoutable else { return context.dropping(.ipHeaderError) }
      let source = UInt32(truncatingIfNeeded: headers.sourceHigh >> 32)
      let destination = UInt32(truncatingIfNeeded: headers.destinationHigh >> 32)
      if destination >> 28 == 0xe { return context.dropping(.multicastIPUnicastMAC) }
      if source >> 28 == 0xe { return context.dropping(.sourceIPMulticast) }
      if source >> 28 == 0xf { return context.dropping(.sourceIPClassE) }
      if source >> 24 == 127 { return context.dropping(.sourceIPLoopback) }
      if destination >> 24 == 127 { return context.dropping(.destinationIPLoopback) }
      if destination == .max || destination >> 24 == 0 { return context.dropping(.nonRoutable) }
    case .ipv6:
      guard row.pointee.isValid, row.pointee.routesIPv6 else { return context.dropping(.ingressInterfaceDisabled) }
      guard headers.isRoutable else { return context.dropping(.ipHeaderError) }
      if headers.destinationHigh >> 56 == 0xff { return context.dropping(.multicastIPUnicastMAC) }
      if headers.sourceHigh >> 56 == 0xff { return context.dropping(.sourceIPMulticast) }
      if headers.sourceHigh == 0 && headers.sourceLow == 1 { return context.dropping(.sourceIPLoopback) }
      if headers.destinationHigh == 0 && headers.destinationLow == 1 { return context.dropping(.destinationIPLoopback) }
      // RFC 4291 §2.5.6: neither source nor destination of a packet that leaves its link.
      if headers.destinationHigh >> 54 == 0x3fa || headers.sourceHigh >> 54 == 0x3fa { return context.trapping(.linkLocal) }
      if headers.destinationHigh == 0 && headers.destinationLow == 0 { return context.dropping(.nonRoutable) }
    case .arp: context.trapping(.arp)
    default: context.dropping(.noL3Header)
    }
  }

  /// Whether routing still looks for this packet's way; only steps of packets that are routed ask.
  @inline(__always)
  private var seeksRoute: Bool {
    context.drop == .none && context.trap == .none && context.destinationKind == 0
  }

  func stepHost(_ stage: UInt8, _ family: PacketHeaders.L3Kind) {
    guard seeksRoute, context.headers.l3Kind == family, let rows = family == .ipv4 ? tables.hostIPv4 : tables.hostIPv6 else { return }
    beginKey(rows.find)
    put(context.virtualRouter, rows.virtualRouter)
    if family == .ipv4 {
      put(context.headers.destinationHigh >> 32, rows.address)
    } else {
      put(context.headers.destinationLow, rows.address)
      put(context.headers.destinationHigh, rows.addressHigh)
    }
    let hit: Int
    if family == .ipv4, let hint = announcedHost(rows) { hit = rows.find.find(key, hint.pointee) } else { hit = rows.find.find(key) }
    log.add(rows.id, stage, hit)
    trace(rows.find.comparedWords)
    if hit >= 0 {
      let row = rows.find.base + hit &* rows.find.stride
      context.destinationKind = rows.kind.read(row)
      context.destination = rows.destination.read(row)
    }
  }

  func stepRouteIPv4(_ stage: UInt8) {
    guard seeksRoute, context.headers.l3Kind == .ipv4, let rows = tables.routeIPv4 else { return }
    if let hashed = rows.hashed {
      return take(rows, longest(rows, hashed, high: context.headers.destinationHigh, low: 0, bits: 32), stage, miss: .lpm4Miss)
    }
    guard let tcam = rows.tcam else { return }
    key[0] = 0
    key[1] = 0
    key[2] = 0
    put(context.virtualRouter, rows.virtualRouter)
    put(context.headers.destinationHigh >> 32, rows.address)
    let found = announced(rows) ?? tcam._withUnsafeGuaranteedRef { $0.firstMatchWithBucket(key) }
    let hit = found == .max ? -1 : Int(truncatingIfNeeded: found & 0xffff_ffff)
    guard let algorithmic = rows.algorithmic else { return take(rows, physical(rows, hit), stage, miss: .lpm4Miss) }
    log.add(rows.id, stage, hit, level: 1)
    trace(rows.keyWords)
    guard hit >= 0 else { return miss(.lpm4Miss) }
    let bucket = algorithmic.checked(bucket: Int(truncatingIfNeeded: found &>> 32))
    let best = bucket < 0 ? -1 : algorithmic.longest(in: bucket, context.headers.destinationHigh >> 32)
    finish(rows, algorithmic, pivot: hit, best, stage, miss: .lpm4Miss)
  }

  func stepRouteIPv6(_ stage: UInt8) {
    guard seeksRoute, context.headers.l3Kind == .ipv6, let rows = tables.routeIPv6 else { return }
    if let hashed = rows.hashed {
      let (high, low) = (context.headers.destinationHigh, context.headers.destinationLow)
      return take(rows, longest(rows, hashed, high: high, low: low, bits: 128), stage, miss: .lpm6Miss)
    }
    guard let tcam = rows.tcam else { return }
    key[0] = 0
    key[1] = 0
    key[2] = 0
    put(context.virtualRouter, rows.virtualRouter)
    put(context.headers.destinationLow, rows.address)
    put(context.headers.destinationHigh, rows.addressHigh)
    let found = tcam._withUnsafeGuaranteedRef { $0.firstMatchWithBucket(key) }
    let hit = found == .max ? -1 : Int(truncatingIfNeeded: found & 0xffff_ffff)
    guard let algorithmic = rows.algorithmic else { return take(rows, physical(rows, hit), stage, miss: .lpm6Miss) }
    log.add(rows.id, stage, hit, level: 1)
    trace(rows.keyWords)
    guard hit >= 0 else { return miss(.lpm6Miss) }
    let bucket = algorithmic.checked(bucket: Int(truncatingIfNeeded: found &>> 32))
    let best = bucket < 0 ? -1 : algorithmic.longest(in: bucket, context.headers.destinationHigh, context.headers.destinationLow)
    finish(rows, algorithmic, pivot: hit, best, stage, miss: .lpm6Miss)
  }

  /// The row of a TCAM's position.
  @inline(__always)
  private func physical(_ rows: Compiled<RouteRows>, _ hit: Int) -> Int {
    guard let banks = rows.banks else { return hit }
    return banks._withUnsafeGuaranteedRef { $0.row(hit) }
  }

  /// The row of the longest prefix, where prefixes are found by hash: each length that there is is asked for, the longest first.
  private func longest(_ rows: Compiled<RouteRows>, _ hashed: HashLookUp, high: UInt64, low: UInt64, bits: Int) -> Int {
    guard let lengths = rows.lengths else { return -1 }
    return lengths._withUnsafeGuaranteedRef { lengths in
      var word = LengthIndex.words - 1
      while word >= 0 {
        var rest = lengths.present[word]
        while rest != 0 {
          let bit = 63 &- rest.leadingZeroBitCount
          rest &= ~(1 &<< UInt64(truncatingIfNeeded: bit))
          let length = word &* 64 &+ bit
          guard length <= bits else { continue }
          beginKey(hashed)
          put(context.virtualRouter, rows.virtualRouter)
          // Shifts by 64 give zero, as a mask of no bits must.
          let highMask: UInt64 = length >= 64 ? ~0 : ~0 << UInt64(64 &- length)
          if bits == 32 {
            put((high & highMask) >> 32, rows.address)
          } else {
            let lowMask: UInt64 = length <= 64 ? 0 : ~0 << UInt64(128 &- length)
            put(low & lowMask, rows.address)
            put(high & highMask, rows.addressHigh)
          }
          put(UInt64(truncatingIfNeeded: length), rows.length)
          let hit = hashed.find(key)
          if hit >= 0 { return hit }
        }
        word &-= 1
      }
      return -1
    }
  }

  /// The result of a bucket's entry, or of the pivot where no entry suits.
  @inline(__always)
  private func finish(
    _ rows: Compiled<RouteRows>, _ algorithmic: AlgorithmicLookUp, pivot: Int, _ best: Int, _ stage: UInt8, miss reason: DropReason
  ) {
    log.add(rows.id, stage, best)
    trace(rows.keyWords)
    if best >= 0 {
      let row = rows.base + best &* rows.stride
      context.destinationKind = rows.kind.read(row)
      context.destination = rows.destination.read(row)
    } else {
      let row = algorithmic.pivotBase + pivot &* algorithmic.pivotStride
      context.destinationKind = rows.pivotKind.read(row)
      context.destination = rows.pivotDestination.read(row)
    }
    if context.destinationKind == DestinationKind.none.rawValue { miss(reason) }
  }

  /// The result of a prefix that stands in the TCAM itself.
  private func take(_ rows: Compiled<RouteRows>, _ hit: Int, _ stage: UInt8, miss reason: DropReason) {
    log.add(rows.id, stage, hit)
    trace(rows.keyWords)
    guard hit >= 0 else { return miss(reason) }
    let row = rows.base + hit &* rows.stride
    context.destinationKind = rows.kind.read(row)
    context.destination = rows.destination.read(row)
  }

  private func miss(_ reason: DropReason) { context.dropping(reason) }

  func stepGroup(_ stage: UInt8) {
    guard context.destinationKind == DestinationKind.nextHopGroup.rawValue, context.drop == .none, let groups = tables.group,
      let members = tables.member
    else { return }
    guard let row = groups.rows.row(Int(truncatingIfNeeded: context.destination)) else { return context.dropping(.emptyNextHopGroup) }
    log.add(groups.id, stage, Int(truncatingIfNeeded: context.destination))
    traceNumber(Int(truncatingIfNeeded: context.destination))
    let count = groups.count.read(row)
    guard count > 0 else { return context.dropping(.emptyNextHopGroup) }
    let number = Int(truncatingIfNeeded: groups.base.read(row) &+ flow(count))
    guard let member = members.rows.row(number) else { return context.dropping(.emptyNextHopGroup) }
    log.add(members.id, stage, number)
    traceNumber(number)
    context.destinationKind = DestinationKind.nextHop.rawValue
    context.destination = members.nextHop.read(member)
  }

  func stepNextHop(_ stage: UInt8) {
    guard context.drop == .none, context.trap == .none else { return }
    switch DestinationKind(rawValue: context.destinationKind) {
    case .nextHop: break
    case .cpu:
      // The number says why: 0 an address of the switch, 1 a connected host that is not known.
      return context.trapping(context.destination == 0 ? .ip2me : .neighborMiss)
    case .drop: return context.dropping(.blackholeRoute)
    case .none?, .nextHopGroup, .port: return context.dropping(.emptyNextHopGroup)
    case nil: return context.dropping(.unsupportedAction)
    }
    guard let rows = tables.nextHop, let row = rows.rows.row(Int(truncatingIfNeeded: context.destination)) else {
      return context.dropping(.unresolvedNextHop)
    }
    log.add(rows.id, stage, Int(truncatingIfNeeded: context.destination))
    traceNumber(Int(truncatingIfNeeded: context.destination))
    guard row.pointee.isValid else { return context.dropping(.unresolvedNextHop) }
    context.nextHop = Int(truncatingIfNeeded: context.destination)
    context.newDestinationMAC = row.pointee.mac
    context.egressInterface = row.pointee.interface
  }

  func stepEgressInterface(_ stage: UInt8) {
    guard context.drop == .none, context.trap == .none, let rows = tables.egressInterface else { return }
    guard let row = rows.rows.row(context.egressInterface) else { return context.dropping(.egressInterfaceDisabled) }
    log.add(rows.id, stage, context.egressInterface)
    traceNumber(context.egressInterface)
    guard row.pointee.isValid else { return context.dropping(.egressInterfaceDisabled) }
    if context.headers.ttl <= 1 { return context.trapping(.ttlError) }
    if Int(context.headers.ipTotalLength) > row.pointee.mtu { return context.trapping(.l3MTUError) }
    context.newSourceMAC = row.pointee.mac
    let kind = row.pointee.kind
    if kind != InterfaceKind.vlan.rawValue {
      context.egressVLAN = 0
      context.subPortTag = kind == InterfaceKind.subPort.rawValue ? UInt16(truncatingIfNeeded: row.pointee.vlan) : 0
      context.egressPort = member(ofLogical: row.pointee.port)
      return
    }
    // Into a VLAN: where in it the next hop is, the FDB knows.
    context.egressVLAN = row.pointee.vlan
    guard let vlans = tables.vlan, let vlanRow = vlans.rows.row(Int(context.egressVLAN)), vlanRow.pointee.isValid else {
      return context.dropping(.egressVLANFilter)
    }
    log.add(vlans.id, stageOfVLAN, Int(context.egressVLAN))
    traceNumber(Int(context.egressVLAN))
    bridge(context.newDestinationMAC, vlanRow.pointee.fid, stageOfFDB)
  }
}
