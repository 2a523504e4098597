import ASICDriver
import ASICSimulator
import SwitchModel
import SwitchPlatform

/// The fields of a key that say how others are to be read.
struct FieldContext {
  var ipType: UInt64?
  var ipProtocol: UInt64?
  /// Whose tables the bits of `aclTables` are.
  var stage = ACLTable.Stage.ingress

  static let none = FieldContext()

  private init() {}

  /// - Parameters:
  ///   - masked: Whether a row is read, whose fields may not be compared at all.
  ///   - other: What stands for those.
  init(_ words: [UInt64], _ layout: RowLayout, _ role: TableRole, masked: Bool = false, else other: FieldContext? = nil) {
    stage = role == .aclEgress ? .egress : .ingress
    func read(_ field: Field) -> UInt64? {
      guard let place = layout.keyPlace(field) else { return nil }
      if masked, let maskOffset = layout.maskOffset {
        guard let mask = RowValue(words, offset: maskOffset + place.offset, width: place.width), !mask.isZero else { return nil }
      }
      return RowValue(words, place)?.low
    }
    ipType = read(.ipType) ?? other?.ipType
    ipProtocol = read(.ipProtocol) ?? other?.ipProtocol
  }
}

// Values as a person writes them.
extension ExplanationDraft {
  func text(_ value: RowValue, _ field: Field, _ context: FieldContext) -> String {
    let number = value.low
    switch field {
    case .mac, .sourceMAC, .destinationMAC: return MACAddress(bits: number).description
    case .ipv4, .sourceIPv4, .destinationIPv4: return IPAddress(v4: UInt32(truncatingIfNeeded: number)).description
    case .ipv6: return IPAddress(v6: value.high, number).description
    case .sourceIP, .destinationIP:
      if context.ipType == 2 { return IPAddress(v6: value.high, number).description }
      if context.ipType == 1 { return IPAddress(v4: UInt32(truncatingIfNeeded: number)).description }
      return value.isZero ? "none" : "0x" + hexadecimal(value)
    case .etherType: return "0x" + padded(number, 4) + named(number, [0x0800: "IPv4", 0x0806: "ARP", 0x86dd: "IPv6", 0x8100: "VLAN"])
    case .ipProtocol: return "\(number)" + named(number, [1: "ICMP", 6: "TCP", 17: "UDP", 47: "GRE", 58: "ICMPv6"])
    case .ipType: return ["non-IP", "IPv4", "IPv6", "ARP"][Int(number & 3)]
    case .tcpFlags: return "0x" + padded(number, 2) + flags(number)
    case .l4SourcePort:
      return context.ipProtocol == 1 || context.ipProtocol == 58 ? "ICMP type \(number >> 8) code \(number & 0xff)" : "\(number)"
    case .aclTables: return aclTables(number, context.stage)
    case .ingressACLTables, .ingressACLParallel: return aclTables(number, .ingress)
    case .egressACLTables, .egressACLParallel: return aclTables(number, .egress)
    case .fragment, .enabled, .learn, .dropUntagged, .dropTagged, .collects, .hasSubPorts, .valid, .isStatic, .hit, .ipv4Enabled,
      .ipv6Enabled, .counted, .metered, .colorAware, .dropsGreen, .dropsYellow, .dropsRed:
      return number == 1 ? "yes" : "no"
    case .port, .inPort: return logicalPortName(Int(truncatingIfNeeded: number))
    case .interface:
      guard number != 0 else { return "none" }
      return labelled(number, owner.driver.origin(role: .routerInterface, row: Int(truncatingIfNeeded: number)))
    case .virtualRouter:
      return labelled(number, owner.driver.virtualRouter(ofChip: Int(truncatingIfNeeded: number)).map { .virtualRouter($0) })
    case .nextHop: return labelled(number, owner.driver.origin(role: .nextHop, row: Int(truncatingIfNeeded: number)))
    case .destinationKind:
      switch DestinationKind(rawValue: number) {
      case DestinationKind.none?: return "none"
      case .nextHop: return "nextHop"
      case .nextHopGroup: return "nextHopGroup"
      case .cpu: return "cpu"
      case .drop: return "drop"
      case .port: return "port"
      case nil: return "\(number), which is nothing"
      }
    case .interfaceKind:
      switch InterfaceKind(rawValue: number) {
      case .port: return "port"
      case .vlan: return "VLAN"
      case .subPort: return "sub-port"
      case nil: return "\(number), which is nothing"
      }
    case .lag: return number == 0 ? "none" : logicalPortName(owner.platform.asic.firstLAG + Int(truncatingIfNeeded: number) - 1)
    case .spanningTree:
      guard number != 0 else { return "none" }
      return labelled(number, owner.driver.origin(role: .spanningTree, row: Int(truncatingIfNeeded: number) - 1))
    case .action: return ACLActionCode(rawValue: number).map { "\($0)" } ?? "\(number), which is nothing"
    case .meter: return labelled(number, owner.driver.origin(role: .meter, row: Int(truncatingIfNeeded: number)))
    case .meterMode: return number == MeterModeCode.twoRates.rawValue ? "two rates" : "single rate"
    case .meterUnit: return number == MeterUnitCode.bytes.rawValue ? "bytes" : "packets"
    case .speed: return number.isMultiple(of: 1000) ? "\(number / 1000) Gb/s" : "\(number) Mb/s"
    default: return "\(number)"
    }
  }

  /// A value of which only some bits are compared.
  func text(_ value: RowValue, mask: RowValue, _ place: RowLayout.Place, _ context: FieldContext) -> String {
    let width = place.width
    if mask.bitCount == width { return text(value, place.field, context) }
    switch place.field {
    case .aclTables: return aclTables(value.low & mask.low, context.stage)
    case .tcpFlags: return "0x\(padded(value.low, 2))/0x\(padded(mask.low, 2))\(flags(value.low))"
    case .sourceIP, .destinationIP, .sourceIPv4, .destinationIPv4, .ipv4, .ipv6:
      // An IPv4 address in a field for both families has the lowest 32 bits.
      let bits = context.ipType == 1 ? 32 : width
      if let length = prefixLength(mask, bits) {
        let address = text(value, place.field, context)
        return length == bits ? address : "\(address)/\(length)"
      }
    case .l4SourcePort, .l4DestinationPort:
      let isICMP = place.field == .l4SourcePort && (context.ipProtocol == 1 || context.ipProtocol == 58)
      if isICMP {
        if mask.low == 0xff00 { return "ICMP type \(value.low >> 8)" }
      } else if prefixLength(mask, width) != nil {
        return "\(value.low)-\(value.low | ~mask.low & 0xffff)"
      }
    default: break
    }
    return "0x\(hexadecimal(value))/0x\(hexadecimal(mask))"
  }

  /// The number of leading ones, where a mask is nothing else.
  private func prefixLength(_ mask: RowValue, _ width: Int) -> Int? {
    let count = mask.bitCount
    for bit in 0..<width {
      let isSet = bit < 64 ? mask.low >> UInt64(bit) & 1 == 1 : mask.high >> UInt64(bit - 64) & 1 == 1
      if isSet != (bit >= width - count) { return nil }
    }
    return count
  }

  func destination(_ number: UInt64, _ kind: DestinationKind?) -> String {
    let row = Int(truncatingIfNeeded: number)
    switch kind {
    case .nextHop: return labelled(number, owner.driver.origin(role: .nextHop, row: row))
    case .nextHopGroup: return labelled(number, owner.driver.origin(role: .nextHopGroup, row: row))
    case .port: return logicalPortName(row)
    case .cpu: return number == 0 ? "0 (an address of the switch)" : "\(number) (a connected host to be resolved)"
    case DestinationKind.none?, .drop, nil: return "\(number)"
    }
  }

  func ports(_ numbers: [Int]) -> String { numbers.isEmpty ? "none" : numbers.map(chipPortName).joined(separator: " ") }

  private func aclTables(_ bits: UInt64, _ stage: ACLTable.Stage) -> String {
    let names = (0..<64).filter { bits >> UInt64($0) & 1 == 1 }.map { bit in
      owner.driver.aclTable(ofBit: bit, stage).map { label(of: .aclTable($0)) } ?? "bit \(bit)"
    }
    return names.isEmpty ? "none" : names.joined(separator: " ")
  }

  private func flags(_ bits: UInt64) -> String {
    let names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]
    let set = names.indices.filter { bits >> UInt64($0) & 1 == 1 }.map { names[$0] }
    return set.isEmpty ? "" : " (\(set.joined(separator: " ")))"
  }

  private func labelled(_ number: UInt64, _ key: RowKey?) -> String { key.map { "\(number) (\(label(of: $0)))" } ?? "\(number)" }

  private func named(_ number: UInt64, _ names: [UInt64: String]) -> String { names[number].map { " (\($0))" } ?? "" }

  private func padded(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  func hexadecimal(_ value: RowValue) -> String {
    value.high == 0 ? String(value.low, radix: 16) : String(value.high, radix: 16) + padded(value.low, 16)
  }
}
