import CSAI
import SAIAdapter
import Testing

extension SAIAdapterTests {
  /// Policers as SAI has them.
  @Suite(.serialized) struct Policers {
    let root = TestSwitch.shared

    private func choice(_ id: sai_policer_attr_t, _ value: UInt32) -> sai_attribute_t {
      attribute(id) { $0.s32 = Int32(bitPattern: value) }
    }
    private func size(_ id: sai_policer_attr_t, _ value: UInt64) -> sai_attribute_t { attribute(id) { $0.u64 = value } }

    private func list(_ mode: sai_policer_mode_t, _ more: [sai_attribute_t] = []) -> [sai_attribute_t] {
      [
        choice(SAI_POLICER_ATTR_METER_TYPE, SAI_METER_TYPE_BYTES.rawValue), choice(SAI_POLICER_ATTR_MODE, mode.rawValue)
      ] + more
    }

    @Test func whatCannotBeIsRefusedWithItsAttribute() {
      let before = root.census
      let rates = [size(SAI_POLICER_ATTR_CIR, 1000), size(SAI_POLICER_ATTR_PIR, 999)]
      #expect(root.create(SAI_OBJECT_TYPE_POLICER, list(SAI_POLICER_MODE_TR_TCM, rates)).status == indexed(2, 3), "a peak below the rate")
      #expect(root.create(SAI_OBJECT_TYPE_POLICER, list(SAI_POLICER_MODE_STORM_CONTROL)).status != 0)
      #expect(
        root.create(SAI_OBJECT_TYPE_POLICER, list(SAI_POLICER_MODE_SR_TCM, [size(SAI_POLICER_ATTR_CBS, 1 << 33)])).status
          == indexed(2, 2), "more than a bucket holds")
      #expect(
        root.create(
          SAI_OBJECT_TYPE_POLICER,
          list(SAI_POLICER_MODE_SR_TCM, [choice(SAI_POLICER_ATTR_RED_PACKET_ACTION, SAI_PACKET_ACTION_TRAP.rawValue)])
        ).status == indexed(5, 2), "no colour goes to the CPU")
      #expect(root.census == before)
    }

    @Test func entriesAndTrapGroupsNameIt() throws {
      let before = root.census
      let made = root.create(SAI_OBJECT_TYPE_POLICER, list(SAI_POLICER_MODE_SR_TCM, [size(SAI_POLICER_ATTR_CBS, 1000)]))
      #expect(made.status == 0)
      var needed: [(sai_object_type_t, OID)] = []
      let recipe = try #require(Recipe.all.first { $0.type == SAI_OBJECT_TYPE_ACL_ENTRY })
      let action = attribute(SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER) {
        $0.aclaction.enable = true
        $0.aclaction.parameter.oid = made.id
      }
      let entry = root.create(SAI_OBJECT_TYPE_ACL_ENTRY, recipe.make(root, &needed) + [action])
      #expect(entry.status == 0)
      #expect(root.remove(SAI_OBJECT_TYPE_POLICER, made.id) == -17, "in use")
      let none = attribute(SAI_ACL_ENTRY_ATTR_ACTION_SET_POLICER) { $0.aclaction.enable = false }
      #expect(root.set(SAI_OBJECT_TYPE_ACL_ENTRY, entry.id, none) == 0)
      let named = attribute(SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER) { $0.oid = made.id }
      let group = root.create(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, [named])
      #expect(group.status == 0)
      #expect(root.object(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, group.id, SAI_HOSTIF_TRAP_GROUP_ATTR_POLICER) == made.id)
      #expect(root.remove(SAI_OBJECT_TYPE_POLICER, made.id) == -17, "in use")
      #expect(root.remove(SAI_OBJECT_TYPE_HOSTIF_TRAP_GROUP, group.id) == 0)
      #expect(root.set(SAI_OBJECT_TYPE_POLICER, made.id, size(SAI_POLICER_ATTR_CIR, 125_000)) == 0)
      #expect(root.set(SAI_OBJECT_TYPE_POLICER, made.id, size(SAI_POLICER_ATTR_CIR, 1 << 50)) != 0)
      #expect(root.remove(SAI_OBJECT_TYPE_ACL_ENTRY, entry.id) == 0)
      for (type, id) in needed.reversed() { #expect(root.remove(type, id) == 0) }
      #expect(root.remove(SAI_OBJECT_TYPE_POLICER, made.id) == 0)
      #expect(root.census == before)
    }

    @Test func everyStatisticIsThere() {
      let made = root.create(SAI_OBJECT_TYPE_POLICER, list(SAI_POLICER_MODE_SR_TCM))
      let stats = (SAI_POLICER_STAT_PACKETS.rawValue...SAI_POLICER_STAT_RED_BYTES.rawValue).map { sai_stat_id_t($0) }
      var values = [UInt64](repeating: 9, count: stats.count)
      #expect(TestSwitch.library.getStats(SAI_OBJECT_TYPE_POLICER, made.id, UInt32(stats.count), stats, -1, &values) == 0)
      #expect(values == Array(repeating: 0, count: stats.count))
      #expect(TestSwitch.library.clearStats(SAI_OBJECT_TYPE_POLICER, made.id, UInt32(stats.count), stats) == 0)
      #expect(root.remove(SAI_OBJECT_TYPE_POLICER, made.id) == 0)
    }
  }
}
