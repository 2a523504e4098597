import Foundation
import Glibc
import SimulatedSwitch
import SwitchModel
import SwitchPlatform
import Testing

@testable import FrontPanel

extension Interfaces {
  @Suite struct TAPDeviceTests {
    private func read(_ tap: TAPDevice) throws -> [UInt8]? {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: TAPDevice.longestFrame, alignment: 8)
      defer { buffer.deallocate() }
      for _ in 0..<1000 {
        if let count = try tap.read(into: buffer) { return Array(buffer[..<count]) }
        usleep(1_000)
      }
      return nil
    }

    @Test func theKernelsFramesAreReadAndOursReceived() throws {
      let space = try NetworkNamespace()
      let tap = try space.run { try TAPDevice(name: "eth%d") }
      #expect(tap.name == "eth0")
      try tap.set(mac: MACAddress(bits: 0x02_11_22_33_44_55))
      #expect(try tap.mac == MACAddress(bits: 0x02_11_22_33_44_55))
      try tap.set(mtu: 9100)
      try tap.set(isUp: true)
      try space.ip("addr add 10.1.0.1/24 dev eth0")
      try space.ip("neigh add 10.1.0.2 lladdr 02:00:00:00:00:02 dev eth0")
      let socket = try space.run { try HostSocket(isTCP: false) }
      try socket.bind("10.1.0.1", 5000)
      try socket.connect("10.1.0.2", 6000)
      try socket.send([1, 2, 3])
      guard let frame = try read(tap) else {
        Issue.record("no frame")
        return
      }
      #expect(Array(frame[..<14]) == [2, 0, 0, 0, 0, 2, 2, 0x11, 0x22, 0x33, 0x44, 0x55, 8, 0])
      #expect(Array(frame[42...]) == [1, 2, 3])
      #expect(Self.isRight(frame), "the kernel has finished the checksum")
      // The answer: addresses and ports swapped, which changes no sum.
      var answer = Array(frame[6..<12] + frame[..<6] + frame[12..<26] + frame[30..<34] + frame[26..<30])
      answer += Array(frame[36..<38] + frame[34..<36] + frame[38...])
      try tap.write(answer)
      #expect(try socket.receive() == [1, 2, 3])
    }

    /// RFC 768: data and pseudo header, checksum included, add up to all ones.
    private static func isRight(_ frame: [UInt8]) -> Bool {
      let words = Array(frame[26..<34]) + [0, 17, frame[38], frame[39]] + Array(frame[34...])
      var sum: UInt32 = 0
      for index in stride(from: 0, to: words.count, by: 2) {
        sum += UInt32(words[index]) << 8 | (index + 1 < words.count ? UInt32(words[index + 1]) : 0)
      }
      while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
      return sum == 0xffff
    }

    @Test(.enabled(if: NetworkNamespace.hasVLANs, "needs the kernel's VLAN interfaces (8021q)"))
    func tagsAreInTheFrame() throws {
      let space = try NetworkNamespace()
      let tap = try space.run { try TAPDevice(name: "t0") }
      try tap.set(isUp: true)
      try space.ip("link add link t0 name t0.7 type vlan id 7")
      try space.ip("link set t0.7 up")
      try space.ip("addr add 10.1.0.1/24 dev t0.7")
      try space.ip("neigh add 10.1.0.2 lladdr 02:00:00:00:00:02 dev t0.7")
      let socket = try space.run { try HostSocket(isTCP: false) }
      try socket.connect("10.1.0.2", 6000)
      try socket.send([1, 2, 3])
      let frame = try read(tap)
      #expect(frame.map { Array($0[12..<18]) } == [0x81, 0, 0, 7, 8, 0])
    }

    @Test func statesAndFaultsAreTyped() throws {
      let space = try NetworkNamespace()
      let tap = try space.run { try TAPDevice(name: "t0") }
      func code(_ body: () throws -> Void) -> Int32? {
        do { try body() } catch { return (error as? InterfaceError)?.code }
        return nil
      }
      let frame = [UInt8](repeating: 0, count: 60)
      #expect(code { try tap.write(frame) } == EIO, "it is down")
      #expect(code { try tap.set(mtu: 1_000_000) } == EINVAL)
      #expect(code { try tap.set(mac: MACAddress(bits: 0x01_00_00_00_00_00)) } == EADDRNOTAVAIL, "a group address")
      #expect(code { _ = try space.run { try TAPDevice(name: "t0") } } == EBUSY)
      #expect(code { _ = try space.run { try TAPDevice(name: "") } } == EINVAL)
      #expect(code { _ = try space.run { try TAPDevice(name: "a name that is too long") } } == EINVAL)
      try tap.set(isUp: true)
      try tap.set(hasCarrier: false)
      let panelPort = AttachedPort(PortAttachment(chipPort: 0, to: .interface("t0")))
      /// The kernel tells of a carrier within a second or so.
      func becomes(_ isUp: Bool) throws -> Bool {
        try space.run {
          let control = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
          defer { close(control) }
          for _ in 0..<300 {
            _ = panelPort.refresh(control: control)
            if panelPort.isUp == isUp { return true }
            usleep(10_000)
          }
          return false
        }
      }
      #expect(try becomes(false))
      try tap.set(hasCarrier: true)
      #expect(try becomes(true))
      #expect(InterfaceError("veth7", .attach, ENODEV).description == "interface veth7 cannot be attached to: no such interface")
    }

    @Test func aChipPortOnATAP() throws {
      let lab = try PanelLab(links: 1, ports: 1)
      let space = try NetworkNamespace()
      let lock = NSLock()
      lab.panel.stop()
      let panel = try space.run {
        try FrontPanel(lab.target.asic, [PortAttachment(chipPort: 8, to: .tap("port0"))]) { body in lock.withLock(body) }
      }
      try space.run { try panel.start() }
      defer { panel.stop() }
      try space.ip("addr add 10.1.0.1/24 dev port0")
      let before = lock.withLock { panel.statuses[0].counters.received }
      let socket = try space.run { try HostSocket(isTCP: false) }
      try socket.connect("10.1.0.2", 6000)
      try socket.send([1])
      var received = before
      for _ in 0..<1000 where received == before {
        usleep(2_000)
        received = lock.withLock { panel.statuses[0].counters.received }
      }
      #expect(received > before, "the kernel's ARP request came in")
    }
  }
}
