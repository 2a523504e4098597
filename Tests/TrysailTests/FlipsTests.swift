import Testing

/// `trysail flips`.
@Suite struct FlipsTests {
  @Test func everyFlipIsAccountedFor() throws {
    let run = try Tool.run("flips", "--board", "as7726-32x", "--count", "60", "--seed", "2")
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.contains { $0.hasPrefix("memory ") && $0.contains("misforwarded") })
    let total = lines.first { $0.hasPrefix("all ") }?.split(separator: " ").map(String.init) ?? []
    #expect(total.count == 13)
    #expect(total.dropFirst().first == "60")
    let rows = total.dropFirst(2).prefix(5).compactMap { Int($0) }
    #expect(rows.count == 5 && rows[0] == rows[1] + rows[2] + rows[3] && rows[4] == 0, "\(total)")
    #expect(lines.contains { $0.hasPrefix("after the repair: ") && $0.hasSuffix("0 packets and 0 rows that differ") })
    #expect(try Tool.run("flips", "--board", "as7726-32x", "--count", "60", "--seed", "2").output == run.output)
  }

  @Test func withoutRepairTheyDiffer() throws {
    let run = try Tool.run("flips", "--board", "as7726-32x", "--count", "100", "--seed", "2", "--without-repair")
    #expect(run.status == 1)
    #expect(run.output.contains("rows that differ"))
  }

  @Test func aConfigurationCanBeGiven() throws {
    let run = try Tool.run("flips", "--board", "gs1900-8", "--config", Tool.smallExample, "--count", "50")
    #expect(run.status == 0, "\(run.errors)\(run.output)")
    #expect(run.output.contains("sram none"))
    let other = try Tool.run(
      "flips", "--board", "as7726-32x", "--config", Tool.example, "--routes", Tool.exampleRoutes, "--count", "80", "--burst", "4")
    #expect(other.status == 0, "\(other.errors)\(other.output)")
  }

  @Test func whatCannotBeDoneIsSaid() throws {
    let small = try Tool.run("flips", "--board", "gs1900-8")
    #expect(small.status == 1)
    #expect(small.errorLines.contains { $0.contains("8 ports") && $0.contains("30 are needed") })
    #expect(try Tool.run("flips", "--board", "as7726-32x", "--count", "0").status == 64)
    #expect(try Tool.run("flips", "--board", "as7726-32x", "--burst", "-1").status == 64)
    #expect(try Tool.run("flips", "--board", "as7726-32x", "--routes", Tool.exampleRoutes).status == 64)
  }
}
