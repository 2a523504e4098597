import PacketKit
import Testing

@Suite struct ChecksumTests {
  /// The plain definition: big-endian words, an odd last byte as the high half of one.
  private func reference(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      sum += UInt32(bytes[index]) << 8 | (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
      sum = (sum & 0xffff) + sum >> 16
    }
    return ~UInt16(truncatingIfNeeded: sum)
  }

  private func checksum(_ pieces: [[UInt8]]) -> UInt16 {
    var checksum = InternetChecksum()
    for piece in pieces { piece.withUnsafeBytes { checksum.add($0) } }
    return checksum.value
  }

  @Test func exampleOfRFC1071() {
    #expect(checksum([[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]]) == ~0xddf2)
  }

  @Test func everyLengthAndEverySplitAgreesWithTheDefinition() {
    var numbers = SeededNumbers(1)
    for length in 0...70 {
      let bytes = numbers.bytes(length)
      let expected = reference(bytes)
      for split in 0...length {
        let middle = split + (length - split) / 2
        #expect(checksum([Array(bytes[..<split]), Array(bytes[split..<middle]), Array(bytes[middle...])]) == expected)
      }
    }
    let long = [UInt8](repeating: 0xff, count: 200_001)
    #expect(checksum([long]) == reference(long))
  }

  @Test func updateEqualsRecomputation() {
    var numbers = SeededNumbers(2)
    for _ in 0..<2000 {
      var header = numbers.bytes(20)
      header[10] = 0
      header[11] = 0
      let before = reference(header)
      let ttl = header[8]
      let old = UInt16(header[8]) << 8 | UInt16(header[9])
      header[8] &-= 1
      let new = UInt16(header[8]) << 8 | UInt16(header[9])
      #expect(InternetChecksum.updated(before, replacing: old, with: new) == reference(header))
      #expect(InternetChecksum.decrementingTTL(before, ttl: ttl, ipProtocol: header[9]) == reference(header))
    }
  }

  /// The case that the older equation of RFC 1141 gets wrong (RFC 1624 §4).
  @Test func exampleOfRFC1624() {
    #expect(InternetChecksum.updated(0xdd2f, replacing: 0x5555, with: 0x3285) == 0x0000)
  }

  @Test func pseudoHeadersAreTheirBytes() {
    let four: [UInt8] = [10, 0, 0, 1, 255, 254, 3, 4, 0, 17, 0x12, 0x34]
    let sum4 = InternetChecksum.pseudoHeader(source: 0x0a00_0001, destination: 0xfffe_0304, protocol: 17, length: 0x1234)
    #expect(sum4.value == reference(four))
    var numbers = SeededNumbers(3)
    let source = (high: numbers.next(), low: numbers.next())
    let destination = (high: numbers.next(), low: numbers.next())
    var six: [UInt8] = []
    for word in [source.high, source.low, destination.high, destination.low] { six.put(word, big: true) }
    six.put(0x0001_2345 as UInt32, big: true)
    six += [0, 0, 0, 58]
    let sum6 = InternetChecksum.pseudoHeader(source: source, destination: destination, protocol: 58, length: 0x0001_2345)
    #expect(sum6.value == reference(six))
  }
}
