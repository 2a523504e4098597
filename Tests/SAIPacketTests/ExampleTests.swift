import Foundation
import Testing

/// `examples/c` is what the README shows: it compiles without a warning, and does what it says.
@Suite("The example in C")
struct ExampleTests {
  @Test func routesOnThirtyTwoPorts() throws {
    try Library.withFolder { folder in
      let program = folder.appending(path: "route")
      try Library.compile([Library.root.appending(path: "examples/c/route.c")], to: program)
      let output = try Library.run(
        program, [], environment: ["TRYSAIL_PLATFORMS": Library.root.appending(path: "Platforms").path])
      let text = output.lines.joined(separator: "\n")
      #expect(output.status == 0, "\(text)")
      #expect(output.lines.last?.hasPrefix("32 ports; 20.0.0.0/8 by 10.0.0.2; room for ") == true, "\(text)")
    }
  }
}
