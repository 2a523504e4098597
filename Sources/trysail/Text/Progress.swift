import Foundation

/// A line on the terminal that says how far a long work is; nothing where the standard error is no terminal.
final class Progress {
  private let isShown = Terminal.isTerminal(.standardError)
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var width = 0

  init() { last = clock.now }

  /// Shows a text, at most ten times a second.
  func update(_ text: @autoclosure () -> String) {
    guard isShown, clock.now - last > .milliseconds(100) else { return }
    last = clock.now
    show(text())
  }

  /// Takes the line away.
  func finish() {
    guard width > 0 else { return }
    show("")
    try? FileHandle.standardError.write(contentsOf: Data("\r".utf8))
    width = 0
  }

  private func show(_ text: String) {
    let line = "\r\(text)" + String(repeating: " ", count: max(0, width - text.count))
    width = text.count
    try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
  }
}
