import Foundation
import FrontPanel
import SwitchHAL

#if canImport(Glibc)
  import Glibc
#endif

/// A thread that waits for frames on TAP devices. It runs while there are any.
final class TAPLoop: @unchecked Sendable {
  private let lock = NSLock()
  private var devices: [(device: TAPDevice, target: ObjectID)] = []
  private var wake: (read: Int32, write: Int32) = (-1, -1)
  private var thread: pthread_t?
  private var isStopping = false
  var onFrame: (@Sendable (_ frame: [UInt8], _ target: ObjectID) -> Void)?

  func add(_ device: TAPDevice, _ target: ObjectID) {
    lock.lock()
    devices.append((device, target))
    lock.unlock()
    if thread == nil { begin() } else { signal() }
  }

  func remove(_ device: TAPDevice) {
    lock.lock()
    devices.removeAll { $0.device === device }
    lock.unlock()
    signal()
  }

  private func begin() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wake = (ends[0], ends[1])
    isStopping = false
    var started = pthread_t()
    // Unretained: `stop` joins the thread before the loop goes.
    let context = Unmanaged.passUnretained(self).toOpaque()
    let status = pthread_create(
      &started, nil,
      { context in
        if let context { Unmanaged<TAPLoop>.fromOpaque(context).takeUnretainedValue().run() }
        return nil
      }, context)
    if status == 0 { thread = started }
  }

  private func signal() {
    var byte: UInt8 = 1
    if wake.write >= 0 { _ = write(wake.write, &byte, 1) }
  }

  /// Joins the thread. Not under the lock that `onFrame` takes.
  func stop() {
    lock.lock()
    isStopping = true
    lock.unlock()
    signal()
    if let thread { pthread_join(thread, nil) }
    thread = nil
    for descriptor in [wake.read, wake.write] where descriptor >= 0 { close(descriptor) }
    wake = (-1, -1)
    devices = []
  }

  private func run() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: TAPDevice.longestFrame, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      lock.lock()
      let current = devices
      let ends = isStopping
      lock.unlock()
      if ends { return }
      var waited = current.map { pollfd(fd: $0.device.descriptor, events: Int16(POLLIN), revents: 0) }
      waited.append(pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0))
      _ = poll(&waited, nfds_t(waited.count), -1)
      var drain = [UInt8](repeating: 0, count: 64)
      while read(wake.read, &drain, 64) > 0 {}
      for (index, entry) in current.enumerated() where waited[index].revents & Int16(POLLIN) != 0 {
        // A device that says much does not keep the others from saying anything.
        for _ in 0..<64 {
          guard let count = (try? entry.device.read(into: buffer)) ?? nil, count >= 14 else { break }
          onFrame?([UInt8](buffer[..<count]), entry.target)
        }
      }
    }
  }
}
