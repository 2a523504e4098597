import Synchronization

/// Which files of a tree have been read: what nobody has read is not checked, and must not be called so.
public final class FileLog: Sendable {
  private let names = Mutex<Set<String>>([])

  init() {}

  func note(_ name: String) { names.withLock { _ = $0.insert(name) } }

  /// The names that files were read by, below the tree's root.
  public var read: Set<String> { names.withLock { $0 } }
}

extension FileTree {
  /// Those of some names whose files nobody has read, under any name: links make several names of one file.
  public func unread(_ names: [String]) -> [String] {
    let read = log.read
    let left = names.filter { !read.contains($0) }
    guard !left.isEmpty else { return [] }
    let known = Set(read.map { absolute($0) })
    return left.filter { !known.contains(absolute($0)) }
  }
}
