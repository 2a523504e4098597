import SwitchPlatform

/// Which kind of cage carries what its ports need.
enum CageFit {
  enum Family {
    case sfp, qsfp, osfp, copper, inside
  }

  /// - Parameter rate: What a lane carries, in Mb/s.
  /// - Returns: The slowest kind of the family that carries it.
  static func kind(_ family: Family, lanes: Int, rate: UInt32) -> CageKind {
    let kinds: [CageKind] =
      switch family {
      case .sfp: lanes == 2 ? [.sfpDD] : [.sfp, .sfp28, .sfp56]
      case .qsfp: lanes > 4 ? [.qsfpDD] : [.qsfp, .qsfp28, .qsfp56]
      case .osfp: [.osfp, .osfpXD]
      case .copper: [.rj45]
      case .inside: [.internal]
      }
    return kinds.first { $0.laneSpeed >= rate } ?? (lanes > 4 ? .osfpXD : .internal)
  }

  /// The fastest that a lane carries in any of some modes; 0 for modes that do not fit.
  ///
  /// - Unit: Mb/s.
  static func rate(_ modes: [BreakoutMode], lanes: Int) -> UInt32 {
    var result: UInt32 = 0
    for mode in modes {
      let speeds = mode.parts.flatMap { Array(repeating: $0.speed, count: $0.count) }
      for (speed, share) in zip(speeds, mode.lanesPerPort(of: lanes) ?? []) { result = max(result, speed / UInt32(max(share, 1))) }
    }
    return result
  }
}
