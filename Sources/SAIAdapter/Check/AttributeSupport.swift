import CSAI

/// What the switch does with the attributes of an object type.
///
/// An attribute that is in none of the sets has its default and no other value: that a port has no policer is true. Read-only ones
/// that are not computed are refused.
struct AttributeSupport: Sendable {
  /// Take effect on the switch.
  var applied: Set<UInt32> = []
  /// Are kept for the caller, and have no effect that a simulated switch could show (labels, serdes, media).
  var kept: Set<UInt32> = []
  /// Read-only ones that the switch answers.
  var computed: Set<UInt32> = []
  var isCreatable = true
  var isRemovable = true

  init(
    applied: [some RawRepresentable<UInt32>] = [sai_object_type_t](), kept: [some RawRepresentable<UInt32>] = [sai_object_type_t](),
    computed: [some RawRepresentable<UInt32>] = [sai_object_type_t](), isCreatable: Bool = true, isRemovable: Bool = true
  ) {
    self.applied = Set(applied.map(\.rawValue))
    self.kept = Set(kept.map(\.rawValue))
    self.computed = Set(computed.map(\.rawValue))
    self.isCreatable = isCreatable
    self.isRemovable = isRemovable
  }

  /// Whether values other than the default can be given.
  func takes(_ id: UInt32) -> Bool { applied.contains(id) || kept.contains(id) }
}
