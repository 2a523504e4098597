import ASICDriver
import ASICSimulator
import CPacketIO
import DeviceAccess
import Foundation
import Glibc
import SwitchConformance
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

@testable import RemoteASIC

/// One after the other: they count descriptors.
@Suite(.serialized) struct RemoteBusTests {
  private func error(_ body: () throws -> Void) -> BusError? {
    do { try body() } catch { return error as? BusError }
    return nil
  }

  private func connectError(_ path: String, _ chip: ASICDescription, milliseconds: Int32 = 5_000) -> RemoteASICError? {
    do throws(RemoteASICError) {
      _ = try RemoteBus(path: path, expecting: chip, milliseconds: milliseconds)
      return nil
    } catch { return error }
  }

  /// A register that only holds what is written.
  private static let register: UInt64 = 0x20000

  @Test func registersAreReadAsWritten() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    #expect(!bus.isProgrammed)
    try bus.write(0x1234_5678, at: Self.register)
    #expect(try bus.read(Self.register) == 0x1234_5678)
    let words = (0..<5).map { UInt32($0) &* 0x0101_0101 }
    try words.withUnsafeBufferPointer { buffer in try bus.write(buffer, at: Self.register) }
    var back = [UInt32](repeating: 0, count: 5)
    try back.withUnsafeMutableBufferPointer { buffer in try bus.read(into: buffer, at: Self.register) }
    #expect(back == words)
    #expect(try !bus.pollInterrupt())
  }

  @Test func failuresAreThoseOfTheChip() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    #expect(error { _ = try bus.read(0x7777_7770) } == .unmapped(0x7777_7770))
    #expect(error { _ = try bus.read(Self.register + 1) } == .unmapped(Self.register + 1))
    // A write's failure comes with the next call that waits, once.
    #expect(error { try bus.write(1, at: 0x7777_7770) } == nil)
    #expect(error { try bus.complete() } == .unmapped(0x7777_7770))
    #expect(error { try bus.complete() } == nil)
    // Those behind it in the same transfer are not done.
    try bus.write(5, at: Self.register)
    try bus.write(1, at: 0x7777_7770)
    try bus.write(6, at: Self.register)
    #expect(error { _ = try bus.read(Self.register) } == .unmapped(0x7777_7770))
    #expect(try bus.read(Self.register) == 5)
    #expect(error { _ = try bus.allocateDMA(byteCount: 0) } == .outOfMemory(0))
    #expect(error { _ = try bus.allocateDMA(byteCount: 1 << 40) } == .outOfMemory(1 << 40))
  }

  @Test func manyWritesAreInOrder() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    for value in 0..<200_000 as Range<UInt32> { try bus.write(value, at: Self.register + UInt64(value % 4) * 4) }
    try bus.complete()
    #expect(try (0..<4).map { try bus.read(Self.register + $0 * 4) } == [199_996, 199_997, 199_998, 199_999])
    // More words than a message holds.
    let many = [UInt32](repeating: 7, count: 3_000_000)
    #expect(error { try many.withUnsafeBufferPointer { buffer in try bus.write(buffer, at: Self.register) } } == nil)
    #expect(error { try bus.complete() } != nil, "the registers end somewhere")
    #expect(try bus.read(Self.register) == 7)
  }

  @Test func aDriverWorksOverIt() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    let driver = try ASICDriver(lab.description, bus: bus)
    var ports: any PortTable = driver.device.ports
    for number in 0..<8 as Range<UInt16> {
      try ports.insert(Port(id: PortID(number + 1), lanes: [number + 9], speed: 1000, isEnabled: true))
    }
    var vlans: any VLANTable = driver.device.vlans
    try vlans.insert(VLAN(id: .default, members: (1...8).map { .init(port: PortID($0), isTagged: false) }))
    #expect(ports.row(at: PortID(3))?.lanes == [11])
    let frame: [UInt8] = [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5] + [UInt8](repeating: 1, count: 46)
    let replicas = lab.lock.withLock {
      frame.withUnsafeBytes { lab.server.asic.receive($0, on: 8) }
      return lab.server.asic.outcome.replicas
    }
    #expect(replicas == 7)
    // The bell.
    func isRinging(_ milliseconds: Int32) -> Int16 {
      var wait = pollfd(fd: bus.attentionDescriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&wait, 1, milliseconds)
      return wait.revents
    }
    _ = try bus.pollInterrupt()
    #expect(isRinging(20) == 0)
    lab.lock.withLock { lab.server.tellLinkChange() }
    #expect(isRinging(1_000) == Int16(POLLIN))
    #expect(try !bus.pollInterrupt())
    #expect(isRinging(20) == 0)
    // To the CPU: the frame lies in shared memory. IEEE 802.1Q table 8-1.
    let lldp: [UInt8] = [0x01, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 1, 0x88, 0xcc] + [UInt8](repeating: 5, count: 46)
    let trap = lab.lock.withLock {
      lldp.withUnsafeBytes { lab.server.asic.receive($0, on: 8) }
      return lab.server.asic.outcome.trap
    }
    lab.lock.withLock { lab.server.tellAttention() }
    if trap != .none {
      #expect(isRinging(1_000) == Int16(POLLIN))
      #expect(try bus.pollInterrupt())
      #expect(isRinging(20) == 0)
    }
    let packet = try driver.device.packets?.receive()
    #expect((packet != nil) == (trap != .none))
    if let packet { #expect(packet.frame == lldp && packet.port == PortID(1)) }
    for number in 0..<600 {
      try driver.device.packets?.send(frame, to: PortID(2))
      if number % 100 == 0 { #expect(lab.lock.withLock { !lab.server.asic.takeInjected().isEmpty }) }
      lab.lock.withLock { lab.server.asic.advance(to: lab.server.asic.now + 1_000_000) }
    }
    #expect(lab.lock.withLock { lab.server.asic.accounts.isConserved })
    #expect(try bus.ports()[9].transmittedPackets == 601)
    #expect(try bus.ports()[8].receivedPackets == 2)
    #expect(try bus.ports().allSatisfy { $0.link == .notAttached })
  }

  @Test func theTablesKeepTheirContract() throws {
    // A small FDB: every dump reads all of it.
    var chip = try RemoteLab.chip("rtl8380")
    let fdb = try #require(chip.tables.firstIndex { $0.role == .fdb })
    chip.memories[chip.tables[fdb].memory].rows = 256
    chip.memories[chip.tables[fdb].memory].rowsPerBlock = 256
    chip.tables[fdb].depth = 256
    let lab = try RemoteLab(chip)
    let bus = try lab.connect()
    let ports = (0..<3 as Range<UInt16>).map { Port(id: PortID($0 + 1), lanes: [$0 + 9], speed: 1000, isEnabled: true) }
    let results = Conformance(ports: ports) {
      do {
        try bus.reset()
        return try ASICDriver(lab.description, bus: bus).device
      } catch {
        Issue.record("\(error)")
        return SwitchDevice()
      }
    }.run()
    #expect(results.count > 20)
    #expect(results.filter { $0.verdict != .kept } == [])
  }

  @Test func aResetChipIsEmpty() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    try bus.write(5, at: Self.register)
    let region = try bus.allocateDMA(byteCount: 4096)
    try bus.reset()
    #expect(try bus.read(Self.register) == 0)
    #expect(lab.lock.withLock { lab.server.asic.mappedDMA } == 4096, "memory stays")
    region.bytes[0] = 42
    let more = try bus.allocateDMA(byteCount: 4096)
    #expect(more.busAddress != region.busAddress)
  }

  @Test func othersAreTurnedAway() throws {
    let lab = try RemoteLab()
    #expect(connectError(lab.path, try RemoteLab.chip("ts-32x100g")) == .otherChip("rtl8380", expected: "ts-32x100g"))
    var changed = lab.description
    changed.tables[0].depth += 1
    #expect(connectError(lab.path, changed) == .otherChip("rtl8380", expected: "rtl8380"))
    let bus = try lab.connect()
    #expect(connectError(lab.path, lab.description) == .busy(lab.path))
    #expect(try bus.read(Self.register) == 0, "the first goes on")
    let absent = lab.folder.appending(path: "absent").path
    #expect(connectError(absent, lab.description) == .notReached(absent, ENOENT))
    let long = "/tmp/" + String(repeating: "x", count: 200)
    #expect(connectError(long, lab.description) == .notReached(long, ENAMETOOLONG))
    #expect(throws: ASICServerError.cannotListen(lab.path, EADDRINUSE)) {
      try ASICServer(try SimulatedASIC(lab.description), path: lab.path) { $0() }
    }
    let file = lab.folder.appending(path: "file").path
    try "text".write(toFile: file, atomically: false, encoding: .utf8)
    #expect(throws: ASICServerError.cannotListen(file, EADDRINUSE)) {
      try ASICServer(try SimulatedASIC(lab.description), path: file) { $0() }
    }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "text")
  }

  @Test func aServerThatGoesIsToldOfAtOnceAndForEver() throws {
    let lab = try RemoteLab()
    let bus = try lab.connect()
    let region = try bus.allocateDMA(byteCount: 4096)
    try bus.write(1, at: Self.register)
    lab.server.stop()
    for _ in 0..<3 {
      #expect(error { _ = try bus.read(Self.register) } == .failed(ECONNRESET))
      #expect(error { try bus.write(1, at: Self.register) } == .failed(ECONNRESET))
      #expect(error { try bus.complete() } == .failed(ECONNRESET))
      #expect(error { _ = try bus.pollInterrupt() } == .failed(ECONNRESET))
      #expect(error { _ = try bus.allocateDMA(byteCount: 4096) } == .failed(ECONNRESET))
      #expect(error { try bus.reset() } == .failed(ECONNRESET))
    }
    var wait = pollfd(fd: bus.attentionDescriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&wait, 1, 1_000) == 1 && wait.revents & Int16(POLLHUP) != 0)
    region.bytes[4095] = 1
    #expect(region.bytes[4095] == 1, "its memory is still there")
  }

  @Test func aServerThatDoesNotAnswerIsGivenUp() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "mute").path
    let listener = trysail_local_listen(path)
    defer { close(listener) }
    let start = Date()
    #expect(connectError(path, try RemoteLab.chip("rtl8380"), milliseconds: 200) == .notReached(path, ETIMEDOUT))
    #expect(Date().timeIntervalSince(start) < 3)
    close(trysail_local_accept(listener, 1000))
    // One that answers nonsense.
    let lab = try RemoteLab()
    for seed in 0..<50 as Range<UInt64> {
      var draw = Draw(seed: seed)
      var nonsense = (0..<64).map { _ in UInt8.random(in: 0...255, using: &draw) }
      if seed % 2 == 0 { nonsense.replaceSubrange(0..<12, with: [52, 0, 0, 0, 1, 0x80, 0, 0, 1, 0, 0, 0]) }
      let thread = Thread { [nonsense] in
        var accepted: Int32 = -1
        for _ in 0..<1000 where accepted < 0 {
          accepted = trysail_local_accept(listener, 1000)
          if accepted < 0 { usleep(1_000) }
        }
        _ = trysail_local_send(accepted, nonsense, nonsense.count, -1)
        close(accepted)
      }
      thread.start()
      #expect(connectError(path, lab.description, milliseconds: 500) != nil)
    }
  }

  @Test func aDeadClientsMemoryIsFreedAndItsRingsStop() throws {
    let lab = try RemoteLab()
    func use() throws {
      let bus = try lab.connect()
      let driver = try ASICDriver(lab.description, bus: bus)
      var ports: any PortTable = driver.device.ports
      try ports.insert(Port(id: PortID(1), lanes: [9], speed: 1000))
      #expect(lab.lock.withLock { lab.server.asic.mappedDMA } > 0)
    }
    func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
    try use()
    #expect(lab.wait { $0.mappedDMA == 0 })
    let before = try open()
    for _ in 0..<100 {
      try use()
      #expect(lab.wait { $0.mappedDMA == 0 })
    }
    usleep(20_000)
    // Other suites run beside this one: a leak would be a hundred or more.
    #expect(try open() < before + 50)
    let bus = try lab.connect()
    #expect(bus.isProgrammed)
    let rings = try #require(lab.description.rings)
    #expect(try bus.read(lab.description.registers[rings.receive.size].address) == 0)
  }
}
