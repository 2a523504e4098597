/// Something that is read or written: a register's bits, or an attribute of a device's driver.
public struct Point: Hashable, Sendable {
  public var dev: DeviceReference
  /// The register; `nil`: the device as a whole, or the attribute.
  public var reg: Int?
  /// The driver's attribute, such as `temp1_input`.
  public var attribute: String?
  public var bit: Int?
  public var mask: Int?
  /// What is written, of a `select`.
  public var value: Int?
  /// What is written when the access is over.
  public var after: Int?
  /// Raw values that it takes.
  public var range: ClosedRange<Double>?
  /// A set bit means no.
  public var invert = false
  /// Raw value × scale is the value in its unit. Default: 1.
  public var scale: Double?
  public var source: String?
  public var origin = Origin()

  public init(
    _ dev: DeviceReference, reg: Int? = nil, bit: Int? = nil, mask: Int? = nil, attribute: String? = nil, invert: Bool = false,
    scale: Double? = nil
  ) {
    self.dev = dev
    self.reg = reg
    self.bit = bit
    self.mask = mask
    self.attribute = attribute
    self.invert = invert
    self.scale = scale
  }
}
