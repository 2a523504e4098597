public import TrafficManager

/// Pause frames as they come in and go out: IEEE 802.3 annex 31B (all classes) and 31D (by class).
public enum PauseFrame {
  /// 01-80-C2-00-00-01.
  public static let destination: UInt64 = 0x0180_c200_0001
  static let type = 0x8808
  static let pause = 0x0001
  static let classBased = 0x0101

  /// The frame that a port sends, FCS not counted: longest pause for the classes that are to stop, none for those that may go on.
  public static func bytes(_ departure: Departure, source: UInt64) -> [UInt8] {
    var frame: [UInt8] = []
    for address in [destination, source] {
      for shift in stride(from: UInt64(40), through: 0, by: -8) { frame.append(UInt8(truncatingIfNeeded: address >> shift)) }
    }
    frame += [0x88, 0x08, 0x01, 0x01, 0x00, departure.pauses | departure.resumes]
    for number in 0..<8 { frame += departure.pauses & 1 << UInt8(number) != 0 ? [0xff, 0xff] : [0, 0] }
    while frame.count < 60 { frame.append(0) }
    return frame
  }

  /// Sets CE in the IP header of an Ethernet frame, and mends an IPv4 header's checksum.
  ///
  /// - Source: RFC 3168 §5; RFC 1624 for the checksum.
  public static func mark(_ frame: inout [UInt8]) {
    var start = 12
    while start + 4 <= frame.count, [0x8100, 0x88a8, 0x9100].contains(Int(frame[start]) << 8 | Int(frame[start + 1])) { start += 4 }
    guard start + 2 <= frame.count else { return }
    let type = Int(frame[start]) << 8 | Int(frame[start + 1])
    start += 2
    if type == 0x0800, start + 20 <= frame.count {
      let old = UInt32(frame[start]) << 8 | UInt32(frame[start + 1])
      frame[start + 1] |= 3
      let new = UInt32(frame[start]) << 8 | UInt32(frame[start + 1])
      var sum = (UInt32(frame[start + 10]) << 8 | UInt32(frame[start + 11])) ^ 0xffff
      sum += (old ^ 0xffff) + new
      while sum >> 16 != 0 { sum = sum & 0xffff + sum >> 16 }
      sum ^= 0xffff
      frame[start + 10] = UInt8(sum >> 8)
      frame[start + 11] = UInt8(sum & 0xff)
    } else if type == 0x86dd, start + 40 <= frame.count {
      frame[start + 1] |= 0x30
    }
  }
}

extension SimulatedASIC {
  @inline(__always)
  static func isPause(_ frame: UnsafeRawBufferPointer) -> Bool {
    UInt64(bigEndian: frame.loadUnaligned(fromByteOffset: 0, as: UInt64.self)) >> 16 == PauseFrame.destination
  }

  /// A pause frame has come in: its port sends nothing of the classes that it names.
  func obey(_ frame: UnsafeRawBufferPointer, on port: Int, at cycle: Int64, _ traffic: TrafficManager) {
    func word(_ offset: Int) -> Int { offset + 2 <= frame.count ? Int(frame[offset]) << 8 | Int(frame[offset + 1]) : 0 }
    guard word(12) == PauseFrame.type else { return }
    switch word(14) {
    case PauseFrame.pause:
      for number in 0..<8 { traffic.pause(port: port, trafficClass: number, quanta: word(16), at: cycle) }
    case PauseFrame.classBased:
      for number in 0..<8 where word(16) & 1 << number != 0 {
        traffic.pause(port: port, trafficClass: number, quanta: word(18 + 2 * number), at: cycle)
      }
    default: break
    }
  }
}

extension DropReason {
  init(_ drop: TrafficDrop) {
    self =
      switch drop {
      case .none: .none
      case .ingressLimit: .ingressBuffer
      case .headroom: .headroom
      case .queueLimit: .tailDrop
      case .early: .earlyDrop
      case .noCells: .bufferFull
      case .portDown: .egressLinkDown
      }
  }
}
