import DeviceAccess
import Testing

/// The bridge's reports, as its data sheet has them.
@Suite struct MCP2221Tests {
  private func run(_ steps: [ScriptedHID.Step], speed: UInt32? = nil, _ body: (MCP2221) throws -> Void) throws {
    let device = ScriptedHID(steps)
    try body(try MCP2221(device, speed: speed))
    #expect(device.faults == [])
    #expect(device.isDone)
  }

  private static func state(_ state: UInt8) -> [ScriptedHID.Step] { [.expect([0x10]), .answer([0x10, 0, 0, 0, 0, 0, 0, 0, state])] }

  @Test func aReadBehindAWrite() throws {
    try run(
      [.expect([0x94, 1, 0, 0xa0, 0x10]), .answer([0x94, 1, 0]), .expect([0x94, 1, 0, 0xa0, 0x10]), .answer([0x94, 0, 0])]
        + Self.state(0x41) + Self.state(0x45) + [.expect([0x93, 2, 0, 0xa1]), .answer([0x93, 0, 0])]
        + [.expect([0x40]), .answer([0x40, 0x41, 0, 0])] + Self.state(0x55) + [.expect([0x40]), .answer([0x40, 0, 0, 2, 0xca, 0xfe])]
    ) { bridge in
      let bytes = try bridge.transfer(0x50, write: [0x10], read: 2)
      #expect(bytes == [0xca, 0xfe])
    }
  }

  @Test func writesAndReadsAlone() throws {
    try run([.expect([0x90, 2, 0, 0x40, 1, 2]), .answer([0x90, 0, 0])] + Self.state(0)) { bridge in
      let bytes = try bridge.transfer(0x20, write: [1, 2], read: 0)
      #expect(bytes == [])
    }
    try run([.expect([0x91, 1, 0, 0x41]), .answer([0x91, 0, 0]), .expect([0x40]), .answer([0x40, 0, 0, 1, 9])]) { bridge in
      let bytes = try bridge.transfer(0x20, write: [], read: 1)
      #expect(bytes == [9])
    }
  }

  @Test(arguments: [(0x25, "no device answers at 0x20"), (0x12, "timeout"), (0x62, "timeout")]) func whatFails(
    _ state: UInt8, _ message: String
  ) throws {
    let cancel: [ScriptedHID.Step] = [.expect([0x10, 0, 0x10]), .answer([0x10, 0, 0x10])]
    try run([.expect([0x90, 1, 0, 0x40, 1]), .answer([0x90, 0, 0])] + Self.state(state) + cancel) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }

  /// Dividers of 12 MHz, set once and before the first transfer; a bridge that is busy is asked again.
  @Test(arguments: [(400_000, 27), (100_000, 117), (50_000, 237), (390_000, 28)]) func itsSpeedIsSet(_ speed: UInt32, _ divider: UInt8)
    throws
  {
    let set: ScriptedHID.Step = .expect([0x10, 0, 0, 0x20, divider])
    let write: [ScriptedHID.Step] = [.expect([0x90, 1, 0, 0x40, 1]), .answer([0x90, 0, 0])] + Self.state(0)
    try run([set, .answer([0x10, 0, 0, 0x21, 0]), set, .answer([0x10, 0, 0, 0x20, divider])] + write + write, speed: speed) { bridge in
      for _ in 0..<2 { _ = try bridge.transfer(0x20, write: [1], read: 0) }
    }
  }

  @Test(arguments: [UInt32(0), 49_999, 400_001, .max]) func speedsThatItHasNot(_ speed: UInt32) {
    let error = #expect(throws: DeviceError.self) { try MCP2221(ScriptedHID([]), speed: speed) }
    if case .unsupported = error?.fault {} else { Issue.record("\(String(describing: error))") }
  }

  /// An answer that comes too late is not taken for that to the next command.
  @Test func whatATransferLeavesIsDrained() throws {
    let cancel: [ScriptedHID.Step] = [.expect([0x10, 0, 0x10]), .fail(.timeout("a report"))]
    let write: [ScriptedHID.Step] = [.expect([0x90, 1, 0, 0x40, 1]), .answer([0x90, 0, 0])] + Self.state(0)
    try run(
      [.expect([0x90, 1, 0, 0x40, 1]), .fail(.timeout("a report"))] + cancel + [.stale([0x90, 0]), .stale([0x10, 0]), .quiet] + write
        + write
    ) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      for _ in 0..<2 { _ = try bridge.transfer(0x20, write: [1], read: 0) }
    }
  }

  @Test func takenOut() throws {
    try run([.fail(.gone)]) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      #expect(error?.fault == .gone)
    }
  }

  @Test(arguments: [(61, 0), (0, 61), (0, 0)]) func whatItCannot(_ written: Int, _ read: Int) throws {
    try run([]) { bridge in
      #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: Array(repeating: 0, count: written), read: read) }
    }
  }

  @Test func anAnswerToSomethingElse() throws {
    let cancel: [ScriptedHID.Step] = [.expect([0x10, 0, 0x10]), .answer([0x10, 0, 0x10])]
    try run([.expect([0x90, 1, 0, 0x40, 1]), .answer([0x91, 0, 0])] + cancel) { bridge in
      let error = #expect(throws: DeviceError.self) { try bridge.transfer(0x20, write: [1], read: 0) }
      if case .malformed = error?.fault {} else { Issue.record("\(String(describing: error))") }
    }
  }
}
