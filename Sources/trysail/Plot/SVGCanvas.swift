/// An SVG picture as it is drawn: marks in the order in which they come, numbers without more digits than an eye sees.
struct SVGCanvas {
  let width: Double
  let height: Double
  private var marks: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Where a text stands to its point.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, title: String = "") {
    let shape = "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(width))\" height=\"\(number(height))\" fill=\"\(fill)\""
    marks.append(title.isEmpty ? shape + "/>" : shape + "><title>\(SVGCanvas.escaped(title))</title></rect>")
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String, width: Double = 1) {
    marks.append(
      "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" stroke=\"\(stroke)\" stroke-width=\"\(number(width))\"/>"
    )
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], stroke: String, width: Double = 1.5) {
    let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    marks.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke)\" stroke-width=\"\(number(width))\" stroke-linejoin=\"round\"/>")
  }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = 12, fill: String = "#333", isBold: Bool = false
  ) {
    marks.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\" font-size=\"\(number(size))\" fill=\"\(fill)\""
        + (isBold ? " font-weight=\"bold\"" : "") + ">\(SVGCanvas.escaped(text))</text>")
  }

  /// The file.
  var text: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
    viewBox="0 0 \(number(width)) \(number(height))" font-family="DejaVu Sans, Helvetica, Arial, sans-serif">
    <rect width="100%" height="100%" fill="#fff"/>
    \(marks.joined(separator: "\n"))
    </svg>

    """
  }

  private func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let tenths = (value * 10).rounded()
    if tenths.truncatingRemainder(dividingBy: 10) == 0 { return String(Int(tenths / 10)) }
    return "\(tenths < 0 ? "-" : "")\(Int(tenths.magnitude) / 10).\(Int(tenths.magnitude) % 10)"
  }

  static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
