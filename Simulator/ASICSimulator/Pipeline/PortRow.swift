import SwitchPlatform

/// What the port table says of a port.
struct PortRow: BitwiseCopyable {
  let isEnabled, learns, dropsUntagged, dropsTagged, collects, hasSubPorts: Bool
  let mtu: Int
  /// - Unit: Mb/s.
  let speed: UInt64
  let portVLAN, interface, lag: UInt64
  let ingressACLTables, egressACLTables, ingressACLParallel, egressACLParallel: UInt64

  static func decoder(_ place: (Field) -> FieldPlace) -> (UnsafePointer<UInt64>) -> PortRow {
    let (enabled, learn, dropUntagged, dropTagged) = (place(.enabled), place(.learn), place(.dropUntagged), place(.dropTagged))
    let (collects, hasSubPorts, mtu, speed) = (place(.collects), place(.hasSubPorts), place(.mtu), place(.speed))
    let (portVLAN, interface, lag) = (place(.portVLAN), place(.interface), place(.lag))
    let (ingress, egress) = (place(.ingressACLTables), place(.egressACLTables))
    let (ingressParallel, egressParallel) = (place(.ingressACLParallel), place(.egressACLParallel))
    return { row in
      PortRow(
        isEnabled: enabled.read(row) == 1, learns: learn.read(row) == 1, dropsUntagged: dropUntagged.read(row) == 1,
        dropsTagged: dropTagged.read(row) == 1, collects: collects.width == 0 || collects.read(row) != 0,
        hasSubPorts: hasSubPorts.read(row) == 1, mtu: Int(clamping: mtu.read(row)), speed: speed.read(row), portVLAN: portVLAN.read(row),
        interface: interface.read(row), lag: lag.read(row), ingressACLTables: ingress.read(row), egressACLTables: egress.read(row),
        ingressACLParallel: ingressParallel.read(row), egressACLParallel: egressParallel.read(row))
    }
  }
}
