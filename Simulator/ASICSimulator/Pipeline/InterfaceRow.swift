import SwitchPlatform

/// What is said of a router interface that packets come in by.
struct RouterInterfaceRow: BitwiseCopyable {
  let isValid, routesIPv4, routesIPv6: Bool
  let virtualRouter: UInt64

  static func decoder(_ place: (Field) -> FieldPlace) -> (UnsafePointer<UInt64>) -> RouterInterfaceRow {
    let (valid, router, ipv4, ipv6) = (place(.valid), place(.virtualRouter), place(.ipv4Enabled), place(.ipv6Enabled))
    return { row in
      RouterInterfaceRow(
        isValid: valid.read(row) == 1, routesIPv4: ipv4.read(row) == 1, routesIPv6: ipv6.read(row) == 1, virtualRouter: router.read(row))
    }
  }
}

/// What is said of one that they leave by.
struct EgressInterfaceRow: BitwiseCopyable {
  let isValid: Bool
  let kind: UInt64
  let port: Int
  let vlan, mac: UInt64
  /// - Unit: bytes.
  let mtu: Int

  static func decoder(_ place: (Field) -> FieldPlace) -> (UnsafePointer<UInt64>) -> EgressInterfaceRow {
    let (valid, kind, port, vlan) = (place(.valid), place(.interfaceKind), place(.port), place(.vlan))
    let (mac, mtu) = (place(.mac), place(.mtu))
    return { row in
      EgressInterfaceRow(
        isValid: valid.read(row) == 1, kind: kind.read(row), port: Int(truncatingIfNeeded: port.read(row)), vlan: vlan.read(row),
        mac: mac.read(row), mtu: Int(truncatingIfNeeded: mtu.read(row)))
    }
  }
}
