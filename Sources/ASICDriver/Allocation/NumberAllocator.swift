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

/// Gives out runs of consecutive numbers, first fit.
struct RunAllocator {
  private var free: [Range<Int>]
  private(set) var used = 0

  init(_ range: Range<Int>) { free = [range] }

  /// - Complexity: O(free runs).
  mutating func take(_ count: Int) -> Int? {
    guard let index = free.firstIndex(where: { $0.count >= count }) else { return nil }
    let start = free[index].lowerBound
    if free[index].count == count { free.remove(at: index) } else { free[index] = (start + count)..<free[index].upperBound }
    used += count
    return start
  }

  mutating func give(_ start: Int, _ count: Int) {
    guard count > 0 else { return }
    used -= count
    var index = free.firstIndex { $0.lowerBound > start } ?? free.count
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
