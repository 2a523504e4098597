import CSAI
import SwitchModel

// Short ways to an object's values.
extension SAISwitch {
  func flag(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) -> Bool { value(of: object, id.rawValue)?.asBool ?? false }

  func number(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) -> Int64 { value(of: object, id.rawValue)?.asNumber ?? 0 }

  /// A VLAN id that the metadata's checks let pass; VLAN 1 without one.
  func vlanID(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) -> VLANID { VLANID(number(object, id)) ?? .default }

  /// The object that an attribute names.
  func related(_ object: SAIObject, _ id: some RawRepresentable<UInt32>) -> SAIObject? {
    value(of: object, id.rawValue).flatMap { objects[$0.asObject] }
  }
}

extension SAIObject {
  /// The logical port of a port or LAG.
  var port: PortID? {
    switch key {
    case .port(let port): port
    case .lag(let lag): PortID(lag: lag)
    default: nil
    }
  }
}

extension RowKind {
  /// SAI's attribute of a column.
  func saiName(of column: ColumnID) -> String? {
    func name<R: Row>(_ schema: Schema<R>) -> String? {
      schema.columns.indices.contains(Int(column.rawValue)) ? schema.columns[Int(column.rawValue)].sai : nil
    }
    return switch self {
    case .port: name(Port.schema)
    case .vlan: name(VLAN.schema)
    case .fdbEntry: name(FDBEntry.schema)
    case .virtualRouter: name(VirtualRouter.schema)
    case .routerInterface: name(RouterInterface.schema)
    case .neighbor: name(Neighbor.schema)
    case .nextHop: name(NextHop.schema)
    case .nextHopGroup: name(NextHopGroup.schema)
    case .route: name(Route.schema)
    case .aclTable: name(ACLTable.schema)
    case .aclEntry: name(ACLEntry.schema)
    case .lag: name(LAG.schema)
    case .spanningTree: name(SpanningTree.schema)
    case .trapGroup: name(TrapGroup.schema)
    case .policer: name(Policer.schema)
    case .trap: name(Trap.schema)
    }
  }
}
