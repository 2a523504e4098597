import SwitchPlatform
import Testing

@testable import PlatformFormats

struct XMLDocumentTests {
  @Test func elementsAndAttributesHavePlaces() throws {
    let text =
      "<?xml version=\"1.0\"?>\n<!-- a -->\n<bus name='i2c'\n     addr = \"0x50\">\n  <x:dev a=\"&lt;&#65;\"/>t&amp;<![CDATA[<raw>]]>\n</bus>\n"
    let (root, diagnostics) = XMLDocument.parse(text, file: "a.xml")
    #expect(diagnostics.isEmpty)
    let bus = try #require(root)
    #expect(bus.name == "bus" && bus.position == SourcePosition(line: 3, column: 1))
    #expect(bus.attribute("addr")?.position == SourcePosition(line: 4, column: 6))
    #expect(bus.attribute("addr")?.valuePosition == SourcePosition(line: 4, column: 14))
    #expect(bus.children.first?.name == "x:dev" && bus.children.first?["a"] == "<A")
    #expect(bus.text.contains("t&<raw>"))
  }

  @Test(arguments: [
    ("", 1, 1, "SYN01"), ("<a>\n<b></a>", 2, 4, "SYN05"), ("<a x='1' x='2'/>", 1, 10, "SYN05"), ("<a x=1/>", 1, 6, "SYN05"),
    ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", 1, 1, "SYN05"), ("<a>&b;</a>", 1, 4, "SYN05"), ("<a>", 1, 4, "SYN05"),
    ("<a/>\n<b/>", 2, 1, "SYN05"), ("<a><!-- </a>", 1, 4, "SYN05"), ("<a>&#xD800;</a>", 1, 4, "SYN05"), ("<a x='<'/>", 1, 7, "SYN05")
  ])
  func faultsHavePlaces(text: String, line: Int, column: Int, rule: String) {
    let (_, diagnostics) = XMLDocument.parse(text, file: "a.xml")
    #expect(diagnostics.map(\.position) == [SourcePosition(line: line, column: column)])
    #expect(diagnostics.map(\.rule) == [rule])
  }

  @Test func deepNestingIsRefused() {
    let text = String(repeating: "<a>", count: 2_000_000)
    let (root, diagnostics) = XMLDocument.parse(text, file: "a.xml")
    #expect(root == nil && diagnostics.first?.rule == "SYN06")
  }
}
