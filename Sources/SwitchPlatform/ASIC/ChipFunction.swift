/// What a chip does, as its tables tell.
public enum ChipFunction: String, Hashable, Sendable, CaseIterable {
  /// IEEE 802.1Q: VLANs and learned addresses.
  case bridging
  /// IEEE 802.1AX.
  case linkAggregation
  /// IEEE 802.1Q clause 13: port states for each tree.
  case spanningTree
  /// Addresses that are not seen go.
  case ageing
  /// Longest prefix match of either family, and interfaces to leave by.
  case routing
  case ingressACL, egressACL
  /// Control packets are told apart, and handled by kind.
  case traps
}

extension ASICDescription {
  /// In the order of `ChipFunction`.
  public var functions: [ChipFunction] {
    func has(_ role: TableRole) -> Bool { table(role) != nil }
    return ChipFunction.allCases.filter { function in
      switch function {
      case .bridging: has(.vlan) && has(.fdb)
      case .linkAggregation: has(.lag) && has(.lagMember)
      case .spanningTree: has(.spanningTree)
      case .ageing: ageing != nil && has(.fdb)
      case .routing: (has(.routeIPv4) || has(.routeIPv6)) && has(.nextHop) && has(.egressInterface)
      case .ingressACL: has(.aclIngress)
      case .egressACL: has(.aclEgress)
      case .traps: has(.trap)
      }
    }
  }
}
