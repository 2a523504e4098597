import SwitchPlatform

/// What is said of a next hop.
struct NextHopRow: BitwiseCopyable {
  let isValid: Bool
  let interface: Int
  let mac: UInt64

  static func decoder(_ place: (Field) -> FieldPlace) -> (UnsafePointer<UInt64>) -> NextHopRow {
    let (valid, mac, interface) = (place(.valid), place(.mac), place(.interface))
    return { row in
      NextHopRow(isValid: valid.read(row) == 1, interface: Int(truncatingIfNeeded: interface.read(row)), mac: mac.read(row))
    }
  }
}
