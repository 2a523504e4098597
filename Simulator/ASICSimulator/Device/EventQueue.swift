import SwitchPlatform

/// The chip's queue of events, oldest first; see `EventQueueDescription`.
struct EventQueue {
  private struct State {
    var first = 0
    var count = 0
    var hasNews = false
  }

  private let state: UnsafeMutablePointer<State>
  private let records: UnsafeMutablePointer<EventRecord>
  private let depth: Int

  init(depth: Int) {
    self.depth = max(2, depth)
    state = .allocate(capacity: 1)
    state.initialize(to: State())
    records = .allocate(capacity: self.depth)
    records.initialize(repeating: EventRecord(.none, mac: 0, fid: 0, port: 0), count: self.depth)
  }

  func deallocate() {
    state.deallocate()
    records.deallocate()
  }

  var count: Int { state.pointee.count }

  /// Whether events were pushed that the registers do not show yet.
  var hasNews: Bool {
    @inline(__always) get { state.pointee.hasNews }
    nonmutating set { state.pointee.hasNews = newValue }
  }

  /// The oldest event, `nil` without one.
  var oldest: EventRecord? { count > 0 ? records[state.pointee.first] : nil }

  func pop() {
    guard count > 0 else { return }
    state.pointee.first = (state.pointee.first + 1) % depth
    state.pointee.count -= 1
  }

  /// Puts an event in. The last place is for the count of those that had none: it grows until the queue has room before it.
  func push(_ record: EventRecord) {
    state.pointee.hasNews = true
    if count >= depth - 1 {
      let last = records + (state.pointee.first + count - 1) % depth
      if last.pointee.kind == .lost {
        last.pointee.words.1 = last.pointee.lost == .max ? .max : last.pointee.lost + 1
        return
      }
      if count == depth { return }
      append(EventRecord(lost: 1))
      return
    }
    append(record)
  }

  private func append(_ record: EventRecord) {
    records[(state.pointee.first + count) % depth] = record
    state.pointee.count += 1
  }
}
