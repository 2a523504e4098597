public import SwitchPlatform

/// A pin of a CPLD, or a group of them, that other elements name by its bus name.
///
/// Source: opx-sdi-sys, sdi_cpld_pin_group: the group's first register has its lowest bits; the others follow upwards or downwards.
public struct OPXPin: Sendable {
  public var element: XMLElement
  public var name: String
  public var register: Int
  public var lastRegister: Int
  /// The first bit of the first register.
  public var first: Int
  /// The last bit of the last register.
  public var last: Int
  public var isInverted: Bool

  /// - Returns: `nil` for another element, and for one without a name, or with numbers that are none.
  public init?(_ element: XMLElement) {
    guard let name = element["bus_name"], element.name.hasPrefix("sdi_cpld_pin") else { return nil }
    self.element = element
    self.name = name
    isInverted = element["polarity"] == "inverted"
    guard let register = element.integer("addr") ?? element.integer("start_addr") else { return nil }
    self.register = register
    lastRegister = element.integer("end_addr") ?? register
    guard let first = element.integer("offset") ?? element.integer("start_offset"), (0..<64).contains(first) else { return nil }
    self.first = first
    last = element.integer("end_offset") ?? first
    let span = lastRegister.subtractingReportingOverflow(register)
    guard (0..<64).contains(last), !span.overflow, abs(span.partialValue) < 16, (0...Int(Int32.max)).contains(register) else { return nil }
  }

  /// Bits of it that are in one register; `nil` where there are several registers.
  public var mask: Int? {
    guard register == lastRegister, last >= first else { return nil }
    return last - first >= 62 ? nil : ((1 << (last - first + 1)) - 1) << first
  }

  /// The register and the bit of one of its pins, counted from its first.
  ///
  /// - Returns: `nil` beyond its end.
  public func place(_ index: Int) -> (register: Int, bit: Int)? {
    guard (0..<128).contains(index) else { return nil }
    let bit = first + index
    let step = bit / 8
    if register == lastRegister { return bit <= last ? (register, bit) : nil }
    let place = lastRegister > register ? register + step : register - step
    let isInside = lastRegister > register ? place <= lastRegister : place >= lastRegister
    return isInside && (place != lastRegister || bit % 8 <= last) ? (place, bit % 8) : nil
  }
}

extension XMLElement {
  /// An attribute as a whole number, decimal or `0x…`.
  public func integer(_ name: String) -> Int? { self[name].flatMap { Node(.scalar($0, isQuoted: false), at: position).integer } }
}
