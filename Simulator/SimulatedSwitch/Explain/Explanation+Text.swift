public import SwitchModel

extension Explanation {
  /// The explanation for a terminal of 100 columns.
  ///
  /// - Parameter names: What rows are called, where the explanation was made without it.
  public func text(names: [RowKey: String] = [:]) -> String {
    var page = Page(names: Dictionary(names.map { ($0.key.description, $0.value) }, uniquingKeysWith: { first, _ in first }))
    page.line("\(input.port) receives \(input.summary)")
    page.line("  \(input.sourceMAC) > \(input.destinationMAC)")
    for stage in stages { page.stage(stage) }
    page.line("")
    if lookUpsNotTold > 0 { page.line("\(lookUpsNotTold) more look-ups are not told") }
    page.wrapped("\(verdict.rawValue): ", why + (reason.isEmpty ? "" : " (\(reason))"))
    for output in outputs { page.output(output) }
    page.timing(timing)
    return page.text
  }
}

/// Lines of text, wrapped.
private struct Page {
  static let columns = 100
  let names: [String: String]
  private(set) var text = ""

  init(names: [String: String]) { self.names = names }

  mutating func line(_ line: String) { text += line + "\n" }

  /// Words behind a label; further lines are set in under the first.
  mutating func wrapped(_ label: String, _ words: String) {
    var current = label
    let indent = String(repeating: " ", count: label.count)
    var isEmpty = true
    for word in words.split(separator: " ") {
      if !isEmpty, current.count + 1 + word.count > Page.columns {
        line(current)
        current = indent
        isEmpty = true
      }
      current += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    line(current)
  }

  mutating func stage(_ stage: Explanation.Stage) {
    let wait = stage.wait > 0 ? "waits \(stage.wait), " : ""
    let cycles = "\(wait)\(stage.service) cycles"
    line("")
    line(stage.name + String(repeating: " ", count: max(2, Page.columns - stage.name.count - cycles.count)) + cycles)
    for lookUp in stage.lookUps { self.lookUp(lookUp) }
  }

  private mutating func lookUp(_ lookUp: Explanation.LookUp) {
    var title = "  " + lookUp.table
    if let level = lookUp.level { title += " " + level }
    if let purpose = lookUp.purpose { title += ", " + purpose }
    if let stage = lookUp.lookedBackInto { title += " (in stage \(stage))" }
    title += lookUp.row.map { ": row \($0)" } ?? (lookUp.answer == .pivotDefault ? ": no entry, pivot's default" : ": no hit")
    line(title)
    wrapped("    key     ", fields(lookUp.key))
    if !lookUp.entry.isEmpty { wrapped("    entry   ", fields(lookUp.entry)) }
    if !lookUp.data.isEmpty { wrapped("    data    ", fields(lookUp.data)) }
    if let origin = lookUp.origin { wrapped("    from    ", self.origin(origin)) }
    if let miss = lookUp.nearestMiss { self.miss(miss) }
    wrapped("    so      ", lookUp.action)
  }

  private mutating func miss(_ miss: Explanation.Miss) {
    let bits = miss.differingBits == 1 ? "1 bit" : "\(miss.differingBits) bits"
    let whose = miss.origin.map { ", " + origin($0) } ?? ""
    wrapped("    missed  ", "by \(bits): row \(miss.row)\(whose)")
    for difference in miss.differences {
      wrapped("            ", "\(difference.field) is \(difference.packet), the entry has \(difference.entry) (bits 0x\(difference.bits))")
    }
  }

  private func fields(_ fields: [Explanation.FieldValue]) -> String {
    fields.map { "\($0.field) \($0.value)" }.joined(separator: ", ")
  }

  private func origin(_ origin: Explanation.Origin) -> String {
    let name = origin.name ?? names[origin.row] ?? origin.row
    if origin.isLearned { return "\(name), learned by the chip" }
    return "\(name), \(origin.source ?? "made by an API call")"
  }

  mutating func output(_ output: Explanation.Output) {
    if let frame = output.frame {
      wrapped("  \(output.port) sends ", frame.summary)
      line("    \(frame.sourceMAC) > \(frame.destinationMAC)")
    } else {
      wrapped("  \(output.port) sends nothing: ", output.why ?? "")
    }
  }

  mutating func timing(_ timing: Explanation.Timing) {
    let tenths = Int((timing.latencyNanoseconds * 10).rounded())
    let end = timing.firstBitOut == nil ? "to the end of the pipeline" : "to the first bit out"
    let queue = timing.queueing > 0 ? ", \(timing.queueing) of them behind other packets" : ""
    line("  \(timing.latency) cycles, \(tenths / 10).\(tenths % 10) ns, from the last bit in \(end)\(queue)")
  }
}
