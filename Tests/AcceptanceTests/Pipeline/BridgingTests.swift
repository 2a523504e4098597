import MemoryExperiments
import ASICSimulator
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// IEEE 802.1Q: what a VLAN bridge does to one frame.
  @Suite struct Bridging {
    private func plain(to: UInt64 = Lab.host(50), from: UInt64 = Lab.host(1), tags: [Frame.Tag] = []) -> [UInt8] {
      Frame.ethernet(to: to, from: from, tags: tags, type: 0x88b5, [UInt8](repeating: 0x5a, count: 50))
    }

    @Test func accessToTrunkGetsItsTag() throws {
      let lab = try Lab.bridging()
      let seen = lab.send(plain(), on: 1)
      #expect(seen == .forwarded([PortID(2): plain(), PortID(3): plain(tags: [.vlan(10)])]))
    }

    @Test func trunkToAccessLosesItsTag() throws {
      let lab = try Lab.bridging()
      let seen = lab.send(plain(tags: [.vlan(20, priority: 5)]), on: 3)
      #expect(seen == .forwarded([PortID(4): plain(), PortID(5): plain()]))
    }

    /// Clause 6.9.1: a priority-tagged frame is in the port's VLAN; its priority is kept where it leaves with a tag.
    @Test func priorityTagMeansThePortsVLAN() throws {
      let lab = try Lab.bridging()
      let seen = lab.send(plain(tags: [.vlan(0, priority: 6)]), on: 4)
      #expect(seen == .forwarded([PortID(5): plain(), PortID(3): plain(tags: [.vlan(20, priority: 6)])]))
    }

    @Test func innerTagOfQinQIsKept() throws {
      let lab = try Lab.bridging()
      let inner = Frame.Tag.vlan(777, priority: 3)
      let outer = Frame.Tag.vlan(10, protocolID: 0x88a8)
      #expect(
        lab.send(plain(tags: [outer, inner]), on: 3) == .forwarded([PortID(1): plain(tags: [inner]), PortID(2): plain(tags: [inner])]))
      // Back through the trunk of another VLAN port: untagged in, so a new outer tag.
      let lone = lab.send(plain(to: Lab.host(51), tags: [.vlan(10), inner]), on: 1)
      #expect(lone.out[PortID(2)] == plain(to: Lab.host(51), tags: [inner]))
      #expect(lone.out[PortID(3)] == plain(to: Lab.host(51), tags: [.vlan(10), inner]))
    }

    @Test func shortFramesArePaddedOnTheWayOut() throws {
      let lab = try Lab.bridging()
      let tagged = Frame.ethernet(to: Lab.host(50), from: Lab.host(1), tags: [.vlan(20)], type: 0x88b5, [1, 2, 3], minimum: 60)
      let seen = lab.send(tagged, on: 3)
      // 60 bytes and FCS make 64; without the tag the frame would be four short.
      #expect(seen.out[PortID(4)] == Frame.ethernet(to: Lab.host(50), from: Lab.host(1), type: 0x88b5, [1, 2, 3], minimum: 60))
      #expect(seen.out[PortID(4)]?.count == 60)
    }

    @Test func membershipIsChecked() throws {
      let lab = try Lab.bridging()
      #expect(lab.send(plain(tags: [.vlan(30)]), on: 1) == .dropped(.ingressVLANFilter), "not a member")
      #expect(lab.send(plain(tags: [.vlan(99)]), on: 3) == .dropped(.ingressVLANFilter), "no such VLAN")
      #expect(lab.send(plain(), on: 3) == .dropped(.ingressVLANFilter), "the trunk's port VLAN does not exist")
      #expect(lab.send(plain(tags: [.vlan(4095)]), on: 3) == .dropped(.ingressVLANFilter))
      #expect(lab.send(plain(tags: [.vlan(30)]), on: 3) == .dropped(.noFloodPorts), "alone in its VLAN")
    }

    @Test func untaggedFramesAreDroppedWhereThePortSaysSo() throws {
      let lab = try Lab.bridging()
      try lab.commit {
        var port = Lab.port(1, pvid: 10)
        port.dropsUntagged = true
        $0.update(port)
      }
      #expect(lab.send(plain(), on: 1) == .dropped(.vlanTagNotAllowed))
      #expect(lab.send(plain(tags: [.vlan(0)]), on: 1) == .dropped(.vlanTagNotAllowed))
      #expect(lab.send(plain(tags: [.vlan(10)]), on: 1).verdict == .forwarded)
    }

    @Test func sourceIsLearnedAndFollowed() throws {
      let lab = try Lab.bridging()
      #expect(lab.send(plain(), on: 1).out.count == 2)
      // The answer goes to where the first came from, and nowhere else.
      let answer = plain(to: Lab.host(1), from: Lab.host(50))
      #expect(lab.send(answer, on: 2) == .forwarded([PortID(1): answer]))
      #expect(lab.send(plain(), on: 1) == .forwarded([PortID(2): plain()]))
      #expect(lab.asic.learning.learned == 2)
      // Seen again is not learned again.
      for _ in 0..<10 { lab.send(plain(), on: 1) }
      #expect(lab.asic.learning.learned == 2)
      #expect(lab.asic.learning.notLearned == 0)
    }

    @Test func learnedEntriesStandInTheTable() throws {
      let lab = try Lab.bridging()
      lab.send(plain(), on: 1)
      lab.send(plain(from: Lab.host(3), tags: [.vlan(20)]), on: 3)
      let expected: Set = [
        FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(1)), port: PortID(1), isStatic: false),
        FDBEntry(vlan: Lab.vlan(20), mac: MACAddress(bits: Lab.host(3)), port: PortID(3), isStatic: false)
      ]
      #expect(Snapshot(lab.device).fdb == expected)
      #expect(lab.device.fdb.usage.rows == 2)
      #expect(lab.device.fdb.row(at: .init(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(1))))?.port == PortID(1))
      #expect(lab.device.fdb.row(at: .init(vlan: Lab.vlan(20), mac: MACAddress(bits: Lab.host(1)))) == nil)
    }

    @Test func aStationThatMovesIsFollowed() throws {
      let lab = try Lab.bridging()
      lab.send(plain(), on: 1)
      lab.send(plain(), on: 2)
      #expect(lab.asic.learning.moved == 1)
      let answer = plain(to: Lab.host(1), from: Lab.host(60))
      #expect(lab.send(answer, on: 1) == .forwarded([PortID(2): answer]))
    }

    @Test func aStaticEntryDoesNotMove() throws {
      let lab = try Lab.bridging()
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(1)), port: PortID(1))) }
      lab.send(plain(), on: 2)
      let answer = plain(to: Lab.host(1), from: Lab.host(60))
      #expect(lab.send(answer, on: 2) == .forwarded([PortID(1): answer]))
      #expect(lab.asic.learning.moved == 0)
    }

    @Test func nothingIsLearnedWhereThePortSaysSo() throws {
      let lab = try Lab.bridging()
      try lab.commit {
        var port = Lab.port(1, pvid: 10)
        port.isLearning = false
        $0.update(port)
      }
      lab.send(plain(), on: 1)
      #expect(lab.asic.learning.learned == 0)
      #expect(Snapshot(lab.device).fdb.isEmpty)
    }

    @Test func vlansLearnApart() throws {
      let lab = try Lab.bridging()
      lab.send(plain(tags: [.vlan(10)]), on: 3)
      // The same address in another VLAN is not known there.
      let toIt = plain(to: Lab.host(1), from: Lab.host(60))
      #expect(lab.send(toIt, on: 4).out.keys.sorted() == [PortID(3), PortID(5)])
      #expect(lab.send(toIt, on: 1) == .forwarded([PortID(3): plain(to: Lab.host(1), from: Lab.host(60), tags: [.vlan(10)])]))
    }

    @Test(arguments: [0xffff_ffff_ffff, 0x0100_5e01_0203, 0x3333_0000_0001, Lab.host(70)] as [UInt64])
    func floodsReachAllMembersButTheIngress(_ destination: UInt64) throws {
      let lab = try Lab.bridging()
      #expect(lab.send(plain(to: destination), on: 1).out.keys.sorted() == [PortID(2), PortID(3)])
      #expect(lab.send(plain(to: destination), on: 2).out.keys.sorted() == [PortID(1), PortID(3)])
      #expect(lab.send(plain(to: destination, tags: [.vlan(20)]), on: 3).out.keys.sorted() == [PortID(4), PortID(5)])
      #expect(lab.send(plain(to: destination), on: 4).out.keys.sorted() == [PortID(3), PortID(5)])
      #expect(lab.asic.accounts.isConserved)
    }

    @Test func aFrameDoesNotGoBackWhereItCameFrom() throws {
      let lab = try Lab.bridging()
      lab.send(plain(), on: 1)
      #expect(lab.send(plain(to: Lab.host(1), from: Lab.host(60)), on: 1) == .dropped(.l2LoopbackFilter))
    }

    @Test func disabledPortsNeitherReceiveNorSend() throws {
      let lab = try Lab.bridging()
      #expect(lab.send(plain(), on: 10) == .dropped(.portDisabled))
      try lab.commit { $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(9)), port: PortID(10))) }
      #expect(lab.send(plain(to: Lab.host(9)), on: 1) == .dropped(.egressLinkDown))
      try lab.commit { $0.update(Lab.port(10, pvid: 10)) }
      #expect(lab.send(plain(to: Lab.host(9)), on: 1) == .forwarded([PortID(10): plain(to: Lab.host(9))]))
      #expect(lab.send(plain(), on: 77) == .dropped(.portDisabled), "no such port")
    }

    /// Port.mtu: Ethernet header included, tags and FCS not.
    @Test func framesAboveThePortsMTUAreDropped() throws {
      let lab = try Lab.bridging()
      try lab.commit {
        $0.update(Lab.port(2, pvid: 10, mtu: 1000))
        $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: Lab.host(2)), port: PortID(2)))
      }
      func frame(_ length: Int, to: UInt64, _ from: UInt64, tags: [Frame.Tag] = []) -> [UInt8] {
        Frame.ethernet(to: to, from: from, tags: tags, type: 0x88b5, [UInt8](repeating: 1, count: length - 14))
      }
      #expect(lab.send(frame(1000, to: Lab.host(2), Lab.host(1)), on: 1).verdict == .forwarded)
      #expect(lab.send(frame(1001, to: Lab.host(2), Lab.host(1)), on: 1) == .dropped(.exceedsL2MTU))
      #expect(lab.send(frame(1000, to: Lab.host(2), Lab.host(3), tags: [.vlan(10)]), on: 3).verdict == .forwarded, "tags do not count")
      #expect(lab.send(frame(1000, to: Lab.host(1), Lab.host(2)), on: 2).verdict == .forwarded)
      #expect(lab.send(frame(1001, to: Lab.host(1), Lab.host(2)), on: 2) == .dropped(.exceedsL2MTU))
    }

    /// IEEE 802.1Q table 8-1, IEEE 802.3 annex 31B.
    @Test func reservedAddressesAreNotForwarded() throws {
      let lab = try Lab.bridging()
      for low in 0...15 as ClosedRange<UInt64> {
        let seen = lab.send(plain(to: 0x0180_c200_0000 + low), on: 1)
        #expect(seen == (low == 1 ? .dropped(.destinationMACReserved) : .trapped(.bridgeProtocol)), "…:0\(String(low, radix: 16))")
      }
      #expect(lab.send(plain(to: 0x0180_c200_0010), on: 1).verdict == .forwarded)
    }

    @Test func impossibleAddressesAreDropped() throws {
      let lab = try Lab.bridging()
      #expect(lab.send(plain(from: 0x0100_0000_0001), on: 1) == .dropped(.sourceMACMulticast))
      #expect(lab.send(plain(to: Lab.host(1)), on: 1) == .dropped(.sourceMACEqualsDestinationMAC))
      for length in 0..<14 { #expect(lab.send([UInt8](plain().prefix(length)), on: 1) == .dropped(.malformed)) }
      #expect(Snapshot(lab.device).fdb.isEmpty)
    }

    /// A hash table is full when a bucket is, whatever is free elsewhere.
    @Test func aFullBucketRefuses() throws {
      let lab = try Lab.bridging()
      let capacity = 1024
      var inserted = 0
      var refusal: CommitFailure?
      while refusal == nil && inserted < capacity {
        do {
          try lab.commit {
            $0.insert(FDBEntry(vlan: Lab.vlan(10), mac: MACAddress(bits: 0x0200_1000_0000 + UInt64(inserted) * 977), port: PortID(1)))
          }
          inserted += 1
        } catch let failure as CommitFailure { refusal = failure }
      }
      guard let fault = refusal?.faults.first, case .exhausted(let exhaustion) = fault.error.cause, case .bucket = exhaustion.constraint
      else {
        Issue.record("\(inserted) entries went in; then \(String(describing: refusal))")
        return
      }
      #expect(inserted < capacity && inserted > capacity / 8)
      #expect(lab.device.capabilities.name(of: exhaustion.pool) == "fdb")
      #expect(Snapshot(lab.device).fdb.count == inserted)
      #expect(refusal?.isDiverged == false)
      Acceptance.figure("FDB of \(capacity) rows in buckets: first full bucket after \(inserted) addresses")
    }

    @Test func aFullBucketLearnsNothingMore() throws {
      var chip = try ASICDescription.smallDataCentre()
      chip.resize(.fdb, 32)
      let lab = try Lab.bridging(chip)
      for number in 0..<200 { lab.send(plain(from: Lab.host(200 + UInt64(number))), on: 1) }
      #expect(lab.asic.learning.learned == 32)
      #expect(lab.asic.learning.notLearned == 168)
      #expect(Snapshot(lab.device).fdb.count == 32)
    }

    /// The 8-port box: one lane a port, another bus, other widths.
    @Test func theHobbyChipBridges() throws {
      let lab = try Lab(try ASICDescription.hobby())
      try lab.commit(Lab.bridged(lanes: 1, speed: 1000))
      #expect(lab.send(plain(), on: 1) == .forwarded([PortID(2): plain(), PortID(3): plain(tags: [.vlan(10)])]))
      let answer = plain(to: Lab.host(1), from: Lab.host(50))
      #expect(lab.send(answer, on: 2) == .forwarded([PortID(1): answer]))
      #expect(lab.send(plain(tags: [.vlan(20)]), on: 3) == .forwarded([PortID(4): plain(), PortID(5): plain()]))
      #expect(Snapshot(lab.device).fdb.count == 3)
    }
  }
}
