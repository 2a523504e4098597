import ASICSimulator
import SwitchModel
import SwitchPlatform

// What a meter made of the packet.
extension ExplanationDraft {
  func meter(_ lookUp: TracedLookUp, _ row: RowReader) -> String {
    guard let color = color(lookUp) else { return "" }
    let rates = row[.meterMode] == MeterModeCode.twoRates.rawValue
    let why =
      switch color {
      case .green: "within the committed rate"
      case .yellow: rates ? "above the committed rate, within the peak rate" : "above the committed rate, within the excess size"
      case .red: rates ? "above the peak rate" : "above the committed rate and the excess size"
      }
    return "\(color), \(why): " + (drops(color, row) ? "dropped" : "goes on")
  }

  /// The policer that dropped the packet, and the colour for which it did.
  var policed: String {
    for lookUp in trace.lookUps.reversed() {
      guard let table = table(lookUp), table.role == .meter, let color = color(lookUp),
        drops(color, RowReader(words: lookUp.row, layout: table.layout))
      else { continue }
      let policer = key(.meter, 0, Int(lookUp.access.row)).map { names[$0] ?? $0.description } ?? "a policer"
      return "it is \(color) to \(policer), which drops that"
    }
    return DropReason.policer.sentence
  }

  /// A meter's look-up is kept with the colour that it gave.
  private func color(_ lookUp: TracedLookUp) -> PacketColor? {
    lookUp.key.count > 1 ? UInt8(exactly: lookUp.key[1]).flatMap { PacketColor(rawValue: $0) } : nil
  }

  private func drops(_ color: PacketColor, _ row: RowReader) -> Bool {
    switch color {
    case .green: row[.dropsGreen] == 1
    case .yellow: row[.dropsYellow] == 1
    case .red: row[.dropsRed] == 1
    }
  }
}
