/// Finds entries that differ only by arithmetic, and writes them once, under a range key.
///
/// A run of numbers a…b is folded where each number in each text is constant or one of k·n+c, (n-a)%m+c and (n-a)/m+c.
enum RangeFolder {
  /// Entries under numbers, ascending.
  static func numbered(_ entries: [(Int, YAMLTree)]) -> [(String, YAMLTree)] {
    runs(entries.map { ($0.0, $0.1) }).map { run in
      run.numbers.count == 1
        // A single number is expanded as well.
        ? (String(run.numbers.lowerBound), escaped(run.tree)) : ("\(run.numbers.lowerBound)..\(run.numbers.upperBound)", run.tree)
    }
  }

  /// Entries under names: `sfp1`, `sfp2`, … make `sfp{1..2}`.
  static func named(_ entries: [(String, YAMLTree)]) -> [(String, YAMLTree)] {
    var result: [(String, YAMLTree)] = []
    var index = 0
    while index < entries.count {
      guard let (head, first, tail) = split(entries[index].0) else {
        result.append(entries[index])
        index += 1
        continue
      }
      var end = index + 1
      while end < entries.count, entries[end].0 == "\(head)\(first + end - index)\(tail)" { end += 1 }
      for run in runs((index..<end).map { (first + $0 - index, entries[$0].1) }) {
        let low = run.numbers.lowerBound
        result.append(
          run.numbers.count == 1 ? ("\(head)\(low)\(tail)", run.tree) : ("\(head){\(low)..\(run.numbers.upperBound)}\(tail)", run.tree))
      }
      index = end
    }
    return result
  }

  /// The last number of a name.
  private static func split(_ name: String) -> (head: String, number: Int, tail: String)? {
    guard let last = name.lastIndex(where: { $0.isASCII && $0.isNumber }), !name.contains("{"), !name.contains("}") else { return nil }
    let digits = name[...last].reversed().prefix { $0.isASCII && $0.isNumber }.count
    let start = name.index(name.index(after: last), offsetBy: -digits)
    guard let number = Quantity.signed(name[start...last]), number < 65536 else { return nil }
    return (String(name[..<start]), number, String(name[name.index(after: last)...]))
  }

  private struct Run {
    var numbers: ClosedRange<Int>
    /// Folded where there is more than one number, else as it was.
    var tree: YAMLTree
  }

  /// Cuts entries into runs, each as long as it can be.
  private static func runs(_ entries: [(number: Int, tree: YAMLTree)]) -> [Run] {
    var runs: [Run] = []
    var index = 0
    while index < entries.count {
      let first = entries[index].number
      var end = index + 1
      while end < entries.count, entries[end].number == first + end - index, isAlike(entries[index].tree, entries[end].tree) { end += 1 }
      // Few sizes are tried, largest first, then halves: a run is found that cannot be doubled.
      var best: (end: Int, tree: YAMLTree)?
      var low = index + 1
      var high = end
      while low < high {
        let middle = best == nil && high == end ? end : (low + high + 1) / 2
        if let tree = fold(Array(entries[index..<middle].map(\.tree)), from: first) {
          best = (middle, tree)
          low = middle
        } else {
          high = middle - 1
        }
      }
      if let best {
        runs.append(Run(numbers: first...(first + best.end - index - 1), tree: best.tree))
        index = best.end
      } else {
        runs.append(Run(numbers: first...first, tree: entries[index].tree))
        index += 1
      }
    }
    return runs
  }

  /// The same keys and kinds of values.
  private static func isAlike(_ left: YAMLTree, _ right: YAMLTree) -> Bool {
    switch (left, right) {
    case (.text, .text), (.number, .number): true
    case (.verbatim(let left), .verbatim(let right)): left == right
    case (.list(let left), .list(let right)): left.count == right.count && zip(left, right).allSatisfy(isAlike)
    case (.map(let left), .map(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.key == $1.key && isAlike($0.value, $1.value) }
    default: false
    }
  }

  private static func fold(_ trees: [YAMLTree], from first: Int) -> YAMLTree? {
    guard let model = trees.first else { return nil }
    switch model {
    case .verbatim: return trees.allSatisfy { $0 == model } ? model : nil
    case .text:
      let texts = trees.compactMap { if case .text(let text) = $0 { text } else { nil } }
      return texts.count == trees.count ? TextFold.fold(texts, from: first).map { .text($0) } : nil
    case .number:
      let texts = trees.compactMap { if case .number(let text) = $0 { text } else { nil } }
      return texts.count == trees.count ? TextFold.fold(texts, from: first).map { .number($0) } : nil
    case .list(let elements):
      var folded: [YAMLTree] = []
      for index in elements.indices {
        let column = trees.compactMap {
          if case .list(let elements) = $0, elements.indices.contains(index) { elements[index] } else { nil }
        }
        guard column.count == trees.count, let tree = fold(column, from: first) else { return nil }
        folded.append(tree)
      }
      return .list(folded)
    case .map(let pairs):
      var folded: [(key: String, value: YAMLTree)] = []
      for index in pairs.indices {
        let column = trees.compactMap { if case .map(let pairs) = $0, pairs.indices.contains(index) { pairs[index].value } else { nil } }
        guard column.count == trees.count, let tree = fold(column, from: first) else { return nil }
        folded.append((pairs[index].key, tree))
      }
      return .map(folded)
    }
  }

  private static func escaped(_ tree: YAMLTree) -> YAMLTree {
    switch tree {
    case .text(let text): .text(text.replacing("{", with: "{{"))
    case .verbatim, .number: tree
    case .list(let elements): .list(elements.map(escaped))
    case .map(let pairs): .map(pairs.map { ($0.key, escaped($0.value)) })
    }
  }
}

/// One text with arithmetic for several texts.
enum TextFold {
  /// - Returns: A text that is `texts[i]` for n = first + i, or `nil`.
  static func fold(_ texts: [String], from first: Int) -> String? {
    guard let model = texts.first else { return nil }
    if texts.allSatisfy({ $0 == model }) { return model.replacing("{", with: "{{") }
    if let values = numbers(texts) { return formula(values, from: first).map { "{\($0)}" } }
    let split = texts.map(parts)
    guard let shape = split.first, split.allSatisfy({ $0.count == shape.count }) else { return nil }
    var result = ""
    for index in shape.indices {
      let column = split.map { $0[index] }
      if let same = column.first, column.allSatisfy({ $0 == same }) {
        result += same.replacing("{", with: "{{")
      } else {
        let values = column.compactMap { Quantity.signed($0) }
        guard values.count == column.count, let formula = formula(values, from: first) else { return nil }
        result += "{\(formula)}"
      }
    }
    return result
  }

  /// Hexadecimal numbers are numbers as a whole.
  private static func numbers(_ texts: [String]) -> [Int]? {
    guard texts.contains(where: { $0.hasPrefix("0x") }) else { return nil }
    let values = texts.compactMap { Quantity.signed($0) }
    return values.count == texts.count ? values : nil
  }

  /// Digits and what is between them.
  private static func parts(_ text: String) -> [String] {
    var parts: [String] = []
    var isNumber: Bool?
    for character in text {
      let digit = character.isASCII && character.isNumber
      if digit == isNumber, let last = parts.indices.last { parts[last].append(character) } else { parts.append(String(character)) }
      isNumber = digit
    }
    return parts
  }

  private static func formula(_ values: [Int], from first: Int) -> String? {
    guard values.count > 1, values.allSatisfy({ abs($0) < 1 << 40 }) else { return nil }
    let step = values[1] - values[0]
    if values.indices.allSatisfy({ values[$0] == values[0] + $0 * step }) { return linear(step, values[0] - step * first) }
    for modulus in [2, 3, 4, 6, 8, 12, 16, 24, 32] where modulus < values.count || values.count == 2 {
      // The first number may stand anywhere in its group.
      for phase in 0..<modulus {
        let offset = first - phase
        let low = values[0] - phase
        if low >= 0, values.indices.allSatisfy({ values[$0] == ($0 + phase) % modulus + low }) {
          return sum("\(offset == 0 ? "n" : "(\(sum("n", -offset)))")%\(modulus)", low)
        }
        if values.indices.allSatisfy({ values[$0] == ($0 + phase) / modulus + values[0] }) {
          return sum("\(offset == 0 ? "n" : "(\(sum("n", -offset)))")/\(modulus)", values[0])
        }
      }
    }
    return nil
  }

  private static func linear(_ factor: Int, _ offset: Int) -> String {
    if factor == 1 { return sum("n", offset) }
    if factor > 0 { return sum("\(factor)*n", offset) }
    return "\(offset)-\(factor == -1 ? "n" : "\(-factor)*n")"
  }

  private static func sum(_ term: String, _ offset: Int) -> String {
    offset == 0 ? term : offset > 0 ? "\(term)+\(offset)" : "\(term)-\(-offset)"
  }
}
