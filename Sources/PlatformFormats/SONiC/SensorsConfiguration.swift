public import SwitchPlatform

/// A `sensors.conf` of libsensors: which adapter a bus is, and what each chip's inputs are called.
public struct SensorsConfiguration: Sendable {
  public struct Word: Hashable, Sendable {
    public var text: String
    public var position: SourcePosition
  }

  public struct Bus: Hashable, Sendable {
    /// `i2c-5`.
    public var name: Word
    /// The adapter's name in the kernel.
    public var adapter: Word?
  }

  public var file: String
  public var buses: [Bus] = []
  /// The patterns of all `chip` lines: `lm75-i2c-7-4a`, `tps53679-i2c-*-70`.
  public var chips: [Word] = []

  public init(_ source: SourceFile) {
    file = source.path
    var line = 0
    for bytes in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let words = SensorsConfiguration.words(bytes, line: line)
      guard let first = words.first else { continue }
      switch first.text {
      case "bus": if words.count > 1 { buses.append(Bus(name: words[1], adapter: words.count > 2 ? words[2] : nil)) }
      case "chip": chips += words.dropFirst()
      default: break
      }
    }
  }

  /// Words between white space; those in quotes hold it. `#` begins a comment.
  private static func words(_ bytes: ArraySlice<UInt8>, line: Int) -> [Word] {
    var result: [Word] = []
    var index = bytes.startIndex
    let start = index
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    while index < bytes.endIndex {
      if isSpace(bytes[index]) { index += 1; continue }
      if bytes[index] == UInt8(ascii: "#") { break }
      let isQuoted = bytes[index] == UInt8(ascii: "\"")
      if isQuoted { index += 1 }
      let begin = index
      while index < bytes.endIndex, isQuoted ? bytes[index] != UInt8(ascii: "\"") : !isSpace(bytes[index]) { index += 1 }
      result.append(
        Word(text: String(decoding: bytes[begin..<index], as: UTF8.self), position: SourcePosition(line: line, column: begin - start + 1)))
      if isQuoted, index < bytes.endIndex { index += 1 }
    }
    return result
  }

  /// The I2C address in a chip's pattern; `nil`: it has none, or it is `*`.
  public static func address(of chip: String) -> Int? {
    let parts = chip.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[parts.count - 3] == "i2c", let last = parts.last, !last.isEmpty, last.count <= 4,
      last.allSatisfy(\.isHexDigit)
    else { return nil }
    return Int(last, radix: 16)
  }
}
