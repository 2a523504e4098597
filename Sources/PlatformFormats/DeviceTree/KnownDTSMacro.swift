/// Macros of OpenWrt's device trees whose definitions stand in a file that is not beside the tree.
///
/// - Source: OpenWrt target/linux/realtek/dts/macros.dtsi, rtl838x.dtsi, rtl839x.dtsi, rtl930x.dtsi: names, parameters and what they make.
enum KnownDTSMacro {
  private enum Parameter {
    /// The number of the port or PHY.
    case number
    /// The PHY's address, where it is not the number.
    case address
    case label, mode, serdes, cage, ledSet
  }

  private enum Makes { case port, cagePort, phy, cagePHY, label, nothing }

  private static func parameters(_ name: String, _ count: Int) -> (Makes, [Parameter])? {
    switch (name, count) {
    case ("SWITCH_PORT", 3): (.port, [.number, .label, .mode])
    case ("SWITCH_PORT_SDS", 4): (.port, [.number, .label, .serdes, .mode])
    case ("SWITCH_PORT_LED", 5): (.port, [.number, .label, .serdes, .ledSet, .mode])
    // Lights of a port that is there already.
    case ("SWITCH_PORT_LED", 4): (.nothing, [])
    case ("SWITCH_SFP_PORT", 3): (.cagePort, [.number, .label, .mode])
    case ("SWITCH_PORT_LABEL", 1): (.label, [.label])
    case ("INTERNAL_PHY", 1), ("EXTERNAL_PHY", 1): (.phy, [.number])
    case ("INTERNAL_PHY_SDS", 2): (.phy, [.number, .serdes])
    case ("PHY_C22", 2), ("PHY_C45", 2): (.phy, [.number, .address])
    case ("EXTERNAL_SFP_PHY", 1): (.cagePHY, [.number])
    case ("EXTERNAL_SFP_PHY_FULL", 2): (.cagePHY, [.number, .cage])
    default: nil
    }
  }

  /// Whether a name may be one of them.
  static func isKnown(_ name: String) -> Bool { names.contains(name) }

  private static let names: Set<String> = [
    "SWITCH_PORT", "SWITCH_PORT_SDS", "SWITCH_PORT_LED", "SWITCH_SFP_PORT", "SWITCH_PORT_LABEL", "INTERNAL_PHY", "EXTERNAL_PHY",
    "INTERNAL_PHY_SDS", "PHY_C22", "PHY_C45", "EXTERNAL_SFP_PHY", "EXTERNAL_SFP_PHY_FULL"
  ]

  /// What one makes; `nil`: there is none of this name with so many arguments, or an argument is no word.
  static func text(_ name: String, _ arguments: [String]) -> String? {
    guard let (makes, parameters) = parameters(name, arguments.count),
      arguments.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { DTSExpression.isWord($0) || $0 == UInt8(ascii: "-") } })
    else { return nil }
    var values: [Parameter: String] = [:]
    for (parameter, argument) in zip(parameters, arguments) { values[parameter] = argument }
    let number = values[.number] ?? ""
    let sfp = values[.cage].map { "sfp = <&sfp\($0)>; " } ?? ""
    switch makes {
    case .port, .cagePort:
      let pcs = values[.serdes].map { "pcs-handle = <&serdes\($0)>; " } ?? ""
      let link = makes == .cagePort ? "fixed-link { speed = <1000>; full-duplex; }; " : ""
      return "port\(number): port@\(number) { reg = <\(number)>; label = \"lan\(values[.label] ?? "")\"; phy-handle = <&phy\(number)>; "
        + "\(pcs)phy-mode = \"\(values[.mode] ?? "")\"; \(link)};"
    case .phy, .cagePHY:
      let address = values[.address] ?? number
      let fibre = makes == .cagePHY && sfp.isEmpty ? "sfp; " : sfp
      return "phy\(number): ethernet-phy@\(address) { reg = <\(address)>; \(fibre)};"
    case .label: return "\"lan\(values[.label] ?? "")\""
    case .nothing: return ""
    }
  }
}
