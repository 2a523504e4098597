public import SwitchModel

extension Explanation {
  /// The explanation for a terminal of 100 columns.
  ///
  /// - Parameter names: What rows are called, where the explanation was made without it.
  public func text(names: [RowKey: String] = [:]) -> String {
    var page = Page(names: Dictionary(names.map { ($0.key.description, $0.value) }, uniquingKeysWith: { first, _ in first }))
    page.line("\(input.port) receives \(input.summary)")
    page.stations(input)
    var rest = stages[...]
    while let stage = rest.first {
      let idle = rest.prefix { $0.lookUps.isEmpty }
      if idle.isEmpty { page.stage(stage) } else { page.idle(idle) }
      rest = rest.dropFirst(max(1, idle.count))
    }
    page.line("")
    if lookUpsNotTold > 0 { page.line("\(lookUpsNotTold) more look-ups are not told") }
    page.wrapped("\(verdict.rawValue): ", why + (reason.isEmpty ? "" : " (\(reason))"))
    if sawPartialUpdate == true { page.line("it came while tables were being written: some rows it met were new already, others not yet") }
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

  mutating func stations(_ frame: Explanation.Frame, indent: String = "  ") {
    if let source = frame.sourceMAC, let destination = frame.destinationMAC { line("\(indent)\(source) > \(destination)") }
  }

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
    head(stage.name, [stage])
    for lookUp in stage.lookUps { self.lookUp(lookUp) }
  }

  /// Stages that the packet only passed.
  mutating func idle(_ stages: ArraySlice<Explanation.Stage>) {
    let names = stages.map(\.name).joined(separator: ", ")
    let isLong = names.count > Page.columns - 16
    head(isLong ? "\(stages.first?.name ?? "") … \(stages.last?.name ?? "")" : names, stages)
  }

  /// Stages' names on the left, their cycles on the right.
  private mutating func head(_ title: String, _ stages: some Collection<Explanation.Stage>) {
    let wait = stages.reduce(0) { $0 + $1.wait }
    let cycles = (wait > 0 ? "waits \(wait), " : "") + "\(stages.reduce(0) { $0 + $1.service }) cycles"
    line("")
    line(title + String(repeating: " ", count: max(2, Page.columns - title.count - cycles.count)) + cycles)
  }

  private mutating func lookUp(_ lookUp: Explanation.LookUp) {
    var title = "  " + lookUp.table
    if let level = lookUp.level { title += " " + level }
    if let purpose = lookUp.purpose { title += ", " + purpose }
    if let stage = lookUp.lookedBackInto { title += " (in stage \(stage))" }
    if let index = lookUp.key.first, index.field == "index" {
      line(title + ": row \(index.value)")
    } else {
      line(title + (lookUp.row.map { ": row \($0)" } ?? (lookUp.answer == .pivotDefault ? ": no entry, the pivot's default" : ": no hit")))
      wrapped("    key     ", fields(lookUp.key))
    }
    if !lookUp.entry.isEmpty { wrapped("    entry   ", fields(lookUp.entry)) }
    if !lookUp.data.isEmpty { wrapped("    data    ", fields(lookUp.data)) }
    if let origin = lookUp.origin { wrapped("    from    ", self.origin(origin)) }
    // Beside a hit, what else is in a hash bucket says nothing.
    if let miss = lookUp.nearestMiss, lookUp.row == nil || !lookUp.entry.isEmpty { self.miss(miss) }
    if let shadowed = lookUp.shadowed {
      wrapped("    behind  ", "row \(shadowed.row)" + (shadowed.origin.map { ", " + origin($0) } ?? "") + ", would have matched too")
    }
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
      wrapped("  \(output.port) \(output.why == nil ? "sends" : "gets") ", frame.summary)
      stations(frame, indent: "    ")
    } else {
      wrapped("  \(output.port) sends nothing: ", output.why ?? "")
    }
  }

  mutating func timing(_ timing: Explanation.Timing) {
    let tenths = Int((timing.latencyNanoseconds * 10).rounded())
    let start = timing.isCutThrough ? "first" : "last"
    let end = timing.firstBitOut == nil ? "the end of the pipeline" : "the first bit out"
    line("  \(timing.latency) cycles, \(tenths / 10).\(tenths % 10) ns, from the \(start) bit in to \(end):")
    let came = timing.isCutThrough ? timing.firstBitIn : timing.lastBitIn
    var parts = ["MAC in \(timing.pipelineIn - came)", "pipeline \(timing.pipelineOut - timing.pipelineIn)"]
    if let left = timing.firstBitOut {
      parts.append("behind other packets \(timing.queueing)")
      parts.append("queue and MAC out \(left - timing.pipelineOut - timing.queueing)")
    }
    line("    " + parts.joined(separator: ", "))
  }
}
