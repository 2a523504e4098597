import ASICSimulator
import CPacketIO
import DeviceAccess
import Foundation
import Glibc
import SwitchPlatform
import Testing

@testable import RemoteASIC

@Suite struct HostileClientTests {
  /// A client that sends what it likes.
  private final class Stranger {
    let descriptor: Int32
    init(_ path: String) { descriptor = trysail_local_connect(path, 2_000) }
    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = trysail_local_send(descriptor, bytes, bytes.count, -1) }

    /// Reads until the server lets go, or says nothing for a while.
    func isLetGo() -> Bool {
      var bytes = [UInt8](repeating: 0, count: 4096)
      var passed: Int32 = -1
      while true {
        let taken = trysail_local_receive(descriptor, &bytes, bytes.count, &passed)
        if passed >= 0 { close(passed) }
        if taken == 0 || taken == Int(-ECONNRESET) { return true }
        if taken < 0 { return false }
      }
    }
  }

  private static func message(_ kind: UInt16, _ sequence: UInt32 = 1, _ body: (inout MessageWriter) -> Void = { _ in }) -> [UInt8] {
    var message = MessageWriter()
    message.begin()
    body(&message)
    message.finish(kind: kind, sequence: sequence)
    return message.bytes
  }

  private static let hello = message(1) {
    $0.append(RemoteProtocol.magic)
    $0.append(RemoteProtocol.version)
  }

  @Test func whoeverTalksNonsenseIsLetGo() throws {
    let lab = try RemoteLab()
    func operation(_ code: UInt32, _ count: UInt32, _ address: UInt64, _ words: [UInt32] = []) -> [UInt8] {
      Self.message(2, 2) {
        $0.append(code)
        $0.append(count)
        $0.append(address)
        for word in words { $0.append(word) }
      }
    }
    let nonsense: [[UInt8]] = [
      [UInt8](repeating: 0xff, count: 64), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      // No hello first, a hello that is none, two of them.
      operation(2, 1, 0x20000), Self.message(1) { $0.append(UInt64(1)) }, Self.hello + Self.hello,
      Self.message(1) {
        $0.append(RemoteProtocol.magic ^ 1)
        $0.append(RemoteProtocol.version)
      },
      Self.message(1) {
        $0.append(RemoteProtocol.magic)
        $0.append(UInt32(99))
      },
      // Kinds and operations that are none, counts beyond what is there or may be.
      Self.hello + Self.message(6, 2), Self.hello + Self.message(0x8002, 2), Self.hello + operation(0, 0, 0),
      Self.hello + operation(4, 0, 0), Self.hello + operation(1, 2, 0x20000, [1]), Self.hello + operation(1, .max, 0x20000, [1]),
      Self.hello + operation(2, .max, 0x20000), Self.hello + operation(2, 1 << 20, 0x20000),
      Self.hello + Self.message(2, 2) { $0.append(UInt32(2)) }, Self.hello + Self.message(3, 2),
      Self.hello + Self.message(4, 2) { $0.append(UInt8(1)) },
      Self.hello + Self.message(5, 2) { $0.append(UInt8(1)) },
      // A body longer than any.
      Self.hello + [0xff, 0xff, 0xff, 0x7f, 2, 0, 0, 0, 2, 0, 0, 0]
    ]
    for (number, bytes) in nonsense.enumerated() {
      let stranger = Stranger(lab.path)
      stranger.send(bytes)
      #expect(stranger.isLetGo(), "case \(number)")
    }
    // And what is odd, but no nonsense.
    let stranger = Stranger(lab.path)
    for piece in Self.hello + operation(1, 0, .max) + operation(2, 0, 1) + Self.message(2, 3) { stranger.send([piece]) }
    stranger.send(operation(1, 2, .max - 3, [1, 2]) + operation(3, 9, 9))
    shutdown(stranger.descriptor, Int32(SHUT_WR))
    #expect(stranger.isLetGo())
    let bus = try lab.connect()
    #expect(try bus.read(0x20000) == 0)
  }

  @Test func randomBytesDoNothing() throws {
    let lab = try RemoteLab()
    var draw = Draw(seed: 7)
    for round in 0..<400 {
      let stranger = Stranger(lab.path)
      var bytes = round % 3 == 0 ? [] : Self.hello
      for _ in 0..<Int.random(in: 1...6, using: &draw) {
        // Well-formed outside, anything inside; or anything at all.
        let body = (0..<Int.random(in: 0...80, using: &draw)).map { _ in
          Bool.random(using: &draw) ? UInt8.random(in: 0...4, using: &draw) : UInt8.random(in: 0...255, using: &draw)
        }
        if Bool.random(using: &draw) {
          bytes += Self.message(UInt16.random(in: 1...6, using: &draw), .random(in: 0...9, using: &draw)) { $0.append(bytes: body) }
        } else {
          bytes += body
        }
      }
      stranger.send(bytes)
      shutdown(stranger.descriptor, Int32(SHUT_WR))
      #expect(stranger.isLetGo())
    }
    let bus = try lab.connect()
    try bus.reset()
    #expect(try bus.read(0x20000) == 0)
  }

  @Test func ringsThatPointNowhereDoNothing() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    let rings = try #require(lab.description.rings)
    func address(_ register: Int) -> UInt64 { lab.description.registers[register].address }
    let region = try bus.allocateDMA(byteCount: 4096)
    var draw = Draw(seed: 3)
    let frame = [UInt8](repeating: 1, count: 60)
    for _ in 0..<300 {
      for ring in [rings.receive, rings.transmit] {
        let base = Bool.random(using: &draw) ? region.busAddress &+ UInt64.random(in: 0...5000, using: &draw) : draw.next()
        try bus.write(UInt32(truncatingIfNeeded: base), at: address(ring.baseLow))
        try bus.write(UInt32(truncatingIfNeeded: base >> 32), at: address(ring.baseHigh))
        try bus.write(UInt32.random(in: 0...300, using: &draw), at: address(ring.size))
        try bus.write(UInt32.random(in: 0...300, using: &draw), at: address(ring.tail))
        for offset in 0..<64 { region.bytes[offset * 61] = UInt8.random(in: 0...255, using: &draw) }
        try bus.write(UInt32.random(in: 0...300, using: &draw), at: address(ring.head))
      }
      try bus.complete()
      lab.lock.withLock { frame.withUnsafeBytes { lab.server.asic.receive($0, on: 8) } }
    }
    #expect(lab.lock.withLock { lab.server.asic.accounts.isConserved })
  }
}
