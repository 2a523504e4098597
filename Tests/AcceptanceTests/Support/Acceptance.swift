import Foundation
import SwitchPlatform
import Testing

/// Whole switches, from files to packets, against oracles that share no code with them.
///
/// One after the other: some of them measure memory.
@Suite(.serialized) struct Acceptance {
  #if DEBUG
    static let isRelease = false
  #else
    static let isRelease = true
  #endif
  static let releaseOnly: Comment = "runs in the release pass of make test"

  /// A number of repetitions: all of them in the release pass, a tenth or so before.
  static func size(_ release: Int, debug: Int) -> Int { isRelease ? release : debug }

  /// Prints a line that a report can quote.
  static func figure(_ text: String) { print("figure: \(text)") }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of data that is not part of the package; `nil` where it is absent.
  static let shared: URL? = {
    let named = ProcessInfo.processInfo.environment["TRYSAIL_SHARED"].map { URL(fileURLWithPath: $0) }
    let folder = named ?? root.deletingLastPathComponent().appendingPathComponent("shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()
  static let sharedIsAbsent: Comment = "the folder of shared data is absent (TRYSAIL_SHARED)"

  static let catalog = Catalog(folder: root.appendingPathComponent("Platforms").path)

  /// A line of /proc/self/status in MiB: `VmRSS`, `VmHWM`.
  static func memory(_ name: String) -> Double {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + ":") }),
      let value = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Double($0) })
    else { return 0 }
    return value / 1024
  }
}

/// SplitMix64: the same numbers on every run.
struct Draw: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
