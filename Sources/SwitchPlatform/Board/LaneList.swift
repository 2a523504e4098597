/// Lanes of a chip in module lane order: `npu0[1..4]`, `npu0[4..1]`, `npu0[1,2,5,6]`, `npu0.mgmt[128]`.
struct LaneList: Hashable {
  /// The key of the ASIC.
  var asic: String
  /// The number space: `nil` for the chip's lanes, `mgmt` for those of its management MAC.
  var space: String?
  var lanes: [Int]

  /// - Returns: `nil` for anything else, and for more than 64 lanes.
  init?(_ text: String) {
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
