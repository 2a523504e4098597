import PlatformFormats
import SwitchPlatform

/// Points of a `pddf-device.json`, each bit given once: what a second signal says of a bit is left out and told.
struct PDDFPoints {
  private struct Register: Hashable {
    var device: String
    var reg: Int
  }

  /// Who uses bits, and for what.
  private struct Use {
    var bits: Int
    var what: String
  }

  private var readers: [Register: [Use]] = [:]
  private var writers: [Register: [Use]] = [:]
  private(set) var remarks: [String] = []

  enum Form {
    /// `attr_mask` is the number of a bit.
    case bit
    /// `attr_mask` is a mask.
    case mask
  }

  private static func number(_ node: Node, _ key: String) -> Int? { node[key]?.text.flatMap { SONiCNumber.parse($0) } }

  /// - Parameters:
  ///   - own: The device that has the attribute.
  ///   - what: `present of fan`: uses of one name share a bit.
  mutating func point(
    _ node: Node, _ form: Form, own: DeviceReference?, in devices: PDDFDevices, what: String, writes: Bool = false
  ) -> Point? {
    func drop(_ why: String) -> Point? {
      remarks.append("\(devices.pddf.file):\(node.position.line): '\(node["attr_name"]?.text ?? "")' is left out: \(why)")
      return nil
    }
    let type = node["attr_devtype"]?.text ?? ""
    let address = PDDFPoints.number(node, "attr_devaddr")
    var device = devices.reference(node["attr_devname"]?.text)
    if device == nil, let address {
      device = own.flatMap { devices.device($0)?.address == address ? $0 : nil } ?? devices.register(at: address)
    }
    if device == nil, address == nil { device = own }
    guard let device, let known = devices.device(device) else { return drop("no device has its register") }
    guard let offset = PDDFPoints.number(node, "attr_offset"), offset <= Int(Int32.max) else { return drop("it has no register") }
    if type == "gpio" {
      guard offset <= 63 else { return drop("line \(offset) is beyond 63") }
      return Point(device, bit: offset, invert: PDDFPoints.number(node, "attr_cmpval") == 0)
    }
    let base = type.contains("fpga") ? address ?? 0 : 0
    guard base <= Int(Int32.max) - offset else { return drop("its register is beyond 31 bits") }
    var point = Point(device, reg: base + offset)
    let width = known.registerWidth ?? 32
    let mask = PDDFPoints.number(node, "attr_mask")
    switch form {
    case .bit:
      guard let bit = mask, bit < min(width, 62) else { return drop("its bit is not said, or beyond the register") }
      point.bit = bit
    case .mask:
      if let mask, mask > 0, mask != 0xff || width != 8 {
        guard mask < 1 << min(width, 32) else { return drop("its mask is beyond the register") }
        if mask.nonzeroBitCount == 1 { point.bit = mask.trailingZeroBitCount } else { point.mask = mask }
      }
    }
    if point.bit != nil || point.mask != nil { point.invert = PDDFPoints.number(node, "attr_cmpval") == 0 }
    guard take(point, what, writes: writes) else { return drop("another signal has its bits") }
    return point
  }

  /// Whether a point's bits are nobody else's; they are this one's then.
  mutating func take(_ point: Point, _ what: String, writes: Bool) -> Bool {
    guard let reg = point.reg else { return true }
    let register = Register(device: point.dev.description, reg: reg)
    let bits = point.bit.map { 1 << $0 } ?? point.mask ?? Int.max
    if writes {
      guard !(writers[register] ?? []).contains(where: { $0.bits & bits != 0 && !($0.bits == bits && $0.what == what) }) else {
        return false
      }
      writers[register, default: []].append(Use(bits: bits, what: what))
    } else if point.bit != nil {
      guard !(readers[register] ?? []).contains(where: { $0.bits == bits && $0.what != what }) else { return false }
      readers[register, default: []].append(Use(bits: bits, what: what))
    }
    return true
  }
}
