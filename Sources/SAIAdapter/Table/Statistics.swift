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
    stats[SAI_PORT_STAT_IF_IN_OCTETS] = { $0.receivedBytes }
    stats[SAI_PORT_STAT_IF_IN_UCAST_PKTS] = { $0.receivedUnicast }
    stats[SAI_PORT_STAT_IF_IN_MULTICAST_PKTS] = { $0.receivedMulticast }
    stats[SAI_PORT_STAT_IF_IN_BROADCAST_PKTS] = { $0.receivedBroadcast }
    stats[SAI_PORT_STAT_IF_IN_NON_UCAST_PKTS] = { $0.receivedMulticast &+ $0.receivedBroadcast }
    stats[SAI_PORT_STAT_IF_IN_DISCARDS] = { $0.receivedDiscards }
    stats[SAI_PORT_STAT_IF_IN_ERRORS] = { $0.receivedErrors }
    stats[SAI_PORT_STAT_IF_OUT_OCTETS] = { $0.transmittedBytes }
    stats[SAI_PORT_STAT_IF_OUT_UCAST_PKTS] = { $0.transmittedUnicast }
    stats[SAI_PORT_STAT_IF_OUT_MULTICAST_PKTS] = { $0.transmittedMulticast }
    stats[SAI_PORT_STAT_IF_OUT_BROADCAST_PKTS] = { $0.transmittedBroadcast }
    stats[SAI_PORT_STAT_IF_OUT_NON_UCAST_PKTS] = { $0.transmittedMulticast &+ $0.transmittedBroadcast }
    stats[SAI_PORT_STAT_IF_OUT_DISCARDS] = { $0.transmittedDiscards }
    stats[SAI_PORT_STAT_ETHER_STATS_OCTETS] = { $0.receivedBytes }
    stats[SAI_PORT_STAT_ETHER_STATS_PKTS] = { $0.receivedUnicast &+ $0.receivedMulticast &+ $0.receivedBroadcast }
    stats[SAI_PORT_STAT_ETHER_STATS_BROADCAST_PKTS] = { $0.receivedBroadcast }
    stats[SAI_PORT_STAT_ETHER_STATS_MULTICAST_PKTS] = { $0.receivedMulticast }
    stats[SAI_PORT_STAT_ETHER_STATS_TX_NO_ERRORS] = { $0.transmittedUnicast &+ $0.transmittedMulticast &+ $0.transmittedBroadcast }
    stats[SAI_PORT_STAT_ETHER_STATS_RX_NO_ERRORS] = { $0.receivedUnicast &+ $0.receivedMulticast &+ $0.receivedBroadcast }
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
    Int32(SAI_QUEUE_STAT_DROPPED_PACKETS.rawValue): { $0.droppedPackets }
  ]

  static let ofInterface: [Int32: @Sendable (InterfaceCounts) -> UInt64] = [
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_OCTETS.rawValue): { $0.receivedBytes },
    Int32(SAI_ROUTER_INTERFACE_STAT_IN_PACKETS.rawValue): { $0.receivedPackets },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_OCTETS.rawValue): { $0.transmittedBytes },
    Int32(SAI_ROUTER_INTERFACE_STAT_OUT_PACKETS.rawValue): { $0.transmittedPackets }
  ]

  static let ofVLAN: [Int32: @Sendable (VLANCounts) -> UInt64] = [
    Int32(SAI_VLAN_STAT_IN_OCTETS.rawValue): { $0.receivedBytes }, Int32(SAI_VLAN_STAT_IN_PACKETS.rawValue): { $0.receivedPackets },
    Int32(SAI_VLAN_STAT_OUT_OCTETS.rawValue): { $0.transmittedBytes }, Int32(SAI_VLAN_STAT_OUT_PACKETS.rawValue): { $0.transmittedPackets }
  ]

  /// The statistics of a type that can be read.
  static func supported(_ type: Int32) -> [Int32] {
    switch type {
    case .port: ofPort.keys.sorted()
    case .queue: ofQueue.keys.sorted()
    case .routerInterface: ofInterface.keys.sorted()
    case .vlan: ofVLAN.keys.sorted()
    default: []
    }
  }
}

extension SAISwitch {
  /// What a counter has counted since power-on.
  private func raw(_ object: SAIObject, _ stat: Int32) throws(SAIStatus) -> UInt64 {
    guard let bank = control.device.counters else { throw .notSupported }
    switch object.info.type {
    case .port:
      guard let read = Statistics.ofPort[stat], case .port(let port) = object.key, let counts = bank.counts(of: port) else { throw .notSupported }
      return read(counts)
    case .queue:
      let index = Int(number(object, SAI_QUEUE_ATTR_INDEX))
      guard let read = Statistics.ofQueue[stat], case .port(let port) = related(object, SAI_QUEUE_ATTR_PORT)?.key,
        let counts = bank.counts(ofQueue: index, on: port)
      else { throw .notSupported }
      return read(counts)
    case .routerInterface:
      guard let read = Statistics.ofInterface[stat], case .routerInterface(let id) = object.key, let counts = bank.counts(of: id) else {
        throw .notSupported
      }
      return read(counts)
    case .vlan:
      guard let read = Statistics.ofVLAN[stat], case .vlan(let id) = object.key, let counts = bank.counts(of: id) else { throw .notSupported }
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
