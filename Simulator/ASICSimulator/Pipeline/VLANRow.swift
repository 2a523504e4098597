import SwitchPlatform

/// What the VLAN table says of a VLAN, but for its ports.
struct VLANRow: BitwiseCopyable {
  let isValid: Bool
  /// Of a chip whose VLANs cannot say: yes.
  let learns: Bool
  let fid, interface, spanningTree: UInt64
  let ingressACLTables, egressACLTables, ingressACLParallel, egressACLParallel: UInt64

  static func decoder(_ place: (Field) -> FieldPlace) -> (UnsafePointer<UInt64>) -> VLANRow {
    let (valid, learn, fid, interface, tree) = (place(.valid), place(.learn), place(.fid), place(.interface), place(.spanningTree))
    let (ingress, egress) = (place(.ingressACLTables), place(.egressACLTables))
    let (ingressParallel, egressParallel) = (place(.ingressACLParallel), place(.egressACLParallel))
    return { row in
      VLANRow(
        isValid: valid.read(row) == 1, learns: learn.width == 0 || learn.read(row) != 0, fid: fid.read(row), interface: interface.read(row),
        spanningTree: tree.read(row), ingressACLTables: ingress.read(row), egressACLTables: egress.read(row),
        ingressACLParallel: ingressParallel.read(row), egressACLParallel: egressParallel.read(row))
    }
  }
}
