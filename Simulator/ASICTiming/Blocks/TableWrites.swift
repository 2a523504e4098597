public import SwitchPlatform

extension PacketPipelineTiming {
  /// Cycles from a control packet's first word to the write of its first entry, by the stages that are told.
  public struct WriteTimes: Hashable, Sendable {
    public var name: String
    /// The table is in stages; else its one time has stage 0.
    public var isInStages: Bool
    public var times: [(stage: Int, cycles: Int)]

    public static func == (left: WriteTimes, right: WriteTimes) -> Bool {
      left.name == right.name && left.times.elementsEqual(right.times) { $0 == $1 }
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
  }

  public var writeTimes: [WriteTimes] {
    writes.map { write in
      let numbers: [Int] =
        switch write.place {
        case .once, .behindStages: [0]
        case .eachStage: Array(0..<stages)
        case .firstAndLast: stages > 1 ? [0, stages - 1] : [0]
        }
      let before = write.place == .behindStages ? stages : 0
      return WriteTimes(
        name: write.name, isInStages: write.place == .eachStage || write.place == .firstAndLast,
        times: numbers.map { ($0, write.latency + ($0 + before) * controlStage) })
    }
  }
}
