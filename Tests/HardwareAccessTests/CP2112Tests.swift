import DeviceAccess
import Testing

/// The bridge's reports, as AN495 has them.
@Suite struct CP2112Tests {
  private typealias Step = ScriptedHID.Step
  private static let ask: Step = .expect([0x15, 1])
  private static let cancel: Step = .expect([0x17, 1])

  private func run(_ steps: [ScriptedHID.Step], _ body: (CP2112) throws -> Void) throws {
    let device = ScriptedHID(steps)
    try body(try CP2112(device))
    #expect(device.faults == [])
    #expect(device.isDone)
  }

  /// A register's number is written and its value read, while the bus is busy at first, in two reports.
  @Test func aReadBehindAWrite() throws {
    let value = (0..<70).map { UInt8($0) }
    try run([
      .expect([0x11, 0xa0, 0, 70, 2, 0x12, 0x34]), Self.ask, .answer([0x16, 1, 0, 0, 0, 0, 0]), Self.ask,
      .answer([0x16, 2, 5, 0, 0, 0, 70]), .expect([0x12, 0, 70]), .answer([0x13, 2, 61] + value[..<61]),
      .answer([0x13, 2, 9] + value[61...])
    ]) { bridge in
      let bytes = try bridge.transfer(0x50, write: [0x12, 0x34], read: 70)
      #expect(bytes == value)
    }
  }

  @Test func writesAndReadsAlone() throws {
    try run([.expect([0x14, 0x40, 3, 1, 2, 3]), Self.ask, .answer([0x16, 2, 5])]) { bridge in
      let bytes = try bridge.transfer(0x20, write: [1, 2, 3], read: 0)
      #expect(bytes == [])
    }
    try run([.expect([0x10, 0x40, 1, 2]), Self.ask, .answer([0x16, 2, 5])] + fetched(258)) { bridge in
      let bytes = try bridge.transfer(0x20, write: [], read: 258)
      #expect(bytes == Array(repeating: 7, count: 258))
    }
  }

  private func fetched(_ count: Int) -> [ScriptedHID.Step] {
    var steps: [ScriptedHID.Step] = [.expect([0x12, UInt8(count >> 8), UInt8(count & 0xff)])]
    var rest = count
    while rest > 0 {
      let length = min(61, rest)
      steps.append(.answer([0x13, 2, UInt8(length)] + Array(repeating: 7, count: length)))
      rest -= length
    }
    return steps
  }

  /// It is told how long to try, once, before the first transfer.
  @Test func itIsConfigured() throws {
    let steps: [ScriptedHID.Step] = [.expect([0x14, 0x40, 1, 1]), Self.ask, .answer([0x16, 2, 5])]
    let device = ScriptedHID(steps + steps)
    let bridge = try CP2112(device)
    for _ in 0..<2 { _ = try bridge.transfer(0x20, write: [1], read: 0) }
    #expect(device.features == [[0x06, 0, 1, 0x86, 0xa0, 0x02, 0, 0, 100, 0, 100, 1, 0, 1]])
    #expect(device.isDone && device.faults == [])
  }

  @Test func itsSpeedIsSet() throws {
    let device = ScriptedHID([.expect([0x14, 0x40, 1, 1]), Self.ask, .answer([0x16, 2, 5])])
    let bridge = try CP2112(device, speed: 400_000)
    _ = try bridge.transfer(0x20, write: [1], read: 0)
    #expect(device.features == [[0x06, 0, 6, 0x1a, 0x80, 0x02, 0, 0, 100, 0, 100, 1, 0, 1]])
    for speed in [9_999, 400_001] as [UInt32] {
      #expect(throws: DeviceError.self) { try CP2112(device, speed: speed) }
    }
  }

  /// What still comes of a transfer that was cancelled is not the answer to the next one.
  @Test func whatACancelledTransferLeavesIsDrained() throws {
    let failed: [ScriptedHID.Step] = [
      .expect([0x11, 0x40, 0, 1, 1, 9]), Self.ask, .answer([0x16, 2, 5]), .expect([0x12, 0, 1]), .fail(.timeout("a report")), Self.cancel
    ]
    let next: [ScriptedHID.Step] = [
      .expect([0x11, 0x40, 0, 1, 1, 8]), Self.ask, .answer([0x16, 2, 5]), .expect([0x12, 0, 1]), .answer([0x13, 2, 1, 0x5a])
    ]
    let late: [ScriptedHID.Step] = [.stale([0x13, 2, 1, 0xee]), .stale([0x16, 2, 5]), .quiet]
    try run(failed + late + next + next) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [9], read: 1) }
      for _ in 0..<2 {
        let bytes = try bridge.transfer(0x20, write: [8], read: 1)
        #expect(bytes == [0x5a])
      }
    }
  }

  /// One that does not stop talking is not listened to for ever.
  @Test func aBridgeThatTalksWithoutEnd() throws {
    let flood = [ScriptedHID.Step](repeating: .stale([0x13, 2, 1, 0]), count: 32)
    try run([.expect([0x14, 0x40, 1, 1]), Self.ask, .answer([0x16, 3, 0]), Self.cancel] + flood) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      if case .malformed = error?.fault {} else { Issue.record("\(String(describing: error))") }
    }
  }

  /// What the bridge says of a transfer that failed; it is told to forget it.
  @Test(arguments: [
    (0, "no device answers at 0x20"), (1, "not free"), (2, "another master"), (3, "fewer bytes than asked"), (4, "fewer bytes than sent"),
    (9, "error 9")
  ]) func whatFails(_ status: UInt8, _ message: String) throws {
    try run([.expect([0x14, 0x40, 1, 1]), Self.ask, .answer([0x16, 3, status]), Self.cancel]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  @Test(arguments: [
    [UInt8](), [0x16], [0x13, 2, 5], [0x16, 7, 0]
  ]) func answersThatMakeNoSense(_ answer: [UInt8]) throws {
    try run([.expect([0x14, 0x40, 1, 1]), Self.ask, .answer(answer), Self.cancel]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      if case .malformed = error?.fault {} else { Issue.record("\(String(describing: error))") }
    }
  }

  @Test(arguments: [(0, 0), (62, 0), (3, 3)]) func readResponsesOfAWrongLength(_ length: UInt8, _ unused: Int) throws {
    try run([
      .expect([0x10, 0x40, 0, 2]), Self.ask, .answer([0x16, 2, 5]), .expect([0x12, 0, 2]), .answer([0x13, 2, length, 1, 2, 3]), Self.cancel
    ]) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [], read: 2) }
    }
  }

  /// One that is taken out in the middle is not spoken to again.
  @Test func takenOut() throws {
    try run([.expect([0x14, 0x40, 1, 1]), .fail(.gone)]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      #expect(error?.fault == .gone)
    }
  }

  /// A bus that never ends is given up.
  @Test func aBusThatStaysBusy() throws {
    let busy: [ScriptedHID.Step] = (0..<1000).flatMap { _ in [Self.ask, .answer([0x16, 1, 0])] }
    try run([.expect([0x14, 0x40, 1, 1])] + busy + [Self.cancel]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      if case .timeout = error?.fault {} else { Issue.record("\(String(describing: error))") }
    }
  }

  @Test(arguments: [(62, 0, 61), (17, 1, 16), (0, 513, 512)]) func tooLong(_ written: Int, _ read: Int, _ limit: Int) throws {
    try run([]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: Array(repeating: 0, count: written), read: read) }
      if case .tooLong(_, limit) = error?.fault {} else { Issue.record("\(String(describing: error))") }
    }
  }

  @Test(arguments: [UInt8(0x02), 0x78, 0xff]) func addressesOfNoDevice(_ address: UInt8) throws {
    try run([]) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(address, write: [1], read: 0) }
    }
  }
}
