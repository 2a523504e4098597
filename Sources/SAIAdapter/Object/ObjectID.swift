import CSAI

/// SAI's object id: the type in the high 16 bits, the switch in the next 8, a number in the rest. Numbers are never used again.
struct ObjectID: Hashable, Sendable, Comparable {
  let rawValue: UInt64

  init(_ rawValue: UInt64) { self.rawValue = rawValue }

  init(type: Int32, number: UInt64) {
    rawValue = UInt64(UInt16(truncatingIfNeeded: type)) << 48 | number & ObjectID.numberMask
  }

  static let null = ObjectID(0)
  private static let numberMask: UInt64 = 0xff_ffff_ffff

  var isNull: Bool { rawValue == 0 }

  /// What the id says its type is; whether it was ever handed out is the store's business.
  var type: Int32 { Int32(truncatingIfNeeded: rawValue >> 48) }

  var number: UInt64 { rawValue & ObjectID.numberMask }

  static func < (left: ObjectID, right: ObjectID) -> Bool { left.rawValue < right.rawValue }
}
