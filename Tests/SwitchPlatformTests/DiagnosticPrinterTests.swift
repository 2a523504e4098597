import SwitchPlatform
import Testing

@Suite struct DiagnosticPrinterTests {
  let source = "a: 1\r\n\tknd: é x\n"
  func diagnostic(_ line: Int, _ column: Int) -> Diagnostic {
    Diagnostic(.error, rule: "KEY01", file: "f.yaml", at: SourcePosition(line: line, column: column), "no key 'knd'")
  }

  @Test func excerptAndCaret() {
    let printer = DiagnosticPrinter(source: source)
    #expect(printer.text(diagnostic(2, 9)) == "f.yaml:2:9: error KEY01 no key 'knd'\n    \tknd: é x\n    \t       ^")
    #expect(printer.text(diagnostic(9, 1)) == "f.yaml:9:1: error KEY01 no key 'knd'")
    #expect(printer.text(diagnostic(0, 0)) == "f.yaml:0:0: error KEY01 no key 'knd'")
    #expect(printer.text([diagnostic(9, 1)]).hasSuffix("\n1 error, 0 warnings"))
  }

  @Test func color() {
    let printer = DiagnosticPrinter(source: "", isColored: true)
    #expect(printer.text(diagnostic(1, 1)) == "\u{1b}[1mf.yaml:1:1:\u{1b}[0m \u{1b}[31merror KEY01\u{1b}[0m no key 'knd'")
  }
}
