import CSAI
import SAIAdapter
import Testing

/// One process has one SAI, so nothing here runs beside another test of it.
@Suite(.serialized) struct SAIAdapterTests {}

extension SAIAdapterTests {
  /// Every attribute of every type that can be made, as the metadata demands.
  @Suite(.serialized) struct Attributes {
    let root = TestSwitch.shared

    /// Runs `body` with an object of the type, its valid attributes, and leaves nothing.
    private func withObject(_ recipe: Recipe, _ body: (csai_object, [sai_attribute_t], OID) throws -> Void) throws {
      let before = root.census
      var needed: [(sai_object_type_t, OID)] = []
      let list = recipe.make(root, &needed)
      let object = try #require(csai_find_object(Int32(bitPattern: recipe.type.rawValue))).pointee
      let made = root.create(recipe.type, list)
      #expect(made.status == 0, "\(object.title): \(made.status)")
      try body(object, list, made.id)
      #expect(root.remove(recipe.type, made.id) == 0, "\(object.title)")
      #expect(root.remove(recipe.type, made.id) == -7, "\(object.title) twice")
      for (type, id) in needed.reversed() { #expect(root.remove(type, id) == 0, "\(type.rawValue)") }
      #expect(root.census == before, "\(object.title)")
    }

    @Test(arguments: Recipe.all.map(\.type.rawValue))
    func creationKeepsTheRules(_ type: UInt32) throws {
      let recipe = try #require(Recipe.all.first { $0.type.rawValue == type })
      var calls = 0
      let before = root.census
      var needed: [(sai_object_type_t, OID)] = []
      let list = recipe.make(root, &needed)
      let object = try #require(csai_find_object(Int32(bitPattern: type))).pointee
      let between = root.census
      func refused(_ list: [sai_attribute_t], _ wanted: [sai_status_t], _ what: String) {
        calls += 1
        let made = root.create(recipe.type, list)
        #expect(wanted.contains(made.status), "\(what): \(String(made.status, radix: 16)), wanted \(wanted.map { String($0, radix: 16) })")
        if made.status == 0 { _ = root.remove(recipe.type, made.id) }
      }
      // Without a mandatory one.
      for (index, given) in list.enumerated() {
        guard let info = csai_find_attribute(csai_find_object(object.type), given.id)?.pointee, info.isMandatory else { continue }
        var fewer = list
        fewer.remove(at: index)
        refused(fewer, [-14], "\(info.title) missing")
      }
      // One twice; one that SAI does not have.
      if let first = list.first { refused(list + [first], [indexed(1, list.count)], "\(object.title) first twice") }
      var unknown = sai_attribute_t()
      unknown.id = 0x0fff_ffff
      refused(list + [unknown], [indexed(4, list.count)], "\(object.title) unknown")
      for info in object.attributeList {
        var value = sai_attribute_t()
        value.id = info.id
        let position = list.firstIndex { $0.id == info.id }
        func with(_ value: sai_attribute_t) -> ([sai_attribute_t], Int) {
          guard let position else { return (list + [value], list.count) }
          var changed = list
          changed[position] = value
          return (changed, position)
        }
        if info.isReadOnly {
          refused(list + [value], [indexed(1, list.count)], "\(info.title) is read-only")
          continue
        }
        if info.enum_index >= 0, info.cMember == CSAI_MEMBER_s32, let values = csai_enum_at(Int32(info.enum_index))?.pointee,
          !values.is_flags
        {
          value.value.s32 = 0x7eee_eeee
          let (changed, index) = with(value)
          refused(changed, [indexed(2, index)], "\(info.title) out of its enum")
        }
        if info.cMember == CSAI_MEMBER_oid, info.object_count > 0 {
          let allowed = (0..<Int(info.object_count)).map { info.objects[$0] }
          // An id of a wrong type, an id that never was, and null where it is not allowed.
          value.value.oid = root.id
          if !allowed.contains(Int32(bitPattern: SAI_OBJECT_TYPE_SWITCH.rawValue)) {
            let (changed, index) = with(value)
            refused(changed, [indexed(2, index)], "\(info.title) of a wrong type")
          }
          value.value.oid = UInt64(UInt32(bitPattern: allowed[0])) << 48 | 0xfffff
          var (changed, index) = with(value)
          refused(changed, [indexed(2, index)], "\(info.title) that never was")
          if !info.has(32) {
            value.value.oid = 0
            (changed, index) = with(value)
            refused(changed, [indexed(2, index)], "\(info.title) null")
          }
        }
        if info.has(64), info.cMember == CSAI_MEMBER_u16 {
          value.value.u16 = 4095
          let (changed, index) = with(value)
          refused(changed, [indexed(2, index)], "\(info.title) out of range")
        }
      }
      #expect(root.census == between, "\(object.title): a refused call leaves something")
      for (type, id) in needed.reversed() { #expect(root.remove(type, id) == 0) }
      #expect(root.census == before)
      print("\(object.title): \(calls) faulty creations")
    }

    /// Each attribute that can be given is given with the value that it has anyway.
    @Test(arguments: Recipe.all.map(\.type.rawValue))
    func defaultsCanBeGiven(_ type: UInt32) throws {
      let recipe = try #require(Recipe.all.first { $0.type.rawValue == type })
      let before = root.census
      var needed: [(sai_object_type_t, OID)] = []
      let list = recipe.make(root, &needed)
      let object = try #require(csai_find_object(Int32(bitPattern: type))).pointee
      var counts = (made: 0, refused: 0)
      for info in object.attributeList where !info.isReadOnly && !info.has(2048) && !list.contains(where: { $0.id == info.id }) {
        guard csai_default_kind(rawValue: UInt32(info.default_kind)) == CSAI_DEFAULT_INT else { continue }
        var value = sai_attribute_t()
        value.id = info.id
        // The default of every width and of flags stands at the beginning of the value.
        value.value.s64 = info.default_value
        let made = root.create(recipe.type, list + [value])
        // An attribute that means nothing to this object cannot be given.
        let mayBeNothing = info.condition >= 0 || info.valid_only >= 0
        #expect(
          made.status == 0 || mayBeNothing && made.status == indexed(1, list.count),
          "\(info.title): \(String(made.status, radix: 16))")
        if made.status == 0 {
          counts.made += 1
          #expect(root.remove(recipe.type, made.id) == 0)
        } else {
          counts.refused += 1
        }
      }
      for (type, id) in needed.reversed() { #expect(root.remove(type, id) == 0) }
      #expect(root.census == before)
      print("\(object.title): \(counts.made) made with a default, \(counts.refused) refused")
    }

    @Test(arguments: Recipe.all.map(\.type.rawValue))
    func changesKeepTheRules(_ type: UInt32) throws {
      let recipe = try #require(Recipe.all.first { $0.type.rawValue == type })
      var counts = (get: 0, set: 0, refused: 0)
      try withObject(recipe) { object, _, id in
        for info in object.attributeList {
          var value = sai_attribute_t()
          value.id = info.id
          let capability = root.capability(recipe.type, info.id)
          let read = Reader(info)
          let status = read.get(recipe.type, id)
          if capability.get_implemented {
            // Of an attribute that only means something to others of the type nothing is there to read.
            let isMeant = info.condition < 0 && info.valid_only < 0
            #expect(status == 0 || !isMeant && status == indexed(5, 0), "get \(info.title): \(String(status, radix: 16))")
            counts.get += status == 0 ? 1 : 0
          } else {
            #expect(status == indexed(5, 0) || status == indexed(3, 0), "get \(info.title): \(String(status, radix: 16))")
          }
          if info.isReadOnly || info.isCreateOnly {
            #expect(root.set(recipe.type, id, read.attribute) == indexed(1, 0), "set \(info.title)")
            counts.refused += 1
            continue
          }
          if capability.set_implemented, status == 0 {
            let again = root.set(recipe.type, id, read.attribute)
            let isMeant = info.condition < 0 && info.valid_only < 0
            #expect(again == 0 || !isMeant && again == indexed(1, 0), "set \(info.title) as it is: \(String(again, radix: 16))")
            counts.set += again == 0 ? 1 : 0
          }
          if info.enum_index >= 0, info.cMember == CSAI_MEMBER_s32, csai_enum_at(Int32(info.enum_index))?.pointee.is_flags == false {
            value.value.s32 = 0x7eee_eeee
            #expect(root.set(recipe.type, id, value) == indexed(2, 0), "set \(info.title) out of its enum")
            counts.refused += 1
          }
          if info.cMember == CSAI_MEMBER_oid, info.object_count > 0 {
            value.value.oid = 0x00ff_0000_0000_0001
            #expect(root.set(recipe.type, id, value) == indexed(2, 0), "set \(info.title) to what never was")
            counts.refused += 1
          }
        }
        var unknown = sai_attribute_t()
        unknown.id = 0x0fff_ffff
        #expect(root.set(recipe.type, id, unknown) == indexed(4, 0))
        // An id of this type in a call for another.
        let other = recipe.type == SAI_OBJECT_TYPE_VLAN ? SAI_OBJECT_TYPE_LAG : SAI_OBJECT_TYPE_VLAN
        #expect([-18, -19].contains(root.remove(other, id)))
      }
      print("\(type): \(counts.get) got, \(counts.set) set, \(counts.refused) refused")
      #expect(counts.get > 0)
    }

    /// Whatever exists without being made: the switch, ports, queues … answers all that it says it does.
    @Test func whatIsThereAnswers() throws {
      var counts = (got: 0, refused: 0)
      let census = root.census
      for object in allTypes where !object.is_entry && census[object.type] ?? 0 > 0 {
        var number: UInt32 = 1024
        var keys = [sai_object_key_t](repeating: sai_object_key_t(), count: Int(number))
        #expect(TestSwitch.library.objectKeys(root.id, object.saiType, &number, &keys) == 0)
        // Not the CPU port, which has no lanes.
        let id = keys.prefix(Int(number)).map(\.key.object_id).first { $0 != root.cpu } ?? 0
        for info in object.attributeList {
          let status = Reader(info).get(object.saiType, id)
          if root.capability(object.saiType, info.id).get_implemented {
            // Nobody has given what the metadata has no default for.
            let mayBeNothing = info.condition >= 0 || info.valid_only >= 0 || info.isKeptWithoutDefault
            #expect(status == 0 || mayBeNothing && status == indexed(5, 0), "get \(info.title): \(String(status, radix: 16))")
            counts.got += 1
          } else {
            #expect(status == indexed(5, 0) || status == indexed(3, 0), "get \(info.title): \(String(status, radix: 16))")
            counts.refused += 1
          }
        }
      }
      print("\(counts.got) attributes of what is there read, \(counts.refused) refused")
      #expect(counts.got > 200)
    }

    /// Types without a family: every function refuses and leaves no trace.
    @Test func whatIsNotImplementedSaysSo() throws {
      let before = root.census
      let made = Set(Recipe.all.map(\.type.rawValue))
      var calls = 0
      for object in allTypes where !object.is_entry && !made.contains(object.saiType.rawValue) && object.saiType != SAI_OBJECT_TYPE_SWITCH {
        if before[object.type] ?? 0 > 0 || object.saiType == SAI_OBJECT_TYPE_LAG_MEMBER { continue }
        let status = root.create(object.saiType, []).status
        #expect([-2, -14, -15].contains(status), "create \(object.title): \(status)")
        var value = sai_attribute_t()
        let id = UInt64(UInt32(bitPattern: object.type)) << 48 | 1
        for status in [
          root.remove(object.saiType, id), root.set(object.saiType, id, value), TestSwitch.library.get(object.saiType, id, 1, &value)
        ] { #expect(status < 0, "\(object.title)") }
        calls += 4
      }
      #expect(root.census == before)
      #expect(calls > 300)
      print("\(calls) calls refused")
    }
  }
}
