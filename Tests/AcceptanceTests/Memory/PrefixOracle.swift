import SwitchModel

/// Longest prefix match by definition: of all prefixes that cover an address, the longest, found in a dictionary for each length.
struct PrefixOracle {
  struct Key: Hashable {
    var router: UInt16
    var high: UInt64
    var low: UInt64
  }
  private var byLength: [[Key: Route.Destination]] = Array(repeating: [:], count: 129)
  private(set) var count = 0
  private let width: Int

  init(_ family: IPFamily) { width = family == .v4 ? 32 : 128 }

  /// IPv4 addresses stand in the upper 32 bits.
  static func masked(_ high: UInt64, _ low: UInt64, _ length: Int) -> (high: UInt64, low: UInt64) {
    (
      length >= 64 ? high : length == 0 ? 0 : high & ~0 << UInt64(64 - length),
      length <= 64 ? 0 : length >= 128 ? low : low & ~0 << UInt64(128 - length)
    )
  }

  private func key(_ route: Route.Key) -> Key {
    let masked = PrefixOracle.masked(route.prefix.address.high, route.prefix.address.low, Int(route.prefix.length))
    return Key(router: route.virtualRouter.rawValue, high: masked.high, low: masked.low)
  }

  mutating func set(_ route: Route) {
    if byLength[Int(route.key.prefix.length)].updateValue(route.destination, forKey: key(route.key)) == nil { count += 1 }
  }

  mutating func remove(_ route: Route.Key) {
    if byLength[Int(route.prefix.length)].removeValue(forKey: key(route)) != nil { count -= 1 }
  }

  func destination(_ route: Route.Key) -> Route.Destination? { byLength[Int(route.prefix.length)][key(route)] }

  func look(_ address: IPAddress, _ router: UInt16) -> Route.Destination? {
    for length in (0...width).reversed() where !byLength[length].isEmpty {
      let masked = PrefixOracle.masked(address.high, address.low, length)
      if let found = byLength[length][Key(router: router, high: masked.high, low: masked.low)] { return found }
    }
    return nil
  }
}

/// Prefixes that lie in each other, and addresses near them.
struct DrawnPrefixes {
  let family: IPFamily
  private(set) var keys: [Route.Key] = []

  init(_ family: IPFamily, _ count: Int, _ draw: inout Draw) {
    self.family = family
    var seen: Set<Route.Key> = []
    while keys.count < count {
      let lengths =
        family == .v4
        ? [0, 4, 8, 12, 16, 18, 20, 22, 24, 24, 26, 28, 30, 31, 32, 32]
        : [0, 16, 20, 32, 40, 48, 52, 56, 64, 64, 80, 112, 124, 127, 128, 128]
      let length = lengths[draw.below(16)]
      let address = address(&draw)
      let masked = PrefixOracle.masked(address.high, address.low, length)
      let base = family == .v4 ? IPAddress(v4: UInt32(masked.high >> 32)) : IPAddress(v6: masked.high, masked.low)
      guard let prefix = IPPrefix(base, length: UInt8(length)) else { continue }
      let key = Route.Key(virtualRouter: .init(UInt16(draw.below(2))), prefix: prefix)
      if seen.insert(key).inserted { keys.append(key) }
    }
  }

  /// An address in a few subnets, so that prefixes cover each other.
  private func address(_ draw: inout Draw) -> (high: UInt64, low: UInt64) {
    if family == .v4 {
      let bits =
        UInt32([20, 60, 100][draw.below(3)]) << 24 | UInt32(draw.below(4)) << 20 | UInt32(draw.below(8)) << 11 | UInt32(draw.below(256))
      return (UInt64(bits) << 32, 0)
    }
    let high = 0x2400_0000_0000_0000 | UInt64(draw.below(4)) << 40 | UInt64(draw.below(6)) << 17 | UInt64(draw.below(8))
    return (high, UInt64(draw.below(4)) << 62 | UInt64(draw.below(64)))
  }

  /// An address in one of the prefixes, or just outside.
  func near(_ draw: inout Draw) -> (IPAddress, router: UInt16) {
    let key = keys[draw.below(keys.count)]
    let length = Int(key.prefix.length)
    let random = draw.chance(50) ? address(&draw) : (draw.next(), draw.next())
    let kept = PrefixOracle.masked(key.prefix.address.high, key.prefix.address.low, length)
    let inverse = PrefixOracle.masked(~0, ~0, length)
    var high = kept.high | random.0 & ~inverse.high
    var low = kept.low | random.1 & ~inverse.low
    if draw.chance(10) {
      if family == .v4 || draw.chance(50) { high ^= 1 << UInt64(32 + draw.below(20)) } else { low ^= 1 << UInt64(draw.below(64)) }
    }
    // Short prefixes cover addresses that routers treat apart: stay in the test's own.
    if family == .v4 {
      if ![20, 60, 100].contains(high >> 56) { high = high & (~0 >> 8) | 60 << 56 }
      return (IPAddress(v4: UInt32(high >> 32)), key.virtualRouter.rawValue)
    }
    high = high & (~0 >> 16) | 0x2400 << 48
    return (IPAddress(v6: high, low), key.virtualRouter.rawValue)
  }
}
