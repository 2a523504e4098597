import ASICSimulator
import ArgumentParser
import Foundation
import SimulatedSwitch
import SwitchPlatform
import TrafficManager

/// What is written about each packet of a run: a trace of resources, and a line of cycles.
final class RunObserver {
  private let loaded: LoadedSwitch
  private let trace: TraceWriter?
  private let cycles: LineWriter?
  private let stages: [String]
  private let pipes: Int
  private let ports: Int
  private var packet: UInt64 = 0
  /// The packet that a copy in the traffic manager belongs to.
  private var packetOfCopy: [UInt64: UInt64] = [:]
  private var nextDeparture: UInt64 = 0
  private var lastOccupancy: Int64 = -1

  /// - Parameters:
  ///   - trace: A Chrome trace; `nil`: none.
  ///   - cycles: JSON lines, one a packet and one a departure; `nil`: none.
  init(_ loaded: LoadedSwitch, trace: String?, cycles: String?) throws(ExitCode) {
    self.loaded = loaded
    let asic = loaded.target.asic
    stages = asic.stageTotals.map(\.name)
    pipes = max(1, asic.description.ports.pipes)
    ports = asic.description.ports.count
    var tracks: [String] = []
    for port in 0..<ports { tracks.append("\(loaded.name(ofChipPort: port)) in") }
    let (names, count) = (stages, pipes)
    for pipe in 0..<count { tracks += names.map { count == 1 ? $0 : "pipe \(pipe) \($0)" } }
    for port in 0..<ports { tracks.append("\(loaded.name(ofChipPort: port)) out") }
    self.trace = try trace.map { path throws(ExitCode) in
      try TraceWriter(path: path, clock: asic.description.clock, chip: asic.description.name, tracks: tracks)
    }
    self.cycles = try cycles.map { path throws(ExitCode) in try LineWriter(path: path) }
  }

  var isIdle: Bool { trace == nil && cycles == nil }

  /// The packet that the chip has just taken in.
  func packet(of asic: SimulatedASIC) throws(ExitCode) {
    guard !isIdle else { return }
    let outcome = asic.outcome
    let number = packet
    packet += 1
    guard outcome.firstBitIn >= 0 else { return }
    let charges = asic.stageCharges
    if let trace, number < TraceWriter.maximumPackets { self.trace(number, outcome, charges, asic, trace) }
    for index in 0..<asic.output.count {
      let header = asic.output.frame(index).header
      if header.firstBit < 0 { packetOfCopy[header.serial] = number }
    }
    guard let cycles else { return }
    let resources = charges.map { "{\"resource\":\(TraceWriter.quoted($0.name)),\"wait\":\($0.wait),\"service\":\($0.service)}" }
    let sent = (0..<asic.output.count).map { asic.output.frame($0).header }.filter { $0.firstBit >= 0 }.map {
      "{\"port\":\(TraceWriter.quoted(loaded.name(ofChipPort: Int($0.port)))),\"firstBit\":\($0.firstBit),\"lastBit\":\($0.lastBit)}"
    }
    try cycles.write(
      "{\"packet\":\(number),\"port\":\(TraceWriter.quoted(loaded.name(ofChipPort: outcome.port))),\"firstBitIn\":\(outcome.firstBitIn),"
        + "\"lastBitIn\":\(outcome.lastBitIn),\"pipelineIn\":\(outcome.pipelineIn),\"pipelineOut\":\(outcome.pipelineOut),"
        + "\"verdict\":\"\(outcome.verdict)\",\"drop\":\"\(outcome.drop)\",\"resources\":[\(resources.joined(separator: ","))],"
        + "\"out\":[\(sent.joined(separator: ","))]}")
  }

  private func trace(_ number: UInt64, _ outcome: PacketOutcome, _ charges: [StageTotal], _ asic: SimulatedASIC, _ trace: TraceWriter) {
    trace.slice(
      .init(
        packet: number, track: outcome.port, cycle: outcome.firstBitIn, occupancy: outcome.lastBitIn - outcome.firstBitIn,
        latency: outcome.lastBitIn - outcome.firstBitIn), .first)
    var cycle = outcome.pipelineIn
    let first = ports + asic.pipe(ofPort: outcome.port) * stages.count
    for (index, charge) in charges.enumerated() {
      cycle += charge.wait
      trace.slice(
        .init(
          packet: number, track: first + index, cycle: cycle, wait: charge.wait, occupancy: asic.interval(ofResource: index),
          latency: charge.service), .next)
      cycle += charge.service
    }
    if outcome.drop != .none { trace.instant("dropped: \(outcome.drop)", track: first + charges.count - 1, at: cycle, packet: number) }
    for index in 0..<asic.output.count {
      let header = asic.output.frame(index).header
      guard header.firstBit >= 0 else { continue }
      wire(number, Int(header.port), header.firstBit, header.lastBit, wait: outcome.queueing, trace)
    }
  }

  private func wire(_ number: UInt64, _ port: Int, _ first: Int64, _ last: Int64, wait: Int64, _ trace: TraceWriter) {
    trace.slice(
      .init(
        packet: number, track: ports + pipes * stages.count + port, cycle: first, wait: wait, occupancy: last - first, latency: last - first
      ),
      .last)
  }

  /// What has left the traffic manager since.
  func departures(of asic: SimulatedASIC) throws(ExitCode) {
    guard !isIdle, let traffic = asic.traffic else { return }
    let first = Int(clamping: max(nextDeparture, traffic.departuresBefore) - traffic.departuresBefore)
    nextDeparture = traffic.departuresBefore + UInt64(traffic.departureCount)
    guard first < traffic.departureCount else { return }
    for index in first..<traffic.departureCount {
      let departure = traffic.departure(index)
      let number = packetOfCopy.removeValue(forKey: departure.serial)
      let port = TraceWriter.quoted(loaded.name(ofChipPort: Int(departure.port)))
      if let trace, let number, number < TraceWriter.maximumPackets {
        if departure.drop == .none {
          wire(number, Int(departure.port), departure.firstBit, departure.lastBit, wait: departure.firstBit - departure.arrival, trace)
        } else {
          trace.instant(
            "dropped: \(departure.drop)", track: ports + pipes * stages.count + Int(departure.port), at: departure.firstBit, packet: number)
        }
      }
      let name = number.map(String.init) ?? "null"
      try cycles?.write(
        "{\"departure\":\(departure.serial == Departure.pause ? "\"pause\"" : name),\"port\":\(port),\"queue\":\(departure.queue),"
          + "\"arrival\":\(departure.arrival),\"firstBit\":\(departure.firstBit),\"lastBit\":\(departure.lastBit),"
          + "\"drop\":\"\(departure.drop)\",\"marked\":\(departure.isMarked)}")
    }
    if let trace, let sample = traffic.series.last, sample.cycle != lastOccupancy {
      lastOccupancy = sample.cycle
      trace.counter("cells in use", at: sample.cycle, sample.cells)
      trace.counter("headroom cells", at: sample.cycle, sample.headroom)
    }
  }

  func close() throws(ExitCode) {
    try trace?.close()
    try cycles?.close()
  }
}
