import ASICDriver
import ASICSimulator
import Foundation
import Glibc
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

@testable import FrontPanel

/// One after the other: they count descriptors, and share two cores.
@Suite(.serialized, .enabled(if: NetworkNamespace.isAllowed, "\(NetworkNamespace.isNotAllowed)")) struct Interfaces {}

extension Interfaces {
  @Suite struct FrontPanelTests {
    static func frame(to destination: UInt8, from source: UInt8, tag: [UInt8] = [], count: Int = 60) -> [UInt8] {
      var frame: [UInt8] = [2, 0, 0, 0, 0, destination, 2, 0, 0, 0, 0, source] + tag + [0x88, 0xb5]
      while frame.count < count { frame.append(UInt8(truncatingIfNeeded: frame.count)) }
      return frame
    }

    @Test func framesCrossTheSwitch() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      let (left, right) = (try Wire(lab.hosts[0], "h0"), try Wire(lab.hosts[1], "h1"))
      for count in [60, 61, 1514, 9014] {
        let frame = Self.frame(to: 2, from: 1, count: count)
        left.send(frame)
        #expect(right.next() == frame)
        let answer = Self.frame(to: 1, from: 2, count: count)
        right.send(answer)
        #expect(left.next() == answer)
      }
      // What the switch sends does not come back to it.
      #expect(lab.status(0).counters.received == 4)
      #expect(lab.status(1).counters.received == 4)
      #expect(lab.status(1).counters.sent == 4)
      #expect(lab.withLock { lab.target.asic.learning.learned } == 2)
    }

    @Test func shortFramesArePaddedLongOnesRefused() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      let (left, right) = (try Wire(lab.hosts[0], "h0"), try Wire(lab.hosts[1], "h1"))
      left.send(Self.frame(to: 2, from: 1, count: 20))
      #expect(right.next() == Self.frame(to: 2, from: 1, count: 20) + [UInt8](repeating: 0, count: 40))
    }

    @Test func tagsThatTheKernelTakesOffAreBack() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      let board = lab.target.platform.board.ports
      let tagged = PortID(board[0].number)
      let untagged = PortID(board[1].number)
      guard let vlan = VLANID(100) else { throw HostSocket.Failed(code: 0) }
      try lab.commit { transaction in
        transaction.insert(VLAN(id: vlan, members: [.init(port: tagged, isTagged: true), .init(port: untagged, isTagged: false)]))
        var port = Port(id: untagged, lanes: board[1].lanes, speed: board[1].speed, isEnabled: true, mtu: 9000)
        port.portVLAN = vlan
        transaction.update(port)
      }
      if NetworkNamespace.hasVLANs {
        // The tag of a VLAN subinterface goes beside the frame, not in it.
        try lab.hosts[0].ip("link add link h0 name h0.100 type vlan id 100")
        try lab.hosts[0].ip("addr add 10.0.0.1/24 dev h0.100")
        try lab.hosts[0].ip("link set h0.100 up")
        try lab.hosts[1].ip("addr add 10.0.0.2/24 dev h1")
        let server = try lab.hosts[1].run { try HostSocket(isTCP: false) }
        try server.bind("10.0.0.2", 7000)
        let client = try lab.hosts[0].run { try HostSocket(isTCP: false) }
        try client.connect("10.0.0.2", 7000)
        let payload: [UInt8] = Array("through VLAN 100".utf8)
        try client.send(payload)
        #expect(try server.receive() == payload)
      }
      // A tag in a frame, too, the kernel takes off on the way in: the outer one of two.
      let left = try Wire(lab.hosts[0], "h0")
      let right = try Wire(lab.hosts[1], "h1")
      let single = Self.frame(to: 9, from: 1, tag: [0x81, 0x00, 0x60, 100])
      left.send(single)
      #expect(right.next() == Array(single[..<12] + single[16...]) + [0, 0, 0, 0])
      let double = Self.frame(to: 9, from: 1, tag: [0x81, 0x00, 0x00, 100, 0x81, 0x00, 0x00, 7])
      left.send(double)
      #expect(right.next() == Array(double[..<12] + double[16...]) + [0, 0, 0, 0])
      let plain = Self.frame(to: 1, from: 9)
      right.send(plain)
      var found = left.next()
      while found != nil, found?[12] != 0x81 { found = left.next() }
      #expect(found == Array(plain[..<12] + [0x81, 0x00, 0x00, 100] + plain[12...]))
    }

    @Test func theKernelsTCPGoesThrough() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      for (index, host) in lab.hosts.enumerated() {
        try host.ip("addr add 10.0.0.\(index + 1)/24 dev h\(index)")
        // Segments of an ordinary size, in trains of up to 64 KiB.
        try host.ip("link set h\(index) mtu 1500")
      }
      let listener = try lab.hosts[1].run { try HostSocket(isTCP: true) }
      try listener.bind("10.0.0.2", 7000)
      try listener.listen()
      let client = try lab.hosts[0].run { try HostSocket(isTCP: true) }
      try client.connect("10.0.0.2", 7000)
      let server = try listener.accept()
      let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
      let sender = Thread { try? client.send(bytes) }
      sender.start()
      var received: [UInt8] = []
      while received.count < bytes.count {
        let piece = try server.receive()
        if piece.isEmpty { break }
        received += piece
      }
      #expect(received == bytes)
      #expect(lab.status(0).counters.malformed == 0)
      #expect(lab.status(0).counters.received >= 400, "the trains were cut")
    }

    @Test func anInterfaceMayGoAndComeBack() throws {
      let lab = try PanelLab(links: 1, ports: 2)
      #expect(lab.wait { lab.panel.statuses[0].isUp })
      #expect(lab.status(1).error?.isAbsent == true)
      #expect(!lab.status(1).isUp)
      let second = try NetworkNamespace()
      try PanelLab.connect(lab.space, second, 1)
      #expect(lab.waitForLinks(), "attached once it is there")
      #expect(lab.status(1).error == nil)
      let (left, right) = (try Wire(lab.hosts[0], "h0"), try Wire(second, "h1"))
      left.send(Self.frame(to: 2, from: 1))
      #expect(right.next() == Self.frame(to: 2, from: 1))
      try lab.space.ip("link del s1")
      #expect(lab.wait { !lab.panel.statuses[1].isUp })
      #expect(lab.status(1).error?.isAbsent == true)
      left.send(Self.frame(to: 3, from: 1))
      #expect(lab.wait { lab.panel.statuses[1].counters.sentWhileDown == 1 })
      try PanelLab.connect(lab.space, second, 1)
      #expect(lab.waitForLinks())
      let again = try Wire(second, "h1")
      left.send(Self.frame(to: 4, from: 1))
      #expect(again.next() == Self.frame(to: 4, from: 1))
      // The far end's carrier counts, and so does our own end's state, which nobody sets up again.
      try lab.hosts[0].ip("link set h0 down")
      #expect(lab.wait { !lab.panel.statuses[0].isUp })
      try lab.hosts[0].ip("link set h0 up")
      #expect(lab.waitForLinks())
      try lab.space.ip("link set s0 down")
      #expect(lab.wait { !lab.panel.statuses[0].isUp })
      usleep(700_000)
      #expect(!lab.status(0).isUp)
      try lab.space.ip("link set s0 up")
      #expect(lab.waitForLinks())
      left.send(Self.frame(to: 5, from: 1))
      #expect(again.next() == Self.frame(to: 5, from: 1))
      let seen = lab.withLock { lab.changes.map(\.isUp) }
      #expect(seen.filter { $0 }.count >= 4 && seen.filter { !$0 }.count >= 3, "\(seen)")
    }

    @Test func theCPUSendsAndReceives() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      let left = try Wire(lab.hosts[0], "h0")
      // Long idle: the chip's time goes on, so the queue is never full.
      for number in 0..<400 {
        let frame = Self.frame(to: UInt8(truncatingIfNeeded: number), from: 7, count: 1500)
        try lab.withLock {
          lab.panel.keepTime()
          try lab.target.driver.device.packets?.send(frame, to: PortID(lab.target.platform.board.ports[0].number))
          lab.panel.drain()
        }
        #expect(left.next() == frame)
      }
      // IEEE 802.1Q table 8-1: LLDP's group address stays in the first bridge.
      let lldp: [UInt8] = [0x01, 0x80, 0xc2, 0, 0, 0x0e, 2, 0, 0, 0, 0, 1, 0x88, 0xcc] + [UInt8](repeating: 5, count: 46)
      left.send(lldp)
      let isTrapped = lab.wait { !lab.punted.isEmpty }
      if isTrapped { #expect(lab.withLock { lab.punted.map(\.frame) } == [lldp]) }
      #expect(isTrapped || lab.wait { lab.target.asic.accounts.received >= 1 })
    }

    @Test func aBurstIsAccountedFor() throws {
      let lab = try PanelLab()
      #expect(lab.waitForLinks())
      let left = try Wire(lab.hosts[0], "h0")
      var sent: UInt64 = 0
      for number in 0..<20_000 {
        if left.send(Self.frame(to: 2, from: UInt8(truncatingIfNeeded: number % 4))) == 0 { sent += 1 }
      }
      #expect(sent > 0)
      let isThere = lab.wait(20) {
        let counters = lab.panel.statuses[0].counters
        return counters.received + counters.lostByKernel >= sent
      }
      #expect(isThere, "\(lab.status(0)), \(sent) sent")
      let accounts = lab.withLock { lab.target.asic.accounts }
      #expect(accounts.received == lab.status(0).counters.received)
      #expect(accounts.isConserved)
    }

    @Test func timeFollowsTheWall() throws {
      let lab = try PanelLab(links: 0, ports: 1)
      let clock = Double(lab.target.platform.asic.clock)
      let (start, first) = (Date(), lab.withLock { lab.panel.keepTime() })
      usleep(300_000)
      let cycles = Double(lab.withLock { lab.target.asic.now } - first)
      #expect(abs(cycles / clock - Date().timeIntervalSince(start)) < 0.15, "the thread keeps it without packets")
      lab.panel.stop()
      let stopped = lab.withLock { lab.target.asic.now }
      usleep(50_000)
      try lab.space.run { [panel = lab.panel] in try panel.start() }
      let now = lab.withLock { lab.panel.keepTime() }
      #expect(now >= stopped && Double(now - stopped) / clock < 0.04, "a stopped panel's time stands")
    }

    @Test func nothingIsLeftOpen() throws {
      func open() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
      let lab = try PanelLab()
      let target = lab.target
      lab.panel.stop()
      let space = try NetworkNamespace()
      let far = try NetworkNamespace()
      try PanelLab.connect(space, far, 0)
      let lock = NSLock()
      func cycle() throws {
        try space.run {
          let panel = try FrontPanel(
            target.asic,
            [
              PortAttachment(chipPort: 8, to: .interface("s0")), PortAttachment(chipPort: 9, to: .tap("tap9")),
              PortAttachment(chipPort: 10, to: .interface("absent"))
            ]
          ) { body in lock.withLock(body) }
          try panel.start()
          panel.stop()
          try panel.start()
        }
      }
      try cycle()
      let before = try open()
      for _ in 0..<100 { try cycle() }
      // Other suites run beside this one: a leak would be a hundred or more.
      #expect(try open() < before + 50)
    }

    @Test func wrongAttachmentsAreRefused() throws {
      let lab = try PanelLab(links: 0, ports: 1)
      func error(_ attachments: [PortAttachment]) -> FrontPanelError? {
        do throws(FrontPanelError) {
          _ = try FrontPanel(lab.target.asic, attachments) { $0() }
          return nil
        } catch { return error }
      }
      #expect(error([PortAttachment(chipPort: 99, to: .interface("x"))]) == .noSuchPort(99))
      #expect(error([PortAttachment(chipPort: -1, to: .interface("x"))]) == .noSuchPort(-1))
      #expect(error([.init(chipPort: 1, to: .interface("x")), .init(chipPort: 1, to: .interface("y"))]) == .portTwice(1))
      #expect(error([.init(chipPort: 1, to: .interface("x")), .init(chipPort: 2, to: .tap("x"))]) == .interfaceTwice("x"))
    }
  }
}
