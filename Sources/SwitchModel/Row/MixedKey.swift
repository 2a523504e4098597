/// A key that mixes its words into one itself: what the open-addressed tables of ledger and simulator hash by.
///
/// `Hasher` (SipHash) would be the top cost of a transaction. The mix is a folded multiplication under a seed, so that whoever
/// announces routes but does not know the seed cannot choose keys that fall into one place.
public protocol MixedKey: Hashable, Sendable {
  /// A word all of whose bits depend on all of the key's bits and on `seed`.
  func mixed(_ seed: UInt64) -> UInt64
}

/// The two halves of the 128-bit product, folded into one word.
@inlinable
func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

/// The constants are odd and have half of their bits set; any such do.
@inlinable
func mix(_ first: UInt64, _ second: UInt64 = 0, seed: UInt64) -> UInt64 {
  fold(fold(first ^ seed ^ 0xa076_1d64_78bd_642f, second ^ 0xe703_7ed1_a0b4_28db) ^ seed, 0xa076_1d64_78bd_642f)
}

extension RowID {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 { mix(UInt64(truncatingIfNeeded: rawValue), seed: seed) }
}

extension PortID: MixedKey {}
extension VirtualRouterID: MixedKey {}
extension RouterInterfaceID: MixedKey {}
extension NextHopID: MixedKey {}
extension NextHopGroupID: MixedKey {}
extension ACLTableID: MixedKey {}
extension LAGID: MixedKey {}
extension SpanningTreeID: MixedKey {}
extension TrapGroupID: MixedKey {}
extension PolicerID: MixedKey {}
extension Trap.Kind: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 { mix(UInt64(rawValue), seed: seed) }
}

extension VLANID: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 { mix(UInt64(rawValue), seed: seed) }
}

extension FDBEntry.Key: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 { mix(mac.bits | UInt64(vlan.rawValue) << 48, seed: seed) }
}

extension Neighbor.Key: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 {
    mix(address.high, address.low, seed: mix(UInt64(interface.rawValue) << 8 | UInt64(address.family.rawValue), seed: seed))
  }
}

extension Route.Key: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 {
    let rest = UInt64(virtualRouter.rawValue) << 16 | UInt64(prefix.family.rawValue) << 8 | UInt64(prefix.length)
    return mix(prefix.address.high, prefix.address.low, seed: mix(rest, seed: seed))
  }
}

extension ACLEntry.Key: MixedKey {
  @inlinable
  public func mixed(_ seed: UInt64) -> UInt64 { mix(UInt64(table.rawValue) << 32 | UInt64(number), seed: seed) }
}
