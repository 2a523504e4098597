import PacketKit
import SwitchPlatform

// Spanning trees: which ports pass frames of a VLAN.
extension Pipeline {
  /// Drops a frame whose ingress port does not forward in the VLAN; a port that learns has its source address learned first.
  ///
  /// - Parameter tree: the VLAN's field: the instance's number + 1; 0: none.
  /// - Returns: `false` when the frame goes no further.
  @inline(__always)
  func passesSpanningTree(_ trees: Compiled<SpanningTreeRows>, _ tree: UInt64, _ stage: UInt8) -> Bool {
    guard tree != 0, !context.isFromCPU, let row = trees.rows.row(Int(truncatingIfNeeded: tree) &- 1) else { return true }
    log.add(trees.id, stage, Int(truncatingIfNeeded: tree) &- 1)
    traceNumber(Int(truncatingIfNeeded: tree) &- 1)
    guard trees.blocked.bit(context.port, row) else { return true }
    if context.learns, trees.learning.bit(context.port, row), let rows = tables.fdb {
      learn(rows, hit: find(rows, context.headers.sourceMAC, context.fid, stageOfFDB))
    }
    context.drop = .spanningTreeIn
    return false
  }

  @inline(__always)
  func isBlocked(_ port: Int, _ trees: Compiled<SpanningTreeRows>, _ tree: UInt64) -> Bool {
    guard tree != 0, let row = trees.rows.row(Int(truncatingIfNeeded: tree) &- 1) else { return false }
    return trees.blocked.bit(port, row)
  }
}
