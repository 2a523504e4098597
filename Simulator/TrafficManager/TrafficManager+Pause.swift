import ASICTiming
import SwitchPlatform

// Priority flow control: IEEE 802.1Qbb, now 802.1Q clause 36; frames by IEEE 802.3 annex 31D.
extension TrafficManager {
  /// Quanta that a pause frame says: as long as one can.
  static let quanta: Int64 = 65_535
  /// - Unit: bits of a quantum.
  static let quantum: Int64 = 512
  /// - Unit: bytes of a pause frame, FCS not counted.
  static let pauseFrame = 60

  /// A receiver has told a port to send nothing of a class for a while; 0 quanta: it may go on.
  ///
  /// - Parameter cycle: when that takes effect. Not before what has happened.
  public func pause(port: Int, trafficClass: Int, quanta: Int, at cycle: Int64) {
    guard port >= 0, port < ports, (0..<8).contains(trafficClass), portStates[port].megabits > 0 else { return }
    advance(to: cycle)
    let bit: UInt8 = 1 << UInt8(trafficClass)
    if quanta <= 0 {
      portStates[port].paused &= ~bit
      if portStates[port].active != 0 { wake(port, at: max(now, portStates[port].link.freeCycle)) }
      return
    }
    portStates[port].paused |= bit
    portStates[port].setPause(trafficClass, until: now &+ duration(ofQuanta: Int64(min(quanta, 65_535)), port))
  }

  /// - Unit: cycles.
  private func duration(ofQuanta quanta: Int64, _ port: Int) -> Int64 {
    let speed = Int64(clamping: portStates[port].megabits) &* 1_000_000
    // Below 2^25 bits at less than 2^36 Hz.
    return quanta &* TrafficManager.quantum &* clock / max(1, speed)
  }

  func endPauses(_ port: Int) {
    for number in 0..<8 where portStates[port].paused & 1 << UInt8(number) != 0 && portStates[port].pause(number) <= now {
      portStates[port].paused &= ~(1 << UInt8(number))
    }
  }

  /// A group is at its limit: its port tells the sender.
  func stopSender(_ group: Int) {
    groups[group].isPausing = true
    let port = group / groupsPerPort
    let classes = groupClasses[group % groupsPerPort]
    portStates[port].toPause |= classes
    portStates[port].toResume &= ~classes
    wake(port, at: max(now, portStates[port].link.freeCycle))
  }

  func letSenderGo(_ group: Int) {
    groups[group].isPausing = false
    let port = group / groupsPerPort
    let classes = groupClasses[group % groupsPerPort]
    portStates[port].toPause &= ~classes
    // One that was never told to stop need not be told to go.
    portStates[port].toResume |= classes & portStates[port].pausing
    if portStates[port].toResume != 0 { wake(port, at: max(now, portStates[port].link.freeCycle)) }
  }

  /// Pause frames go before all queues.
  func sendPause(_ port: Int) {
    let state = portStates + port
    let (pauses, resumes) = (state.pointee.toPause, state.pointee.toResume)
    state.pointee.toPause = 0
    state.pointee.toResume = 0
    state.pointee.pausing = state.pointee.pausing & ~resumes | pauses
    state.pointee.refresh = state.pointee.pausing == 0 ? .max : now &+ duration(ofQuanta: TrafficManager.quanta / 2, port)
    let times = occupy(port, bytes: TrafficManager.pauseFrame)
    accounts.pauseFrames &+= 1
    var departure = Departure(
      serial: Departure.pause, stamp: now, port: port, queue: -1, bytes: Int32(TrafficManager.pauseFrame), isMarked: false, arrival: now,
      firstBit: times.first, lastBit: times.last)
    departure.pauses = pauses
    departure.resumes = resumes
    departures.append(departure)
    wake(port, at: state.pointee.active != 0 ? state.pointee.link.freeCycle : state.pointee.refresh)
  }
}

extension PortState {
  /// Until when a class is paused.
  @inline(__always)
  func pause(_ number: Int) -> Int64 { withUnsafeBytes(of: pausedUntil) { $0.load(fromByteOffset: (number & 7) &* 8, as: Int64.self) } }

  mutating func setPause(_ number: Int, until cycle: Int64) {
    withUnsafeMutableBytes(of: &pausedUntil) { $0.storeBytes(of: cycle, toByteOffset: (number & 7) &* 8, as: Int64.self) }
  }
}
