import CSAI
import SAIAdapter
import Testing

extension SAIAdapterTests {
  /// Callers that get everything wrong: a status, never a crash, and nothing left behind.
  @Suite(.serialized) struct Hostile {
    let root = TestSwitch.shared

    /// SplitMix64: the same calls each time.
    struct Numbers: RandomNumberGenerator {
      var state: UInt64
      mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
      }
    }

    private static let addressFamilies: [sai_object_type_t] = [
      SAI_OBJECT_TYPE_ROUTE_ENTRY, SAI_OBJECT_TYPE_NEIGHBOR_ENTRY, SAI_OBJECT_TYPE_FDB_ENTRY
    ]

    @Test func nullPointersAreRefused() {
      let library = TestSwitch.library
      let before = root.census
      var status: sai_status_t = 0
      for object in allTypes {
        let type = object.saiType
        #expect(library.create(type, nil, root.id, 0, nil) < 0)
        #expect(library.set(type, root.id, nil) < 0)
        #expect(library.get(type, root.id, 1, nil) < 0)
        #expect(library.get(type, root.id, .max, nil) < 0)
        #expect(library.createEntry(type, nil, 1, nil) < 0)
        #expect(library.removeEntry(type, nil) < 0)
        #expect(library.setEntry(type, nil, nil) < 0)
        #expect(library.getEntry(type, nil, 1, nil) < 0)
        #expect(library.bulkCreate(type, root.id, 2, nil, nil, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, nil, nil) < 0)
        #expect(library.bulkRemove(type, 2, nil, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, nil) < 0)
        #expect(library.bulkCreateEntry(type, 1 << 31, nil, nil, nil, SAI_BULK_OP_ERROR_MODE_STOP_ON_ERROR, &status) < 0)
        #expect(library.getStats(type, root.id, 1, nil, 0, nil) < 0)
        #expect(library.attributeCapability(root.id, type, 0, nil) < 0)
        #expect(library.objectCount(root.id, type, nil) < 0)
        #expect(library.objectKeys(root.id, type, nil, nil) < 0)
      }
      #expect(root.census == before)
    }

    @Test func countsOfTwoToTheThirtyFirstAreRefused() {
      let library = TestSwitch.library
      var one = attribute(SAI_VLAN_ATTR_VLAN_ID) { $0.u16 = 9 }
      var made: OID = 0
      #expect(library.create(SAI_OBJECT_TYPE_VLAN, &made, root.id, 1 << 31, &one) == -5)
      var list = attribute(SAI_ACL_TABLE_ATTR_ACL_BIND_POINT_TYPE_LIST) {
        $0.s32list.count = 1 << 31
        $0.s32list.list = nil
      }
      let stage = attribute(SAI_ACL_TABLE_ATTR_ACL_STAGE) { $0.s32 = 0 }
      #expect(root.create(SAI_OBJECT_TYPE_ACL_TABLE, [stage, list]).status == indexed(2, 1))
      list.value.s32list.list = Recipe.point
      #expect(root.create(SAI_OBJECT_TYPE_ACL_TABLE, [stage, list]).status == indexed(2, 1))
      #expect(library.flushFDB(root.id, 1 << 31, &one) < 0)
      #expect(library.sendPacket(root.id, 1 << 40, nil, 0, nil) < 0)
    }

    /// Lists are never written beyond their count.
    @Test func listsAreWrittenWithinTheirCount() {
      var room = [OID](repeating: 0xdead, count: 40)
      room.withUnsafeMutableBufferPointer { buffer in
        for count in 0..<UInt32(32) {
          var list = attribute(SAI_SWITCH_ATTR_PORT_LIST) {
            $0.objlist.count = count
            $0.objlist.list = buffer.baseAddress
          }
          #expect(TestSwitch.library.get(SAI_OBJECT_TYPE_SWITCH, root.id, 1, &list) == -8)
          #expect(list.value.objlist.count == 32)
          #expect(buffer.allSatisfy { $0 == 0xdead })
        }
      }
    }

    /// A hundred thousand calls of random kind with ids of other types, freed ids and random values.
    @Test func randomCallsGetAStatus() {
      let library = TestSwitch.library
      let before = root.census
      var numbers = Numbers(state: 2026)
      var made: [(sai_object_type_t, OID)] = []
      var gone: [OID] = [0, .max, 1]
      let types = allTypes.filter { !$0.is_entry && $0.saiType != SAI_OBJECT_TYPE_SWITCH && $0.saiType != SAI_OBJECT_TYPE_PORT }
      let fixed = Set(root.ports + [root.id, root.router, root.bridge, root.vlan, root.trapGroup, root.cpu])
      var counts = (success: 0, calls: 0)
      func anyID() -> OID {
        switch UInt8.random(in: 0..<8, using: &numbers) {
        case 0: gone.randomElement(using: &numbers) ?? 0
        case 1: root.ports[Int.random(in: 0..<32, using: &numbers)]
        case 2: root.router
        case 3: root.bridgePort(root.ports[3])
        case 4: root.vlan
        default: made.randomElement(using: &numbers)?.1 ?? 0
        }
      }
      func anyAttribute(_ object: csai_object) -> sai_attribute_t {
        var value = sai_attribute_t()
        let list = object.attributeList
        let info = list.isEmpty ? nil : list[Int.random(in: 0..<list.count, using: &numbers)]
        value.id = info?.id ?? 0
        switch info?.cMember {
        case CSAI_MEMBER_oid: value.value.oid = anyID()
        case CSAI_MEMBER_s32: value.value.s32 = Int32.random(in: -1..<6, using: &numbers)
        case CSAI_MEMBER_booldata: value.value.booldata = Bool.random(using: &numbers)
        case CSAI_MEMBER_u16: value.value.u16 = UInt16.random(in: 0..<4200, using: &numbers)
        case CSAI_MEMBER_u32: value.value.u32 = UInt32.random(in: 0..<20, using: &numbers)
        case CSAI_MEMBER_ipaddr:
          value.value.ipaddr.addr_family = sai_ip_addr_family_t(rawValue: UInt32.random(in: 0..<3, using: &numbers))
          value.value.ipaddr.addr.ip4 = UInt32.random(in: 0..<8, using: &numbers)
        default: break
        }
        return value
      }
      for _ in 0..<20_000 {
        let object = types[Int.random(in: 0..<types.count, using: &numbers)]
        counts.calls += 1
        var status: sai_status_t
        switch UInt8.random(in: 0..<6, using: &numbers) {
        case 0, 1:
          let recipe = Recipe.all[Int.random(in: 0..<Recipe.all.count, using: &numbers)]
          let info = csai_find_object(Int32(bitPattern: recipe.type.rawValue))?.pointee ?? object
          var needed: [(sai_object_type_t, OID)] = []
          var list = recipe.make(root, &needed)
          made += needed.filter { $0.1 != 0 }
          if !list.isEmpty, Bool.random(using: &numbers) { list[Int.random(in: 0..<list.count, using: &numbers)] = anyAttribute(info) }
          let result = root.create(recipe.type, list)
          status = result.status
          if status == 0 { made.append((recipe.type, result.id)) }
        case 2:
          guard let (type, id) = made.randomElement(using: &numbers) else { continue }
          status = root.remove(Bool.random(using: &numbers) ? type : object.saiType, id)
          if status == 0 {
            made.removeAll { $0.1 == id }
            gone.append(id)
          }
        case 3:
          guard let (type, id) = made.randomElement(using: &numbers), let info = csai_find_object(Int32(bitPattern: type.rawValue))
          else { continue }
          status = root.set(type, id, anyAttribute(info.pointee))
        case 4:
          var value = anyAttribute(object)
          status = library.get(object.saiType, anyID(), 1, &value)
        default:
          let id = anyID()
          guard !fixed.contains(id) else { continue }
          status = library.clearStats(object.saiType, id, 0, nil)
        }
        #expect(status <= 0 && status > -0x6_0000)
        counts.success += status == 0 ? 1 : 0
      }
      #expect(counts.success > 1000, "\(counts)")
      // Whatever was made can be taken back, those in use after those that use them.
      var rounds = 0
      while !made.isEmpty, rounds < 20 {
        made.removeAll { root.remove($0.0, $0.1) == 0 }
        rounds += 1
      }
      #expect(made.isEmpty, "\(made.count) objects cannot be removed")
      #expect(root.census == before)
      print("\(counts.success) of \(counts.calls) random calls succeeded")
    }
  }
}
