/// Lanes of a chip in module lane order: `npu0[1..4]`, `npu0[4..1]`, `npu0[1,2,5,6]`, `npu0.mgmt[128]`.
public struct LaneList: Hashable, Sendable, CustomStringConvertible {
  /// The key of the ASIC.
  public var asic: String
  /// The number space: `nil` for the chip's lanes, `mgmt` for those of its management MAC.
  public var space: String?
  public var lanes: [Int]

  public init(asic: String, space: String? = nil, lanes: [Int]) {
    self.asic = asic
    self.space = space
    self.lanes = lanes
  }

  /// `npu0[1..4]` for lanes in a row, else all of them.
  public var description: String {
    let owner = space.map { "\(asic).\($0)" } ?? asic
    guard let first = lanes.first, let last = lanes.last, lanes.count > 1 else {
      return "\(owner)[\(lanes.map(String.init).joined(separator: ","))]"
    }
    let steps = Set(zip(lanes, lanes.dropFirst()).map { $1 &- $0 })
    if lanes.count > 2, steps == [1] || steps == [-1] { return "\(owner)[\(first)..\(last)]" }
    return "\(owner)[\(lanes.map(String.init).joined(separator: ","))]"
  }

  /// - Returns: `nil` for anything else, and for more than 64 lanes.
  public init?(_ text: String) {
    guard let open = text.firstIndex(of: "["), text.last == "]" else { return nil }
    let owner = text[..<open].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let asic = owner.first, !asic.isEmpty else { return nil }
    self.asic = String(asic)
    if owner.count == 2, let name = owner.last {
      guard name == "mgmt" else { return nil }
      space = String(name)
    }
    lanes = []
    for part in text[text.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
      guard let (first, last) = RangeKey.ends(part.drop { $0 == " " }), abs(last - first) < 64, lanes.count <= 64 else { return nil }
      lanes += Array(stride(from: first, through: last, by: first <= last ? 1 : -1))
    }
    guard (1...64).contains(lanes.count) else { return nil }
  }
}
