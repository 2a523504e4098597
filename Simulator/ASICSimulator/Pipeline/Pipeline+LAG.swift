import PacketKit
import SwitchPlatform

// LAGs: which one a packet came in by, and which member it leaves by.
extension Pipeline {
  /// Notes the LAG that the ingress port is in.
  ///
  /// - Returns: `false` when the packet goes no further.
  @inline(__always)
  func joinLAG(_ row: UnsafePointer<PortRow>) -> Bool {
    context.hasSubPorts = row.pointee.hasSubPorts
    context.lag = row.pointee.lag
    guard context.lag != 0 else { return true }
    context.logicalPort = firstLAG &+ Int(truncatingIfNeeded: context.lag) &- 1
    if !row.pointee.collects {
      context.drop = .lagNotCollecting
      return false
    }
    return true
  }

  /// The chip port by which a packet leaves for a logical port; -1 and a drop where a LAG has no member.
  @inline(__always)
  func member(ofLogical port: Int) -> Int { port < firstLAG ? port : member(ofLAG: port &- firstLAG) }

  private func member(ofLAG number: Int) -> Int {
    guard let lags = tables.lag, let members = tables.lagMember, let row = lags.rows.row(number) else {
      context.dropping(.lagEmpty)
      return -1
    }
    log.add(lags.id, stageOfLAG, number)
    traceNumber(number)
    let count = lags.count.read(row)
    guard count > 0 else {
      context.dropping(.lagEmpty)
      return -1
    }
    let place = Int(truncatingIfNeeded: lags.base.read(row) &+ (lagHash &* count) &>> 32)
    guard let member = members.rows.row(place) else {
      context.dropping(.lagEmpty)
      return -1
    }
    log.add(members.id, stageOfLAG, place)
    traceNumber(place)
    return Int(truncatingIfNeeded: members.port.read(member))
  }

  /// Whether a flood leaves by a member of the VLAN: by every port of its own, by one member of each LAG, and not by the LAG that it
  /// came in by.
  func isChosen(_ port: Int) -> Bool {
    guard let ports = tables.port, let row = ports.rows.row(port) else { return true }
    let lag = row.pointee.lag
    if lag == 0 { return true }
    if lag == context.lag && !context.isRouted { return false }
    guard let lags = tables.lag, let members = tables.lagMember, let entry = lags.rows.row(Int(truncatingIfNeeded: lag) &- 1) else {
      return false
    }
    let count = lags.count.read(entry)
    guard count > 0, let member = members.rows.row(Int(truncatingIfNeeded: lags.base.read(entry) &+ (lagHash &* count) &>> 32)) else {
      return false
    }
    return Int(truncatingIfNeeded: members.port.read(member)) == port
  }

  /// 32 bits of the packet's addresses and ports: the same for all packets of a flow.
  private var lagHash: UInt64 {
    if let hash = context.lagHash { return hash }
    let headers = context.headers
    clearKey(6)
    key[0] = headers.sourceMAC ^ headers.destinationMAC &<< 16 ^ headers.destinationMAC &>> 32
    key[1] = headers.sourceHigh
    key[2] = headers.destinationHigh
    key[3] = UInt64(headers.ipProtocol) | UInt64(headers.l4SourcePort) << 8 | UInt64(headers.l4DestinationPort) << 24
    key[4] = headers.sourceLow
    key[5] = headers.destinationLow
    // Not the words of the next-hop groups' hash: or all flows of a group's member would meet on one port of a LAG. Another seed alone
    // would not do, since a CRC is linear in it.
    let hash = UInt64(asic.flowHash.function.hash(key, words: 6, seed: ~asic.flowHash.seed))
    context.lagHash = hash
    return hash
  }
}
