import Foundation
import NOSConfiguration
import SwitchControl
import SwitchModel
import SwitchPlatform
import Testing

@Suite("The example configurations")
struct ExampleTests {
  static func read(_ path: String, _ board: String) throws -> Configuration {
    let board = try Catalog(folder: packageRoot.appendingPathComponent("Platforms").path).board(named: board)
    let data = try Data(contentsOf: packageRoot.appendingPathComponent("Simulator/Example/\(path)"))
    return ConfigurationReader(board: board, defaultMAC: Fixture.mac).read(bytes: Array(data), file: path)
  }

  @Test func dataCentreSwitch() throws {
    let configuration = try Self.read("config_db.json", "as7726-32x")
    Fixture.checkWhole(configuration)
    #expect(configuration.diagnostics.filter { $0.severity != .note } == [])
    let dump = RowDump.text(configuration)
    #expect(dump == ExampleRows.dataCentreSwitch, "the rows are now:\n\(dump)")
  }

  @Test func smallSwitch() throws {
    let configuration = try Self.read("gs1900-8/config_db.json", "gs1900-8")
    Fixture.checkWhole(configuration)
    #expect(configuration.diagnostics.filter { $0.severity != .note } == [])
    let dump = RowDump.text(configuration)
    #expect(dump == ExampleRows.smallSwitch, "the rows are now:\n\(dump)")
  }

  @Test func smallRouter() throws {
    let configuration = try Self.read("xgs1250-12/config_db.json", "xgs1250-12")
    Fixture.checkWhole(configuration)
    #expect(configuration.diagnostics.filter { $0.severity != .note } == [])
    #expect(configuration.rows.routerInterfaces.count == 4)
    #expect(configuration.rows.neighbors.count == 6)
  }

  @Test func routes() throws {
    let data = try Data(contentsOf: packageRoot.appendingPathComponent("Simulator/Example/routes.txt"))
    var reader = RouteListReader(configuration: try Self.read("config_db.json", "as7726-32x"), file: "routes.txt")
    reader.read(Array(data))
    let (configuration, summary) = reader.finish()
    #expect(summary.ipv4Routes == 124 && summary.ipv6Routes == 81 && summary.refused == 0 && summary.duplicates == 0)
    #expect(!configuration.hasErrors)
  }
}
