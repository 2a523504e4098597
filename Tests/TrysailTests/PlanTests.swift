import Foundation
import Testing

/// `trysail plan`, as a user runs it.
@Suite struct PlanTests {
  @Test func whatFitsIsToldByPool() throws {
    let run = try Tool.run("plan", "--board", "as7726-32x", "--config", Tool.example, "--routes", Tool.exampleRoutes)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("everything fits"))
    let plans = try #require(JSONSerialization.jsonObject(with: Data(try json("--board", "as7726-32x").utf8)) as? [[String: Any]])
    let plan = try #require(plans.first)
    #expect(plans.count == 1)
    #expect(plan["fits"] as? Bool == true)
    let tables = try #require(plan["tables"] as? [[String: Any]])
    let neighbors = try #require(tables.first { $0["table"] as? String == "Neighbor" })
    #expect(neighbors["wanted"] as? Int == 16 && neighbors["held"] as? Int == 16)
    let pools = try #require(neighbors["pools"] as? [[String: Any]])
    let host = try #require(pools.first { $0["pool"] as? String == "host4" })
    let (used, capacity) = (try #require(host["used"] as? Int), try #require(host["capacity"] as? Int))
    let headroom = try #require(host["headroom"] as? Int)
    // Not all that is free can be had: a bucket is full before.
    #expect(headroom > capacity / 2 && headroom < capacity - used)
    #expect(host["isEstimated"] as? Bool == true)
  }

  private func json(_ arguments: String...) throws -> String {
    try Tool.run(["plan", "--config", Tool.example, "--json"] + arguments).output
  }

  /// Every chip in every mode; a chip that cannot route refuses routes, and ports beyond its last are refused by it.
  @Test func everyChipIsTried() throws {
    let run = try Tool.run("plan", "--all-chips", "--config", Tool.example)
    #expect(run.status == 1)
    let summary = run.output.components(separatedBy: "\n\n").last ?? ""
    for chip in ["mt7530", "rtl8380", "spectrum    scale", "tofino1", "trident2    l3-profile", "ts-32x100g"] {
      #expect(summary.contains("\n" + chip), "\(summary)")
    }
    #expect(run.output.contains("Port: 4 rows: Port.lanes has a value that the device does not support"))
    #expect(run.output.contains("Route is not supported by the device"))
  }

  /// Ten thousand rules: what is refused is told with its place, its pool and the number that were held.
  @Test func tenThousandRulesAreCounted() throws {
    try Tool.withFolder { folder in
      var document = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: Tool.root.appending(path: Tool.example))) as? [String: Any])
      var rules: [String: Any] = [:]
      for number in 0..<10_000 {
        rules["DATAACL|R\(number)"] = [
          "PRIORITY": "\(number + 1)", "PACKET_ACTION": "DROP", "SRC_IP": "10.\(number / 250).\(number % 250).0/24"
        ]
      }
      document["ACL_RULE"] = rules
      let file = folder.appending(path: "rules.json")
      try JSONSerialization.data(withJSONObject: document, options: [.prettyPrinted, .sortedKeys]).write(to: file)
      let run = try Tool.run("plan", "--board", "as7726-32x", "--config", file.path, "--examples", "2")
      #expect(run.status == 1)
      #expect(run.output.contains("ACLEntry: 1,808 rows: aclIngress takes no more"), "\(run.output.suffix(1500))")
      #expect(run.output.contains("pool aclIngress is exhausted: all rows are taken (8192 of 8192 rows occupied)"))
      #expect(run.output.contains("rules.json:"))
    }
  }

  @Test func wrongUseIsSaid() throws {
    #expect(try Tool.run("plan", "--config", Tool.example).status == 64)
    #expect(try Tool.run("plan", "--board", "as7726-32x", "--all-chips", "--config", Tool.example).status == 64)
    #expect(try Tool.run("plan", "--all-chips", "--mode", "x", "--config", Tool.example).status == 64)
    #expect(try Tool.run("plan", "--board", "as7726-32x", "--resize", "x", "--config", Tool.example).status == 64)
    let mode = try Tool.run("plan", "--board", "as7726-32x", "--mode", "lpm", "--config", Tool.example)
    #expect(mode.status == 1)
    #expect(mode.errors.contains("no mode is named 'lpm'; the chip has one way only"), "\(mode.errors)")
    let size = try Tool.run("plan", "--board", "as7726-32x", "--resize", "fdbWays=64", "--config", Tool.example)
    #expect(size.errors.contains("memory 'fdbWays' cannot be resized: no pool has it"), "\(size.errors)")
    let missing = try Tool.run("plan", "--board", "as7726-32x", "--config", "nowhere.json")
    #expect(missing.status == 1 && missing.errors.contains("nowhere.json: no such file"))
  }
}
