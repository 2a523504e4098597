import CPacketIO
import Foundation
import Glibc

/// A network namespace of the kernel, with nothing in it but what a test puts there: one thread that has left the others'.
final class NetworkNamespace: @unchecked Sendable {
  /// What the thread and its owner share.
  private final class Server: @unchecked Sendable {
    let condition = NSCondition()
    var work: [() -> Void] = []
    var isOver = false
    var threadID: Int32 = 0
    var code: Int32?

    func serve() {
      let left = trysail_namespace_leave()
      // No router solicitations among the frames that are counted.
      if left >= 0 {
        for name in ["all", "default"] {
          try? "1".write(toFile: "/proc/sys/net/ipv6/conf/\(name)/disable_ipv6", atomically: false, encoding: .utf8)
        }
      }
      condition.lock()
      threadID = left
      code = min(left, 0)
      condition.broadcast()
      while true {
        while work.isEmpty, !isOver { condition.wait() }
        guard !work.isEmpty else { break }
        let next = work.removeFirst()
        condition.unlock()
        next()
        condition.lock()
      }
      condition.unlock()
    }
  }

  private let server = Server()
  /// By which `ip link set netns` knows it.
  var threadID: Int32 { server.threadID }

  struct Refused: Error { let code: Int32 }
  struct ToolFailed: Error, CustomStringConvertible {
    let description: String
  }

  /// Whether this process may make namespaces and interfaces.
  static let isAllowed: Bool = {
    guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: tool), let space = try? NetworkNamespace() else { return false }
    return (try? space.ip("link add probe0 type veth peer name probe1")) != nil
  }()
  static let isNotAllowed = "needs root, network namespaces and /usr/sbin/ip"
  /// Whether this kernel has VLAN subinterfaces.
  static let hasVLANs: Bool = {
    guard isAllowed, let space = try? NetworkNamespace() else { return false }
    return (try? space.ip("link add link lo name lo.1 type vlan id 1")) != nil
  }()
  private static let tool = "/usr/sbin/ip"

  init() throws {
    let thread = Thread { [server] in server.serve() }
    thread.stackSize = 4 << 20
    thread.start()
    server.condition.lock()
    while server.code == nil { server.condition.wait() }
    let code = server.code ?? 0
    server.condition.unlock()
    guard code == 0 else { throw Refused(code: code) }
    try ip("link set lo up")
  }

  /// The namespace goes with the thread and the last socket in it.
  deinit {
    server.condition.lock()
    server.isOver = true
    server.condition.broadcast()
    server.condition.unlock()
  }

  /// Runs something in the namespace, and waits for it.
  func run<R>(_ body: @escaping () throws -> R) throws -> R {
    var result: Result<R, any Error>?
    let done = DispatchSemaphore(value: 0)
    server.condition.lock()
    server.work.append {
      result = Result { try body() }
      done.signal()
    }
    server.condition.broadcast()
    server.condition.unlock()
    done.wait()
    guard let result else { throw Refused(code: EIO) }
    return try result.get()
  }

  /// `ip` with arguments.
  func ip(_ arguments: String) throws {
    let status = try NetworkNamespace.wait(
      for: try spawn(NetworkNamespace.tool, arguments.split(separator: " ").map(String.init)))
    guard status == 0 else { throw ToolFailed(description: "ip \(arguments): status \(status)") }
  }

  /// Starts a program in the namespace.
  func spawn(_ program: String, _ arguments: [String]) throws -> pid_t {
    try run {
      // Not `Process`: its child is not born of this thread.
      var words = ([program] + arguments).map { strdup($0) } + [nil]
      defer { for word in words { free(word) } }
      var child: pid_t = 0
      let spawned = posix_spawn(&child, program, nil, nil, &words, environ)
      guard spawned == 0 else { throw Refused(code: spawned) }
      return child
    }
  }

  static func wait(for child: pid_t) throws -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw Refused(code: errno) }
    }
    return status
  }
}
