import SAIDriver
import SwitchConformance
import SwitchHAL
import SwitchModel
import Testing

/// Every test here has the process's one SAI to itself.
@Suite(.serialized) struct SAIDriverTests {}

extension SAIDriverTests {
  /// The tables' contract through the C ABI, over the simulated chip.
  @Test(.enabled(if: OwnLibrary.path != nil, "libsai.so is not built: swift build --product sai"), arguments: RowKind.allCases)
  func ownLibraryKeepsTheContract(_ kind: RowKind) throws {
    let path = try #require(OwnLibrary.path)
    let garage = Garage(path)
    let ports = (UInt16(1)...3).map { number in
      Port(id: PortID(number), lanes: (0..<4).map { number * 4 - 3 + $0 }, speed: 100_000, isEnabled: true)
    }
    let results = Conformance(ports: ports) {
      do { return try garage.next().device } catch {
        Issue.record("the driver cannot be made: \(error)")
        return SwitchDevice()
      }
    }.run(kinds: [kind])
    for result in results where result.verdict != .kept { Issue.record("\(result)") }
    #expect(results.count == ConformanceClause.allCases.count)
  }
}
