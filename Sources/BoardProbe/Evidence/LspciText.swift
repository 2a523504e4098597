public import DeviceAccess
public import SwitchPlatform

/// PCI functions as `lspci -xxxx` prints them, for its own `-F` and for libpci's dump method.
public enum LspciText {
  /// - Parameter note: Lines at the top; a `#` is put before each.
  public static func text(_ devices: [PCIDevice], note: [String] = []) -> String {
    var lines = note.map { "# \($0)" }
    if !lines.isEmpty { lines.append("") }
    for device in devices {
      let code = Hexadecimal.text(device.classCode >> 8, digits: 4)
      lines.append("\(device.address) \(code): \(device.identity.text) (rev \(Hexadecimal.text(device.revision, digits: 2)))")
      let bytes = device.configuration.bytes
      for row in stride(from: 0, to: bytes.count, by: 16) {
        let words = bytes[row..<min(row + 16, bytes.count)].map { Hexadecimal.text($0, digits: 2) }
        lines.append("\(Hexadecimal.text(row, digits: 2)): \(words.joined(separator: " "))")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Bytes of a dump that is read: 1,000 functions with all of their configuration space are 13 MB.
  public static let limit = 64 << 20
  /// Bytes of a function's configuration space.
  private static let space = 4096

  /// What is wrong with a dump. libpci says less of it, and nothing of where.
  ///
  /// Lines that begin with neither an address nor an offset are what `-v` prints, and are stepped over.
  public static func check(_ text: String, file: String) -> [Diagnostic] {
    let findings = Findings(file: file)
    var known: [DeviceAccess.PCIAddress: Int] = [:]
    var current: (address: DeviceAccess.PCIAddress, line: Int, bytes: Int)?
    func finish() {
      guard let current, current.bytes < 64 else { return }
      findings.error(
        "LSP04", at: SourcePosition(line: current.line, column: 1),
        "\(current.address) has \(current.bytes) bytes of configuration space; expected 64 at least, as 'lspci -x' prints them")
    }
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      guard findings.diagnostics.count < Findings.limit else { break }
      let word = line.prefix { !$0.isWhitespace }
      if let address = DeviceAccess.PCIAddress(word) {
        finish()
        if let first = known[address] {
          findings.error(
            "LSP02", at: SourcePosition(line: number, column: 1), "\(address) stands twice; the first is in line \(first)")
        }
        known[address] = number
        current = (address, number, 0)
      } else if let offset = self.offset(word) {
        guard let here = current else {
          findings.error("LSP01", at: SourcePosition(line: number, column: 1), "bytes before the first function")
          continue
        }
        current?.bytes += row(line, offset, after: here.bytes, number, findings)
      }
    }
    finish()
    if known.isEmpty {
      findings.error(
        "LSP01", at: SourcePosition(line: 1, column: 1), "no PCI function; expected what 'lspci -xxxx' prints, such as '01:00.0 …'")
    }
    return findings.sorted
  }

  /// `10:` and `3f0:`; `nil`: another word.
  private static func offset(_ word: Substring) -> Int? {
    guard word.last == ":", (3...5).contains(word.utf8.count) else { return nil }
    let digits = word.dropLast()
    return digits.allSatisfy { $0.isASCII && $0.isHexDigit } ? Int(digits, radix: 16) : nil
  }

  /// - Returns: how many bytes the row has.
  private static func row(_ line: Substring, _ offset: Int, after bytes: Int, _ number: Int, _ findings: Findings) -> Int {
    guard offset == bytes, offset < space else {
      let expected = bytes < space ? "expected \(Hexadecimal.text(bytes, digits: 2))" : "a function has \(space) bytes"
      findings.error(
        "LSP03", at: SourcePosition(line: number, column: 1), "offset \(Hexadecimal.text(offset, digits: 2)); \(expected)")
      return 0
    }
    var count = 0
    var column = 1
    for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      defer { column += word.count + 1 }
      guard index > 0, !word.isEmpty else { continue }
      guard word.utf8.count == 2, word.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
        findings.error(
          "LSP05", at: SourcePosition(line: number, column: column), "'\(word.prefix(20))'; expected a byte, two hexadecimal digits")
        return count
      }
      count += 1
      if count > 16 {
        findings.error("LSP05", at: SourcePosition(line: number, column: column), "more than 16 bytes in a row")
        return 16
      }
    }
    return count
  }
}
