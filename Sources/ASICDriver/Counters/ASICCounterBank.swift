import SwitchHAL
import SwitchModel
import SwitchPlatform

/// Counters in tables of their own, read row by row when somebody asks, or swept: see `CounterSweep`.
final class ASICCounterBank: CounterBank {
  static let roles = CounterDescription.roles + [.meterState]

  private let core: DeviceCore
  private let state: ChipState
  private let sweep: CounterSweep?
  private var words: [UInt64] = []

  init(_ state: ChipState, _ sweep: CounterSweep?) {
    core = state.core
    self.state = state
    self.sweep = sweep
  }

  /// A row's fields, `nil` when the chip has no such table, or does not answer.
  private func read<Counts>(_ role: TableRole, _ row: Int, _ body: ((Field) -> UInt64) -> Counts) -> Counts? {
    if let sweep { return sweep.sums(role, row, body) }
    guard let image = core.images[role], row >= 0, row < image.rows else { return nil }
    guard (try? core.read(image, row, into: &words)) != nil else { return nil }
    return words.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { base in body { image.get($0, in: base) } } }
  }

  private func chipPort(_ port: PortID) -> Int? { port == .cpu ? state.cpuPort : state.ports[port]?.chipPort }

  func counts(of port: PortID) -> PortCounts? {
    if let id = port.lag {
      guard let lag = state.lags[id], core.images[.portCounter] != nil else { return nil }
      var sum = PortCounts()
      for member in lag.row.members {
        guard let counts = counts(of: member.port) else { return nil }
        sum = sum + counts
      }
      return sum
    }
    guard let chipPort = chipPort(port) else { return nil }
    return read(.portCounter, chipPort) { field in
      var counts = PortCounts()
      counts.inBytes = field(.inBytes)
      counts.inUnicastPackets = field(.inUnicastPackets)
      counts.inMulticastPackets = field(.inMulticastPackets)
      counts.inBroadcastPackets = field(.inBroadcastPackets)
      counts.inDiscards = field(.inDiscards)
      counts.inErrors = field(.inErrors)
      counts.outBytes = field(.outBytes)
      counts.outUnicastPackets = field(.outUnicastPackets)
      counts.outMulticastPackets = field(.outMulticastPackets)
      counts.outBroadcastPackets = field(.outBroadcastPackets)
      counts.outDiscards = field(.outDiscards)
      return counts
    }
  }

  func counts(of queue: QueueID) -> QueueCounts? {
    guard let chipPort = chipPort(queue.port), queue.index >= 0, queue.index < queueCount(of: queue.port) else { return nil }
    return read(.queueCounter, chipPort * core.asic.traffic.queues + queue.index) { field in
      var counts = QueueCounts()
      counts.packets = field(.packets)
      counts.bytes = field(.bytes)
      counts.droppedPackets = field(.droppedPackets)
      counts.droppedBytes = field(.droppedBytes)
      return counts
    }
  }

  func counts(of interface: RouterInterfaceID) -> InterfaceCounts? {
    guard let number = state.interfaces[interface]?.number, number > 0 else { return nil }
    return read(.interfaceCounter, number) { field in
      var counts = InterfaceCounts()
      counts.inPackets = field(.inPackets)
      counts.inBytes = field(.inBytes)
      counts.outPackets = field(.outPackets)
      counts.outBytes = field(.outBytes)
      counts.inErrorPackets = field(.inErrors)
      counts.inErrorBytes = field(.inErrorBytes)
      counts.outErrorPackets = field(.outErrors)
      counts.outErrorBytes = field(.outErrorBytes)
      return counts
    }
  }

  func counts(of vlan: VLANID) -> VLANCounts? {
    guard state.vlans[vlan] != nil else { return nil }
    return read(.vlanCounter, Int(vlan.rawValue)) { field in
      var counts = VLANCounts()
      counts.inPackets = field(.inPackets)
      counts.inBytes = field(.inBytes)
      counts.outPackets = field(.outPackets)
      counts.outBytes = field(.outBytes)
      counts.inDiscards = field(.inDiscards)
      counts.outDiscards = field(.outDiscards)
      return counts
    }
  }

  func counts(of policer: PolicerID) -> PolicerCounts? {
    guard let number = state.policers[policer]?.number, core.images[.meterState]?.layout.place(.greenPackets) != nil else { return nil }
    return read(.meterState, number) { field in
      var counts = PolicerCounts()
      counts.greenPackets = field(.greenPackets)
      counts.greenBytes = field(.greenBytes)
      counts.yellowPackets = field(.yellowPackets)
      counts.yellowBytes = field(.yellowBytes)
      counts.redPackets = field(.redPackets)
      counts.redBytes = field(.redBytes)
      return counts
    }
  }

  func queueCount(of port: PortID) -> Int { port == .cpu ? core.asic.traffic.cpuQueues : core.asic.traffic.queues }
}
