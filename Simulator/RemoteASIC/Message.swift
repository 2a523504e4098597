/// A message in the making.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []
  var isEmpty: Bool { bytes.isEmpty }
  var count: Int { bytes.count }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  mutating func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  mutating func append(bytes more: [UInt8]) { bytes.append(contentsOf: more) }
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
  mutating func append(words: UnsafeBufferPointer<UInt32>) {
    #if _endian(little)
      bytes.append(contentsOf: UnsafeRawBufferPointer(words))
    #else
      for word in words { append(word) }
    #endif
  }

  /// Room for a header that `finish` fills in.
  mutating func begin() { bytes = [UInt8](repeating: 0, count: RemoteProtocol.headerBytes) }

  mutating func finish(kind: UInt16, sequence: UInt32) {
    var header = MessageWriter()
    header.append(UInt32(truncatingIfNeeded: bytes.count - RemoteProtocol.headerBytes))
    header.append(kind)
    header.append(UInt16(0))
    header.append(sequence)
    bytes.replaceSubrange(0..<RemoteProtocol.headerBytes, with: header.bytes)
  }
}

/// A message that somebody else made: every read is checked.
struct MessageReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var remaining: Int { bytes.count - offset }

  /// - Returns: `nil` when there are not so many bytes.
  mutating func next<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T? {
    guard remaining >= MemoryLayout<T>.size else { return nil }
    defer { offset += MemoryLayout<T>.size }
    return T(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  mutating func bytes(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= remaining else { return nil }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }
}

struct MessageHeader {
  var length: Int
  var kind: UInt16
  var sequence: UInt32

  init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = MessageReader(bytes)
    guard let length = reader.next(UInt32.self), let kind = reader.next(UInt16.self), reader.next(UInt16.self) != nil,
      let sequence = reader.next(UInt32.self)
    else { return nil }
    self.length = Int(length)
    self.kind = kind
    self.sequence = sequence
  }
}
