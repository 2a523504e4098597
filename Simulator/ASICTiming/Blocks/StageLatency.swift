public import SwitchPlatform

extension DependentStagesTiming {
  /// A stage: how it depends on the one before, and what its tables use.
  public struct Stage: Hashable, Sendable {
    public var dependency: Dependency
    public var features: Set<Feature>

    public init(_ dependency: Dependency, _ features: Set<Feature> = []) {
      self.dependency = dependency
      self.features = features
    }
  }

  /// Cycles through a stage that uses these features.
  public func length(_ features: Set<Feature>) -> Int {
    groups.reduce(base) { sum, group in
      sum + (group.filter { features.contains($0.key) }.map(\.value).max() ?? 0)
    }
  }

  /// What each stage adds to the latency of a pipeline. The first is match dependent, whatever it says.
  ///
  /// Stages up to the next that is match dependent run at one length: a feature of any of them lengthens all.
  public func contributions(_ stages: [Stage]) -> [Int] {
    var result: [Int] = []
    var index = 0
    while index < stages.count {
      var end = index + 1
      while end < stages.count, stages[end].dependency != .match { end += 1 }
      let features = stages[index..<end].reduce(into: Set<Feature>()) { $0.formUnion($1.features) }
      result.append(length(features))
      for stage in stages[(index + 1)..<end] { result.append(stage.dependency == .action ? action : concurrent) }
      index = end
    }
    return result
  }

  /// Cycles through all stages.
  public func latency(_ stages: [Stage]) -> Int { contributions(stages).reduce(crossing, +) }

  /// Egress stages, made match dependent from the first on until the stages behind the first take long enough.
  public func padded(_ stages: [Stage]) -> [Stage] {
    var stages = stages
    func behindFirst() -> Int { contributions(stages).dropFirst().reduce(crossing, +) }
    for index in stages.indices.dropFirst() where stages[index].dependency != .match {
      if behindFirst() >= minimumEgress { break }
      stages[index].dependency = .match
    }
    return stages
  }
}
