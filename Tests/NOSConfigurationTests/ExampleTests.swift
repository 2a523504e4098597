import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("The example configurations")
struct ExampleTests {
  static func read(_ path: String, _ board: Board) throws -> Configuration {
    let data = try Data(contentsOf: packageRoot.appendingPathComponent("Simulator/Example/\(path)"))
    return ConfigurationReader(board: board, defaultMAC: Fixture.mac).read(bytes: Array(data), file: path)
  }

  @Test func dataCentreSwitch() throws {
    let configuration = try Self.read("config_db.json", Fixture.board)
    Fixture.checkWhole(configuration)
    #expect(configuration.diagnostics.filter { $0.severity != .note } == [])
    let dump = RowDump.text(configuration)
    #expect(dump == ExampleRows.dataCentreSwitch, "the rows are now:\n\(dump)")
  }

  @Test func smallSwitch() throws {
    let configuration = try Self.read("gs1900-8/config_db.json", Fixture.smallBoard)
    Fixture.checkWhole(configuration)
    #expect(configuration.diagnostics.filter { $0.severity != .note } == [])
    let dump = RowDump.text(configuration)
    #expect(dump == ExampleRows.smallSwitch, "the rows are now:\n\(dump)")
  }

  @Test func routes() throws {
    let data = try Data(contentsOf: packageRoot.appendingPathComponent("Simulator/Example/routes.txt"))
    var reader = RouteListReader(configuration: try Self.read("config_db.json", Fixture.board), file: "routes.txt")
    reader.read(Array(data))
    let (configuration, summary) = reader.finish()
    #expect(summary.ipv4Routes == 124 && summary.ipv6Routes == 81 && summary.refused == 0 && summary.duplicates == 0)
    #expect(!configuration.hasErrors)
  }
}
