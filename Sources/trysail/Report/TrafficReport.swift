import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchModel
import SwitchPlatform
import TrafficManager

/// What the traffic manager has seen: buffers, queues, pauses.
struct TrafficReport: Codable {
  struct Queue: Codable {
    var port: String
    /// 0…7: of a class; from 8 on: of multicast copies.
    var queue: Int
    var packets: UInt64
    var bytes: UInt64
    var dropped: UInt64
    var marked: UInt64
    var peakCells: Int
  }

  struct Group: Codable {
    var port: String
    var group: Int
    var lossless: Bool
    var dropped: UInt64
    var peakCells: Int
    var peakHeadroomCells: Int
  }

  struct Pool: Codable {
    var pool: String
    var slice: Int
    var cells: Int
    var peakCells: Int
  }

  /// Most cells in use in a span of cycles that begins at `cycle`.
  struct Sample: Codable {
    var cycle: Int64
    var cells: Int
    var headroomCells: Int
  }

  var cellBytes: Int
  var offered: UInt64
  var sent: UInt64
  var refused: UInt64
  /// Still in queues at the end: their ports are down.
  var queued: UInt64
  var marked: UInt64
  var pauseFrames: UInt64
  var isConserved: Bool
  var queues: [Queue]
  var groups: [Group]
  var pools: [Pool]
  /// - Unit: cycles that a sample stands for.
  var sampleSpan: Int64
  var occupancy: [Sample]

  init?(_ loaded: LoadedSwitch) {
    guard let traffic = loaded.target.asic.traffic else { return nil }
    let accounts = traffic.accounts
    cellBytes = traffic.buffer.cellBytes
    offered = accounts.offered
    sent = accounts.sent
    refused = accounts.refused
    queued = accounts.queued + accounts.arriving
    marked = accounts.marked
    pauseFrames = accounts.pauseFrames
    isConserved = accounts.isConserved
    queues = traffic.queueFigures.map {
      Queue(
        port: loaded.name(ofChipPort: $0.port), queue: $0.queue, packets: $0.sentPackets, bytes: $0.sentBytes, dropped: $0.dropped,
        marked: $0.marked, peakCells: $0.peakCells)
    }
    groups = traffic.groupFigures.map {
      Group(
        port: loaded.name(ofChipPort: $0.port), group: $0.group, lossless: $0.isLossless, dropped: $0.dropped, peakCells: $0.peakCells,
        peakHeadroomCells: $0.peakHeadroom)
    }
    pools = traffic.poolFigures.map { Pool(pool: $0.name, slice: $0.slice, cells: $0.size, peakCells: $0.peakCells) }
    sampleSpan = traffic.series.span
    occupancy = traffic.series.samples.map { Sample(cycle: $0.cycle, cells: $0.cells, headroomCells: $0.headroom) }
  }
}

extension LoadedSwitch {
  func name(ofChipPort port: Int) -> String {
    port == target.platform.asic.ports.cpu ? "cpu" : name(of: target.driver.port(ofChip: port) ?? .cpu)
  }
}

extension RunReport {
  func trafficLines(_ paint: Paint) -> [String] {
    guard let traffic else { return [] }
    var table = TextTable(
      [.left, .right, .right, .right, .right, .right, .right], header: ["port", "queue", "out", "bytes", "refused", "marked", "peak cells"])
    for queue in traffic.queues {
      table.add([
        queue.port, String(queue.queue), queue.packets.grouped, queue.bytes.grouped, queue.dropped.grouped, queue.marked.grouped,
        queue.peakCells.grouped
      ])
    }
    var pools = TextTable([.left, .right, .right, .right, .left], header: ["pool", "slice", "peak", "cells", ""])
    for pool in traffic.pools where pool.peakCells > 0 {
      let share = Double(pool.peakCells) / Double(max(1, pool.cells))
      pools.add([pool.pool, String(pool.slice), pool.peakCells.grouped, pool.cells.grouped, bar(share, width: 16)])
    }
    let behind = traffic.groups.map(\.peakHeadroomCells).max() ?? 0
    let sum =
      "  offered \(traffic.offered.grouped) = sent \(traffic.sent.grouped) + refused \(traffic.refused.grouped)"
      + " + waiting \(traffic.queued.grouped); pause frames \(traffic.pauseFrames.grouped), most headroom \(counted(behind, "cell"))"
    return (table.isEmpty ? [] : table.lines(paint)) + (pools.isEmpty ? [] : pools.lines(paint)) + [sum]
  }
}
