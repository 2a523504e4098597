import ASICDriver
import SimulatedSwitch
import SwitchControl
import SwitchHAL
import SwitchModel
public import SwitchPlatform

/// How full a hash table is when it refuses its first key: rows with random keys through the driver into the chip.
public struct HashLoad: Sendable {
  public var hashes: Int
  public var ways: Int
  public var moves: HashMatch.Moves
  /// The load at the first refusal that is known of such a table.
  public var expected: Double
  /// How far the mean may be from it.
  public var tolerance: Double
  /// The smaller a table the later its first refusal, where nothing moves.
  public var rows: Int

  public init(hashes: Int, ways: Int, moves: HashMatch.Moves, expected: Double, tolerance: Double, rows: Int = 32_768) {
    self.hashes = hashes
    self.ways = ways
    self.moves = moves
    self.expected = expected
    self.tolerance = tolerance
    self.rows = rows
  }

  public var name: String { "\(hashes)x\(ways) \(moves)" }

  /// - Source: simulations, mean over 20 to 30 trials; theory has .5, .918, .977 and .980 for tables that move.
  public static let known: [HashLoad] = [
    HashLoad(hashes: 2, ways: 1, moves: .cuckoo, expected: 0.514, tolerance: 0.01),
    HashLoad(hashes: 3, ways: 1, moves: .cuckoo, expected: 0.916, tolerance: 0.01, rows: 3 * 10_923),
    HashLoad(hashes: 4, ways: 1, moves: .cuckoo, expected: 0.975, tolerance: 0.01),
    HashLoad(hashes: 2, ways: 4, moves: .cuckoo, expected: 0.979, tolerance: 0.01),
    HashLoad(hashes: 1, ways: 4, moves: .none, expected: 0.12, tolerance: 0.02),
    HashLoad(hashes: 4, ways: 1, moves: .none, expected: 0.33, tolerance: 0.02, rows: 49_152),
    HashLoad(hashes: 2, ways: 4, moves: .none, expected: 0.59, tolerance: 0.02),
    HashLoad(hashes: 2, ways: 8, moves: .none, expected: 0.80, tolerance: 0.02),
    HashLoad(hashes: 4, ways: 4, moves: .none, expected: 0.83, tolerance: 0.02)
  ]

  /// Something other than a full bucket refused a row.
  public struct Fault: Error, CustomStringConvertible {
    public var description: String
  }

  /// The loads of some trials, each with a hash function and keys of its own.
  ///
  /// - Parameter chip: A chip with IPv4 hosts; its table gets the geometry.
  public func trials(_ count: Int, on chip: ASICDescription) throws(Fault) -> [Double] {
    var loads: [Double] = []
    for trial in 0..<count { loads.append(Double(try held(chip, trial)) / Double(rows)) }
    return loads
  }

  private func held(_ original: ASICDescription, _ trial: Int) throws(Fault) -> Int {
    var chip = original.small
    chip.resize(.hostIPv4, rows)
    chip.resize(.nextHop, rows)
    chip.change(.hostIPv4) {
      $0.match = .hash(HashMatch(ways: ways, hashes: hashes, function: .mix, seed: UInt32(clamping: trial), moves: moves))
    }
    let board = Board(id: "trial", vendor: "", product: "", chip: chip.name, ports: [])
    let whole: SimulatedSwitch
    do { whole = try SimulatedSwitch(Platform(board: board, asic: chip)) } catch { throw Fault(description: "\(error)") }
    var transaction = Transaction()
    transaction.insert(Port(id: PortID(1), lanes: [1], speed: 25_000, isEnabled: true, mtu: 1514, portVLAN: .default))
    transaction.insert(VirtualRouter(id: .init(0)))
    transaction.insert(
      RouterInterface(
        id: .init(1), virtualRouter: .init(0), attachment: .port(PortID(1)), mac: MACAddress(bits: 0x0200_0000_00fe), mtu: 1500))
    do { try whole.control.commit(transaction) } catch { throw Fault(description: "\(error)") }
    var keys = Keys(state: UInt64(trial) &* 977 &+ UInt64(hashes * 100 + ways))
    var device = whole.driver.device
    var held = 0
    while true {
      let address = IPAddress(v4: UInt32(truncatingIfNeeded: keys.next()))
      let change = [Change.insert(Neighbor(interface: .init(1), address: address, mac: MACAddress(bits: 0x0200_0000_1001)))]
      let failures = device.neighbors.apply(change.span)
      guard let failure = failures.first else {
        held += 1
        continue
      }
      if failure.error.cause == .exists { continue }
      guard case .exhausted(let exhaustion) = failure.error.cause, case .bucket = exhaustion.constraint,
        Int(exhaustion.occupied) == held
      else { throw Fault(description: "\(failure.error)") }
      return held
    }
  }

  /// SplitMix64.
  private struct Keys {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var word = state
      word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
      word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
      return word ^ word >> 31
    }
  }
}
