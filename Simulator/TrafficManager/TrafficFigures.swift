import SwitchPlatform

/// What a queue has seen.
public struct QueueFigures: Hashable, Sendable {
  public var port: Int
  public var queue: Int
  public var sentPackets: UInt64
  public var sentBytes: UInt64
  /// Copies that its limit or early detection refused.
  public var dropped: UInt64
  public var marked: UInt64
  /// - Unit: cells.
  public var cells: Int
  public var peakCells: Int
}

/// What a priority group has seen.
public struct GroupFigures: Hashable, Sendable {
  public var port: Int
  public var group: Int
  public var isLossless: Bool
  public var dropped: UInt64
  /// - Unit: cells.
  public var cells: Int
  public var peakCells: Int
  public var headroomCells: Int
  public var peakHeadroom: Int
  public var isPausing: Bool
}

/// A pool in a slice.
public struct PoolFigures: Hashable, Sendable {
  public var name: String
  public var slice: Int
  /// - Unit: cells.
  public var size: Int
  public var cells: Int
  public var peakCells: Int
}

/// What an egress wire has carried.
public struct WireFigures: Hashable, Sendable {
  public var port: Int
  public var frames: UInt64
  /// - Unit: bytes, FCS included.
  public var bytes: UInt64
  /// - Unit: cycles from first bits to last bits.
  public var busy: Int64
}

extension TrafficManager {
  /// Queues that have seen a packet.
  public var queueFigures: [QueueFigures] {
    (0..<ports * queuesPerPort).compactMap { index in
      let queue = queues[index]
      guard queue.sent > 0 || queue.dropped > 0 || queue.packets > 0 else { return nil }
      return QueueFigures(
        port: index / queuesPerPort, queue: index % queuesPerPort, sentPackets: queue.sent, sentBytes: queue.sentBytes,
        dropped: queue.dropped, marked: queue.marked, cells: Int(queue.cells), peakCells: Int(queue.peak))
    }
  }

  /// Cells over time of the queues that have seen a packet; empty before `recordQueues()`.
  public var queueSeries: [QueueSeries] {
    guard let queueRecords else { return [] }
    return (0..<ports * queuesPerPort).compactMap { index in
      guard queues[index].peak > 0 else { return nil }
      return QueueSeries(
        port: index / queuesPerPort, queue: index % queuesPerPort, peak: Int(queues[index].peak), samples: queueRecords[index].samples)
    }
  }

  /// Priority groups that have seen a packet.
  public var groupFigures: [GroupFigures] {
    (0..<ports * groupsPerPort).compactMap { index in
      let group = groups[index]
      guard group.peak > 0 || group.dropped > 0 else { return nil }
      return GroupFigures(
        port: index / groupsPerPort, group: index % groupsPerPort, isLossless: group.isLossless, dropped: group.dropped,
        cells: Int(group.used), peakCells: Int(group.peak), headroomCells: Int(group.headroom), peakHeadroom: Int(group.peakHeadroom),
        isPausing: group.isPausing)
    }
  }

  public var poolFigures: [PoolFigures] {
    (0..<slices).flatMap { slice in
      buffer.pools.indices.map { number in
        let pool = pools[slice * buffer.pools.count + number]
        return PoolFigures(
          name: buffer.pools[number].name, slice: slice, size: Int(pool.size), cells: Int(pool.used), peakCells: Int(pool.peak))
      }
    }
  }

  /// Ports that have sent a frame.
  public var wireFigures: [WireFigures] {
    (0..<ports).compactMap { port in
      let state = portStates[port]
      guard state.sent > 0 else { return nil }
      return WireFigures(port: port, frames: state.sent, bytes: state.sentBytes, busy: state.busy)
    }
  }
}

/// A queue's cells over time.
public struct QueueSeries: Hashable, Sendable {
  public var port: Int
  public var queue: Int
  public var peak: Int
  public var samples: [OccupancySeries.Sample]
}
