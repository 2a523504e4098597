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
  static let count = 16

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
    case .aclTables: aclTables
    default: nil
    }
  }
}

/// How a ternary key is put together from the slots.
struct KeyPlan {
  private struct Part {
    var slot: Int
    var offset: Int
    var width: Int
  }

  private let parts: UnsafeMutablePointer<Part>
  private let count: Int
  let words: Int

  /// - Returns: `nil` when the key has a field that no slot holds.
  init?(_ layout: RowLayout) {
    var parts: [Part] = []
    for place in layout.key {
      guard let slot = Slot.of(place.field) else { return nil }
      parts.append(Part(slot: slot, offset: place.offset, width: min(64, place.width)))
      if place.width > 64 { parts.append(Part(slot: slot + 1, offset: place.offset + 64, width: place.width - 64)) }
    }
    self.parts = .allocate(capacity: max(1, parts.count))
    for (index, part) in parts.enumerated() { (self.parts + index).initialize(to: part) }
    count = parts.count
    words = (layout.keyWidth + 63) / 64
  }

  func deallocate() { parts.deallocate() }

  /// Fills `key`, whose words are zeroed first.
  @inline(__always)
  func gather(_ slots: UnsafePointer<UInt64>, into key: UnsafeMutablePointer<UInt64>) {
    for word in 0..<words { key[word] = 0 }
    for index in 0..<count {
      let part = parts[index]
      RowBits.write(slots[part.slot], to: key, at: part.offset, width: part.width)
    }
  }
}
