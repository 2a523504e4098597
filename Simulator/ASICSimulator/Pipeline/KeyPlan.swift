import SwitchPlatform

/// Fields of a packet in fixed slots, and how a table's key is gathered from them.
///
/// Every field is a slot of 64 bits; an address takes two, the low half first.
enum Slot {
  static let sourceMAC = 0
  static let destinationMAC = 1
  static let etherType = 2
  static let ipProtocol = 3
  static let dscp = 4
  static let tcpFlags = 5
  static let l4SourcePort = 6
  static let l4DestinationPort = 7
  static let ipType = 8
  static let fragment = 9
  static let sourceIPLow = 10
  static let sourceIPHigh = 11
  static let destinationIPLow = 12
  static let destinationIPHigh = 13
  static let vlan = 14
  static let aclTables = 15
  static let inPort = 16
  static let ranges = 17
  static let count = 18

  /// The first slot of a key field, `nil` for a field that is not of the packet.
  static func of(_ field: Field) -> Int? {
    switch field {
    case .sourceMAC: sourceMAC
    case .destinationMAC: destinationMAC
    case .etherType: etherType
    case .ipProtocol: ipProtocol
    case .dscp: dscp
    case .tcpFlags: tcpFlags
    case .l4SourcePort: l4SourcePort
    case .l4DestinationPort: l4DestinationPort
    case .ipType: ipType
    case .fragment: fragment
    case .sourceIP, .sourceIPv4: sourceIPLow
    case .destinationIP, .destinationIPv4: destinationIPLow
    case .vlan: vlan
    case .inPort: inPort
    case .aclTables: aclTables
    case .ranges: ranges
    default: nil
    }
  }
}

/// How a ternary key is put together from the slots.
struct KeyPlan {
  /// Bits of a slot that go into one word of the key.
  private struct Part {
    var slot: Int
    /// In the slot.
    var mask: UInt64
    /// What they are multiplied by to stand in their place: a shift by a number from memory costs more. 0 where they go down.
    var up: UInt64
    var down: UInt64
    var word: Int
    /// No other part goes into the word behind it.
    var isLast = false
    /// The bytes of the key that it has bits of; see `BitSlicedIndex.wantedBytes`.
    var bytes: UInt64
  }

  private let parts: UnsafeMutablePointer<Part>
  private let count: Int
  let words: Int
  /// Those parts that some row cares about, and for which bytes they were chosen.
  private let wanted: UnsafeMutablePointer<Part>
  private let choice: UnsafeMutablePointer<(count: Int, bytes: UInt64)>

  /// - Returns: `nil` when the key has a field that no slot holds.
  init?(_ layout: RowLayout) {
    var parts: [Part] = []
    func add(_ slot: Int, from bit: Int, to offset: Int, _ width: Int) {
      guard width > 0 else { return }
      // As much as the word has room for; the rest goes into the next.
      let fits = min(width, 64 - (offset & 63))
      let mask: UInt64 = (fits == 64 ? ~0 : (1 << UInt64(fits)) - 1) << UInt64(bit)
      let up = (offset & 63) - bit
      let bytes: UInt64 = (offset / 8...(offset + fits - 1) / 8).reduce(0) { $0 | 1 << UInt64(min($1, 63)) }
      parts.append(
        Part(slot: slot, mask: mask, up: up >= 0 ? 1 << UInt64(up) : 0, down: UInt64(max(0, -up)), word: offset >> 6, bytes: bytes))
      add(slot, from: bit + fits, to: offset + fits, width - fits)
    }
    for place in layout.key {
      guard let slot = Slot.of(place.field) else { return nil }
      add(slot, from: 0, to: place.offset, min(64, place.width))
      add(slot + 1, from: 0, to: place.offset + 64, place.width - 64)
    }
    words = (layout.keyWidth + 63) / 64
    // A word into which nothing goes has a part of no bits.
    for word in 0..<words where !parts.contains(where: { $0.word == word }) {
      parts.append(Part(slot: 0, mask: 0, up: 1, down: 0, word: word, bytes: .max))
    }
    parts.sort { $0.word < $1.word }
    for index in parts.indices { parts[index].isLast = index + 1 == parts.count || parts[index + 1].word != parts[index].word }
    count = parts.count
    self.parts = .allocate(capacity: max(1, count))
    self.parts.initialize(from: parts, count: count)
    wanted = .allocate(capacity: max(1, count))
    wanted.initialize(from: parts, count: count)
    choice = .allocate(capacity: 1)
    choice.initialize(to: (count, .max))
  }

  func deallocate() {
    parts.deallocate()
    wanted.deallocate()
    choice.deallocate()
  }

  /// Fills the whole of `key`.
  @inline(__always)
  func gather(_ slots: UnsafePointer<UInt64>, into key: UnsafeMutablePointer<UInt64>) { gather(parts, count, slots, into: key) }

  /// Fills the bytes of `key` that are wanted; others may have what an earlier packet left.
  @inline(__always)
  func gather(_ bytes: UInt64, _ slots: UnsafePointer<UInt64>, into key: UnsafeMutablePointer<UInt64>) {
    if choice.pointee.bytes != bytes { choose(bytes) }
    gather(wanted, choice.pointee.count, slots, into: key)
  }

  private func choose(_ bytes: UInt64) {
    var number = 0
    for index in 0..<count where parts[index].bytes & bytes != 0 {
      wanted[number] = parts[index]
      wanted[number].isLast = true
      if number > 0, wanted[number - 1].word == parts[index].word { wanted[number - 1].isLast = false }
      number += 1
    }
    choice.pointee = (number, bytes)
  }

  /// A word is put together before it is stored: each part would wait for the one before to come back from memory.
  @inline(__always)
  private func gather(
    _ parts: UnsafePointer<Part>, _ count: Int, _ slots: UnsafePointer<UInt64>, into key: UnsafeMutablePointer<UInt64>
  ) {
    var word: UInt64 = 0
    for index in 0..<count {
      let part = parts + index
      let bits = slots[part.pointee.slot] & part.pointee.mask
      word |= part.pointee.up != 0 ? bits &* part.pointee.up : bits &>> part.pointee.down
      if part.pointee.isLast {
        key[part.pointee.word] = word
        word = 0
      }
    }
  }
}
