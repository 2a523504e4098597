import CSAI

#if canImport(Glibc)
  import Glibc
#endif

/// The calls that made what there is, in a file that outlives the process: what a warm restart replays.
///
/// A record is appended with each call that succeeded, so that a caller that is killed loses nothing. The file begins with a magic
/// word and the ids handed out before the switch was made; a record is its length, its kind and its bytes. A last record that is cut
/// off, by a kill within a write, is left out.
final class Journal {
  enum Kind: UInt8 {
    case ids = 0, create, remove, set, createEntry, removeEntry, setEntry
  }

  static let magic: [UInt8] = Array("trysail-sai-journal-1\n".utf8)

  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Within a bulk call records are gathered, and written at its end.
  private var depth = 0
  private(set) var hasFailed = false

  /// - Parameter begin: what the file begins with; an old one of that name is replaced. `nil`: goes on at the end of the file.
  init?(_ path: String, beginningWith begin: [UInt8]?) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (begin == nil ? O_APPEND : O_TRUNC), 0o600)
    if descriptor < 0 { return nil }
    if let begin {
      buffer = begin
      flush()
    }
    if hasFailed { return nil }
  }

  deinit { close() }

  func close() {
    flush()
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  static func record(_ kind: Kind, _ bytes: [UInt8]) -> [UInt8] {
    var writer = JournalWriter()
    writer.add(UInt32(truncatingIfNeeded: bytes.count + 1))
    writer.add(kind.rawValue)
    return writer.bytes + bytes
  }

  private func append(_ kind: Kind, _ fill: (inout JournalWriter) -> Void) {
    var writer = JournalWriter()
    fill(&writer)
    buffer += Journal.record(kind, writer.bytes)
    if depth == 0 || buffer.count > 1 << 20 { flush() }
  }

  func beginBulk() { depth += 1 }

  func endBulk() {
    depth -= 1
    if depth == 0 { flush() }
  }

  private func flush() {
    var start = 0
    while start < buffer.count, descriptor >= 0 {
      let count = buffer.withUnsafeBytes { bytes in
        bytes.baseAddress.map { write(descriptor, $0 + start, bytes.count - start) } ?? 0
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        hasFailed = true
        break
      }
      start += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  // MARK: Records

  func created(_ type: Int32, _ id: ObjectID, _ given: GivenAttributes) {
    append(.create) { writer in
      writer.add(type)
      writer.add(id.rawValue)
      Journal.add(given, &writer)
    }
  }

  func removed(_ id: ObjectID) { append(.remove) { $0.add(id.rawValue) } }

  func set(_ id: ObjectID, _ attribute: UInt32, _ value: AttributeValue) {
    append(.set) { writer in
      writer.add(id.rawValue)
      writer.add(attribute)
      writer.add(value)
    }
  }

  func createdEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ count: UInt32, _ list: UnsafePointer<sai_attribute_t>?) {
    guard let info = ObjectInfo(type: type), let given = try? GivenAttributes(info, count, list) else { return }
    append(.createEntry) { writer in
      Journal.add(type, entry, info, &writer)
      Journal.add(given, &writer)
    }
  }

  func removedEntry(_ type: Int32, _ entry: UnsafeRawPointer) {
    guard let info = ObjectInfo(type: type) else { return }
    append(.removeEntry) { Journal.add(type, entry, info, &$0) }
  }

  func setEntry(_ type: Int32, _ entry: UnsafeRawPointer, _ attribute: UnsafePointer<sai_attribute_t>) {
    guard let info = ObjectInfo(type: type), let given = try? GivenAttributes(info, 1, attribute) else { return }
    append(.setEntry) { writer in
      Journal.add(type, entry, info, &writer)
      Journal.add(given, &writer)
    }
  }

  private static func add(_ type: Int32, _ entry: UnsafeRawPointer, _ info: ObjectInfo, _ writer: inout JournalWriter) {
    writer.add(type)
    writer.add(UnsafeRawBufferPointer(start: entry, count: info.entrySize))
  }

  private static func add(_ given: GivenAttributes, _ writer: inout JournalWriter) {
    writer.add(UInt32(truncatingIfNeeded: given.values.count))
    for entry in given.values {
      writer.add(entry.info.id)
      writer.add(entry.value)
    }
  }
}
