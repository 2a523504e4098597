import PacketKit
import Testing

@testable import FrontPanel

@Suite struct OffloadTests {
  /// RFC 1071, as slowly as it is written.
  private static func sum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in bytes.enumerated() { sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte) }
    while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
    return UInt16(sum)
  }
  private static func big(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xff), UInt8(value & 0xff)] }

  private static let ethernet: [UInt8] = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1]

  private static func train(isIPv4: Bool, isTCP: Bool, tags: [UInt8], payload: [UInt8]) -> (frame: [UInt8], start: Int) {
    let header: [UInt8] =
      isTCP ? [0, 80, 0, 90, 0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 1, 0x60, 0x99, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1] : [0, 80, 0, 90, 0, 0, 0, 0]
    let network: [UInt8]
    if isIPv4 {
      network = [0x46, 0, 0, 0, 0x12, 0xff, 0x40, 0, 64, isTCP ? 6 : 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 1, 1, 1, 1]
    } else {
      network = [0x60, 0, 0, 0, 0, 0, isTCP ? 6 : 17, 64] + (0..<32).map { UInt8($0) }
    }
    let front = ethernet + tags + (isIPv4 ? [8, 0] : [0x86, 0xdd])
    return (front + network + header + payload, front.count + network.count)
  }

  @Test(arguments: [true, false], [true, false])
  func trainsAreCutAsOnTheWire(isIPv4: Bool, isTCP: Bool) {
    for tags in [[], [0x81, 0, 0, 5], [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6]] as [[UInt8]] {
      let payload = (0..<2501).map { UInt8(truncatingIfNeeded: $0) }
      let (frame, start) = Self.train(isIPv4: isIPv4, isTCP: isTCP, tags: tags, payload: payload)
      let network = 14 + tags.count
      var cut: [[UInt8]] = []
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 2000, alignment: 8)
      defer { room.deallocate() }
      let isDone = frame.withUnsafeBytes {
        Offload.cut($0, isTCP: isTCP, headerAt: start, size: 1000, packet: room) { cut.append(Array($0)) }
      }
      #expect(isDone)
      #expect(cut.count == 3)
      let headers = start + (isTCP ? 24 : 8)
      #expect(cut.flatMap { $0[headers...] } == payload)
      for (index, packet) in cut.enumerated() {
        #expect(Array(packet[..<network]) == Array(frame[..<network]))
        let upper = Array(packet[start...])
        if isIPv4 {
          #expect(Array(packet[network + 2..<network + 4]) == Self.big(packet.count - network))
          #expect(Array(packet[network + 4..<network + 6]) == Self.big(0x12ff + index))
          #expect(Self.sum(Array(packet[network..<network + 24])) == 0xffff)
        } else {
          #expect(Array(packet[network + 4..<network + 6]) == Self.big(packet.count - network - 40))
        }
        let addresses = isIPv4 ? packet[network + 12..<network + 20] : packet[network + 8..<network + 40]
        #expect(Self.sum(Array(addresses) + [0, isTCP ? 6 : 17] + Self.big(upper.count) + upper) == 0xffff)
        if isTCP {
          let sequence = [[0xff, 0xff, 0xff, 0xf0], [0, 0, 3, 0xd8], [0, 0, 7, 0xc0]] as [[UInt8]]
          #expect(Array(upper[4..<8]) == sequence[index])
          #expect(upper[13] == [0x90, 0x10, 0x19][index], "CWR first, PSH and FIN last")
        } else {
          #expect(Array(upper[4..<6]) == Self.big(upper.count))
        }
      }
    }
  }

  @Test func whatIsNotWhatItClaimsIsLeft() {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 2000, alignment: 8)
    defer { room.deallocate() }
    let (frame, start) = Self.train(isIPv4: true, isTCP: true, tags: [], payload: [UInt8](repeating: 1, count: 3000))
    func isCut(_ frame: [UInt8], _ start: Int, _ size: Int) -> Bool {
      frame.withUnsafeBytes { Offload.cut($0, isTCP: true, headerAt: start, size: size, packet: room) { _ in } }
    }
    #expect(isCut(frame, start, 1000))
    #expect(!isCut(frame, start, 0))
    #expect(!isCut(frame, start, 5000), "more than there is room for")
    #expect(!isCut(frame, 20, 1000), "the header is within the IP header")
    #expect(!isCut(frame, 65_535, 1000))
    for count in 0..<start + 24 { #expect(!isCut(Array(frame.prefix(count)), start, 1000)) }
    var short = frame
    short[start + 12] = 0x10
    #expect(!isCut(short, start, 1000), "a data offset of 4 bytes")
  }

  @Test func checksumsAreCompleted() {
    // A field that holds the pseudo header's sum, over data whose sum is known.
    var frame = [UInt8](repeating: 0, count: 14) + [0, 1, 0, 2, 0, 3, 0xab, 0xcd]
    let isDone = frame.withUnsafeMutableBytes { Offload.complete($0, from: 14, field: 18) }
    #expect(isDone)
    #expect(Array(frame[18..<20]) == Self.big(Int(~Self.sum([0, 1, 0, 2, 0, 3, 0xab, 0xcd]))))
    var zero = [UInt8](repeating: 0, count: 14) + [0xff, 0xff, 0, 0]
    #expect(zero.withUnsafeMutableBytes { Offload.complete($0, from: 14, field: 16) })
    #expect(Array(zero[16...]) == [0xff, 0xff], "never zero")
    for (start, field) in [(13, 18), (14, 21), (22, 22), (18, 16), (14, 65_520)] {
      #expect(!frame.withUnsafeMutableBytes { Offload.complete($0, from: start, field: field) })
    }
  }

  @Test func cyclesOfATime() {
    #expect(PanelClock.cycles(nanoseconds: 1_000_000_000, hertz: 1_350_000_000) == 1_350_000_000)
    #expect(PanelClock.cycles(nanoseconds: 999, hertz: 1_000_000) == 0)
    #expect(PanelClock.cycles(nanoseconds: .max, hertz: .max) > 0)
    #expect(PanelClock.cycles(nanoseconds: .max, hertz: 0) == 0)
  }
}
