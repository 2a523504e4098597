/// A picture with two axes: bars, lines, or bars that lie.
struct Plot {
  var title: String
  /// What the axes count, with units.
  var xTitle: String
  var yTitle: String

  /// A line through points.
  struct Series {
    var name: String
    var points: [(x: Double, y: Double)]
  }

  /// A bar from one value of x to another.
  struct Bar {
    var from: Double
    var to: Double
    var height: Double
    var name: String
  }

  static let width = 860.0
  static let colors = ["#0b6e99", "#d9730d", "#0f7b6c", "#ad1a72", "#6940a5", "#b8860b", "#e03e3e", "#4a4a4a"]
  /// Lines beyond which no more are drawn.
  static let maximumSeries = 8

  /// Bars side by side: a histogram.
  func histogram(_ bars: [Bar]) -> String {
    var canvas = SVGCanvas(width: Plot.width, height: 420)
    let low = bars.map(\.from).min() ?? 0
    let high = bars.map(\.to).max() ?? 1
    let (x, y) = axes(&canvas, x: low...max(low, high), y: 0...(bars.map(\.height).max() ?? 1))
    for bar in bars where bar.height > 0 {
      let (left, right) = (x.place(bar.from), x.place(bar.to))
      // One that is rare shows too.
      let top = min(y.place(bar.height), y.from - 1)
      canvas.rectangle(left, top, max(1, right - left - 0.5), y.from - top, fill: Plot.colors[0], title: bar.name)
    }
    return canvas.text
  }

  /// Lines in one picture, as steps: a value holds until the next.
  func lines(_ series: [Series]) -> String {
    var canvas = SVGCanvas(width: Plot.width, height: 420)
    let shown = series.prefix(Plot.maximumSeries)
    let xs = shown.flatMap { $0.points.map(\.x) }
    let top = shown.flatMap { $0.points.map(\.y) }.max() ?? 0
    let (x, y) = axes(&canvas, x: (xs.min() ?? 0)...(xs.max() ?? 1), y: 0...max(1, top), margin: 190)
    for (number, series) in shown.enumerated() {
      let color = Plot.colors[number % Plot.colors.count]
      var steps: [(x: Double, y: Double)] = []
      for point in series.points {
        let place = (x: x.place(point.x), y: y.place(point.y))
        if let last = steps.last { steps.append((x: place.x, y: last.y)) }
        steps.append(place)
      }
      canvas.polyline(steps, stroke: color)
      let row = 68 + Double(number) * 16
      canvas.rectangle(Plot.width - 180, row - 9, 10, 10, fill: color)
      canvas.text(series.name, Plot.width - 164, row)
    }
    if series.count > shown.count {
      canvas.text("and \(series.count - shown.count) more", Plot.width - 164, 68 + Double(shown.count) * 16, fill: "#888")
    }
    return canvas.text
  }

  /// Shares (0…1) as bars that lie, one under the other, of one or two parts.
  func shares(_ rows: [(name: String, share: Double, note: String)]) -> String {
    let height = 70 + Double(rows.count) * 22
    var canvas = SVGCanvas(width: Plot.width, height: height)
    canvas.text(title, 16, 26, size: 15, isBold: true)
    let x = PlotAxis(0...1, from: 180, to: Plot.width - 130)
    for tick in [0.0, 0.25, 0.5, 0.75, 1] {
      canvas.line(x.place(tick), 40, x.place(tick), height - 26, stroke: "#e4e4e4")
      canvas.text("\(Int(tick * 100)) %", x.place(tick), height - 10, anchor: .middle, size: 11, fill: "#666")
    }
    for (number, row) in rows.enumerated() {
      let top = 46 + Double(number) * 22
      canvas.text(row.name, 172, top + 12, anchor: .end)
      let share = min(1, max(0, row.share))
      canvas.rectangle(x.from, top, max(share > 0 ? 1 : 0, x.place(share) - x.from), 15, fill: Plot.colors[0], title: row.note)
      canvas.text(row.note, x.place(share) + 6, top + 12, size: 11, fill: "#555")
    }
    return canvas.text
  }

  private func axes(_ canvas: inout SVGCanvas, x: ClosedRange<Double>, y: ClosedRange<Double>, margin: Double = 24) -> (
    x: PlotAxis, y: PlotAxis
  ) {
    let horizontal = PlotAxis(x, from: 76, to: Plot.width - margin)
    let step = PlotAxis.roundStep((y.upperBound - y.lowerBound) / 6)
    let top = step > 0 ? (y.upperBound / step).rounded(.up) * step : 1
    let vertical = PlotAxis(0...top, from: 364, to: 60)
    canvas.text(title, 16, 26, size: 15, isBold: true)
    for tick in vertical.ticks() {
      canvas.line(horizontal.from, vertical.place(tick), horizontal.to, vertical.place(tick), stroke: "#e4e4e4")
      canvas.text(PlotAxis.label(tick), horizontal.from - 8, vertical.place(tick) + 4, anchor: .end, size: 11, fill: "#666")
    }
    for tick in horizontal.ticks(8) {
      canvas.line(horizontal.place(tick), vertical.from, horizontal.place(tick), vertical.from + 5, stroke: "#999")
      canvas.text(PlotAxis.label(tick), horizontal.place(tick), vertical.from + 20, anchor: .middle, size: 11, fill: "#666")
    }
    canvas.line(horizontal.from, vertical.from, horizontal.to, vertical.from, stroke: "#999")
    canvas.text(xTitle, (horizontal.from + horizontal.to) / 2, 408, anchor: .middle, fill: "#555")
    canvas.text(yTitle, 16, 42, size: 11, fill: "#555")
    return (horizontal, vertical)
  }
}
