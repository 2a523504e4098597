public import SwitchPlatform
import TrafficManager

/// How many packets of one cell a buffer takes from one or several priority groups, while nothing leaves, before something happens.
public struct BufferThresholds {
  private let buffer: BufferDescription
  private let megabits: UInt64

  /// - Parameter megabits: Speed of all ports, in Mb/s.
  public init(_ buffer: BufferDescription, megabits: UInt64) {
    self.buffer = buffer
    self.megabits = megabits
  }

  public enum Event: Hashable, Sendable {
    /// The sender of the first group is told to pause.
    case pause
    /// A packet is refused on the ingress side; on the egress side.
    case ingressDrop
    case egressDrop
  }

  /// Packets of a group until the event, that of the event among them; `nil`: it does not come.
  ///
  /// Groups take turns. All are in one slice, as senders of one test are.
  ///
  /// - Parameters:
  ///   - classes: The classes that send; each has a priority group of its own.
  ///   - ports: Senders; every class of each is a group.
  public func packets(until event: Event, classes: [Int], ports senders: Int = 1) -> Int? {
    let manager = TrafficManager(buffer, ports: senders + 1, clock: 1_000_000_000)
    for port in 0...senders {
      manager.setSpeed(ofPort: port, megabits: megabits)
      manager.setSlice(ofPort: port, 0)
    }
    for number in 0..<8 { manager.pause(port: senders, trafficClass: number, quanta: 65_535, at: 0) }
    // One cell, with FCS and overhead.
    let bytes = min(60, max(1, buffer.cellBytes - 4 - buffer.packetOverhead))
    for round in 1...(buffer.cells * buffer.slices + 1) {
      for port in 0..<senders {
        for number in classes {
          manager.offer(
            TrafficOffer(serial: UInt64(round), bytes: bytes, ingressPort: port, egressPort: senders, trafficClass: number), at: 1)
          manager.advance(to: 1)
        }
      }
      for index in 0..<manager.departureCount {
        let departure = manager.departure(index)
        switch event {
        case .pause where departure.serial == Departure.pause && departure.pauses != 0: return round
        case .ingressDrop where departure.drop == .ingressLimit || departure.drop == .headroom: return round
        case .egressDrop where departure.drop == .queueLimit: return round
        default: break
        }
      }
      manager.forgetDepartures()
    }
    return nil
  }
}
