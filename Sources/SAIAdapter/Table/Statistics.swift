import CSAI
import SwitchControl
import SwitchHAL
import SwitchModel

/// What counters had when they were cleared: the chip's go on.
struct StatisticsBase {
  private var bases: [ObjectID: [Int32: UInt64]] = [:]

  func base(_ id: ObjectID, _ stat: Int32) -> UInt64 { bases[id]?[stat] ?? 0 }

  mutating func clear(_ id: ObjectID, _ stat: Int32, at value: UInt64) { bases[id, default: [:]][stat] = value }

  mutating func forget(_ id: ObjectID) { bases[id] = nil }
}

/// Which of SAI's statistics there are, and from which of our counts.
enum Statistics {
  typealias PortCount = @Sendable (PortCounts) -> UInt64

  /// What can happen to a port here; of those that cannot (a CRC error, on wires that have none) zero is true.
  static let ofPort: [Int32: PortCount] = {
    var stats: [sai_port_stat_t: PortCount] = [:]
    stats[SAI_PORT_STAT_IF_IN_OCTETS] = { $0.inBytes }
    stats[SAI_PORT_STAT_IF_IN_UCAST_PKTS] = { $0.inUnicastPackets }
    stats[SAI_PORT_STAT_IF_IN_MULTICAST_PKTS] = { $0.inMulticastPackets }
    stats[SAI_PORT_STAT_IF_IN_BROADCAST_PKTS] = { $0.inBroadcastPackets }
    stats[SAI_PORT_STAT_IF_IN_NON_UCAST_PKTS] = { $0.inMulticastPackets &+ $0.inBroadcastPackets }
    stats[SAI_PORT_STAT_IF_IN_DISCARDS] = { $0.inDiscards }
    stats[SAI_PORT_STAT_IF_IN_ERRORS] = { $0.inErrors }
    stats[SAI_PORT_STAT_IF_OUT_OCTETS] = { $0.outBytes }
    stats[SAI_PORT_STAT_IF_OUT_UCAST_PKTS] = { $0.outUnicastPackets }
    stats[SAI_PORT_STAT_IF_OUT_MULTICAST_PKTS] = { $0.outMulticastPackets }
    stats[SAI_PORT_STAT_IF_OUT_BROADCAST_PKTS] = { $0.outBroadcastPackets }
    stats[SAI_PORT_STAT_IF_OUT_NON_UCAST_PKTS] = { $0.outMulticastPackets &+ $0.outBroadcastPackets }
    stats[SAI_PORT_STAT_IF_OUT_DISCARDS] = { $0.outDiscards }
    stats[SAI_PORT_STAT_ETHER_STATS_OCTETS] = { $0.inBytes }
    stats[SAI_PORT_STAT_ETHER_STATS_PKTS] = { $0.inUnicastPackets &+ $0.inMulticastPackets &+ $0.inBroadcastPackets }
    stats[SAI_PORT_STAT_ETHER_STATS_BROADCAST_PKTS] = { $0.inBroadcastPackets }
    stats[SAI_PORT_STAT_ETHER_STATS_MULTICAST_PKTS] = { $0.inMulticastPackets }
    stats[SAI_PORT_STAT_ETHER_STATS_TX_NO_ERRORS] = { $0.outUnicastPackets &+ $0.outMulticastPackets &+ $0.outBroadcastPackets }
    stats[SAI_PORT_STAT_ETHER_STATS_RX_NO_ERRORS] = { $0.inUnicastPackets &+ $0.inMulticastPackets &+ $0.inBroadcastPackets }
    for absent in [
      SAI_PORT_STAT_IF_OUT_ERRORS, SAI_PORT_STAT_IF_IN_UNKNOWN_PROTOS, SAI_PORT_STAT_ETHER_STATS_CRC_ALIGN_ERRORS,
      SAI_PORT_STAT_ETHER_STATS_FRAGMENTS, SAI_PORT_STAT_ETHER_STATS_JABBERS, SAI_PORT_STAT_ETHER_STATS_UNDERSIZE_PKTS,
      SAI_PORT_STAT_ETHER_STATS_COLLISIONS, SAI_PORT_STAT_IF_IN_FEC_CORRECTABLE_FRAMES, SAI_PORT_STAT_IF_IN_FEC_NOT_CORRECTABLE_FRAMES,
      SAI_PORT_STAT_IF_IN_FEC_SYMBOL_ERRORS, SAI_PORT_STAT_PAUSE_RX_PKTS, SAI_PORT_STAT_PAUSE_TX_PKTS
    ] { stats[absent] = { _ in 0 } }
    return Dictionary(uniqueKeysWithValues: stats.map { (Int32($0.key.rawValue), $0.value) })
  }()

  static let ofQueue: [Int32: @Sendable (QueueCounts) -> UInt64] = [
    Int32(SAI_QUEUE_STAT_PACKETS.rawValue): { $0.packets }, Int32(SAI_QUEUE_STAT_BYTES.rawValue): { $0.bytes },
    Int32(SAI_QUEUE_STAT_DROPPED_PACKETS.rawValue): { $0.droppedPackets },
    Int32(SAI_QUEUE_STAT_DROPPED_BYTES.rawValue): { $0.droppedBytes }
  ]

  static let ofInterface: [Int32: @Sendable (InterfaceCounts) -> UInt64] = [
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_OCTETS.rawValue): { $0.inBytes },
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_PACKETS.rawValue): { $0.inPackets },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_OCTETS.rawValue): { $0.outBytes },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS.rawValue): { $0.outPackets },
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_ERROR_PACKETS.rawValue): { $0.inErrorPackets },
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_ERROR_OCTETS.rawValue): { $0.inErrorBytes },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_ERROR_PACKETS.rawValue): { $0.outErrorPackets },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_ERROR_OCTETS.rawValue): { $0.outErrorBytes }
  ]

  static let ofVLAN: [Int32: @Sendable (VLANCounts) -> UInt64] = [
    Int32(SAI_VLAN_STAT_IN_OCTETS.rawValue): { $0.inBytes }, Int32(SAI_VLAN_STAT_IN_PACKETS.rawValue): { $0.inPackets },
    Int32(SAI_VLAN_STAT_OUT_OCTETS.rawValue): { $0.outBytes }, Int32(SAI_VLAN_STAT_OUT_PACKETS.rawValue): { $0.outPackets },
    Int32(SAI_VLAN_STAT_IN_DISCARDS.rawValue): { $0.inDiscards }, Int32(SAI_VLAN_STAT_OUT_DISCARDS.rawValue): { $0.outDiscards }
  ]

  static let ofPolicer: [Int32: @Sendable (PolicerCounts) -> UInt64] = [
    Int32(SAI_POLICER_STAT_PACKETS.rawValue): { $0.packets }, Int32(SAI_POLICER_STAT_ATTR_BYTES.rawValue): { $0.bytes },
    Int32(SAI_POLICER_STAT_GREEN_PACKETS.rawValue): { $0.greenPackets }, Int32(SAI_POLICER_STAT_GREEN_BYTES.rawValue): { $0.greenBytes },
    Int32(SAI_POLICER_STAT_YELLOW_PACKETS.rawValue): { $0.yellowPackets },
    Int32(SAI_POLICER_STAT_YELLOW_BYTES.rawValue): { $0.yellowBytes }, Int32(SAI_POLICER_STAT_RED_PACKETS.rawValue): { $0.redPackets },
    Int32(SAI_POLICER_STAT_RED_BYTES.rawValue): { $0.redBytes }
  ]

  /// The statistics of a type that can be read.
  static func supported(_ type: Int32) -> [Int32] {
    switch type {
    case .port: ofPort.keys.sorted()
    case .queue: ofQueue.keys.sorted()
    case .routerInterface: ofInterface.keys.sorted()
    case .vlan: ofVLAN.keys.sorted()
    case .policer: ofPolicer.keys.sorted()
    default: []
    }
  }
}

extension SAISwitch {
  /// What a counter has counted since power-on.
  private func raw(_ object: SAIObject, _ stat: Int32) throws(SAIStatus) -> UInt64 {
    guard let bank = control.device.counters else { throw .notSupported }
    hardware.sweepCounters()
    switch object.info.type {
    case .port:
      guard let read = Statistics.ofPort[stat], case .port(let port) = object.key, let counts = bank.counts(of: port) else {
        throw .notSupported
      }
      return read(counts)
    case .queue:
      let index = Int(number(object, SAI_QUEUE_ATTR_INDEX))
      guard let read = Statistics.ofQueue[stat], case .port(let port) = related(object, SAI_QUEUE_ATTR_PORT)?.key,
        let counts = bank.counts(of: QueueID(port: port, index: index))
      else { throw .notSupported }
      return read(counts)
    case .routerInterface:
      guard let read = Statistics.ofInterface[stat], case .routerInterface(let id) = object.key, let counts = bank.counts(of: id) else {
        throw .notSupported
      }
      return read(counts)
    case .vlan:
      guard let read = Statistics.ofVLAN[stat], case .vlan(let id) = object.key, let counts = bank.counts(of: id) else {
        throw .notSupported
      }
      return read(counts)
    case .policer:
      guard let read = Statistics.ofPolicer[stat], case .policer(let id) = object.key, let counts = bank.counts(of: id) else {
        throw .notSupported
      }
      return read(counts)
    default: throw .notSupported
    }
  }

  func readStatistics(
    _ object: SAIObject, _ count: UInt32, _ stats: UnsafePointer<sai_stat_id_t>?, clears: Bool, _ values: UnsafeMutablePointer<UInt64>?
  ) throws(SAIStatus) {
    guard count > 0, let stats, let values, Int(count) <= object.info.stats.count + 64 else { throw .invalidParameter }
    // All are read before any is cleared or written: a call that fails changes nothing.
    var raws: [UInt64] = []
    for index in 0..<Int(count) {
      let stat = Int32(bitPattern: stats[index])
      guard object.info.stats.contains(stat) else { throw .invalidParameter }
      raws.append(try raw(object, stat))
    }
    for index in 0..<Int(count) {
      let stat = Int32(bitPattern: stats[index])
      values[index] = raws[index] &- statistics.base(object.id, stat)
    }
    guard clears else { return }
    for index in 0..<Int(count) { statistics.clear(object.id, Int32(bitPattern: stats[index]), at: raws[index]) }
  }

  func clearStatistics(_ object: SAIObject, _ count: UInt32, _ stats: UnsafePointer<sai_stat_id_t>?) throws(SAIStatus) {
    guard count > 0, let stats, Int(count) <= object.info.stats.count + 64 else { throw .invalidParameter }
    var raws: [UInt64] = []
    for index in 0..<Int(count) {
      let stat = Int32(bitPattern: stats[index])
      guard object.info.stats.contains(stat) else { throw .invalidParameter }
      raws.append(try raw(object, stat))
    }
    for index in 0..<Int(count) { statistics.clear(object.id, Int32(bitPattern: stats[index]), at: raws[index]) }
  }

  func clearAllStatistics(_ object: SAIObject) throws(SAIStatus) {
    for stat in Statistics.supported(object.info.type) { statistics.clear(object.id, stat, at: try raw(object, stat)) }
  }
}
