import ASICDriver
import Foundation
import Glibc
import RemoteASIC
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

@testable import FrontPanel

extension Interfaces {
  /// `trysail asic` with ports on interfaces, and drivers that come and go.
  @Suite struct RemoteChipTests {
    /// Numbered frames from one end to the other, all the time.
    private final class Flow: @unchecked Sendable {
      private let lock = NSLock()
      private var isOver = false
      private(set) var sent: UInt32 = 0
      private let done = DispatchSemaphore(value: 0)

      init(_ wire: Wire) {
        nonisolated(unsafe) let wire = wire
        Thread { [self] in
          while !lock.withLock({ isOver }) {
            let number = withUnsafeBytes(of: sent.bigEndian) { Array($0) }
            if wire.send([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5] + number + [UInt8](repeating: 7, count: 42)) == 0 { sent += 1 }
            // What waits for the far end to read it must fit its socket.
            usleep(2_000)
          }
          done.signal()
        }.start()
      }

      func end() -> UInt32 {
        lock.withLock { isOver = true }
        done.wait()
        return sent
      }
    }

    private func bus(_ path: String, _ chip: ASICDescription) throws -> RemoteBus {
      for _ in 0..<500 {
        if let bus = try? RemoteBus(path: path, expecting: chip) { return bus }
        usleep(10_000)
      }
      return try RemoteBus(path: path, expecting: chip)
    }

    private func configure(_ driver: ASICDriver, _ board: Board) throws {
      var device = driver.device
      for port in board.ports.prefix(2) {
        try device.ports.insert(Port(id: PortID(port.number), lanes: port.lanes, speed: port.speed, isEnabled: true))
      }
      try device.vlans.insert(VLAN(id: .default, members: board.ports.prefix(2).map { .init(port: PortID($0.number), isTagged: false) }))
      try device.fdb.insert(FDBEntry(vlan: .default, mac: MACAddress(bits: 0x02_00_00_00_00_02), port: PortID(board.ports[1].number)))
    }

    @Test func driversComeAndGoAndNoFrameIsLost() throws {
      let program =
        [URL(filePath: CommandLine.arguments.first ?? "").deletingLastPathComponent(), Bundle.main.bundleURL]
        + [PanelLab.root.appending(path: ".build/debug")]
      let tool = try #require(
        program.map { $0.appending(path: "trysail").path }.first { FileManager.default.isExecutableFile(atPath: $0) })
      let folder = FileManager.default.temporaryDirectory.appending(path: "trysail-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let (space, left, right) = (try NetworkNamespace(), try NetworkNamespace(), try NetworkNamespace())
      try PanelLab.connect(space, left, 0)
      let path = folder.appending(path: "asic").path
      let map = folder.appending(path: "ports").path
      try "lan1 s0\n1@s1\n".write(toFile: map, atomically: true, encoding: .utf8)
      setenv("TRYSAIL_PLATFORMS", PanelLab.root.appending(path: "Platforms").path, 1)
      let process = try space.spawn(tool, ["asic", "--board", "gs1900-8", "--listen", path, "--port-map", map])
      defer {
        kill(process, SIGTERM)
        _ = try? NetworkNamespace.wait(for: process)
      }
      let platform = try PanelLab.platform()
      do {
        let bus = try bus(path, platform.asic)
        let driver = try ASICDriver(platform.asic, bus: bus)
        try configure(driver, platform.board)
        // The second interface comes now, and the client is told of it.
        try PanelLab.connect(space, right, 1)
        var isUp = false
        for _ in 0..<50 where !isUp {
          var wait = pollfd(fd: bus.attentionDescriptor, events: Int16(POLLIN), revents: 0)
          _ = poll(&wait, 1, 100)
          _ = try bus.pollInterrupt()
          isUp = try bus.ports()[9].link == .up
        }
        #expect(isUp)
        #expect(try bus.ports()[8].link == .up)
        #expect(try bus.ports()[10].link == .notAttached)
        // From the CPU to the wire.
        let wire = try Wire(left, "h0")
        let frame = [UInt8](repeating: 2, count: 60)
        try driver.device.packets?.send(frame, to: PortID(platform.board.ports[0].number))
        #expect(wire.next() == frame)
      }
      let far = try Wire(right, "h1")
      let flow = Flow(try Wire(left, "h0"))
      usleep(50_000)
      for _ in 0..<5 {
        let driver = try ASICDriver(platform.asic, bus: try bus(path, platform.asic), isAdopting: true)
        try configure(driver, platform.board)
        #expect(try driver.finishAdoption() == 0)
        usleep(20_000)
      }
      let sent = flow.end()
      var expected: UInt32 = 0
      while expected < sent, let frame = far.next() {
        guard frame.count == 60, frame[13] == 0xb5 else { continue }
        #expect(Array(frame[14..<18]) == withUnsafeBytes(of: expected.bigEndian) { Array($0) })
        expected += 1
      }
      #expect(expected == sent, "in order, and none lost")
      #expect(sent > 100)
    }
  }
}
