import ArgumentParser
import Foundation

/// The program's three streams.
enum Terminal {
  /// Whether colours and progress may go to a stream: it is a terminal, and nobody asked for plain text.
  static func isColored(_ stream: FileHandle) -> Bool {
    isTerminal(stream) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  static func isTerminal(_ stream: FileHandle) -> Bool { isatty(stream.fileDescriptor) == 1 }

  /// Writes a text and a line break to the standard output.
  ///
  /// A reader that has gone away ends the program quietly, as it does for other tools in a pipe.
  static func print(_ text: String) { write(text, to: .standardOutput) }

  /// Writes a message to the standard error: each line that stands for itself begins with the program's name.
  static func complain(_ text: String) { write("trysail: \(text)", to: .standardError) }

  /// Writes a text and a line break to the standard error as it is.
  static func note(_ text: String) { write(text, to: .standardError) }

  /// Says what went wrong.
  ///
  /// - Returns: what ends the program with status 1.
  static func failure(_ text: String) -> ExitCode {
    complain(text)
    return .failure
  }

  private static func write(_ text: String, to stream: FileHandle) { try? stream.write(contentsOf: Data("\(text)\n".utf8)) }
}

/// Escape sequences, or nothing where there are no colours.
struct Paint {
  let isColored: Bool

  /// As the standard output takes it.
  static var output: Paint { Paint(isColored: Terminal.isColored(.standardOutput)) }

  func bold(_ text: String) -> String { sequence("1", text) }
  func dim(_ text: String) -> String { sequence("2", text) }
  func red(_ text: String) -> String { sequence("31", text) }
  func green(_ text: String) -> String { sequence("32", text) }

  private func sequence(_ code: String, _ text: String) -> String { isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }
}
