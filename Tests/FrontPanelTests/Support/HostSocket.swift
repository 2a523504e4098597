import Foundation
import Glibc

/// UDP and TCP as the kernel does them, in a namespace: what is sent and received here owes nothing to the code under test.
final class HostSocket: Sendable {
  let descriptor: Int32

  struct Failed: Error { let code: Int32 }

  init(isTCP: Bool) throws {
    descriptor = socket(AF_INET, Int32((isTCP ? SOCK_STREAM : SOCK_DGRAM).rawValue), 0)
    guard descriptor >= 0 else { throw Failed(code: errno) }
    set(5)
  }

  private init(descriptor: Int32) {
    self.descriptor = descriptor
    set(5)
  }

  deinit { close(descriptor) }

  private func set(_ seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  private static func withAddress<R>(_ text: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, text, &address.sin_addr)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
  }

  func bind(_ text: String, _ port: UInt16) throws {
    guard HostSocket.withAddress(text, port, { Glibc.bind(descriptor, $0, $1) }) == 0 else { throw Failed(code: errno) }
  }
  func connect(_ text: String, _ port: UInt16) throws {
    guard HostSocket.withAddress(text, port, { Glibc.connect(descriptor, $0, $1) }) == 0 else { throw Failed(code: errno) }
  }
  func listen() throws { guard Glibc.listen(descriptor, 1) == 0 else { throw Failed(code: errno) } }
  func accept() throws -> HostSocket {
    let accepted = Glibc.accept(descriptor, nil, nil)
    guard accepted >= 0 else { throw Failed(code: errno) }
    return HostSocket(descriptor: accepted)
  }

  func send(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Failed(code: errno) }
      sent += count
    }
  }

  func receive(atMost count: Int = 65_536) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let taken = recv(descriptor, &bytes, count, 0)
    guard taken >= 0 else { throw Failed(code: errno) }
    return Array(bytes.prefix(taken))
  }
}
