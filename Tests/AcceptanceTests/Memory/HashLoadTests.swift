import ASICDriver
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
import SwitchPlatform
import Testing

extension Acceptance {
  /// How full a hash table is when it refuses its first key, mean over trials with random keys: rows through the driver into the chip.
  @Suite struct HashLoad {
    struct Geometry: CustomTestStringConvertible {
      var hashes: Int
      var ways: Int
      var moves: HashMatch.Moves
      /// The load at the first refusal.
      var expected: Double
      /// How far the mean may be from it.
      var tolerance: Double
      /// The smaller a table the later its first refusal, where nothing moves.
      var rows = 32_768
      var testDescription: String { "\(hashes)x\(ways) \(moves)" }
    }

    static let geometries: [Geometry] = [
      .init(hashes: 2, ways: 1, moves: .cuckoo, expected: 0.514, tolerance: 0.01),
      .init(hashes: 3, ways: 1, moves: .cuckoo, expected: 0.916, tolerance: 0.01, rows: 3 * 10_923),
      .init(hashes: 4, ways: 1, moves: .cuckoo, expected: 0.975, tolerance: 0.01),
      .init(hashes: 2, ways: 4, moves: .cuckoo, expected: 0.979, tolerance: 0.01),
      .init(hashes: 1, ways: 4, moves: .none, expected: 0.12, tolerance: 0.02),
      .init(hashes: 4, ways: 1, moves: .none, expected: 0.33, tolerance: 0.02, rows: 49_152),
      .init(hashes: 2, ways: 4, moves: .none, expected: 0.59, tolerance: 0.02),
      .init(hashes: 2, ways: 8, moves: .none, expected: 0.80, tolerance: 0.02),
      .init(hashes: 4, ways: 4, moves: .none, expected: 0.83, tolerance: 0.02)
    ]

    @Test(arguments: geometries) func firstRefusal(_ geometry: Geometry) throws {
      // A tenth of the trials says less: the debug pass allows three times the distance.
      let trials = Acceptance.size(30, debug: 3)
      var loads: [Double] = []
      for trial in 0..<trials {
        var chip = try ASICDescription.dataCentre().small
        chip.resize(.hostIPv4, geometry.rows)
        chip.resize(.nextHop, geometry.rows)
        chip.change(.hostIPv4) {
          $0.match = .hash(
            HashMatch(
              ways: geometry.ways, hashes: geometry.hashes, function: .mix, seed: UInt32(trial), moves: geometry.moves))
        }
        let lab = try Lab(chip)
        try lab.commit {
          $0.insert(Lab.port(1))
          $0.insert(VirtualRouter(id: .init(0)))
          $0.insert(
            RouterInterface(id: .init(1), virtualRouter: .init(0), attachment: .port(PortID(1)), mac: MACAddress(bits: Lab.mac), mtu: 1500))
        }
        var draw = Draw(seed: UInt64(trial) &* 977 &+ UInt64(geometry.hashes * 100 + geometry.ways))
        var device = lab.sim.driver.device
        var held = 0
        while true {
          let address = IPAddress(v4: UInt32(truncatingIfNeeded: draw.next()))
          let change = [Change.insert(Neighbor(interface: .init(1), address: address, mac: MACAddress(bits: Lab.host(1))))]
          let failures = device.neighbors.apply(change.span)
          guard let failure = failures.first else {
            held += 1
            continue
          }
          if failure.error.cause == .exists { continue }
          guard case .exhausted(let exhaustion) = failure.error.cause, case .bucket = exhaustion.constraint else {
            Issue.record("\(failure.error)")
            return
          }
          #expect(Int(exhaustion.occupied) == held)
          break
        }
        loads.append(Double(held) / Double(geometry.rows))
      }
      let mean = loads.reduce(0, +) / Double(trials)
      Acceptance.figure("hash \(geometry.testDescription): first refusal at \(mean) of \(geometry.rows) rows, \(trials) trials")
      let tolerance = Acceptance.isRelease ? geometry.tolerance : geometry.tolerance * 3
      #expect(abs(mean - geometry.expected) <= tolerance, "\(mean)")
    }
  }
}
