import SwitchModel

/// Bytes of a journal record, little-endian.
struct JournalWriter {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }

  mutating func add(_ raw: UnsafeRawBufferPointer) {
    add(UInt32(truncatingIfNeeded: raw.count))
    bytes.append(contentsOf: raw)
  }

  mutating func add(_ address: IPAddress) {
    add(address.family.rawValue)
    add(address.high)
    add(address.low)
  }

  mutating func add(_ value: AttributeValue) {
    switch value {
    case .bool(let flag):
      add(UInt8(0))
      add(UInt8(flag ? 1 : 0))
    case .number(let number):
      add(UInt8(1))
      add(number)
    case .text(let text):
      add(UInt8(2))
      text.withUnsafeBytes { add($0) }
    // An address of the process that is gone means nothing to the next one.
    case .pointer: add(UInt8(3))
    case .mac(let mac):
      add(UInt8(4))
      add(mac.bits)
    case .address(let address):
      add(UInt8(5))
      add(address)
    case .prefix(let prefix):
      add(UInt8(6))
      add(prefix.address)
      add(prefix.length)
    case .object(let id):
      add(UInt8(7))
      add(id.rawValue)
    case .objects(let ids):
      add(UInt8(8))
      add(UInt32(truncatingIfNeeded: ids.count))
      for id in ids { add(id.rawValue) }
    case .numbers(let numbers):
      add(UInt8(9))
      add(UInt32(truncatingIfNeeded: numbers.count))
      for number in numbers { add(number) }
    case .range(let low, let high):
      add(UInt8(10))
      add(low)
      add(high)
    case .disabled: add(UInt8(11))
    case .field(let data, let mask):
      add(UInt8(mask == nil ? 12 : 13))
      add(data)
      if let mask { add(mask) }
    case .action(let parameter):
      add(UInt8(14))
      add(parameter)
    case .aclCapability, .aclResources: add(UInt8(11))  // read-only: never written by a caller
    }
  }
}

/// Reads what `JournalWriter` wrote; `nil` for bytes that it did not write.
struct JournalReader {
  private let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  mutating func number<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value? {
    let size = MemoryLayout<Value>.size
    guard end - position >= size else { return nil }
    defer { position += size }
    return bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: position, as: Value.self)) }
  }

  mutating func raw() -> [UInt8]? {
    guard let count = number(UInt32.self), Int(count) <= end - position else { return nil }
    defer { position += Int(count) }
    return Array(bytes[position..<position + Int(count)])
  }

  private mutating func address() -> IPAddress? {
    guard let family = number(UInt8.self), let high = number(UInt64.self), let low = number(UInt64.self) else { return nil }
    switch IPFamily(rawValue: family) {
    case .v4: return IPAddress(v4: UInt32(truncatingIfNeeded: high >> 32))
    case .v6: return IPAddress(v6: high, low)
    case nil: return nil
    }
  }

  private mutating func list<Element>(_ read: (inout JournalReader) -> Element?) -> [Element]? {
    guard let count = number(UInt32.self), Int(count) <= end - position else { return nil }
    var list: [Element] = []
    for _ in 0..<count {
      guard let element = read(&self) else { return nil }
      list.append(element)
    }
    return list
  }

  /// - Parameter depth: ACL fields and actions hold a value, which holds none.
  mutating func value(depth: Int = 0) -> AttributeValue? {
    guard depth < 3, let tag = number(UInt8.self) else { return nil }
    switch tag {
    case 0: return number(UInt8.self).map { .bool($0 != 0) }
    case 1: return number(Int64.self).map { .number($0) }
    case 2: return raw().map { .text($0) }
    case 3: return .pointer(0)
    case 4: return number(UInt64.self).map { .mac(MACAddress(bits: $0)) }
    case 5: return address().map { .address($0) }
    case 6:
      guard let address = address(), let length = number(UInt8.self) else { return nil }
      return IPPrefix(address, length: length).map { .prefix($0) }
    case 7: return number(UInt64.self).map { .object(ObjectID($0)) }
    case 8: return list { $0.number(UInt64.self).map { ObjectID($0) } }.map { .objects($0) }
    case 9: return list { $0.number(Int64.self) }.map { .numbers($0) }
    case 10:
      guard let low = number(Int64.self), let high = number(Int64.self) else { return nil }
      return .range(low, high)
    case 11: return .disabled
    case 12: return value(depth: depth + 1).map { .field(data: $0, mask: nil) }
    case 13:
      guard let data = value(depth: depth + 1), let mask = value(depth: depth + 1) else { return nil }
      return .field(data: data, mask: mask)
    case 14: return value(depth: depth + 1).map { .action($0) }
    default: return nil
    }
  }
}
