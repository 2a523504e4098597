import SwitchPlatform

/// The chip's queue of memory errors, oldest first; see `ErrorQueueDescription`.
struct ErrorQueue {
  private var records: [ErrorRecord] = []
  private let depth: Int

  init(depth: Int) { self.depth = max(2, depth) }

  var count: Int { records.count }
  var oldest: ErrorRecord? { records.first }

  mutating func pop() -> ErrorRecord? { records.isEmpty ? nil : records.removeFirst() }

  /// Puts an event in. The last place is for the count of those that had none.
  ///
  /// - Returns: `false` when the event was only counted.
  mutating func push(_ record: ErrorRecord) -> Bool {
    guard count >= depth - 1 else {
      records.append(record)
      return true
    }
    if let last = records.last, last.kind == .lost {
      records[count - 1].words.1 = last.lost == .max ? .max : last.lost + 1
    } else {
      records.append(ErrorRecord(lost: 1))
    }
    return false
  }
}
