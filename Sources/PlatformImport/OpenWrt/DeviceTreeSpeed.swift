import SwitchPlatform

/// Speeds of ports by how they are wired.
enum DeviceTreeSpeed {
  /// - Unit: Mb/s.
  static let standard: [UInt32] = [10, 100, 1000, 2500, 5000, 10000, 25000]

  /// What a port can have by its `phy-mode`; a serdes that several share is divided.
  ///
  /// - Source: Linux Documentation/networking/phy.rst; IEEE 802.3.
  static func speed(_ mode: String?, sharers: Int) -> UInt32? {
    guard let mode else { return nil }
    switch mode {
    case "mii", "rmii", "100base-x": return 100
    case "internal", "gmii", "tbi", "rtbi", "sgmii", "qsgmii", "psgmii", "1000base-x", "1000base-kx": return 1000
    case "2500base-x", "10g-qxgmii": return 2500
    case "5gbase-r": return 5000
    case "25gbase-r": return 25000
    case "10gbase-r", "10gbase-kr", "xgmii", "xaui", "rxaui": return 10000
    case "usxgmii":
      let share = 10000 / UInt32(clamping: max(sharers, 1))
      return standard.last { $0 <= share } ?? 10
    default: return mode.hasPrefix("rgmii") ? 1000 : nil
    }
  }

  /// What a port of this speed can be used as: copper goes down to 100 Mb/s, a module to 1 Gb/s.
  static func mode(_ speed: UInt32, isFibre: Bool) -> BreakoutMode {
    let slower = standard.filter { $0 < speed }.reversed() as [UInt32]
    let alternatives =
      isFibre ? (speed >= 10000 ? slower.filter { $0 == 10000 || $0 == 1000 } : []) : (speed == 1000 ? slower : slower.filter { $0 >= 100 })
    return BreakoutMode(parts: [.init(count: 1, speed: speed, alternatives: alternatives)])
  }
}
