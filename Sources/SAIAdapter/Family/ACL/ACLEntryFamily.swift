import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel

/// ACL entries. One of SAI's can become several rows: a list of ports, or an IP type that is two of ours.
enum ACLEntryFamily: ObjectFamily {
  static let maximumPriority: UInt32 = 0x7fff_ffff

  /// Ingress actions of a device; those on policers where it has them.
  static func actions(on capabilities: Capabilities) -> [Int64] {
    capabilities.supports(.policer) ? actions : actions.filter { $0 != Int64(SAI_ACL_ACTION_TYPE_SET_POLICER.rawValue) }
  }
  /// All that some device has.
  static let actions: [Int64] = [
    SAI_ACL_ACTION_TYPE_PACKET_ACTION, SAI_ACL_ACTION_TYPE_REDIRECT, SAI_ACL_ACTION_TYPE_COUNTER, SAI_ACL_ACTION_TYPE_SET_POLICER
  ].map { Int64($0.rawValue) }
  static let egressActions: [Int64] = [SAI_ACL_ACTION_TYPE_PACKET_ACTION, SAI_ACL_ACTION_TYPE_COUNTER].map { Int64($0.rawValue) }

  static let support = AttributeSupport(
    applied: [
      SAI_ACL_ENTRY_ATTR_TABLE_ID, SAI_ACL_ENTRY_ATTR_PRIORITY, SAI_ACL_ENTRY_ATTR_ADMIN_STATE,
      SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION, SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT, SAI_ACL_ENTRY_ATTR_ACTION_COUNTER,
      SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER
    ] + ACLMatchReader.fields)

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard let table = owner.related(object, SAI_ACL_ENTRY_ATTR_TABLE_ID) else { throw .invalidParameter }
    let rows = try rows(object, table, owner)
    var transaction = Transaction()
    for row in rows { transaction.insert(row) }
    try owner.commit(transaction)
    owner.aclRows[object.id] = rows.map(\.key)
    table.members.append(object.id)
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) {
    let counts = owner.aclCounts(of: object)
    var transaction = Transaction()
    for key in owner.aclRows[object.id] ?? [] { transaction.remove(ACLEntry.self, key) }
    try owner.commit(transaction)
    owner.keepACLCounts(counts, of: object)
    owner.aclRows[object.id] = nil
    owner.related(object, SAI_ACL_ENTRY_ATTR_TABLE_ID)?.members.removeAll { $0 == object.id }
  }

  /// An action is an update; anything else is other rows, which replace those that there are.
  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard let table = owner.related(object, SAI_ACL_ENTRY_ATTR_TABLE_ID) else { throw .failure }
    let old = owner.aclRows[object.id] ?? []
    var transaction = Transaction()
    let wanted = try rows(object, table, owner)
    let held = old.compactMap { owner.control.row(ACLEntry.self, $0) }
    let isUpdate =
      wanted.count == held.count
      && zip(wanted, held).allSatisfy { $0.match == $1.match && $0.priority == $1.priority && $0.isCounted == $1.isCounted }
    if isUpdate {
      for (new, old) in zip(wanted, held) {
        transaction.update(
          ACLEntry(
            table: old.key.table, number: old.key.number, priority: old.priority, match: old.match, action: new.action,
            isCounted: old.isCounted, policer: new.policer))
      }
      return try owner.commit(transaction)
    }
    let counts = owner.aclCounts(of: object)
    for key in old { transaction.remove(ACLEntry.self, key) }
    for row in wanted { transaction.insert(row) }
    try owner.commit(transaction)
    if attribute != SAI_ACL_ENTRY_ATTR_ACTION_COUNTER.rawValue { owner.keepACLCounts(counts, of: object) }
    owner.aclRows[object.id] = wanted.map(\.key)
  }

  private static func rows(_ object: SAIObject, _ table: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> [ACLEntry] {
    guard case .aclTable(let id) = table.key, let tableRow = owner.control.row(ACLTable.self, id) else { throw .failure }
    let priority = owner.number(object, SAI_ACL_ENTRY_ATTR_PRIORITY)
    guard priority >= 0, priority <= Int64(maximumPriority) else { throw .invalidValue(owner.position(SAI_ACL_ENTRY_ATTR_PRIORITY)) }
    let matches = try ACLMatchReader(object, owner).matches(tableRow.fields)
    let action = try action(object, owner)
    var isCounted = false
    if let counter = owner.related(object, SAI_ACL_ENTRY_ATTR_ACTION_COUNTER) {
      guard owner.related(counter, SAI_ACL_COUNTER_ATTR_TABLE_ID) === table else {
        throw .invalidValue(owner.position(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER))
      }
      isCounted = true
    }
    let policer = owner.policer(object, SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER)
    // An entry that is off has no rows, but its values are as sound as if it were on.
    guard owner.flag(object, SAI_ACL_ENTRY_ATTR_ADMIN_STATE) else { return [] }
    return matches.map { match in
      owner.lastACLNumber &+= 1
      return ACLEntry(
        table: id, number: owner.lastACLNumber, priority: UInt32(priority), match: match, action: action, isCounted: isCounted,
        policer: policer)
    }
  }

  private static func action(_ object: SAIObject, _ owner: SAISwitch) throws(SAIStatus) -> ACLEntry.Action {
    var action = ACLEntry.Action.undecided
    if case .action(.number(let packetAction))? = object.given(SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION.rawValue) {
      switch packetAction {
      case Int64(SAI_PACKET_ACTION_FORWARD.rawValue), Int64(SAI_PACKET_ACTION_TRANSIT.rawValue): action = .permit
      case Int64(SAI_PACKET_ACTION_DROP.rawValue), Int64(SAI_PACKET_ACTION_DENY.rawValue): action = .drop
      case Int64(SAI_PACKET_ACTION_TRAP.rawValue): action = .trap
      case Int64(SAI_PACKET_ACTION_COPY.rawValue), Int64(SAI_PACKET_ACTION_LOG.rawValue): action = .copy
      default: throw .attributeNotSupported(owner.position(SAI_ACL_ENTRY_ATTR_ACTION_PACKET_ACTION))
      }
    }
    guard action == .permit || action == .undecided, let target = owner.related(object, SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT) else {
      return action
    }
    if case .nextHop(let id) = target.key { return .redirectToNextHop(id) }
    let port = target.info.type == .bridgePort ? owner.port(of: target) : target.port
    guard let port, port != .cpu else { throw .attributeNotSupported(owner.position(SAI_ACL_ENTRY_ATTR_ACTION_REDIRECT)) }
    return .redirectToPort(port)
  }
}

/// ACL counters: the sum of what the rows of the entries that name them have counted.
enum ACLCounterFamily: ObjectFamily {
  static let support = AttributeSupport(
    applied: [
      SAI_ACL_COUNTER_ATTR_TABLE_ID, SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT, SAI_ACL_COUNTER_ATTR_ENABLE_BYTE_COUNT,
      SAI_ACL_COUNTER_ATTR_PACKETS, SAI_ACL_COUNTER_ATTR_BYTES
    ],
    kept: [SAI_ACL_COUNTER_ATTR_LABEL], computed: [SAI_ACL_COUNTER_ATTR_PACKETS, SAI_ACL_COUNTER_ATTR_BYTES])

  static func create(_ object: SAIObject, in owner: SAISwitch) throws(SAIStatus) {
    guard owner.control.device.aclCounters != nil else { throw .notSupported }
    for attribute in [SAI_ACL_COUNTER_ATTR_PACKETS, SAI_ACL_COUNTER_ATTR_BYTES] where object.given(attribute.rawValue) != nil {
      try change(object, attribute.rawValue, in: owner)
    }
  }

  static func remove(_ object: SAIObject, from owner: SAISwitch) throws(SAIStatus) { owner.aclBase[object.id] = nil }

  /// A counter is not set on the chip: what it had is remembered, and taken off when it is read.
  static func change(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) throws(SAIStatus) {
    guard let wanted = object.given(attribute)?.asNumber else { return }
    let now = owner.aclCount(object)
    var base = owner.aclBase[object.id] ?? PacketTotal()
    if attribute == SAI_ACL_COUNTER_ATTR_PACKETS.rawValue {
      base.packets &+= UInt64(bitPattern: wanted) &- now.packets
    } else {
      base.bytes &+= UInt64(bitPattern: wanted) &- now.bytes
    }
    owner.aclBase[object.id] = base
    object.set(attribute, nil)
  }

  static func read(_ object: SAIObject, _ attribute: UInt32, in owner: SAISwitch) -> AttributeValue? {
    let count = owner.aclCount(object)
    let isPackets = attribute == SAI_ACL_COUNTER_ATTR_PACKETS.rawValue
    let isEnabled = owner.flag(object, isPackets ? SAI_ACL_COUNTER_ATTR_ENABLE_PACKET_COUNT : SAI_ACL_COUNTER_ATTR_ENABLE_BYTE_COUNT)
    return .number(isEnabled ? Int64(bitPattern: isPackets ? count.packets : count.bytes) : 0)
  }
}

/// Packets and bytes; sums wrap.
struct PacketTotal: Hashable, Sendable {
  var packets: UInt64 = 0
  var bytes: UInt64 = 0

  static func + (left: PacketTotal, right: PacketTotal) -> PacketTotal {
    PacketTotal(packets: left.packets &+ right.packets, bytes: left.bytes &+ right.bytes)
  }
}

extension SAISwitch {
  /// What the rows of an entry have counted.
  func aclCounts(of entry: SAIObject) -> PacketTotal {
    guard let source = control.device.aclCounters else { return PacketTotal() }
    return (aclRows[entry.id] ?? []).reduce(PacketTotal()) { total, key in
      guard let count = source.count(of: key) else { return total }
      return total + PacketTotal(packets: count.packets, bytes: count.bytes)
    }
  }

  /// Keeps what rows have counted that are gone.
  func keepACLCounts(_ counts: PacketTotal, of entry: SAIObject) {
    guard let counter = entry.given(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER.rawValue)?.asObject, objects[counter] != nil else { return }
    aclBase[counter] = (aclBase[counter] ?? PacketTotal()) + counts
  }

  func aclCount(_ counter: SAIObject) -> PacketTotal {
    var total = aclBase[counter.id] ?? PacketTotal()
    guard let table = related(counter, SAI_ACL_COUNTER_ATTR_TABLE_ID) else { return total }
    for entry in table.members.compactMap({ objects[$0] }) where entry.info.type == .aclEntry {
      if entry.given(SAI_ACL_ENTRY_ATTR_ACTION_COUNTER.rawValue)?.asObject == counter.id { total = total + aclCounts(of: entry) }
    }
    return total
  }
}
