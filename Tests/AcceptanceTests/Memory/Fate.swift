import ASICDriver
import ASICSimulator
import SimulatedSwitch
import SwitchModel

/// What became of a packet, as far as the entry that decided it shows.
enum Fate: Hashable, CustomStringConvertible {
  /// Left by one port, to this MAC address.
  case sent(port: UInt16, mac: UInt64)
  case flooded(Int)
  case dropped(DropReason)
  case trapped(TrapReason)

  var description: String {
    switch self {
    case .sent(let port, let mac): "sent by port \(port) to \(MACAddress(bits: mac))"
    case .flooded(let count): "flooded to \(count) ports"
    case .dropped(let reason): "dropped: \(reason)"
    case .trapped(let reason): "trapped: \(reason)"
    }
  }
}

extension Lab {
  /// Sends a packet when everything before it has left.
  func fate(_ frame: [UInt8], on port: UInt16) -> Fate {
    sim.receive(frame, on: PortID(port), notBefore: asic.now + 10_000)
    let outcome = asic.outcome
    switch outcome.verdict {
    case .dropped: return .dropped(outcome.drop)
    case .trapped, .copied:
      _ = try? sim.takePunted()
      return .trapped(outcome.trap)
    case .forwarded:
      guard asic.output.count == 1 else { return .flooded(asic.output.count) }
      let (header, bytes) = asic.output.frame(0)
      let mac = bytes.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return .sent(port: sim.driver.port(ofChip: Int(header.port))?.rawValue ?? 0, mac: mac)
    }
  }

  /// A UDP packet to be routed that comes in by the port of a routed interface.
  func routed(_ address: IPAddress, on interface: UInt64) -> Fate {
    let payload = Frame.udp(1000, 2000, [1, 2, 3, 4])
    let frame =
      address.family == .v4
      ? Frame.ethernet(
        to: Lab.routerMAC(interface), from: Lab.host(99), type: 0x0800,
        Frame.ipv4(from: Lab.ip(192, 0, 2, 1), to: address.v4, payload))
      : Frame.ethernet(
        to: Lab.routerMAC(interface), from: Lab.host(99), type: 0x86dd,
        Frame.ipv6(from: (0x2001_0db8_0099_0000, 1), to: (address.high, address.low), payload))
    return fate(frame, on: UInt16(interface))
  }
}

/// What an oracle and a switch disagree about: the first few, and how many.
struct Mismatches: CustomStringConvertible {
  private(set) var first: [String] = []
  private(set) var count = 0

  mutating func note(_ text: @autoclosure () -> String) {
    count += 1
    if first.count < 5 { first.append(text()) }
  }

  var description: String { "\(count): " + first.joined(separator: "\n") }
}

extension SwitchError {
  var exhaustion: Exhaustion? {
    if case .exhausted(let exhaustion) = cause { return exhaustion }
    return nil
  }
}

/// Why a device refused, `nil` where it did not.
func refusal(_ body: () throws(SwitchError) -> Void) -> SwitchError? {
  do throws(SwitchError) { try body() } catch { return error }
  return nil
}
