/// A range of values on a line of a picture, with ticks at round numbers.
struct PlotAxis {
  /// Values at the line's ends.
  let low: Double
  let high: Double
  /// Places of the line's ends.
  let from: Double
  let to: Double

  /// - Parameter isWhole: Ticks stand at whole numbers only.
  init(_ values: ClosedRange<Double>, from: Double, to: Double) {
    low = values.lowerBound
    high = values.upperBound > values.lowerBound ? values.upperBound : values.lowerBound + 1
    self.from = from
    self.to = to
  }

  /// Where a value is.
  func place(_ value: Double) -> Double { from + (value - low) / (high - low) * (to - from) }

  /// About `count` round values between the ends.
  func ticks(_ count: Int = 6) -> [Double] {
    let step = PlotAxis.roundStep((high - low) / Double(max(1, count)))
    guard step > 0, step.isFinite else { return [low] }
    var ticks: [Double] = []
    var tick = (low / step).rounded(.up) * step
    while tick <= high + step * 1e-9, ticks.count < 100 {
      ticks.append(tick)
      tick += step
    }
    return ticks
  }

  /// The next of 1, 2, 5, 10, … above.
  static func roundStep(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value { power /= 10 }
    for factor in [1.0, 2, 5, 10] where power * factor >= value * (1 - 1e-12) { return power * factor }
    return power * 10
  }

  /// A tick's text: `1,200`, `0.5`, `12M`.
  static func label(_ value: Double) -> String {
    let size = value.magnitude
    if size >= 1e9 { return trimmed(value / 1e9) + "G" }
    if size >= 1e6 { return trimmed(value / 1e6) + "M" }
    if size >= 1e4 { return trimmed(value / 1e3) + "k" }
    return trimmed(value)
  }

  private static func trimmed(_ value: Double) -> String {
    var text = value.decimals(value.magnitude < 1 ? 3 : 2)
    if text.contains(".") {
      while text.last == "0" { text.removeLast() }
      if text.last == "." { text.removeLast() }
    }
    return text
  }
}
