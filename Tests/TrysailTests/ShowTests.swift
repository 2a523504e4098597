import Foundation
import Testing

@Suite struct ShowTests {
  private let options = ["--board", "as7726-32x", "--config", Tool.example]

  @Test func rowsStandInTheOrderOfTheirKeys() throws {
    let result = try Tool.run(["show", "routes", "--json"] + options)
    #expect(result.status == 0)
    let tables = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let routes = try #require(tables.first)
    #expect(tables.count == 1)
    #expect(routes["table"] as? String == "Route")
    let rows = try #require(routes["rows"] as? [[String: Any]])
    #expect(rows.count == routes["total"] as? Int)
    let prefixes = rows.filter { $0["virtualRouter"] as? String == "virtual router 0" }.compactMap { $0["prefix"] as? String }
    #expect(prefixes.first == "0.0.0.0/0")
    #expect(prefixes.contains("192.0.2.128/25"))
    #expect(try #require(prefixes.firstIndex(of: "10.8.0.0/16")) < #require(prefixes.firstIndex(of: "192.0.2.0/24")))
    #expect(try #require(prefixes.firstIndex(of: "192.0.2.0/24")) < #require(prefixes.firstIndex(of: "192.0.2.128/25")))
    let pools = try #require(routes["pools"] as? [[String: Any]])
    #expect(pools.contains { $0["pool"] as? String == "route4" && ($0["used"] as? Int ?? 0) > 0 })
  }

  @Test func tablesAreTextWithNames() throws {
    let result = try Tool.run(["show", "vlan"] + options)
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("VLAN: 3 rows; ") == true)
    #expect(lines.contains { $0.split(separator: " ").map(String.init) == ["100", "5u,6u,7u,8t", "-", "yes", "Vlan100"] })
    #expect(!result.output.contains("\u{1b}"), "no colours where there is no terminal")
  }

  @Test func longTablesAreCut() throws {
    let result = try Tool.run(["show", "Port", "--limit", "3"] + options)
    #expect(result.output.contains("  … and 29 more"))
    #expect(result.output.split(separator: "\n").count == 6)
  }

  @Test func usageNamesPools() throws {
    let result = try Tool.run(["show", "usage", "--json"] + options)
    let tables = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    let fdb = try #require(tables.first { $0["table"] as? String == "FDBEntry" })
    #expect(fdb["rows"] as? Int == 6)
  }

  @Test func withoutConfigurationTheSwitchIsEmpty() throws {
    let result = try Tool.run("show", "vlans", "--board", "zyxel/gs1900-8")
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("VLAN: 0 rows"))
  }

  @Test func missingTablesAreErrors() throws {
    let route = try Tool.run("show", "route", "--board", "gs1900-8")
    #expect(route.status == 1)
    #expect(route.errors == "trysail: the switch has no table 'Route': its chip rtl8380 has none\n")
    let typo = try Tool.run("show", "nieghbor", "--board", "gs1900-8")
    #expect(typo.status == 64)
    #expect(typo.errors.contains("did you mean 'Neighbor'?"))
  }
}
