import CDeviceIO
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A program that is run for what it prints, and cannot harm who runs it: not by its end, by its silence, or by how much it prints.
struct ChildProcess {
  enum Outcome: Equatable {
    /// Exit status.
    case ended(Int32)
    /// The signal.
    case crashed(Int32)
    case tookTooLong
    case printedTooMuch
  }

  struct Result {
    var outcome: Outcome
    var output: [UInt8]
    /// The first 64 KiB of the standard error.
    var errors: String
  }

  var program: String
  var arguments: [String]
  /// - Unit: seconds.
  var timeout: Double = 20
  /// Most bytes of output. Default: 64 MiB.
  var outputLimit = 64 << 20

  private static let errorLimit = 64 << 10

  /// - Throws: errno, where the program cannot be started.
  func run() throws(ErrorNumber) -> Result {
    let output = try Pipe()
    let errors = try Pipe()
    defer {
      output.close()
      errors.close()
    }
    let process = try start(output: output.writing, errors: errors.writing)
    output.closeWriting()
    errors.closeWriting()
    var result = Result(outcome: .ended(0), output: [], errors: "")
    var told: [UInt8] = []
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(timeout)
    var isCut = false
    var outcome: Outcome?
    var isOpen = [true, true]
    while outcome == nil, isOpen.contains(true) {
      let left = deadline - clock.now
      guard left > .zero else {
        outcome = .tookTooLong
        break
      }
      var waiting = [
        pollfd(fd: isOpen[0] ? output.reading : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: isOpen[1] ? errors.reading : -1, events: Int16(POLLIN), revents: 0)
      ]
      let ready = poll(&waiting, 2, 100)
      guard ready > 0 else { continue }
      if waiting[0].revents != 0 { isOpen[0] = ChildProcess.read(output.reading, into: &result.output, limit: outputLimit, &isCut) }
      if isCut { outcome = .printedTooMuch }
      var isToldCut = false
      if waiting[1].revents != 0 { isOpen[1] = ChildProcess.read(errors.reading, into: &told, limit: ChildProcess.errorLimit, &isToldCut) }
    }
    result.errors = String(decoding: told, as: UTF8.self)
    var status: Int32 = 0
    while outcome == nil {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process {
        let signal = status & 0x7f
        result.outcome = signal == 0 ? .ended(status >> 8 & 0xff) : .crashed(signal)
        return result
      }
      if ended < 0, errno != EINTR { return result }
      if clock.now >= deadline { outcome = .tookTooLong } else { usleep(1000) }
    }
    kill(process, SIGKILL)
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    result.outcome = outcome ?? .tookTooLong
    return result
  }

  private func start(output: Int32, errors: Int32) throws(ErrorNumber) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var process: pid_t = 0
    let status = posix_spawn(&process, program, &actions, nil, words, environ)
    guard status == 0 else { throw ErrorNumber(code: status) }
    return process
  }

  /// - Returns: Whether more can come.
  private static func read(_ descriptor: Int32, into bytes: inout [UInt8], limit: Int, _ isCut: inout Bool) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return count < 0 && errno == EINTR }
    let room = limit - bytes.count
    if count > room { isCut = true }
    bytes += chunk[..<min(count, room)]
    return true
  }

  /// Both ends of a pipe.
  private final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    init() throws(ErrorNumber) {
      var ends: [Int32] = [-1, -1]
      let status = trysail_closed_pipe(&ends)
      guard status == 0 else { throw ErrorNumber(code: -status) }
      (reading, writing) = (ends[0], ends[1])
    }

    func closeWriting() {
      if writing >= 0 { Glibc.close(writing) }
      writing = -1
    }

    func close() {
      closeWriting()
      Glibc.close(reading)
    }
  }
}

/// An errno.
struct ErrorNumber: Error {
  var code: Int32
}

extension ErrorNumber {
  /// As the C library says it.
  static func text(_ code: Int32) -> String { String(cString: strerror(code)) }
}
