import MemoryExperiments
import SwitchPlatform
import Testing

extension Acceptance {
  /// H1: how full a hash table is when it refuses its first key, mean over trials.
  @Suite struct HashLoads {
    @Test(arguments: HashLoad.known.indices) func firstRefusal(_ number: Int) throws {
      let geometry = HashLoad.known[number]
      // A tenth of the trials says less: the debug pass allows three times the distance.
      let loads = try geometry.trials(Acceptance.size(30, debug: 3), on: .dataCentre())
      let mean = loads.reduce(0, +) / Double(loads.count)
      Acceptance.figure("hash \(geometry.name): first refusal at \(mean) of \(geometry.rows) rows, \(loads.count) trials")
      let tolerance = Acceptance.isRelease ? geometry.tolerance : geometry.tolerance * 3
      #expect(abs(mean - geometry.expected) <= tolerance, "\(mean)")
    }
  }
}
