import PacketKit
import Testing

@Suite struct CaptureReaderTests {
  private func pcap(big: Bool, magic: UInt32, records: [(UInt32, UInt32, UInt32, UInt32, [UInt8])], minor: UInt16 = 4) -> [UInt8] {
    var file: [UInt8] = []
    file.put(magic, big: big)
    file.put(2 as UInt16, big: big)
    file.put(minor, big: big)
    for word in [0, 0, 65_535, 1] as [UInt32] { file.put(word, big: big) }
    for (seconds, fraction, captured, original, bytes) in records {
      for word in [seconds, fraction, captured, original] { file.put(word, big: big) }
      file += bytes
    }
    return file
  }

  @Test(arguments: [true, false]) func readsBothResolutionsInBothOrders(big: Bool) {
    for (magic, time) in [(0xa1b2_c3d4 as UInt32, 3_000_007_000 as Int64), (0xa1b2_3c4d, 3_000_000_007)] {
      let result = frames(pcap(big: big, magic: magic, records: [(3, 7, 2, 9, [1, 2]), (0xffff_ffff, 0xffff_ffff, 0, 0, [])]))
      #expect(result.error == nil)
      #expect(result.bytes == [[1, 2], []])
      #expect(result.frames.first?.timestamp == time)
      #expect(result.frames.first?.originalLength == 9)
      #expect(result.frames.first?.linkType == 1)
      #expect(result.frames.first?.range == 40..<42)
    }
  }

  @Test func oldVersionsSwapTheirLengths() {
    let result = frames(pcap(big: false, magic: 0xa1b2_c3d4, records: [(0, 0, 9, 2, [1, 2])], minor: 2))
    #expect(result.bytes == [[1, 2]])
    #expect(result.frames.first?.originalLength == 9)
  }

  @Test func aCutFileSaysHowFarItWasRead() {
    let whole = pcap(big: false, magic: 0xa1b2_c3d4, records: [(0, 0, 2, 2, [1, 2]), (0, 0, 3, 3, [1, 2, 3])])
    for length in 0..<whole.count {
      let result = frames(Array(whole[..<length]))
      switch length {
      case ..<24: #expect(result.error?.cause == .truncated(.fileHeader, expected: 24, available: length))
      case 24, 42: #expect(result.error == nil)
      case 25..<40:
        #expect(result.error == .init(offset: 24, framesRead: 0, cause: .truncated(.recordHeader, expected: 16, available: length - 24)))
      case 40, 41: #expect(result.error?.cause == .truncated(.frame, expected: 2, available: length - 40))
      case 43..<58:
        #expect(result.error == .init(offset: 42, framesRead: 1, cause: .truncated(.recordHeader, expected: 16, available: length - 42)))
      default: #expect(result.error == .init(offset: 42, framesRead: 1, cause: .truncated(.frame, expected: 3, available: length - 58)))
      }
    }
    let error = frames(Array(whole.dropLast())).error
    #expect(error?.description == "the file ends in a frame: expected 3 bytes, found 2 at byte 42, after 1 frame")
  }

  @Test func hostileLengthsAreErrorsAndTheReaderEnds() throws {
    let file = pcap(big: true, magic: 0xa1b2_c3d4, records: [(0, 0, 0xffff_ffff, 0xffff_ffff, [1])])
    var reader = try CaptureReader(file)
    #expect(throws: CaptureError(offset: 24, framesRead: 0, cause: .truncated(.frame, expected: 0xffff_ffff, available: 1))) {
      _ = try reader.next()
    }
    let after = try reader.next()
    #expect(after == nil)
  }

  @Test func otherFilesAreRefused() {
    #expect(frames([]).error?.cause == .truncated(.fileHeader, expected: 24, available: 0))
    #expect(frames(Array("PK\u{3}\u{4}and so on, for some length".utf8)).error?.cause == .unknownFormat(found: 0x504b_0304))
    var old = pcap(big: false, magic: 0xa1b2_c3d4, records: [])
    old[4] = 1
    #expect(frames(old).error == .init(offset: 4, framesRead: 0, cause: .version(major: 1, minor: 4)))
  }

  @Test func aFrameOfAnotherFileIsCutToThisOne() throws {
    let reader = try CaptureReader(pcap(big: false, magic: 0xa1b2_c3d4, records: []))
    let far = CapturedFrame(range: 20..<1000, originalLength: 0, timestamp: 0, linkType: 1)
    #expect(reader.bytes(of: far).count == 4)
    #expect(reader.withBytes(of: far) { $0.count } == 4)
  }

  @Test func randomBytesNeverTrap() {
    var numbers = SeededNumbers(11)
    let valid = pcap(big: false, magic: 0xa1b2_3c4d, records: [(1, 2, 4, 4, [1, 2, 3, 4]), (1, 2, 1, 1, [1])])
    for _ in 0..<5000 {
      var file = valid
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        file[Int.random(in: 4..<file.count, using: &numbers)] = UInt8.random(in: .min ... .max, using: &numbers)
      }
      let result = frames(file)
      #expect(result.frames.count <= 2 && result.frames.allSatisfy { $0.range.upperBound <= file.count })
    }
  }
}
