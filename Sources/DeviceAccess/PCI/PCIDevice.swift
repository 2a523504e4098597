/// A PCI function as it was found on a host, or stood in a dump of one.
public struct PCIDevice: Hashable, Sendable, Codable {
  public var address: PCIAddress
  public var identity: PCIIdentity
  /// Base class, subclass and programming interface: 0x020000 is an Ethernet controller.
  public var classCode: UInt32
  public var revision: UInt8
  /// Those the device uses.
  public var bars: [PCIBAR]
  /// `nil`: not a bridge.
  public var bridge: PCIBridge?
  /// The kernel's driver; `nil`: none, or not known.
  public var driver: String?
  /// `nil`: not known.
  public var numaNode: Int?
  public var iommuGroup: Int?
  public var configuration: PCIConfiguration

  public init(
    address: PCIAddress, identity: PCIIdentity, classCode: UInt32, revision: UInt8, bars: [PCIBAR] = [], bridge: PCIBridge? = nil,
    driver: String? = nil, numaNode: Int? = nil, iommuGroup: Int? = nil, configuration: PCIConfiguration = PCIConfiguration([])
  ) {
    self.address = address
    self.identity = identity
    self.classCode = classCode
    self.revision = revision
    self.bars = bars
    self.bridge = bridge
    self.driver = driver
    self.numaNode = numaNode
    self.iommuGroup = iommuGroup
    self.configuration = configuration
  }
}

public struct PCIIdentity: Hashable, Sendable, Codable {
  public var vendor: UInt16
  public var device: UInt16
  /// `nil`: the function has none.
  public var subsystemVendor: UInt16?
  public var subsystem: UInt16?

  public init(vendor: UInt16, device: UInt16, subsystemVendor: UInt16? = nil, subsystem: UInt16? = nil) {
    self.vendor = vendor
    self.device = device
    self.subsystemVendor = subsystemVendor
    self.subsystem = subsystem
  }

  /// `14e4:b870`.
  public var text: String { "\(Hexadecimal.text(vendor, digits: 4)):\(Hexadecimal.text(device, digits: 4))" }

  public var subsystemText: String? {
    guard let subsystemVendor, let subsystem else { return nil }
    return "\(Hexadecimal.text(subsystemVendor, digits: 4)):\(Hexadecimal.text(subsystem, digits: 4))"
  }
}

/// A base address register: where the host sees registers or memory of the device.
public struct PCIBAR: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable {
    case ports
    case memory32
    case memory64
  }

  /// 0…5; a 64-bit one takes this and the next.
  public var number: Int
  public var kind: Kind
  public var isPrefetchable: Bool
  /// 0: not assigned.
  public var address: UInt64
  /// - Unit: bytes; `nil`: not known, as in dumps.
  public var size: UInt64?

  public init(number: Int, kind: Kind, isPrefetchable: Bool, address: UInt64, size: UInt64?) {
    self.number = number
    self.kind = kind
    self.isPrefetchable = isPrefetchable
    self.address = address
    self.size = size
  }
}

/// The buses a bridge joins.
public struct PCIBridge: Hashable, Sendable, Codable {
  /// The bus it is on.
  public var primary: UInt8
  /// The bus behind it.
  public var secondary: UInt8
  /// The last of the buses behind it.
  public var subordinate: UInt8

  public init(primary: UInt8, secondary: UInt8, subordinate: UInt8) {
    self.primary = primary
    self.secondary = secondary
    self.subordinate = subordinate
  }
}

/// The first bytes of a function's configuration space, as many as could be read: 64, 256 or 4096.
public struct PCIConfiguration: Hashable, Sendable {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public func byte(_ offset: Int) -> UInt8? { bytes.indices.contains(offset) ? bytes[offset] : nil }

  public func word(_ offset: Int) -> UInt16? {
    guard let low = byte(offset), let high = byte(offset + 1) else { return nil }
    return UInt16(high) << 8 | UInt16(low)
  }

  /// 0 an endpoint's, 1 a PCI bridge's, 2 a CardBus bridge's.
  public var headerType: UInt8? { byte(0x0e).map { $0 & 0x7f } }

  public var bridge: PCIBridge? {
    guard headerType == 1, let primary = byte(0x18), let secondary = byte(0x19), let subordinate = byte(0x1a) else { return nil }
    return PCIBridge(primary: primary, secondary: secondary, subordinate: subordinate)
  }
}

/// As one text of hexadecimal digits.
extension PCIConfiguration: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let digits = Array(try container.decode(String.self).utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard index + 1 < digits.count, let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected pairs of hexadecimal digits")
      }
      bytes.append(byte)
    }
    self.init(bytes)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes.map { Hexadecimal.text($0, digits: 2) }.joined())
  }
}
