/// What a front-panel position holds.
public enum CageKind: String, Hashable, Sendable, CaseIterable {
  case rj45, sfp, sfp28, qsfp, qsfp28, qsfp56, osfp, cpo, backplane, `internal`, recycle
  case sfpDD = "sfp-dd"
  case sfp56
  case qsfpDD = "qsfp-dd"
  case osfpXD = "osfp-xd"

  /// The most that one lane carries.
  ///
  /// - Unit: Mb/s.
  public var laneSpeed: UInt32 {
    switch self {
    case .rj45, .sfp, .qsfp: 10000
    case .sfp28, .qsfp28: 25000
    case .sfpDD, .sfp56, .qsfp56: 50000
    case .qsfpDD, .osfp: 100_000
    case .osfpXD, .cpo, .backplane: 200_000
    case .internal, .recycle: 1_600_000
    }
  }
}
