/// A stream of numbers that depends on its seed alone.
///
/// - Source: SplitMix64, Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014.
struct TrafficRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  /// 0 ..< bound, by the high half of a product: the same on every platform and in every version of the standard library.
  mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next().multipliedFullWidth(by: UInt64(bound)).high) : 0 }

  mutating func pick<T>(_ values: [T]) -> T? { values.isEmpty ? nil : values[below(values.count)] }

  /// Whether an event of so many percent happens.
  mutating func happens(_ percent: Int) -> Bool { below(100) < percent }
}
