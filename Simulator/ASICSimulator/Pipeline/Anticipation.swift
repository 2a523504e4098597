import CMemoryHints
import PacketKit
import SwitchPlatform

/// Asks for the memory that packets to come will need, some packets ahead.
///
/// A packet's look-ups each wait for main memory, one after the other; those of different packets do not depend on each other.
/// Each packet is announced before its turn and goes through three steps, each of which uses what the one before has brought:
/// where its keys lead, what stands there, and the bucket of its route. Nothing here changes what happens to a packet: a wrong
/// guess costs time.
struct Anticipation {
  /// Packets between an announcement and the packet's turn.
  static let distance = 9
  private static let step = 3
  private static let slots = 16

  private struct Packet {
    var key: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var slots = MaskHashIndex.Slots()
    /// Whether it is routed as IPv4.
    var isRouted = false
    /// What the third step found for the key, and the number of changes of the table at which it did.
    var found: UInt64 = .max
    var version: UInt64 = .max
    var source: UInt64 = 0
    var target: UInt64 = 0
    /// What stands in the hosts' table for the destination, and the key that it is for.
    var hostKey: (UInt64, UInt64) = (.max, .max)
    var hostHint = HashLookUp.Hint()
    /// 0: the addresses are not looked up.
    var fid: UInt64 = 0
    var sourceHint = HashLookUp.Hint()
    var targetHint = HashLookUp.Hint()
  }

  private let packets: UnsafeMutablePointer<Packet>
  private let key: UnsafeMutablePointer<UInt64>
  private var count = 0

  init() {
    packets = .allocate(capacity: Anticipation.slots)
    packets.initialize(repeating: Packet(), count: Anticipation.slots)
    key = .allocate(capacity: 4)
    key.initialize(repeating: 0, count: 4)
  }

  func deallocate() {
    packets.deallocate()
    key.deallocate()
  }

  @inline(__always)
  mutating func announce(_ frame: UnsafeRawBufferPointer, _ port: Int, _ tables: CompiledTables, _ routerMACs: LookUpMemo) {
    let now = count & (Anticipation.slots - 1)
    // The frames of a capture stand one behind the other: one that is to be announced soon is there by then. Anything may stand there; nothing is read.
    if let bytes = frame.baseAddress { trysail_prefetch(bytes + frame.count &* Anticipation.distance) }
    packets[now].isRouted = false
    packets[now].fid = 0
    lookAhead(frame, port, tables, routerMACs, now)
    let second = (count &- Anticipation.step) & (Anticipation.slots - 1)
    if packets[second].fid != 0, let fdb = tables.fdb {
      fdb.find.anticipateRow(&packets[second].sourceHint)
      if packets[second].target != packets[second].source { fdb.find.anticipateRow(&packets[second].targetHint) }
    }
    if packets[second].isRouted, let hosts = tables.hostIPv4 { hosts.find.anticipateRow(&packets[second].hostHint) }
    if let routes = tables.routeIPv4, let algorithmic = routes.algorithmic, let tcam = routes.tcam {
      let third = (count &- 2 &* Anticipation.step) & (Anticipation.slots - 1)
      tcam._withUnsafeGuaranteedRef { index in
        if packets[second].isRouted { index.anticipateItems(packets[second].slots) }
        if packets[third].isRouted {
          let hit = withKey(third) { index.firstMatchWithBucket($0, packets[third].slots) }
          packets[third].found = hit
          packets[third].version = index.version
          if hit != .max {
            algorithmic.anticipate(bucket: Int(truncatingIfNeeded: hit >> 32), pivot: Int(truncatingIfNeeded: hit & 0xffff_ffff))
          }
        }
      }
    }
    count &+= 1
  }

  /// What the third step found for this key, when it was this packet's turn and the table has not changed since.
  @inline(__always)
  func found(_ key: UnsafePointer<UInt64>, version: UInt64) -> UInt64? {
    let packet = packets + ((count &- 1 &- Anticipation.distance) & (Anticipation.slots - 1))
    guard packet.pointee.version == version, packet.pointee.key.0 == key[0], packet.pointee.key.1 == key[1] else { return nil }
    return packet.pointee.found
  }

  /// The hint for an address in the filtering database, when it is one of this packet's.
  @inline(__always)
  func hint(for mac: UInt64, _ fid: UInt64) -> UnsafePointer<HashLookUp.Hint>? {
    let packet = packets + ((count &- 1 &- Anticipation.distance) & (Anticipation.slots - 1))
    guard packet.pointee.fid == fid, fid != 0 else { return nil }
    if packet.pointee.source == mac { return packet.pointer(to: \.sourceHint).map { UnsafePointer($0) } }
    return packet.pointee.target == mac ? packet.pointer(to: \.targetHint).map { UnsafePointer($0) } : nil
  }

  /// The hint for a key of one or two words in the hosts' table, when it is this packet's.
  @inline(__always)
  func hostHint(_ key: UnsafePointer<UInt64>, words: Int) -> UnsafePointer<HashLookUp.Hint>? {
    let packet = packets + ((count &- 1 &- Anticipation.distance) & (Anticipation.slots - 1))
    // Behind a key of one word stands what an earlier look-up left.
    guard packet.pointee.hostKey.0 == key[0], words == 1 || packet.pointee.hostKey.1 == key[1] else { return nil }
    return packet.pointer(to: \.hostHint).map { UnsafePointer($0) }
  }

  @inline(__always)
  private func withKey<Result>(_ number: Int, _ body: (UnsafeMutablePointer<UInt64>) -> Result) -> Result {
    withUnsafeMutablePointer(to: &packets[number].key) { $0.withMemoryRebound(to: UInt64.self, capacity: 3) { body($0) } }
  }

  @inline(__always)
  private func anticipate(_ fdb: Compiled<FDBRows>, _ mac: UInt64, _ fid: UInt64) -> HashLookUp.Hint {
    key[0] = fdb.find.tag
    key[1] = 0
    fdb.mac.put(mac, key)
    fdb.fid.put(fid, key)
    let hint = fdb.find.hint(for: key)
    fdb.find.anticipate(hint)
    return hint
  }

  /// Whether an address is known as the router's own.
  @inline(__always)
  private func isRouters(_ mac: UInt64, _ interface: UInt64, _ tables: CompiledTables, _ memo: LookUpMemo) -> Bool {
    guard let rows = tables.routerMAC, rows.find.comparedWords == 1 else { return false }
    key[0] = rows.find.tag
    rows.mac.put(mac, key)
    rows.interface.put(interface, key)
    return memo.hit(key[0], interface, version: rows.find.version) ?? -1 >= 0
  }

  /// The first step: the small tables say which filtering database and virtual router, and these with the addresses where to look.
  @inline(__always)
  private func lookAhead(_ frame: UnsafeRawBufferPointer, _ port: Int, _ tables: CompiledTables, _ routerMACs: LookUpMemo, _ now: Int) {
    guard frame.count >= 38, let bytes = frame.baseAddress, let ports = tables.port, let portRow = ports.rows.row(port) else { return }
    var type = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt16.self))
    var ip = 14
    var vlan = portRow.pointee.portVLAN
    if type == 0x8100 {
      let tag = UInt64(UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 14, as: UInt16.self)) & 0xfff)
      if tag != 0 { vlan = tag }
      type = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt16.self))
      ip = 18
    }
    var interface = portRow.pointee.interface
    if interface == 0, let vlans = tables.vlan, let vlanRow = vlans.rows.row(Int(truncatingIfNeeded: vlan)) {
      interface = vlanRow.pointee.interface
      let target = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) >> 16
      let isForRouter = interface != 0 && isRouters(target, interface, tables, routerMACs)
      if let fdb = tables.fdb {
        let fid = vlanRow.pointee.fid
        packets[now].source = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 6, as: UInt64.self)) >> 16
        packets[now].fid = fid
        packets[now].sourceHint = anticipate(fdb, packets[now].source, fid)
        // Where the router's own address leads is not asked.
        packets[now].target = isForRouter ? packets[now].source : target
        packets[now].targetHint = isForRouter ? packets[now].sourceHint : anticipate(fdb, target, fid)
      }
    }
    guard interface != 0, type == 0x0800, frame.count >= ip + 20, let interfaces = tables.routerInterface, let routes = tables.routeIPv4,
      let row = interfaces.rows.row(Int(truncatingIfNeeded: interface))
    else { return }
    if let acl = tables.aclIngress, acl.sourceOffset >= 0, acl.destinationOffset >= 0 {
      let source = UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: ip + 12, as: UInt32.self)))
      let target = UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: ip + 16, as: UInt32.self)))
      acl.index._withUnsafeGuaranteedRef { $0.anticipate(source, at: acl.sourceOffset, target, at: acl.destinationOffset) }
    }
    let router = row.pointee.virtualRouter
    let destination = UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: ip + 16, as: UInt32.self)))
    if let tcam = routes.tcam {
      // Put together where it stays: a copy would wait for what has just been written.
      packets[now].key = (0, 0, 0)
      packets[now].isRouted = true
      packets[now].version = .max
      withKey(now) { key in
        routes.virtualRouter.put(router, key)
        routes.address.put(destination, key)
        tcam._withUnsafeGuaranteedRef {
          packets[now].slots = $0.slots(of: key)
          $0.anticipateLists(packets[now].slots)
        }
      }
    }
    if let hosts = tables.hostIPv4 {
      packets[now].hostKey = (hosts.find.tag, 0)
      withUnsafeMutablePointer(to: &packets[now].hostKey) { words in
        words.withMemoryRebound(to: UInt64.self, capacity: 2) { key in
          hosts.virtualRouter.put(router, key)
          hosts.address.put(destination, key)
          packets[now].hostHint = hosts.find.hint(for: key)
        }
      }
      hosts.find.anticipate(packets[now].hostHint)
    }
  }
}
