/// A front panel as SVG: cage outlines by kind, filled by the speed of the default profile, with a legend.
struct FrontPanelDrawing {
  let board: BoardDescription

  /// Colours by speed, slow to fast.
  ///
  /// - Unit: Mb/s.
  private static let colors: [(speed: UInt32, color: String)] = [
    (0, "#9aa4ad"), (10, "#b7c4cf"), (1000, "#7fb2d6"), (2500, "#5b8fd0"), (5000, "#5a6fd0"), (10000, "#5fbf8f"), (25000, "#8fc24e"),
    (40000, "#d8c33f"), (50000, "#e0a93a"), (100_000, "#e8833a"), (200_000, "#dd5f4b"), (400_000, "#c9457a"), (800_000, "#9c4bb5"),
    (1_600_000, "#6b4bc0")
  ]

  static func color(_ speed: UInt32) -> String { colors.last { $0.speed <= speed }?.color ?? "#9aa4ad" }

  /// The drawing; `nil` for a board without a front panel.
  var svg: String? {
    let panel = FrontPanel(board.cages)
    guard !panel.places.isEmpty else { return nil }
    let speeds = portSpeeds
    let used = Set(panel.places.map { speeds[$0.cage.number] ?? 0 }).sorted()
    let legendWidth = 110
    let perLine = max(1, (panel.width - 20) / legendWidth)
    let legendHeight = (used.count + perLine - 1) / perLine * 20 + 14
    let (width, height) = (panel.width + 24, panel.height + legendHeight + 16)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" "
        + "font-family=\"sans-serif\">",
      "<title>\(escaped("\(board.platform.vendor) \(board.platform.product)")), front</title>",
      "<rect width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
      "<g transform=\"translate(12 8)\">",
      "<rect width=\"\(panel.width)\" height=\"\(panel.height)\" rx=\"4\" fill=\"#2f353b\" stroke=\"#14181b\" stroke-width=\"2\"/>"
    ]
    lines += face(panel)
    for place in panel.places { lines += outline(place, FrontPanelDrawing.color(speeds[place.cage.number] ?? 0)) }
    for (index, speed) in used.enumerated() {
      let (x, y) = (10 + index % perLine * legendWidth, panel.height + 12 + index / perLine * 20)
      lines.append("<rect x=\"\(x)\" y=\"\(y)\" width=\"14\" height=\"12\" rx=\"2\" fill=\"\(FrontPanelDrawing.color(speed))\"/>")
      let text = speed == 0 ? "not in use" : BoardPages.speed(speed)
      lines.append("<text x=\"\(x + 20)\" y=\"\(y + 11)\" font-size=\"12\" fill=\"#22272b\">\(text)</text>")
    }
    lines += ["</g>", "</svg>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The fastest port of each cage in the default profile; of a broken-out cage all ports together.
  private var portSpeeds: [Int: UInt32] {
    guard let profile = board.defaultProfile else { return [:] }
    var speeds: [Int: UInt32] = [:]
    for port in board.ports(of: profile) { speeds[port.cage] = max(speeds[port.cage] ?? 0, port.speed) }
    return speeds
  }

  /// Name, lights, console: what is left of the ports.
  private func face(_ panel: FrontPanel) -> [String] {
    let name = String(board.platform.product.prefix(40))
    var lines = [
      "<text x=\"10\" y=\"17\" font-size=\"11\" fill=\"#e6e9eb\" font-weight=\"bold\">\(escaped(name))</text>"
    ]
    let names = board.leds.isEmpty ? ["PWR"] : board.leds.prefix(6).map { String($0.name.uppercased().prefix(5)) }
    for (index, name) in names.enumerated() {
      let (x, y) = (14 + index % 2 * 34, 34 + index / 2 * 14)
      lines.append("<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"#6fdc8c\"/>")
      lines.append("<text x=\"\(x + 6)\" y=\"\(y + 3)\" font-size=\"7\" fill=\"#c5ccd1\">\(escaped(name))</text>")
    }
    if board.platform.console != nil, names.count <= 2 {
      lines.append("<rect x=\"12\" y=\"46\" width=\"28\" height=\"22\" rx=\"2\" fill=\"#59636b\" stroke=\"#0e1113\"/>")
      lines.append("<text x=\"26\" y=\"60\" font-size=\"8\" fill=\"#e6e9eb\" text-anchor=\"middle\">CON</text>")
    }
    return lines
  }

  private func outline(_ place: FrontPanel.Place, _ color: String) -> [String] {
    let (x, y, width, height) = (place.x, place.y, place.width, place.height)
    let title = "<title>\(escaped("\(place.cage.label): \(place.cage.kind.rawValue)"))</title>"
    var lines = ["<g>", title]
    let shell = "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"2\" fill=\"\(color)\" stroke=\"#0e1113\"/>"
    lines.append(shell)
    switch place.cage.kind {
    case .rj45:
      // The notch of the latch, and the contacts.
      let middle = x + width / 2
      lines.append("<path d=\"M\(middle - 6) \(y + height) v-5 h3 v-3 h6 v3 h3 v5 z\" fill=\"#2f353b\"/>")
      for index in 0..<8 {
        lines.append("<rect x=\"\(x + 5 + index * 2)\" y=\"\(y + 2)\" width=\"1\" height=\"4\" fill=\"#0e1113\" opacity=\"0.55\"/>")
      }
    case .osfp, .osfpXD:
      for index in 0..<5 {
        lines.append("<rect x=\"\(x + 6 + index * 8)\" y=\"\(y + 3)\" width=\"4\" height=\"3\" fill=\"#0e1113\" opacity=\"0.45\"/>")
      }
      lines.append(slot(x + 3, y + height - 6, width - 6))
    case .qsfp, .qsfp28, .qsfp56: lines.append(slot(x + 4, y + height - 6, width - 8))
    case .qsfpDD, .sfpDD:
      // Two rows of contacts.
      lines.append(slot(x + 4, y + height - 5, width - 8))
      lines.append(slot(x + 4, y + height - 9, width - 8))
    default: lines.append(slot(x + 4, y + height - 6, width - 8))
    }
    let label = String(place.cage.label.prefix(6))
    let size = label.count > 4 ? 7 : label.count > 2 ? 9 : 11
    let baseline = place.cage.kind == .rj45 ? y + height / 2 + 3 : y + height / 2 + 1
    lines.append(
      "<text x=\"\(x + width / 2)\" y=\"\(baseline)\" font-size=\"\(size)\" fill=\"#14181b\" text-anchor=\"middle\">\(escaped(label))</text>"
    )
    lines.append("</g>")
    return lines
  }

  private func slot(_ x: Int, _ y: Int, _ width: Int) -> String {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"3\" rx=\"1\" fill=\"#0e1113\" opacity=\"0.55\"/>"
  }

  private func escaped(_ text: String) -> String { BoardPages.escaped(text) }
}
