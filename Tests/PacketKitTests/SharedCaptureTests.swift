import Foundation
import PacketKit
import Testing

/// Memory that ends exactly where a page without access begins, so that one byte read too far ends the test run.
private final class GuardedBytes {
  private let start: UnsafeMutableRawPointer
  private let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  init?() {
    guard let mapping = mmap(nil, page * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), mapping != MAP_FAILED,
      mprotect(mapping + page, page, PROT_NONE) == 0
    else { return nil }
    start = mapping
  }

  deinit { munmap(start, page * 2) }

  /// The bytes at the end of the page; at most a page of them.
  func place(_ bytes: ArraySlice<UInt8>) -> UnsafeRawBufferPointer {
    let target = start + page - bytes.count
    bytes.withUnsafeBytes { if let source = $0.baseAddress { target.copyMemory(from: source, byteCount: $0.count) } }
    return UnsafeRawBufferPointer(start: target, count: bytes.count)
  }
}

@Suite(.enabled(if: !SharedCaptures.areMissing, "no shared captures")) struct SharedCaptureTests {
  @Test func everyFileIsReadToItsEnd() throws {
    var total = 0
    var broken: [String] = []
    for file in SharedCaptures.files {
      let bytes = Array(try Data(contentsOf: file))
      let result = frames(bytes)
      total += result.frames.count
      #expect(result.frames.allSatisfy { $0.range.upperBound <= bytes.count })
      if let error = result.error {
        broken.append("\(file.lastPathComponent): \(error)")
        #expect(error.framesRead == result.frames.count)
      }
    }
    #expect(total > 5000)
    #expect(broken == [])
  }

  /// At any window, no byte behind it matters, and what is found is what the whole frame has.
  @Test func windowsHideWhatIsBehindThem() throws {
    for file in SharedCaptures.files {
      var reader = try CaptureReader(Array(try Data(contentsOf: file)))
      var count = 0
      while let frame = try reader.next() {
        count += 1
        reader.withBytes(of: frame) { whole in
          var headers = PacketHeaders()
          guard count <= 2 else {
            for window in [64, 128, 256] { headers.parse(whole, window: window) }
            return
          }
          let full = parsed(Array(whole))
          var hidden = whole.map { ~$0 }
          for window in 0...256 {
            headers.parse(whole, window: window)
            if window > 0, window <= hidden.count { hidden[window - 1] = whole[window - 1] }
            var other = PacketHeaders()
            hidden.withUnsafeBytes { _ = other.parse($0, window: window) }
            if headers != other || !agrees(headers, full) { Issue.record("\(file.lastPathComponent) frame \(count) window \(window)") }
          }
        }
      }
    }
  }

  private func agrees(_ part: PacketHeaders, _ full: PacketHeaders) -> Bool {
    guard part.found.subtracting(.beyondWindow).isSubset(of: full.found) else { return false }
    if part.hasIP
      && (part.sourceHigh, part.sourceLow, part.destinationLow, part.ttl) != (
        full.sourceHigh, full.sourceLow, full.destinationLow, full.ttl
      )
    {
      return false
    }
    if part.hasPorts && (part.l4SourcePort, part.l4DestinationPort) != (full.l4SourcePort, full.l4DestinationPort) { return false }
    if !part.isBeyondWindow && part != full { return false }
    return !part.hasARP || part == full
  }

  @Test func everyTruncationOfASample() throws {
    let memory = try #require(GuardedBytes())
    for file in SharedCaptures.files {
      var reader = try CaptureReader(Array(try Data(contentsOf: file)))
      guard let frame = try reader.next() else { continue }
      let bytes = reader.bytes(of: frame).prefix(200)
      for length in 0...bytes.count {
        var headers = PacketHeaders()
        let fault = headers.parse(memory.place(bytes.prefix(length)), window: 256)
        if fault != headers.fault || headers.isBeyondWindow { Issue.record("\(file.lastPathComponent) cut to \(length)") }
      }
    }
  }

  @Test func randomFramesNeverTrap() throws {
    let memory = try #require(GuardedBytes())
    var numbers = SeededNumbers(31)
    let samples = try Samples.all.map { try $0.builder.bytes() }
    var faults: Set<ParseFault> = []
    for round in 0..<40_000 {
      var frame = round % 4 == 0 ? numbers.bytes(Int.random(in: 0...120, using: &numbers)) : samples[round % samples.count]
      for _ in 0..<Int.random(in: 0...3, using: &numbers) where !frame.isEmpty {
        frame[Int.random(in: 0..<min(frame.count, 70), using: &numbers)] = UInt8.random(in: .min ... .max, using: &numbers)
      }
      let length = Int.random(in: 0...frame.count, using: &numbers)
      var headers = PacketHeaders()
      faults.insert(headers.parse(memory.place(round % 2 == 0 ? frame[...] : frame[..<length]), window: round % 3 == 0 ? 256 : length))
      #expect(headers.l4Offset <= frame.count && headers.l3Offset <= 22)
      if round % 64 == 0 { #expect(!PacketSummary(frame).description.isEmpty) }
    }
    #expect(faults.count == ParseFault.allCases.count - 1, "all but a chain of nine headers, which no sample is near to")
  }
}
