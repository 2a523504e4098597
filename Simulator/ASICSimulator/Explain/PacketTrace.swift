public import PacketKit
import SwitchPlatform

/// One look-up as a packet made it.
public struct TracedLookUp: Hashable, Sendable {
  public let access: TableAccess
  /// The key as the table's layout packs it; of a table found by number, the number. Of a bucket: the key of its pivots.
  public let key: [UInt64]
  /// The row that was hit, as it stood at the look-up; empty without a hit.
  public let row: [UInt64]
}

/// What the pipeline made of one packet, step by step.
public struct PacketTrace: Sendable {
  /// A replica that the pipeline made.
  public struct Copy: Hashable, Sendable {
    /// Chip port.
    public let port: Int
    /// Why it did not leave.
    public let drop: DropReason
    /// Which of the traced look-ups were its egress ACL's.
    public let egressLookUps: Range<Int>
  }

  public let headers: PacketHeaders
  public let outcome: PacketOutcome
  public let lookUps: [TracedLookUp]
  /// Look-ups made, those beyond the trace's length included.
  public let lookUpsMade: Int
  public let copies: [Copy]
  /// VLAN on the way in, 0 on a routed port; and on the way out.
  public let vlan: UInt16
  public let egressVLAN: UInt16
  public let isRoutedPort: Bool
  public let isRouted: Bool
  public let learns: Bool
  public let isFlooded: Bool
  public let isRedirectedToPort: Bool
  /// The row of the ingress ACL that decided, -1 without one.
  public let aclRow: Int
  /// What the pipeline decided, before queues and rings.
  public let drop: DropReason
  public let trap: TrapReason
}

extension SimulatedASIC {
  /// Takes a frame in as `receive` does, counted and timed as any, and tells each step.
  ///
  /// - Returns: `nil` for a port that the chip lacks.
  public func trace(_ frame: UnsafeRawBufferPointer, on port: Int, notBefore start: Int64 = 0) -> PacketTrace? {
    guard port >= 0, port < pipeline.ports, port != description.ports.cpu else { return nil }
    let tracer = LookUpTracer(description, memories)
    pipeline.tracer = tracer
    defer { pipeline.tracer = nil }
    receive(frame, on: port, notBefore: start)
    let context = pipeline.context
    return PacketTrace(
      headers: context.headers, outcome: outcome, lookUps: tracer.lookUps, lookUpsMade: pipeline.log.total, copies: copies(tracer.lookUps),
      vlan: UInt16(truncatingIfNeeded: context.vlan), egressVLAN: UInt16(truncatingIfNeeded: context.egressVLAN),
      isRoutedPort: context.isRoutedPort, isRouted: context.isRouted, learns: context.learns, isFlooded: context.floods,
      isRedirectedToPort: context.isRedirectedToPort, aclRow: context.aclRow, drop: context.drop, trap: context.trap)
  }

  /// The replicas, each with its egress ACL's look-ups: they are the last that were made, in the replicas' order.
  private func copies(_ lookUps: [TracedLookUp]) -> [PacketTrace.Copy] {
    var next = pipeline.log.total - (0..<pipeline.replicaCount).reduce(0) { $0 + Int(pipeline.replicas[$1].lookUps) }
    return (0..<pipeline.replicaCount).map { index in
      let replica = pipeline.replicas[index]
      let port = Int(replica.port)
      var reason = replica.drop
      let made = next..<next + Int(replica.lookUps)
      next = made.upperBound
      if reason == .none, !(0..<output.count).contains(where: { Int(output.frame($0).header.port) == port }) { reason = .tailDrop }
      return PacketTrace.Copy(port: port, drop: reason, egressLookUps: made.clamped(to: lookUps.indices))
    }
  }
}
