import SwitchPlatform
import Testing

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("Etherent0", "Ethernet0"), ("ethernet0", "Ethernet0"), ("Ethernt4", "Ethernet4"), ("zzz", nil), ("", nil), ("Ethernet40", "Ethernet0")
  ])
  func nearestOfPorts(_ name: String, _ expected: String?) {
    #expect(nearest(name, among: ["Ethernet0", "Ethernet4", "PortChannel1"]) == expected)
  }

  @Test func longNamesAreNotCompared() {
    let long = String(repeating: "a", count: 10000)
    #expect(nearest(long, among: [long]) == nil)
    #expect(nearest("ab", among: [long, "x"]) == nil)
  }
}
