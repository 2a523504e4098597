import SwitchPlatform
import Testing

@Suite struct ChipFileTests {
  @Test(arguments: ["ts-32x100g", "rtl8380"])
  func loadsClean(_ chip: String) throws {
    let path = "Platforms/asics/\(chip).yaml"
    let (description, diagnostics) = ASICLoader.load(text: try Fixtures.text(path), file: path)
    #expect(diagnostics.map(\.description) == [])
    #expect(description?.name == chip)
  }
}
