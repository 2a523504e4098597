import PlatformFormats
import SwitchPlatform

/// Numbers of the chip's lanes: cores one behind the other, kinds of cores too. Lanes past the chip's are its management MAC's.
struct FBOSSLaneNumbers {
  private var bases: [String: Int] = [:]
  private var widths: [String: Int] = [:]
  private var cores: [String: Int] = [:]
  private let first: Int
  private let end: Int?

  init(_ table: FBOSSLaneTable, _ limits: ChipLimits?) {
    first = limits?.firstLane ?? 1
    end = limits.flatMap { limits in limits.lanes.map { limits.firstLane + $0 } }
    var counts: [String: Int] = [:]
    var order: [String] = []
    // Kinds of cores of which nothing leads anywhere are inside of the chip; of the others all lanes count.
    let used = Set(table.lanes.filter { !$0.farType.isEmpty }.map(\.coreType))
    for lane in table.lanes where used.contains(lane.coreType) {
      if widths[lane.coreType] == nil { order.append(lane.coreType) }
      widths[lane.coreType] = max(widths[lane.coreType] ?? 0, lane.lane + 1)
      counts[lane.coreType] = max(counts[lane.coreType] ?? 0, lane.core + 1)
    }
    var (lane, core) = (first, 0)
    for type in order {
      (bases[type], cores[type]) = (lane, core)
      lane += (widths[type] ?? 0).multipliedReportingOverflow(by: counts[type] ?? 0).partialValue
      core += counts[type] ?? 0
    }
  }

  func number(_ lane: FBOSSLaneTable.Lane) -> Int { (bases[lane.coreType] ?? first) + lane.core * (widths[lane.coreType] ?? 1) + lane.lane }

  func core(_ lane: FBOSSLaneTable.Lane) -> Int { (cores[lane.coreType] ?? 0) + lane.core }

  func isManagement(_ lane: FBOSSLaneTable.Lane) -> Bool { end.map { number(lane) >= $0 } ?? false }

  func list(_ lanes: [FBOSSLaneTable.Lane]) -> LaneList {
    var list = LaneList(asic: "npu\((lanes.first?.chip ?? 1) - 1)", lanes: lanes.map(number))
    if !lanes.isEmpty, lanes.allSatisfy(isManagement) { list.space = "mgmt" }
    return list
  }
}
