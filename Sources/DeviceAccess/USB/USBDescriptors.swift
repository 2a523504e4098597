/// A device's descriptors, read from their bytes (USB 2.0 §9.6). What is behind the standard parts of a descriptor, and descriptors of
/// other types, is stepped over.
public struct USBDescriptors: Hashable, Sendable {
  public let bytes: [UInt8]
  public let vendor: UInt16
  public let product: UInt16
  /// Of the device, in binary-coded decimal.
  public let release: UInt16
  public let deviceClass: UInt8
  /// All of all configurations, alternate settings included.
  public let interfaces: [Interface]

  public struct Interface: Hashable, Sendable {
    public var configuration: UInt8
    public var number: UInt8
    public var alternate: UInt8
    public var interfaceClass: UInt8
    public var endpoints: [Endpoint]

    /// A human interface device, which talks in reports.
    public var isHID: Bool { interfaceClass == 3 }
  }

  public struct Endpoint: Hashable, Sendable {
    public enum Kind: UInt8, Hashable, Sendable {
      case control, isochronous, bulk, interrupt
    }

    /// Bit 7: towards the host.
    public var address: UInt8
    public var kind: Kind
    /// - Unit: bytes.
    public var maximumPacket: Int

    public var isInput: Bool { address & 0x80 != 0 }
  }

  /// Why bytes are not descriptors.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 0.
    public var offset: Int
    public var message: String

    public init(offset: Int, message: String) {
      self.offset = offset
      self.message = message
    }

    public var description: String { "byte \(offset): \(message)" }
  }

  /// Most bytes that are read: 8 configurations of the greatest length there is.
  public static let limit = 18 + 8 * 65_535

  public init(_ bytes: [UInt8]) throws(Fault) {
    guard bytes.count >= 18, bytes[0] >= 18, bytes[1] == 1 else {
      throw Fault(offset: 0, message: "expected a device descriptor of 18 bytes")
    }
    guard bytes.count <= Self.limit else { throw Fault(offset: Self.limit, message: "is longer than \(Self.limit) bytes") }
    func word(_ offset: Int) -> UInt16 { UInt16(bytes[offset + 1]) << 8 | UInt16(bytes[offset]) }
    self.bytes = bytes
    deviceClass = bytes[4]
    (vendor, product, release) = (word(8), word(10), word(12))
    var interfaces: [Interface] = []
    var configuration: UInt8 = 0
    var offset = Int(bytes[0])
    while offset < bytes.count {
      let length = Int(bytes[offset])
      guard length >= 2, length <= bytes.count - offset else {
        throw Fault(offset: offset, message: "a descriptor of \(length) bytes, with \(bytes.count - offset) left")
      }
      switch bytes[offset + 1] {
      case 2 where length >= 9: configuration = bytes[offset + 5]
      case 4 where length >= 9:
        interfaces.append(
          Interface(
            configuration: configuration, number: bytes[offset + 2], alternate: bytes[offset + 3], interfaceClass: bytes[offset + 5],
            endpoints: []))
      case 5 where length >= 7:
        guard !interfaces.isEmpty else { throw Fault(offset: offset, message: "an endpoint before any interface") }
        interfaces[interfaces.count - 1].endpoints.append(
          Endpoint(
            address: bytes[offset + 2], kind: Endpoint.Kind(rawValue: bytes[offset + 3] & 3) ?? .control,
            maximumPacket: Int(word(offset + 4) & 0x7ff)))
      case 2, 4, 5: throw Fault(offset: offset, message: "a descriptor of type \(bytes[offset + 1]) with \(length) bytes is too short")
      default: break
      }
      offset += length
    }
    self.interfaces = interfaces
  }
}
