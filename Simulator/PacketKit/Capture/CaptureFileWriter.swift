#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Why a capture file could not be written.
public struct CaptureWriteError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Operation: String, Hashable, Sendable { case open, write, close }
  public let operation: Operation
  /// The system's number; `EBADF` after `close()`.
  public let errno: Int32

  public init(operation: Operation, errno: Int32) {
    self.operation = operation
    self.errno = errno
  }

  public var description: String { "cannot \(operation.rawValue) the capture file: \(String(cString: strerror(errno)))" }
}

/// Writes a capture file that every reader of pcap knows: nanoseconds, little-endian, Ethernet.
///
/// Frames gather in a buffer of 64 KiB. A class, as a file has one position; not for use from two threads at once.
public final class CaptureFileWriter {
  private static let capacity = 65_536
  private var descriptor: Int32
  private var buffer = CaptureBuffer()

  /// Creates the file, or empties it when it is there.
  ///
  /// - Throws: `.open`; the header is written with the first frames.
  public init(path: String) throws(CaptureWriteError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw CaptureWriteError(operation: .open, errno: errno) }
  }

  /// Writes what is left, without a word on whether that worked: call `close()` to know.
  deinit {
    try? close()
  }

  /// Adds a frame; see `CaptureBuffer.append`.
  ///
  /// - Throws: `.write`; the frame is then not in the file, and those before it still wait for the next attempt.
  /// - Complexity: O(length); one system call in 64 KiB.
  public func append(_ frame: UnsafeRawBufferPointer, timestamp: Int64) throws(CaptureWriteError) {
    guard descriptor >= 0 else { throw CaptureWriteError(operation: .write, errno: EBADF) }
    if buffer.bytes.count >= CaptureFileWriter.capacity { try flush() }
    buffer.append(frame, timestamp: timestamp)
  }

  /// Hands all frames to the system.
  public func flush() throws(CaptureWriteError) {
    guard descriptor >= 0 else { throw CaptureWriteError(operation: .write, errno: EBADF) }
    while !buffer.bytes.isEmpty {
      let written = buffer.bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        throw CaptureWriteError(operation: .write, errno: errno)
      }
      // A device that takes nothing and reports nothing would hold the loop for ever.
      if written == 0 { throw CaptureWriteError(operation: .write, errno: EIO) }
      buffer.drop(written)
    }
  }

  /// Writes what is left and closes the file, also when writing fails. A second call does nothing.
  public func close() throws(CaptureWriteError) {
    guard descriptor >= 0 else { return }
    var failure: CaptureWriteError?
    do { try flush() } catch { failure = error }
    if closeDescriptor(descriptor) != 0, failure == nil { failure = CaptureWriteError(operation: .close, errno: errno) }
    descriptor = -1
    if let failure { throw failure }
  }
}

/// `close(2)`, under a name that the method of the class does not hide.
private func closeDescriptor(_ descriptor: Int32) -> Int32 { close(descriptor) }
