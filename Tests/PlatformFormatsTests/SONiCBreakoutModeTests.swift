import PlatformFormats
import Testing

@Suite struct SONiCBreakoutModeTests {
  @Test func grammar() throws {
    let mode = try #require(SONiCBreakoutMode("2x50G[25G,10G](2)+1x1000(1)"))
    #expect(mode.parts.map(\.count) == [2, 1])
    #expect(mode.parts.map(\.speed) == [50_000, 1000])
    #expect(mode.parts[0].alternatives == [25_000, 10_000])
    #expect(mode.parts.map(\.lanes) == [2, 1])
    #expect(mode.ignored == nil)
    #expect(mode.lanesPerPort(of: 4) == [1, 1, 1])
    #expect(mode.lanesPerPort(of: 2) == nil)
  }

  @Test(arguments: [
    ("4x25G(4)[10G,1G]", "[10G,1G]"), ("2x400G[200G, 100G]", "[200G, 100G]"), ("8x50G[25G][10G]", "[10G]"), ("1x100Gb", "b")
  ])
  func textAfterTheMatchIsKept(text: String, ignored: String) throws {
    #expect(try #require(SONiCBreakoutMode(text)).ignored == ignored)
  }

  @Test(arguments: ["", "x100G", "1X100G", "a1x100G", "1x100G+", "1234567x100G"])
  func whatSONiCCannotReadIsNone(text: String) { #expect(SONiCBreakoutMode(text) == nil) }

  @Test func equalModesMayNameAnotherSpeedFirst() throws {
    let mode = try #require(SONiCBreakoutMode("4x25G[10G](4)"))
    #expect(mode.isSame(as: try #require(SONiCBreakoutMode("4x10G[25G](4)"))))
    #expect(!mode.isSame(as: try #require(SONiCBreakoutMode("4x10G[25G]"))))
    #expect(!mode.isSame(as: try #require(SONiCBreakoutMode("2x10G[25G](4)"))))
  }
}
