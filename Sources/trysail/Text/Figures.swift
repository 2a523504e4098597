// Numbers as people read them. No locale: the same text everywhere.

extension BinaryInteger {
  /// With commas between thousands.
  var grouped: String {
    var digits = Array(String(magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (self < 0 ? "-" : "") + String(digits)
  }
}

extension Double {
  /// With so many decimals, and commas between thousands.
  func decimals(_ count: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return "-" }
    var factor: Int64 = 1
    for _ in 0..<count { factor *= 10 }
    let scaled = Int64((magnitude * Double(factor)).rounded())
    let fraction = String(scaled % factor)
    let sign = self < 0 && scaled > 0 ? "-" : ""
    if count == 0 { return sign + scaled.grouped }
    return "\(sign)\((scaled / factor).grouped)." + String(repeating: "0", count: count - fraction.count) + fraction
  }

  /// A share (0…1) in percent.
  var percent: String {
    if self > 0, self < 0.0005 { return "<0.1 %" }
    return "\((self * 100).decimals(1)) %"
  }

  /// Seconds, in the unit that suits.
  var duration: String {
    if self >= 1 { return "\(decimals(2)) s" }
    if self >= 1e-3 { return "\((self * 1e3).decimals(1)) ms" }
    if self >= 1e-6 { return "\((self * 1e6).decimals(1)) µs" }
    return "\((self * 1e9).decimals(0)) ns"
  }
}

/// `1 packet`, `2 packets`.
func counted(_ number: some BinaryInteger, _ noun: String) -> String { "\(number.grouped) \(noun)\(number == 1 ? "" : "s")" }

/// A bar of `width` places for a share (0…1); anything above 0 shows.
func bar(_ share: Double, width: Int) -> String {
  let eighths = share > 0 ? max(1, Int((min(1, share) * Double(width * 8)).rounded())) : 0
  let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
  return String(repeating: "█", count: eighths / 8) + partial
}
