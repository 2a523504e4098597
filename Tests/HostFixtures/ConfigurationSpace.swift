import DeviceAccess

/// A function's configuration space as a device would have it, for dumps and trees that tests make.
public struct ConfigurationSpace: Sendable {
  public var address: String
  public var bytes = [UInt8](repeating: 0, count: 256)

  /// - Parameters:
  ///   - id: vendor and device, `14e4:b870`.
  ///   - classCode: 24 bits.
  public init(_ address: String, _ id: String, classCode: UInt32, revision: UInt8 = 0, subsystem: String? = nil, bars: [Int: UInt32] = [:])
  {
    self.address = address
    put(id, at: 0)
    bytes[8] = revision
    for shift in 0..<3 { bytes[9 + shift] = UInt8(truncatingIfNeeded: classCode >> UInt32(8 * shift)) }
    if let subsystem { put(subsystem, at: 0x2c) }
    for (number, value) in bars {
      for byte in 0..<4 { bytes[0x10 + 4 * number + byte] = UInt8(truncatingIfNeeded: value >> UInt32(8 * byte)) }
    }
  }

  /// A bridge to bus `secondary` and those up to `subordinate`.
  public static func bridge(_ address: String, _ id: String, to secondary: UInt8, upTo subordinate: UInt8? = nil) -> Self {
    var space = Self(address, id, classCode: 0x060400)
    space.bytes[0x0e] = 1
    space.bytes[0x18] = UInt8(address.suffix(7).prefix(2), radix: 16) ?? 0
    space.bytes[0x19] = secondary
    space.bytes[0x1a] = subordinate ?? secondary
    return space
  }

  private mutating func put(_ id: String, at offset: Int) {
    for (index, part) in id.split(separator: ":").enumerated() {
      let value = UInt16(part, radix: 16) ?? 0
      bytes[offset + 2 * index] = UInt8(truncatingIfNeeded: value)
      bytes[offset + 2 * index + 1] = UInt8(truncatingIfNeeded: value >> 8)
    }
  }

  /// As `lspci -xxx` prints it.
  public var dump: String {
    var lines = ["\(address) Class: a device"]
    for row in stride(from: 0, to: bytes.count, by: 16) {
      let words = bytes[row..<row + 16].map { Hexadecimal.text($0, digits: 2) }
      lines.append("\(Hexadecimal.text(row, digits: 2)): \(words.joined(separator: " "))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A switch: two root ports with the ASIC and a management NIC, and a PCIe switch with an FPGA behind it.
  public static let switchBox: [Self] = [
    Self("00:00.0", "8086:6f00", classCode: 0x060000),
    .bridge("00:01.0", "8086:6f02", to: 1), .bridge("00:02.0", "8086:6f04", to: 2), .bridge("00:03.0", "8086:6f08", to: 3, upTo: 5),
    Self("00:1f.3", "8086:8c22", classCode: 0x0c0500, bars: [4: 0xf001]),
    Self("01:00.0", "14e4:b870", classCode: 0x020000, revision: 1, subsystem: "14e4:b870", bars: [0: 0xa000_000c, 2: 0xa100_000c]),
    Self("02:00.0", "8086:1533", classCode: 0x020000, revision: 3, subsystem: "8086:0001", bars: [0: 0xfb00_0000, 2: 0xe001]),
    .bridge("03:00.0", "10b5:8605", to: 4, upTo: 5), .bridge("04:01.0", "10b5:8605", to: 5),
    Self("05:00.0", "10ee:7021", classCode: 0x058000, bars: [0: 0xfa00_0000])
  ]

  /// A switch with Marvell's CPU and packet processor: root ports of the SoC, an AlleyCat3 behind one, a SATA controller behind the other, all
  /// of them by the same vendor.
  public static let prestera: [Self] = [
    .bridge("00:01.0", "11ab:6820", to: 1), .bridge("00:02.0", "11ab:6820", to: 2),
    Self(
      "01:00.0", "11ab:c804", classCode: 0x020000, revision: 1, subsystem: "11ab:11ab",
      bars: [0: 0xf000_000c, 2: 0xe000_000c, 4: 0xf010_000c]),
    Self("02:00.0", "11ab:6121", classCode: 0x010185, revision: 0xb2, subsystem: "11ab:6121", bars: [5: 0xfb00_0000])
  ]

  /// QEMU's q35 with a rocker in slot 1.
  public static let q35: [Self] = [
    Self("00:00.0", "8086:29c0", classCode: 0x060000, subsystem: "1af4:1100"),
    Self("00:01.0", "1b36:0006", classCode: 0x028000, revision: 1, subsystem: "1af4:1100", bars: [0: 0xfebd_0000, 1: 0xfebd_2000]),
    .bridge("00:02.0", "1b36:000c", to: 1), Self("00:1f.0", "8086:2918", classCode: 0x060100, revision: 2, subsystem: "1af4:1100"),
    Self("00:1f.2", "8086:2922", classCode: 0x010601, revision: 2, subsystem: "1af4:1100", bars: [4: 0xc041, 5: 0xfebd_5000]),
    Self("00:1f.3", "8086:2930", classCode: 0x0c0500, revision: 2, subsystem: "1af4:1100", bars: [4: 0x0701]),
    Self("01:00.0", "1af4:1041", classCode: 0x020000, revision: 1, subsystem: "1af4:1100", bars: [1: 0xfe80_0000, 4: 0xfd00_000c])
  ]
}
