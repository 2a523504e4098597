import CSAI
import Foundation

/// What the caller is told, in order, by a thread of its own that holds no lock of ours: a notification may call SAI.
final class EventQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [Notification] = []
  private var head = 0
  private var callbacks: [UInt32: UInt] = [:]
  private var isStopping = false
  private var isDelivering = false
  private var thread: Thread?
  private var hasEnded = true
  /// More than this is not kept: a caller that does not take its notifications must not take all memory.
  private static let limit = 1 << 16
  private(set) var lost: UInt64 = 0

  var switchID: sai_object_id_t = 0

  /// - Parameter address: of the function; 0: none.
  func setCallback(_ attribute: UInt32, _ address: UInt) {
    condition.lock()
    defer { condition.unlock() }
    callbacks[attribute] = address == 0 ? nil : address
  }

  func post(_ notification: Notification) {
    condition.lock()
    defer { condition.unlock() }
    guard callbacks[notification.attribute] != nil else { return }
    guard waiting.count - head < EventQueue.limit else {
      lost &+= 1
      return
    }
    waiting.append(notification)
    if thread == nil { begin() }
    condition.broadcast()
  }

  /// Under the condition.
  private func begin() {
    isStopping = false
    hasEnded = false
    let thread = Thread { [self] in run() }
    thread.stackSize = 1 << 20
    self.thread = thread
    thread.start()
  }

  private func run() {
    condition.lock()
    while true {
      while head == waiting.count && !isStopping { condition.wait() }
      if isStopping { break }
      let next = waiting[head]
      head += 1
      if head == waiting.count {
        waiting.removeAll(keepingCapacity: true)
        head = 0
      }
      let callback = callbacks[next.attribute]
      let id = switchID
      isDelivering = true
      condition.unlock()
      if let callback { next.deliver(callback, id) }
      condition.lock()
      isDelivering = false
      condition.broadcast()
    }
    hasEnded = true
    condition.broadcast()
    condition.unlock()
  }

  /// Forgets the switch's callbacks and what waits for them; returns when none runs. A notification may call this.
  func drain() {
    condition.lock()
    defer { condition.unlock() }
    callbacks = [:]
    waiting = []
    head = 0
    while isDelivering && Thread.current !== thread { condition.wait() }
  }

  /// Ends the thread. A notification that ends its own thread returns first.
  func stop() {
    drain()
    condition.lock()
    defer { condition.unlock() }
    guard let thread else { return }
    isStopping = true
    condition.broadcast()
    if Thread.current !== thread { while !hasEnded { condition.wait() } }
    self.thread = nil
  }
}
