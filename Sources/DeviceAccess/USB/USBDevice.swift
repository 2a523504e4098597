/// A USB device as it was found on a host, or stood in a record of one.
public struct USBDevice: Hashable, Sendable {
  /// From 1.
  public var bus: Int
  /// The ports from the root hub down to the device; empty: the root hub.
  public var ports: [Int]
  /// The device's descriptor and those of its configurations, as the device has them.
  public var descriptors: USBDescriptors
  public var manufacturer: String?
  public var product: String?

  public init(bus: Int, ports: [Int], descriptors: USBDescriptors, manufacturer: String? = nil, product: String? = nil) {
    self.bus = bus
    self.ports = ports
    self.descriptors = descriptors
    self.manufacturer = manufacturer
    self.product = product
  }

  /// As the kernel calls it: `1-2.3`; a root hub is `usb1`.
  public var name: String { ports.isEmpty ? "usb\(bus)" : "\(bus)-" + ports.map(String.init).joined(separator: ".") }

  /// `10c4:ea90`.
  public var identity: String { "\(Hexadecimal.text(descriptors.vendor, digits: 4)):\(Hexadecimal.text(descriptors.product, digits: 4))" }

  /// Reads `1-2.3` or `usb1`.
  public static func place(_ name: some StringProtocol) -> (bus: Int, ports: [Int])? {
    func number(_ text: some StringProtocol) -> Int? {
      text.utf8.count <= 3 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
    if name.hasPrefix("usb") { return number(name.dropFirst(3)).map { ($0, []) } }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let bus = number(parts[0]) else { return nil }
    let ports = parts[1].split(separator: ".", omittingEmptySubsequences: false).map { number($0) }
    guard !ports.contains(nil), ports.count <= 7 else { return nil }
    return (bus, ports.compactMap { $0 })
  }
}
