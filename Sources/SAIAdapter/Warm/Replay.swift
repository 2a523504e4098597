import CSAI
import Foundation

// From a journal back to objects.
extension SAISwitch {
  /// Before the switch has any object: takes the ids that the last process had handed out by then.
  ///
  /// - Returns: the journal's bytes, and where its records begin.
  static func openReplay(_ profile: Profile, _ register: IDRegister) throws(SAIStatus) -> (bytes: [UInt8], start: Int)? {
    guard profile.bootType != .cold else { return nil }
    guard let file = profile.readFile else {
      throw Profile.fault("SAI_BOOT_TYPE asks for a warm restart, and SAI_WARM_BOOT_READ_FILE names no file")
    }
    guard let data = FileManager.default.contents(atPath: file) else { throw Profile.failure("\(file): cannot be read") }
    let bytes = [UInt8](data)
    guard bytes.starts(with: Journal.magic) else { throw Profile.failure("\(file): is no journal of this library") }
    let start = Journal.magic.count
    guard let (kind, body, next) = nextRecord(bytes, start), kind == .ids else { throw Profile.failure("\(file): has no ids") }
    var reader = JournalReader(bytes, body)
    while !reader.isAtEnd {
      guard let type = reader.number(Int32.self), let number = reader.number(UInt64.self) else { throw Profile.failure("\(file): is damaged") }
      register.set(type, number)
    }
    return (bytes, next)
  }

  private static func nextRecord(_ bytes: [UInt8], _ position: Int) -> (kind: Journal.Kind, body: Range<Int>, next: Int)? {
    var reader = JournalReader(bytes, position..<bytes.count)
    guard let length = reader.number(UInt32.self), length >= 1, Int(length) <= bytes.count - reader.position,
      let raw = reader.number(UInt8.self), let kind = Journal.Kind(rawValue: raw)
    else { return nil }
    let end = reader.position + Int(length) - 1
    return (kind, reader.position..<end, end)
  }

  /// Makes every call of the journal once more.
  ///
  /// - Returns: where the last whole record ends.
  func replay(_ bytes: [UInt8], from start: Int) throws(SAIStatus) -> Int {
    var position = start
    var number = 0
    while let (kind, body, next) = SAISwitch.nextRecord(bytes, position) {
      number += 1
      var reader = JournalReader(bytes, body)
      do throws(SAIStatus) {
        try replay(kind, &reader)
      } catch { throw Profile.failure("the journal's record \(number) (\(kind)) cannot be made again: status \(error.code)") }
      position = next
    }
    return position
  }

  private func replay(_ kind: Journal.Kind, _ reader: inout JournalReader) throws(SAIStatus) {
    switch kind {
    case .ids: break
    case .create:
      guard let type = reader.number(Int32.self), let raw = reader.number(UInt64.self), let info = ObjectInfo(type: type),
        let given = attributes(info, &reader)
      else { throw .failure }
      forcedID = ObjectID(raw)
      defer { forcedID = nil }
      try create(type, given)
    case .remove:
      guard let raw = reader.number(UInt64.self) else { throw .failure }
      try remove(ObjectID(raw).type, ObjectID(raw))
    case .set:
      guard let raw = reader.number(UInt64.self), let attribute = reader.number(UInt32.self), let value = reader.value(),
        let info = ObjectInfo(type: ObjectID(raw).type)?.attribute(attribute)
      else { throw .failure }
      if case .pointer = value { return }
      try set(ObjectID(raw).type, ObjectID(raw), info, value)
    case .createEntry, .removeEntry, .setEntry:
      guard let type = reader.number(Int32.self), let entry = reader.raw(), let info = ObjectInfo(type: type), entry.count == info.entrySize
      else { throw .failure }
      var given = GivenAttributes([])
      if kind != .removeEntry {
        guard let read = attributes(info, &reader) else { throw .failure }
        given = read
      }
      try withEntry(entry) { place throws(SAIStatus) in
        switch kind {
        case .createEntry: try createEntry(type, place, given)
        case .removeEntry: try removeEntry(type, place)
        default:
          guard let change = given.values.first else { throw .failure }
          try setEntry(type, place, change.info, change.value)
        }
      }
    }
  }

  private func withEntry(_ bytes: [UInt8], _ body: (UnsafeRawPointer) throws(SAIStatus) -> Void) throws(SAIStatus) {
    let place = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 8, alignment: 8)
    defer { place.deallocate() }
    place.copyBytes(from: bytes)
    guard let start = place.baseAddress else { throw .failure }
    try body(UnsafeRawPointer(start))
  }

  private func attributes(_ info: ObjectInfo, _ reader: inout JournalReader) -> GivenAttributes? {
    guard let count = reader.number(UInt32.self) else { return nil }
    var values: [(info: AttributeInfo, value: AttributeValue)] = []
    for _ in 0..<count {
      guard let id = reader.number(UInt32.self), let attribute = info.attribute(id), let value = reader.value() else { return nil }
      values.append((attribute, value))
    }
    return GivenAttributes(values)
  }

  /// Begins a journal, or goes on with the one that was replayed.
  func openJournal(_ ids: [(Int32, UInt64)], replayed: (bytes: [UInt8], end: Int)?) throws(SAIStatus) {
    guard let file = profile.writeFile else { return }
    var begin = Journal.magic
    if let replayed {
      begin = Array(replayed.bytes[..<replayed.end])
    } else {
      var writer = JournalWriter()
      for (type, number) in ids {
        writer.add(type)
        writer.add(number)
      }
      begin += Journal.record(.ids, writer.bytes)
    }
    guard let opened = Journal(file, beginningWith: begin) else { throw Profile.failure("\(file): cannot be written") }
    journal = opened
  }
}
