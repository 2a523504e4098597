public import SwitchPlatform

extension CAMTiming.Cycles {
  /// - Parameter sliceWidth: 0…32; beyond, as 32.
  public func of(sliceWidth: Int) -> Int { constant + perSliceValue << min(max(sliceWidth, 0), 32) }
}

extension CAMTiming {
  /// Cycles that writes take which follow each other as soon as the CAM is not busy.
  public func backToBack(_ writes: Int, sliceWidth: Int) -> Int { writes * (write.of(sliceWidth: sliceWidth) + 1) }
}
