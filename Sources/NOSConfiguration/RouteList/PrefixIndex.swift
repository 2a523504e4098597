import SwitchControl
import SwitchModel

/// The prefixes read so far, by open addressing: a set of a million prefixes is filled in a tenth of a second.
///
/// A prefix list is not under an attacker's control in the way a packet is, but the hash
/// mixes well enough that no natural list clusters.
struct PrefixIndex: Sendable {
  private var prefixes: [IPPrefix] = []
  /// Where each prefix stands.
  private var places: [Provenance] = []
  /// Position + 1; 0: free. A power of two, never more than half full.
  private var slots: [UInt32] = Array(repeating: 0, count: 1024)

  /// A hash that stays the same over runs and machines.
  static func hash(_ prefix: IPPrefix) -> UInt64 {
    var state = prefix.address.high &* 0x9e37_79b9_7f4a_7c15
    state = (state ^ state >> 32) &+ prefix.address.low
    state = (state ^ state >> 29) &* 0xbf58_476d_1ce4_e5b9
    state = (state ^ state >> 32) &+ UInt64(prefix.length) &+ UInt64(prefix.family.rawValue) << 32
    state = state &* 0x94d0_49bb_1331_11eb
    return state ^ state >> 31
  }

  /// Inserts a prefix, or finds it.
  ///
  /// - Returns: The place of the equal prefix inserted before, `nil` when this is the first.
  mutating func insert(_ prefix: IPPrefix, _ place: Provenance, hash: UInt64) -> Provenance? {
    if (prefixes.count + 1) * 2 > slots.count { grow() }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if prefixes[position] == prefix { return places[position] }
      slot = (slot + 1) & mask
    }
    prefixes.append(prefix)
    places.append(place)
    slots[slot] = UInt32(truncatingIfNeeded: prefixes.count)
    return nil
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = Array(repeating: 0, count: slots.count * 2)
    for (position, prefix) in prefixes.enumerated() {
      var slot = Int(truncatingIfNeeded: PrefixIndex.hash(prefix)) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: position + 1)
    }
  }
}
