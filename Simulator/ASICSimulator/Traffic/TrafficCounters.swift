import PacketKit
import SwitchPlatform

/// Where the chip counts packets: rows of its counter tables, changed in place. A counter wraps at its width.
///
/// What the chip lacks is not counted, but for the ports: the simulator's own figures come from their counters, which it has anyway.
struct TrafficCounters {
  /// What no chip counts.
  private struct Figures {
    var tailDrops: UInt64 = 0
    var peakQueueBytes = 0
  }

  private let port: Compiled<PortCounterRows>
  private let queue: Compiled<QueueCounterRows>?
  private let interface: Compiled<InterfaceCounterRows>?
  private let vlan: Compiled<VLANCounterRows>?
  /// The ports' rows, on a chip that has none.
  private let ownRows: UnsafeMutablePointer<UInt64>?
  private let figures: UnsafeMutablePointer<Figures>
  private let queues: Int
  private let cpuPort: Int

  init(_ asic: ASICDescription, _ tables: CompiledTables, ports: Int) {
    if let rows = tables.portCounter {
      port = rows
      ownRows = nil
    } else {
      let fields = TableRole.portCounter.requiredData + TableRole.portCounter.optionalData
      let rows = UnsafeMutablePointer<UInt64>.allocate(capacity: ports * fields.count)
      rows.initialize(repeating: 0, count: ports * fields.count)
      ownRows = rows
      port = Compiled(
        PortCounterRows(IndexLookUp(base: rows, stride: fields.count, depth: ports)) { field in
          FieldPlace(fields.firstIndex(of: field).map { RowLayout.Place(field: field, offset: $0 * 64, width: 64) })
        })
    }
    queue = tables.queueCounter
    interface = tables.interfaceCounter
    vlan = tables.vlanCounter
    queues = asic.traffic.queues
    cpuPort = asic.ports.cpu
    figures = .allocate(capacity: ports)
    figures.initialize(repeating: Figures(), count: ports)
  }

  func deallocate() {
    figures.deallocate()
    if let ownRows {
      ownRows.deallocate()
      port.deallocate()
    }
  }

  @inline(__always)
  private func add(_ value: Int, _ place: FieldPlace, _ row: UnsafeMutablePointer<UInt64>) {
    place.add(UInt64(truncatingIfNeeded: value), row)
  }

  // MARK: In

  /// Counts the packet that the pipeline has had, for its port, VLAN and router interface.
  ///
  /// - Parameter isDiscarded: Nothing came of it.
  @inline(__always)
  func countIn(_ context: PacketContext, isDiscarded: Bool) {
    if let row = port.rows.row(context.port) {
      add(context.length, port.inBytes, row)
      if context.drop == .malformed || context.drop == .exceedsL2MTU {
        add(1, port.inErrors, row)
      } else {
        if isDiscarded { add(1, port.inDiscards, row) }
        countKind(context.headers.destinationMAC, port.inUnicast, port.inMulticast, port.inBroadcast, row)
      }
    }
    if let vlan, context.isInVLAN, let row = vlan.rows.row(Int(truncatingIfNeeded: context.vlan)) {
      add(1, vlan.inPackets, row)
      add(context.length, vlan.inBytes, row)
      if isDiscarded { add(1, vlan.inDiscards, row) }
    }
    if let interface, context.interface != 0, context.isRouted || context.isRoutedPort,
      let row = interface.rows.row(Int(truncatingIfNeeded: context.interface))
    {
      add(1, interface.inPackets, row)
      add(context.length, interface.inBytes, row)
      if isDiscarded {
        add(1, interface.inErrors, row)
        add(context.length, interface.inErrorBytes, row)
      }
    }
  }

  /// Counts a frame that the CPU sends past the pipeline.
  func countFromCPU(_ frame: UnsafeRawBufferPointer) {
    guard frame.count >= 8, let row = port.rows.row(cpuPort) else { return }
    add(frame.count, port.inBytes, row)
    let destination = UInt64(bigEndian: frame.loadUnaligned(fromByteOffset: 0, as: UInt64.self)) >> 16
    countKind(destination, port.inUnicast, port.inMulticast, port.inBroadcast, row)
  }

  @inline(__always)
  private func countKind(
    _ mac: UInt64, _ unicast: FieldPlace, _ multicast: FieldPlace, _ broadcast: FieldPlace, _ row: UnsafeMutablePointer<UInt64>
  ) {
    if mac & 0x0100_0000_0000 == 0 {
      add(1, unicast, row)
    } else if mac == 0xffff_ffff_ffff {
      add(1, broadcast, row)
    } else {
      add(1, multicast, row)
    }
  }

  // MARK: Out

  /// Counts a frame that leaves through a port.
  @inline(__always)
  func countOut(port number: Int, _ length: Int, to destination: UInt64) {
    guard let row = port.rows.row(number) else { return }
    add(length, port.outBytes, row)
    countKind(destination, port.outUnicast, port.outMulticast, port.outBroadcast, row)
  }

  /// Counts a replica that leaves, for its VLAN and router interface.
  ///
  /// - Parameter isFirst: No other replica of the packet has left.
  @inline(__always)
  func countOut(_ context: PacketContext, _ length: Int, isFirst: Bool) {
    if let vlan, context.egressVLAN != 0, let row = vlan.rows.row(Int(truncatingIfNeeded: context.egressVLAN)) {
      add(1, vlan.outPackets, row)
      add(length, vlan.outBytes, row)
    }
    if let interface, isFirst, context.isRouted, let row = interface.rows.row(context.egressInterface) {
      add(1, interface.outPackets, row)
      add(length, interface.outBytes, row)
    }
  }

  /// Counts a replica that does not leave, for its VLAN and router interface.
  func countDiscard(_ context: PacketContext, _ length: Int) {
    if let vlan, context.egressVLAN != 0, let row = vlan.rows.row(Int(truncatingIfNeeded: context.egressVLAN)) {
      add(1, vlan.outDiscards, row)
    }
    if let interface, context.isRouted, let row = interface.rows.row(context.egressInterface) {
      add(1, interface.outErrors, row)
      add(length, interface.outErrorBytes, row)
    }
  }

  func countOutDiscard(port number: Int) {
    if let row = port.rows.row(number) { add(1, port.outDiscards, row) }
  }

  // MARK: Queues

  @inline(__always)
  func countQueue(port number: Int, queue index: Int, _ length: Int, waiting: Int) {
    figures[number].peakQueueBytes = max(figures[number].peakQueueBytes, waiting)
    guard let queue, let row = queue.rows.row(number &* queues &+ index) else { return }
    add(1, queue.packets, row)
    add(length, queue.bytes, row)
  }

  func countTailDrop(port number: Int, queue index: Int, _ length: Int) {
    figures[number].tailDrops &+= 1
    countOutDiscard(port: number)
    guard let queue, let row = queue.rows.row(number &* queues &+ index) else { return }
    add(1, queue.droppedPackets, row)
    add(length, queue.droppedBytes, row)
  }

  // MARK: Figures

  /// - Parameter number: A port of the chip.
  func figures(of number: Int) -> PortCounters {
    var counters = PortCounters()
    counters.transmitDrops = figures[number].tailDrops
    counters.peakQueueBytes = figures[number].peakQueueBytes
    guard let row = port.rows.row(number) else { return counters }
    func sum(_ places: [FieldPlace]) -> UInt64 { places.reduce(0) { $0 &+ $1.read(row) } }
    counters.receivedPackets = sum([port.inUnicast, port.inMulticast, port.inBroadcast, port.inErrors])
    counters.receivedBytes = port.inBytes.read(row)
    counters.transmittedPackets = sum([port.outUnicast, port.outMulticast, port.outBroadcast])
    counters.transmittedBytes = port.outBytes.read(row)
    return counters
  }
}
