/// The name that somebody probably meant.
public enum NearestName {
  /// Names beyond which none is compared.
  public static let maximumNames = 1024

  /// The nearest of some names by edit distance (insertions, deletions, replacements and swaps of neighbours), case ignored.
  ///
  /// Of equally near names the first wins.
  ///
  /// - Returns: `nil` where even the nearest differs in more than a third of the letters (at least two are forgiven).
  /// - Complexity: O(names × length²), of the first `maximumNames`; names of more than 64 letters are not compared.
  public static func nearest(_ name: String, among names: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars.prefix(65))
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    let limit = max(2, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in names.prefix(maximumNames) {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(65))
      guard letters.count <= 64, abs(letters.count - wanted.count) <= limit else { continue }
      let distance = distance(wanted, letters)
      // A name of which nothing is left is no suggestion.
      guard distance <= limit, distance < max(wanted.count, letters.count) else { continue }
      if let known = best, known.distance <= distance { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// `; did you mean 'x'?` for the nearest name, or nothing.
  public static func suggestion(for name: String, among names: some Sequence<String>) -> String {
    nearest(name, among: names).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The nearest name, or, where none is near, what there is: `; the ports are a, b, … z`. Long lists are shortened.
  ///
  /// - Parameters:
  ///   - names: All that might be meant, other spellings included.
  ///   - list: What is told where none of them is near.
  ///   - plural: What the listed things are called.
  public static func choices(for name: String, among names: some Sequence<String>, else list: [String], _ plural: String) -> String {
    let near = suggestion(for: name, among: names)
    guard near.isEmpty, let last = list.last else { return near }
    let shown = list.count > 12 ? list.prefix(8) + ["…", last] : list[...]
    return "; the \(plural) are \(shown.joined(separator: ", "))"
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var row = [i + 1]
      row.reserveCapacity(right.count + 1)
      for (j, other) in right.enumerated() {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (letter == other ? 0 : 1))
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}

/// The nearest of some names, or `nil` where none is near.
public func nearest(_ name: String, among names: some Sequence<String>) -> String? { NearestName.nearest(name, among: names) }
