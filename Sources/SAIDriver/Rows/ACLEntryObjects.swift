import CSAI
import SwitchHAL
import SwitchModel

/// ACL entries with their counters and ranges. The match is given once and remembered; the priority and the action are read.
final class ACLEntryObjects: RowObjects, ACLCounterSource {
  private let context: SAIContext
  private var library: SAILibrary { context.library }
  private var given: [ACLEntry.Key: (row: ACLEntry, parts: [SAIObject], counter: SAIObject?)] = [:]
  private let priorities: ClosedRange<UInt32>

  init(_ context: SAIContext) {
    self.context = context
    let lowest = (try? context.library.value(context.library.root, SAI_SWITCH_ATTR_ACL_ENTRY_MINIMUM_PRIORITY) { $0.u32 }) ?? 0
    let highest = (try? context.library.value(context.library.root, SAI_SWITCH_ATTR_ACL_ENTRY_MAXIMUM_PRIORITY) { $0.u32 }) ?? .max
    priorities = lowest <= highest ? lowest...highest : 0...UInt32.max
  }

  func column(_ type: UInt32) -> String? { type == SAI_OBJECT_TYPE_ACL_COUNTER.rawValue ? "isCounted" : "match" }

  private func entry(_ id: sai_object_id_t) -> SAIObject { SAIObject(SAI_OBJECT_TYPE_ACL_ENTRY, id) }

  func read(_ key: ACLEntry.Key, _ id: sai_object_id_t) throws(SAIFault) -> ACLEntry? {
    guard id != 0, let given = given[key] else { return nil }
    let priority = try library.value(entry(id), SAI_ACL_ENTRY_ATTR_PRIORITY) { $0.u32 }
    let redirect = try library.value(entry(id), SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT) { $0.aclaction }
    let packet = try library.value(entry(id), SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION) { $0.aclaction }
    let action: ACLEntry.Action
    if redirect.enable {
      if let port = context.port(redirect.parameter.oid) {
        action = .redirectToPort(port)
      } else if case .nextHop(let nextHop) = context.key(redirect.parameter.oid) {
        action = .redirectToNextHop(nextHop)
      } else {
        return nil
      }
    } else if !packet.enable {
      action = .undecided
    } else {
      switch UInt32(bitPattern: packet.parameter.s32) {
      case SAI_PACKET_ACTION_DROP.rawValue, SAI_PACKET_ACTION_DENY.rawValue: action = .drop
      case SAI_PACKET_ACTION_TRAP.rawValue: action = .trap
      case SAI_PACKET_ACTION_COPY.rawValue, SAI_PACKET_ACTION_LOG.rawValue: action = .copy
      default: action = .permit
      }
    }
    return ACLEntry(
      table: key.table, number: key.number, priority: priority, match: given.row.match, action: action, isCounted: given.row.isCounted,
      policer: try policer(entry(id)))
  }

  /// The policer that an entry names. A library without policers is not asked.
  private func policer(_ entry: SAIObject) throws(SAIFault) -> PolicerID? {
    guard library.functions.objects[SAI_OBJECT_TYPE_POLICER.rawValue]?.create != nil,
      library.canGive(SAI_OBJECT_TYPE_ACL_ENTRY, SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER)
    else { return nil }
    let action = try library.value(entry, SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER) { $0.aclaction }
    guard action.enable, case .policer(let id) = context.key(action.parameter.oid) else { return nil }
    return id
  }

  private func action(_ policer: PolicerID?) throws(SAIFault) -> SAIValue {
    guard let policer else { return .actionObject(nil) }
    return .actionObject(try context.object(.policer(policer)))
  }

  /// The packet action and the redirection: of the two one is enabled.
  private func actions(_ action: ACLEntry.Action) throws(SAIFault) -> (packet: SAIValue, redirect: SAIValue) {
    func packet(_ action: sai_packet_action_t) -> SAIValue { .actionNumber(Int32(bitPattern: action.rawValue)) }
    switch action {
    case .permit: return (packet(SAI_PACKET_ACTION_FORWARD), .actionObject(nil))
    case .undecided: return (.actionNumber(nil), .actionObject(nil))
    case .drop: return (packet(SAI_PACKET_ACTION_DROP), .actionObject(nil))
    case .trap: return (packet(SAI_PACKET_ACTION_TRAP), .actionObject(nil))
    case .copy: return (packet(SAI_PACKET_ACTION_COPY), .actionObject(nil))
    case .redirectToPort(let port): return (.actionNumber(nil), .actionObject(try context.object(port).id))
    case .redirectToNextHop(let nextHop): return (.actionNumber(nil), .actionObject(try context.object(.nextHop(nextHop))))
    }
  }

  func insert(_ row: ACLEntry, _ steps: Steps) throws(SAIFault) -> sai_object_id_t {
    guard priorities.contains(row.priority) else { throw .cause(.invalid(ACLEntry.schema.column(named: "priority") ?? ColumnID(0))) }
    let table = try context.object(.aclTable(row.key.table))
    var parts: [SAIObject] = []
    var attributes = [
      SAIAttribute(SAI_ACL_ENTRY_ATTR_TABLE_ID, .object(table)), SAIAttribute(SAI_ACL_ENTRY_ATTR_PRIORITY, .u32(row.priority)),
      SAIAttribute(SAI_ACL_ENTRY_ATTR_ADMIN_STATE, .flag(true))
    ]
    attributes += try ACLMatchWriter(context: context).attributes(row.match)
    var ranges: [sai_object_id_t] = []
    for (range, type) in [
      (row.match.l4SourcePort, SAI_ACL_RANGE_TYPE_L4_SRC_PORT_RANGE), (row.match.l4DestinationPort, SAI_ACL_RANGE_TYPE_L4_DST_PORT_RANGE)
    ] {
      guard let range, range.lower != range.upper else { continue }
      let object = try steps.create(
        SAI_OBJECT_TYPE_ACL_RANGE,
        [
          SAIAttribute(SAI_ACL_RANGE_ATTR_TYPE, .choice(type)),
          SAIAttribute(SAI_ACL_RANGE_ATTR_LIMIT, .range(UInt32(range.lower), UInt32(range.upper)))
        ])
      parts.append(object)
      ranges.append(object.id)
    }
    if !ranges.isEmpty { attributes.append(SAIAttribute(SAI_ACL_ENTRY_ATTR_FIELD_ACL_RANGE_TYPE, .field(.objects(ranges)))) }
    var counter: SAIObject?
    if row.isCounted {
      let made = try steps.create(
        SAI_OBJECT_TYPE_ACL_COUNTER,
        [
          SAIAttribute(SAI_ACL_COUNTER_ATTR_TABLE_ID, .object(table)), SAIAttribute(SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT, .flag(true)),
          SAIAttribute(SAI_ACL_COUNTER_ATTR_ENABLE_BYTE_COUNT, .flag(true))
        ])
      attributes.append(SAIAttribute(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER, .actionObject(made.id)))
      parts.append(made)
      counter = made
    }
    let (packet, redirect) = try actions(row.action)
    if packet != .actionNumber(nil) { attributes.append(SAIAttribute(SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION, packet)) }
    if redirect != .actionObject(nil) { attributes.append(SAIAttribute(SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT, redirect)) }
    if row.policer != nil { attributes.append(SAIAttribute(SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER, try action(row.policer))) }
    let made = try steps.create(SAI_OBJECT_TYPE_ACL_ENTRY, attributes)
    given[row.key] = (row, parts, counter)
    return made.id
  }

  func update(_ held: ACLEntry, to row: ACLEntry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    if let column = ACLEntry.schema.firstFixed(held, row) { throw .cause(.invalid(column)) }
    let old = try actions(held.action)
    let new = try actions(row.action)
    try steps.set(entry(id), SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER, try action(row.policer), was: try action(held.policer))
    try steps.set(entry(id), SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT, new.redirect, was: old.redirect)
    try steps.set(entry(id), SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION, new.packet, was: old.packet)
  }

  func remove(_ held: ACLEntry, _ id: sai_object_id_t, _ steps: Steps) throws(SAIFault) {
    try library.remove(entry(id))
    // The entry is gone, which is what was asked; a counter or range that stays behind takes room and no packets.
    for part in given.removeValue(forKey: held.key)?.parts ?? [] { try? library.remove(part) }
  }

  func count(of key: ACLEntry.Key) -> PacketCount? {
    guard let counter = given[key]?.counter, let packets = try? library.value(counter, SAI_ACL_COUNTER_ATTR_PACKETS, { $0.u64 }),
      let bytes = try? library.value(counter, SAI_ACL_COUNTER_ATTR_BYTES, { $0.u64 })
    else { return nil }
    return PacketCount(packets: packets, bytes: bytes)
  }
}

/// A match as the fields of an entry; port ranges are objects of their own and not among them.
struct ACLMatchWriter {
  let context: SAIContext

  func attributes(_ match: ACLMatch) throws(SAIFault) -> [SAIAttribute] {
    var given: [SAIAttribute] = []
    func add(_ attribute: sai_acl_entry_attr_t, _ field: SAIField) { given.append(SAIAttribute(attribute, .field(field))) }
    if let type = match.ipType {
      let types = [SAI_ACL_IP_TYPE_NON_IP, SAI_ACL_IP_TYPE_IPV4ANY, SAI_ACL_IP_TYPE_IPV6ANY, SAI_ACL_IP_TYPE_ARP]
      add(SAI_ACL_ENTRY_ATTR_FIELD_ACL_IP_TYPE, .choice(Int32(bitPattern: types[Int(type.rawValue)].rawValue)))
    }
    if let etherType = match.etherType { add(SAI_ACL_ENTRY_ATTR_FIELD_ETHER_TYPE, .u16(etherType, mask: 0xffff)) }
    for (prefix, v4, v6) in [
      (match.sourceIP, SAI_ACL_ENTRY_ATTR_FIELD_SRC_IP, SAI_ACL_ENTRY_ATTR_FIELD_SRC_IPV6),
      (match.destinationIP, SAI_ACL_ENTRY_ATTR_FIELD_DST_IP, SAI_ACL_ENTRY_ATTR_FIELD_DST_IPV6)
    ] {
      guard let prefix else { continue }
      add(prefix.family == .v4 ? v4 : v6, .address(prefix.address, mask: maskAddress(prefix.length, prefix.family)))
    }
    if let number = match.ipProtocol { add(SAI_ACL_ENTRY_ATTR_FIELD_IP_PROTOCOL, .u8(number, mask: 0xff)) }
    for (range, attribute) in [
      (match.l4SourcePort, SAI_ACL_ENTRY_ATTR_FIELD_L4_SRC_PORT), (match.l4DestinationPort, SAI_ACL_ENTRY_ATTR_FIELD_L4_DST_PORT)
    ] {
      if let range, range.lower == range.upper { add(attribute, .u16(range.lower, mask: 0xffff)) }
    }
    if let flags = match.tcpFlags { add(SAI_ACL_ENTRY_ATTR_FIELD_TCP_FLAGS, .u8(flags.value, mask: flags.mask)) }
    if let dscp = match.dscp { add(SAI_ACL_ENTRY_ATTR_FIELD_DSCP, .u8(dscp, mask: 0x3f)) }
    let isIPv6 = match.ipType == .ipv6 || match.sourceIP?.family == .v6 || match.destinationIP?.family == .v6
    if let type = match.icmpType {
      add(isIPv6 ? SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_TYPE : SAI_ACL_ENTRY_ATTR_FIELD_ICMP_TYPE, .u8(type, mask: 0xff))
    }
    if let code = match.icmpCode {
      add(isIPv6 ? SAI_ACL_ENTRY_ATTR_FIELD_ICMPV6_CODE : SAI_ACL_ENTRY_ATTR_FIELD_ICMP_CODE, .u8(code, mask: 0xff))
    }
    if let vlan = match.vlan { add(SAI_ACL_ENTRY_ATTR_FIELD_OUTER_VLAN_ID, .u16(vlan.rawValue, mask: 0xfff)) }
    if let mac = match.sourceMAC { add(SAI_ACL_ENTRY_ATTR_FIELD_SRC_MAC, .mac(mac.value, mask: mac.mask)) }
    if let mac = match.destinationMAC { add(SAI_ACL_ENTRY_ATTR_FIELD_DST_MAC, .mac(mac.value, mask: mac.mask)) }
    if let port = match.inPort { add(SAI_ACL_ENTRY_ATTR_FIELD_IN_PORT, .object(try context.object(port).id)) }
    return given
  }
}
