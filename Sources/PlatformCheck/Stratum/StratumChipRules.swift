import PlatformFormats
import SwitchPlatform

/// `base_bcm_chassis_map.pb.txt`: ports of the chips, and how their lanes are wired.
enum StratumChipRules {
  static func check(_ document: TreeDocument, into report: Report) {
    for map in document.root.all("bcm_chassis_maps") {
      let ports = map.all("bcm_ports")
      StratumCheck.once(ports, document, report, "LAN02", place: "logical_port") { node in
        node["logical_port"]?.text.map {
          "logical port \($0) of unit \(node["unit"]?.text ?? "0"), slot \(node["slot"]?.text ?? "0")" + alternative(node)
        }
      }
      for port in ports { lanes(port, document, report) }
    }
  }

  /// The same port may be listed for each speed that it can be split to.
  private static func alternative(_ node: Node) -> String {
    " (\(node["speed_bps"]?.text ?? "?") bit/s, channel \(node["channel"]?.text ?? "0"))"
  }

  /// SRD01: a lane map is a digit for each lane of the core; each of 0…3 once.
  private static func lanes(_ port: Node, _ document: TreeDocument, _ report: Report) {
    for key in ["tx_lane_map", "rx_lane_map"] {
      guard let node = port[key], let value = node.integer, value > 0, value <= 0xffff else { continue }
      var seen = 0
      for nibble in 0..<4 {
        let lane = (value >> (4 * nibble)) & 0xf
        guard lane < 4, seen >> lane & 1 == 0 else {
          report.error(
            "SRD01", document.file, at: node.position,
            "'\(key)' of port \(port["port"]?.text ?? "") is \(node.text ?? ""): lane \(lane) is \(lane < 4 ? "wired twice" : "none of 0…3")"
          )
          break
        }
        seen |= 1 << lane
      }
    }
  }
}
