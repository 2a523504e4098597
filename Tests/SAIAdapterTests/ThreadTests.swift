import CSAI
import Foundation
import SAIAdapter
import Synchronization
import Testing

extension SAIAdapterTests {
  /// Calls from many threads, and from a notification: `make tsan` runs this under ThreadSanitizer.
  @Suite(.serialized) struct Threads {
    let root = TestSwitch.shared
    private static let notified = Atomic<Int>(0)
    private static let statuses = Atomic<Int>(0)

    @Test func eightThreadsMakeAndRemove() {
      let before = root.census
      let faults = Atomic<Int>(0)
      // Whenever a port comes up or goes down, the notification reads from the switch.
      let notify: sai_port_state_change_notification_fn = { count, list in
        Threads.notified.add(Int(count), ordering: .relaxed)
        var value = sai_attribute_t()
        value.id = SAI_PORT_ATTR_OPER_STATUS.rawValue
        if let list, SAILibrary.shared.get(SAI_OBJECT_TYPE_PORT, list[0].port_id, 1, &value) == 0 {
          Threads.statuses.add(1, ordering: .relaxed)
        }
      }
      let registered = root.set(
        SAI_OBJECT_TYPE_SWITCH, root.id,
        attribute(SAI_SWITCH_ATTR_PORT_STATE_CHANGE_NOTIFY) { $0.ptr = unsafeBitCast(notify, to: UnsafeMutableRawPointer.self) })
      #expect(registered == 0)
      let (root, ports, router) = (root, root.ports, root.router)
      DispatchQueue.concurrentPerform(iterations: 8) { thread in
        for round in 0..<60 {
          func check(_ status: sai_status_t) { if status != 0 { faults.add(1, ordering: .relaxed) } }
          let vlan = root.create(
            SAI_OBJECT_TYPE_VLAN, [attribute(SAI_VLAN_ATTR_VLAN_ID) { $0.u16 = UInt16(1000 + thread * 100 + round) }])
          check(vlan.status)
          var entry = sai_route_entry_t()
          entry.switch_id = root.id
          entry.vr_id = router
          entry.destination.addr.ip4 = UInt32(thread) << 8 | UInt32(round) << 16 | 50
          entry.destination.mask.ip4 = 0x00ff_ffff
          let action = [attribute(SAI_ROUTE_ENTRY_ATTR_PACKET_ACTION) { $0.s32 = Int32(SAI_PACKET_ACTION_DROP.rawValue) }]
          check(TestSwitch.library.createEntry(SAI_OBJECT_TYPE_ROUTE_ENTRY, &entry, 1, action))
          check(
            root.set(
              SAI_OBJECT_TYPE_PORT, ports[thread], attribute(SAI_PORT_ATTR_ADMIN_STATE) { $0.booldata = round % 2 == 0 }))
          #expect(root.objects(SAI_OBJECT_TYPE_SWITCH, root.id, SAI_SWITCH_ATTR_PORT_LIST).count == 32)
          check(TestSwitch.library.removeEntry(SAI_OBJECT_TYPE_ROUTE_ENTRY, &entry))
          check(root.remove(SAI_OBJECT_TYPE_VLAN, vlan.id))
        }
      }
      #expect(faults.load(ordering: .relaxed) == 0)
      // The last of 8 × 60 changes are announced a little later.
      for _ in 0..<500 where Threads.notified.load(ordering: .relaxed) < 480 { usleep(10_000) }
      #expect(Threads.notified.load(ordering: .relaxed) == 480)
      #expect(Threads.statuses.load(ordering: .relaxed) > 0)
      #expect(root.set(SAI_OBJECT_TYPE_SWITCH, root.id, attribute(SAI_SWITCH_ATTR_PORT_STATE_CHANGE_NOTIFY) { $0.ptr = nil }) == 0)
      #expect(root.census == before)
    }
  }
}
