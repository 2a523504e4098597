/// Gives out numbers of a range, lowest first, and takes them back.
struct NumberAllocator {
  private var next: Int
  private let end: Int
  private var returned: [Int] = []
  private(set) var used = 0

  init(_ range: Range<Int>) {
    next = range.lowerBound
    end = max(range.lowerBound, range.upperBound)
  }

  var isExhausted: Bool { returned.isEmpty && next >= end }
  /// Numbers that are left.
  var free: Int { returned.count + end - next }

  mutating func take() -> Int? {
    if let number = returned.popLast() {
      used += 1
      return number
    }
    guard next < end else { return nil }
    defer { next += 1 }
    used += 1
    return next
  }

  mutating func give(_ number: Int) {
    returned.append(number)
    used -= 1
  }
}

/// Gives out runs of consecutive numbers, first fit. Tables that take turns in one memory share one.
final class RunAllocator {
  private var free: [Range<Int>]
  private(set) var used = 0

  init(_ range: Range<Int>) { free = range.isEmpty ? [] : [range] }

  var isExhausted: Bool { free.isEmpty }
  /// The longest run that there is.
  var longest: Int { free.reduce(0) { max($0, $1.count) } }

  /// - Parameter former: Where the run was before: it is there again if nothing else is.
  /// - Complexity: O(free runs).
  func take(_ count: Int, former: Int? = nil) -> Int? {
    if let former, count > 0, let index = free.firstIndex(where: { $0.lowerBound <= former && former + count <= $0.upperBound }) {
      let run = free[index]
      let parts = [run.lowerBound..<former, former + count..<run.upperBound]
      free.replaceSubrange(index...index, with: parts.filter { !$0.isEmpty })
      used += count
      return former
    }
    guard let index = free.firstIndex(where: { $0.count >= count }) else { return nil }
    let start = free[index].lowerBound
    if free[index].count == count { free.remove(at: index) } else { free[index] = (start + count)..<free[index].upperBound }
    used += count
    return start
  }

  func give(_ start: Int, _ count: Int) {
    guard count > 0 else { return }
    used -= count
    var index = 0
    var end = free.count
    while index < end {
      let middle = (index + end) / 2
      if free[middle].lowerBound > start { end = middle } else { index = middle + 1 }
    }
    free.insert(start..<start + count, at: index)
    if index + 1 < free.count, free[index].upperBound == free[index + 1].lowerBound {
      free[index] = free[index].lowerBound..<free[index + 1].upperBound
      free.remove(at: index + 1)
    }
    if index > 0, free[index - 1].upperBound == free[index].lowerBound {
      free[index - 1] = free[index - 1].lowerBound..<free[index].upperBound
      free.remove(at: index)
      index -= 1
    }
  }
}
