public import SwitchModel

/// The table of a device that has no such table: refuses every change with `.unsupported`, holds nothing.
public struct Unsupported<Entry: Row>: Table {
  /// What `SwitchDevice` has in place of a table until a driver puts one there.
  public init() {}

  public mutating func apply(_ changes: Span<Change<Entry>>) -> [Failure] {
    changes.indices.map { Failure(index: $0, error: SwitchError(Entry.kind, .unsupported(nil))) }
  }

  public func row(at key: Entry.Key) -> Entry? { nil }
  public func forEachRow(_ body: (Entry) -> Void) {}
  public var usage: Usage { Usage(rows: 0) }
}

extension Unsupported: PortTable where Entry == Port {}
extension Unsupported: VLANTable where Entry == VLAN {}
extension Unsupported: FDBTable where Entry == FDBEntry {}
extension Unsupported: VirtualRouterTable where Entry == VirtualRouter {}
extension Unsupported: RouterInterfaceTable where Entry == RouterInterface {}
extension Unsupported: NeighborTable where Entry == Neighbor {}
extension Unsupported: NextHopTable where Entry == NextHop {}
extension Unsupported: NextHopGroupTable where Entry == NextHopGroup {}
extension Unsupported: RouteTable where Entry == Route {}
extension Unsupported: ACLTableTable where Entry == ACLTable {}
extension Unsupported: ACLEntryTable where Entry == ACLEntry {}
extension Unsupported: LAGTable where Entry == LAG {}
extension Unsupported: SpanningTreeTable where Entry == SpanningTree {}
extension Unsupported: TrapGroupTable where Entry == TrapGroup {}
extension Unsupported: TrapTable where Entry == Trap {}
extension Unsupported: PolicerTable where Entry == Policer {}
