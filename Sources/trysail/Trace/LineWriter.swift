import ArgumentParser
import Foundation

/// A text file that grows line by line.
final class LineWriter {
  private let path: String
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  init(path: String) throws(ExitCode) {
    self.path = path
    guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
      throw Terminal.failure("\(path): cannot be written")
    }
    self.handle = handle
  }

  func write(_ line: String) throws(ExitCode) {
    buffer += Array(line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= 1 << 16 { try flush() }
  }

  func close() throws(ExitCode) {
    try flush()
    try? handle.close()
  }

  private func flush() throws(ExitCode) {
    do { try handle.write(contentsOf: Data(buffer)) } catch { throw Terminal.failure("\(path): cannot be written") }
    buffer.removeAll(keepingCapacity: true)
  }
}
