import Foundation
import Testing

/// The library is loaded, used and given up many times in one process.
@Suite("Loading and unloading")
struct LoadTests {
  @Test(.enabled(if: Library.folder != nil, "libsai.so is not built: swift build --product sai"))
  func aHundredTimesLeakNothing() throws {
    let library = try #require(Library.folder).appending(path: "libsai.so")
    try Library.withFolder { folder in
      let binary = folder.appending(path: "load")
      try Library.compile(Library.sources("Load"), to: binary, ["-fsanitize=leak"], linksLibrary: false)
      // Globals that are made once are kept; the sanitizer does not see pointers that Swift keeps in enums' payloads. What each use loses
      // is not made in a global's initialiser.
      let suppressions = folder.appending(path: "suppressions")
      try Data("leak:threading_impl::once\n".utf8).write(to: suppressions)
      let environment = [
        "TRYSAIL_PLATFORMS": Library.root.appending(path: "Platforms").path,
        "LSAN_OPTIONS": "suppressions=\(suppressions.path):print_suppressions=0"
      ]
      let output = try Library.run(binary, [library.path, "100"], environment: environment)
      let text = output.lines.joined(separator: "\n")
      // The sanitizer's verdict is the status.
      #expect(output.status == 0 && output.lines.count == 10 && !text.contains("fail"), "\(text)")
    }
  }

  /// The global functions of SAI 1.18, and nothing else: no metadata, no Swift.
  @Test(.enabled(if: Library.folder != nil, "libsai.so is not built: swift build --product sai"))
  func onlySAIIsExported() throws {
    let library = try #require(Library.folder).appending(path: "libsai.so")
    let output = try Library.run(URL(filePath: "/usr/bin/env"), ["nm", "-D", "--defined-only", library.path])
    let names = output.lines.compactMap { $0.split(separator: " ").last.map(String.init) }
    let map = try String(contentsOf: Library.root.appending(path: "Sources/CSAIExport/libsai.map"), encoding: .utf8)
    let wanted = map.split { " ;\n".contains($0) }.map(String.init).filter { $0.hasPrefix("sai_") }
    #expect(output.status == 0 && wanted.count == 21)
    #expect(names.sorted() == wanted.sorted())
  }

  /// What is not lost, but grows: bytes in use after each ten times, from the twentieth on.
  @Test(.enabled(if: Library.folder != nil, "libsai.so is not built: swift build --product sai"))
  func aHundredTimesDoNotGrow() throws {
    let library = try #require(Library.folder).appending(path: "libsai.so")
    try Library.withFolder { folder in
      let binary = folder.appending(path: "load")
      try Library.compile(Library.sources("Load"), to: binary, linksLibrary: false)
      let environment = ["TRYSAIL_PLATFORMS": Library.root.appending(path: "Platforms").path]
      let output = try Library.run(binary, [library.path, "100"], environment: environment)
      let bytes = output.lines.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
      #expect(output.status == 0 && bytes.count == 10, "\(output.lines)")
      let growth = try #require(bytes.last) - (bytes.count > 1 ? bytes[1] : 0)
      #expect(growth < 64 << 10, "\(bytes)")
    }
  }
}
