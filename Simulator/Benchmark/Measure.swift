/// Runs `body` several times and gives the median of the seconds it took.
func medianSeconds(of runs: Int, _ body: () -> Void) -> Double { sortedSeconds(of: runs, body)[runs / 2] }

/// Runs `body` several times and gives the seconds that each took, the shortest first.
func sortedSeconds(of runs: Int, _ body: () -> Void) -> [Double] {
  let clock = ContinuousClock()
  var times: [Double] = []
  for _ in 0..<runs {
    let time = clock.measure(body)
    times.append(Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
  }
  return times.sorted()
}

func decimal(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let rounded = Int((value * scale).rounded())
  guard digits > 0 else { return grouped(rounded) }
  let rest = String(rounded % Int(scale))
  return grouped(rounded / Int(scale)) + "." + String(repeating: "0", count: digits - rest.count) + rest
}

func grouped(_ value: Int) -> String {
  var text = String(value)
  var index = text.count - 3
  while index > 0 {
    text.insert(",", at: text.index(text.startIndex, offsetBy: index))
    index -= 3
  }
  return text
}
