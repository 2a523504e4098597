import PacketKit
import Testing

/// pcapng, made by hand.
@Suite struct CaptureBlockTests {
  private func block(_ type: UInt32, _ body: [UInt8], big: Bool) -> [UInt8] {
    var body = body
    while body.count % 4 != 0 { body.append(0) }
    var bytes: [UInt8] = []
    bytes.put(type, big: big)
    bytes.put(UInt32(body.count + 12), big: big)
    bytes += body
    bytes.put(UInt32(body.count + 12), big: big)
    return bytes
  }

  private func section(big: Bool, major: UInt16 = 1) -> [UInt8] {
    var body: [UInt8] = []
    body.put(0x1a2b_3c4d as UInt32, big: big)
    body.put(major, big: big)
    body.put(0 as UInt16, big: big)
    body.put(-1 as Int64, big: big)
    return block(0x0a0d_0d0a, body, big: big)
  }

  private func interface(big: Bool, linkType: UInt16 = 1, snapshot: UInt32 = 0, options: [UInt8] = []) -> [UInt8] {
    var body: [UInt8] = []
    body.put(linkType, big: big)
    body.put(0 as UInt16, big: big)
    body.put(snapshot, big: big)
    return block(1, body + options, big: big)
  }

  private func option(_ code: UInt16, _ value: [UInt8], big: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.put(code, big: big)
    bytes.put(UInt16(value.count), big: big)
    bytes += value
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes
  }

  private func enhanced(big: Bool, interface: UInt32 = 0, ticks: UInt64, captured: UInt32? = nil, _ data: [UInt8]) -> [UInt8] {
    var body: [UInt8] = []
    body.put(interface, big: big)
    body.put(UInt32(ticks >> 32), big: big)
    body.put(UInt32(truncatingIfNeeded: ticks), big: big)
    body.put(captured ?? UInt32(data.count), big: big)
    body.put(1000 as UInt32, big: big)
    return block(6, body + data, big: big)
  }

  private func time(resolution: UInt8?, offset: Int64? = nil, ticks: UInt64) -> Int64? {
    var options: [UInt8] = []
    if let resolution { options += option(9, [resolution], big: false) }
    if let offset { options += option(14, withUnsafeBytes(of: offset.littleEndian) { Array($0) }, big: false) }
    let file = section(big: false) + interface(big: false, options: options) + enhanced(big: false, ticks: ticks, [1])
    return frames(file).frames.first?.timestamp
  }

  @Test(arguments: [true, false]) func readsEveryPacketBlock(big: Bool) {
    var simple: [UInt8] = []
    simple.put(5 as UInt32, big: big)
    var obsolete: [UInt8] = []
    for half in [0, 3] as [UInt16] { obsolete.put(half, big: big) }
    for word in [0, 2, 1, 8] as [UInt32] { obsolete.put(word, big: big) }
    let file =
      section(big: big) + interface(big: big, linkType: 1, snapshot: 3) + block(0x0bad, [1, 2, 3], big: big)
      + interface(big: big, linkType: 113) + enhanced(big: big, interface: 1, ticks: 1, [1, 2, 3, 4, 5])
      + block(3, simple + [6, 7, 8], big: big) + block(2, obsolete + [9], big: big)
    let result = frames(file)
    #expect(result.error == nil)
    #expect(result.bytes == [[1, 2, 3, 4, 5], [6, 7, 8], [9]])
    #expect(result.frames.map(\.linkType) == [113, 1, 1])
    #expect(result.frames.map(\.timestamp) == [1000, 0, 2000])
    #expect(result.frames.map(\.originalLength) == [1000, 5, 8])
  }

  @Test func sectionsMayDifferInOrderAndForgetInterfaces() {
    let file =
      section(big: true) + interface(big: true) + enhanced(big: true, ticks: 1, [1]) + section(big: false)
      + interface(big: false, linkType: 7) + enhanced(big: false, ticks: 2, [2])
    let result = frames(file)
    #expect(result.bytes == [[1], [2]])
    #expect(result.frames.map(\.linkType) == [1, 7])
    let forgotten = file.dropLast(36 + 20) + enhanced(big: false, ticks: 2, [2])
    #expect(frames(Array(forgotten)).error?.cause == .unknownInterface(found: 0, known: 0))
    #expect(frames(Array(forgotten)).error?.framesRead == 1)
  }

  @Test func clocks() {
    #expect(time(resolution: nil, ticks: 3) == 3000)
    #expect(time(resolution: 9, ticks: 3) == 3)
    #expect(time(resolution: 0, ticks: 3) == 3_000_000_000)
    #expect(time(resolution: 12, ticks: 3999) == 3)
    #expect(time(resolution: 127, ticks: .max) == 0)
    #expect(time(resolution: 0x80, ticks: 3) == 3_000_000_000)
    #expect(time(resolution: 0x81, ticks: 3) == 1_500_000_000)
    #expect(time(resolution: 0xa0, ticks: 1 << 33) == 2_000_000_000)
    #expect(time(resolution: 0xc0, ticks: 1 << 63) == 500_000_000)
    #expect(time(resolution: 0xff, ticks: .max) == 0)
    #expect(time(resolution: 6, offset: -2, ticks: 3_000_000) == 1_000_000_000)
    // Out of range: the nearest end.
    #expect(time(resolution: 0, ticks: .max) == .max)
    #expect(time(resolution: 0x80, ticks: .max) == .max)
    #expect(time(resolution: 9, offset: .max, ticks: 5) == .max)
    #expect(time(resolution: 9, offset: .min, ticks: 5) == Int64.min + 5)
  }

  @Test func brokenBlocksAreNamed() {
    let head = section(big: false) + interface(big: false)
    func cause(_ tail: [UInt8]) -> CaptureError.Cause? { frames(head + tail).error?.cause }
    func words(_ words: UInt32...) -> [UInt8] { words.reduce(into: []) { $0.put($1, big: false) } }
    #expect(cause(words(5, 0, 0, 0)) == .blockLength(found: 0, minimum: 12))
    #expect(cause(words(5, 13, 0, 0, 0)) == .blockLength(found: 13, minimum: 12))
    #expect(cause(words(6, 12, 12)) == .blockLength(found: 12, minimum: 32))
    #expect(cause(words(5, 0xffff_fffc, 0)) == .truncated(.block, expected: 0xffff_fffc, available: 12))
    #expect(cause(words(5, 12)) == .truncated(.blockHeader, expected: 12, available: 8))
    #expect(cause(words(5, 16, 0, 12)) == .trailingLength(found: 12, expected: 16))
    #expect(cause(enhanced(big: false, ticks: 0, captured: 0xffff_ffff, [1, 2, 3, 4])) == .capturedLength(found: 0xffff_ffff, available: 4))
    #expect(cause(block(3, words(0xffff_ffff), big: false)) == .capturedLength(found: 0xffff_ffff, available: 0))
    #expect(cause(enhanced(big: false, interface: 1, ticks: 0, [])) == .unknownInterface(found: 1, known: 1))
    #expect(cause(interface(big: false, options: option(9, [], big: false))) == .option(code: 9, length: 0))
    #expect(cause(interface(big: false, options: words(0xffff_0002))) == .option(code: 2, length: 0xffff))
    #expect(cause(section(big: true, major: 2)) == .version(major: 2, minor: 0))
    #expect(cause(words(0x0a0d_0d0a, 28, 0x1122_3344, 0, 0, 0, 28)) == .byteOrder(found: 0x4433_2211))
    #expect(cause([]) == nil)
  }

  /// A snapshot length shorter than what the block holds cuts, a longer one does not help.
  @Test func aSnapshotLengthThatLies() {
    var body: [UInt8] = []
    body.put(100 as UInt32, big: false)
    body += [1, 2, 3, 4]
    let packet = block(3, body, big: false)
    #expect(frames(section(big: false) + interface(big: false, snapshot: 3) + packet).bytes == [[1, 2, 3]])
    let lie = frames(section(big: false) + interface(big: false, snapshot: 50) + packet)
    #expect(lie.error?.cause == .capturedLength(found: 50, available: 4))
  }

  @Test func randomChangesNeverTrap() {
    var numbers = SeededNumbers(12)
    let valid =
      section(big: false) + interface(big: false, options: option(9, [9], big: false) + option(14, [0, 0, 0, 0, 0, 0, 0, 1], big: false))
      + enhanced(big: false, ticks: 5, [1, 2, 3]) + section(big: true) + interface(big: true) + enhanced(big: true, ticks: 6, [4])
    for round in 0..<20_000 {
      var file = valid
      for _ in 0..<Int.random(in: 1...3, using: &numbers) {
        file[Int.random(in: 4..<file.count, using: &numbers)] =
          [0, 1, 0x7f, 0xff, UInt8(truncatingIfNeeded: round)].randomElement(using: &numbers) ?? 0
      }
      if round % 3 == 0 { file.removeLast(Int.random(in: 0..<file.count, using: &numbers)) }
      let result = frames(file)
      #expect(result.frames.allSatisfy { $0.range.upperBound <= file.count })
    }
    for _ in 0..<2000 { _ = frames([0x0a, 0x0d, 0x0d, 0x0a] + numbers.bytes(60)) }
  }
}
