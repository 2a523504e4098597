/// The `devices:` section, and the references to devices that all others make.
extension BoardFileReader {
  /// What devices can be on without being in the file.
  static let roots = ["pci", "cpu", "usb", "platform"]

  /// I²C channels of multiplexers, by kind.
  private static let muxChannels = [
    "pca9540": 2, "pca9542": 2, "pca9543": 2, "pca9544": 4, "pca9545": 4, "pca9546": 4, "pca9547": 8, "pca9548": 8, "pca9846": 4,
    "pca9847": 8, "pca9848": 8, "pca9849": 4, "max7356": 8, "max7357": 8, "max7358": 8
  ]

  mutating func readDevices(_ section: MappingReader) {
    for (key, keyNode, value) in section.pairs where key != "src" && key != "source" {
      guard let names = RangeKey.names(key) else {
        findings.error("RNG01", at: keyNode.position, "'\(key)' has no range in its braces; expected such as sfp{1..32}")
        continue
      }
      for (index, (name, number)) in names.enumerated() {
        findings.isRepeating = index > 0
        let node = number.map { expand(value, ["n": $0]) } ?? value
        guard let reader = MappingReader(node, "device '\(name)'", findings) else { continue }
        let device = readDevice(reader, at: keyNode.position)
        if devices[name] != nil {
          findings.error("DEV05", at: keyNode.position, "device '\(name)' is in the file already")
        } else {
          devices[name] = device
        }
      }
      findings.isRepeating = false
    }
    checkDevices()
    for (key, _, value) in section.pairs {
      for (index, (name, number)) in (RangeKey.names(key) ?? []).enumerated() {
        findings.isRepeating = index > 0
        let node = number.map { expand(value, ["n": $0]) } ?? value
        for choice in node["select"]?.elements ?? [] { readPoint(choice, "'select' of device '\(name)'") }
      }
    }
    findings.isRepeating = false
  }

  private func readDevice(_ reader: MappingReader, at place: SourcePosition) -> Device {
    defer { reader.finish() }
    let kind = reader.text("kind") ?? ""
    let on = reader.text("on")
    let address = reader.has("addr") ? reader.integer("addr", in: 0...0x7f) : nil
    _ = reader.optionalText("idle")
    _ = reader.mapping("match", "'match' of \(reader.what)")
    _ = reader.optionalText("id")
    _ = reader.optionalText("bdf")
    let select = reader.list("select") ?? []
    var channels = BoardFileReader.muxChannels[kind]
    if reader.has("channels") { channels = reader.integer("channels", in: 1...1024) ?? channels }
    if let provides = reader.mapping("provides", "'provides' of \(reader.what)") {
      for (name, _, value) in provides.pairs {
        guard let count = provides.integer(value, name, in: 1...1024) else { continue }
        channels = max(channels ?? 0, count)
      }
    }
    let parts = (on ?? "").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    var channel: Int?
    if parts.count == 2, let text = parts.last {
      channel = Quantity.signed(text)
      if channel == nil || channel ?? 0 < 0 {
        findings.error(
          "REF10", at: reader.position("on"), "'on' of \(reader.what) is '\(on ?? "")'; expected device@channel, such as mux1@0")
      }
    }
    return Device(
      kind: kind, parent: on == nil ? nil : parts.first.map { String($0) }, channel: channel, address: address,
      select: select.map(BoardFileReader.canonical).joined(separator: ";"), channels: channels, place: place,
      parentPlace: reader.position("on"))
  }

  /// A node's values as text, to compare two.
  private static func canonical(_ node: Node) -> String {
    switch node.content {
    case .scalar(let text, _): text
    case .sequence(let elements): "[" + elements.map(canonical).joined(separator: ",") + "]"
    case .mapping(let pairs): "{" + pairs.map { canonical($0.key) + ":" + canonical($0.value) }.sorted().joined(separator: ",") + "}"
    }
  }

  /// Every device is on one that exists, on a channel it has, at an address of its own, and not on itself.
  private mutating func checkDevices() {
    var seen: [String: String] = [:]
    findings.isRepeating = true
    for (name, device) in devices.sorted(by: { ($0.value.place.line, $0.key) < ($1.value.place.line, $1.key) }) {
      guard let parent = device.parent else { continue }
      checkReference(parent, channel: device.channel, "'on' of device '\(name)'", at: device.parentPlace)
      if let address = device.address {
        let place = "\(parent)@\(device.channel.map(String.init) ?? "") \(address) \(device.select)"
        if let other = seen.updateValue(name, forKey: place) {
          findings.error(
            "I2C04", at: device.place,
            "device '\(name)' has address 0x\(String(address, radix: 16)) on \(parent), which device '\(other)' has")
        }
      }
      var step = parent
      var visited: Set<String> = [name]
      // No real bus has 64 devices between it and the CPU; the bound keeps a long chain from costing its square.
      while visited.count < 64, let next = devices[step], let above = next.parent {
        guard visited.insert(step).inserted else {
          if step == name { findings.error("I2C09", at: device.parentPlace, "device '\(name)' is on itself, by way of '\(parent)'") }
          break
        }
        step = above
      }
    }
    findings.isRepeating = false
  }

  /// A device that exists, on a channel that it has.
  func checkReference(_ name: String, channel: Int?, _ what: String, at place: SourcePosition) {
    guard let device = devices[name] else {
      if !BoardFileReader.roots.contains(name) {
        let suggestion = NearestName.suggestion(for: name, among: devices.keys.sorted() + BoardFileReader.roots)
        findings.error("REF10", at: place, "\(what) names device '\(name)', which is not in the file\(suggestion)")
      }
      return
    }
    guard let channel else { return }
    guard let channels = device.channels else {
      findings.error("I2C08", at: place, "\(what) names a channel of device '\(name)', which is no multiplexer")
      return
    }
    if channel >= channels {
      findings.error("I2C08", at: place, "\(what) names channel \(channel) of device '\(name)', which has 0…\(channels - 1)")
    }
  }

  /// A reference that is a text: `psu1`, `mux1@0`.
  func readReference(_ node: Node, _ what: String) {
    guard let text = node.text else {
      findings.error("TYP01", at: node.position, "\(what) is \(node.kindName); expected a device's name")
      return
    }
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let channel = parts.count == 2 ? parts.last.flatMap { Quantity.signed($0) } : nil
    if parts.count == 2, channel == nil {
      findings.error("REF10", at: node.position, "\(what) is '\(text)'; expected device@channel, such as mux1@0")
    }
    checkReference(parts.first.map { String($0) } ?? "", channel: channel, what, at: node.position)
  }

  /// A point: `{ dev, reg, bit | mask | range, invert, scale }` or `{ dev, attr, scale }`.
  func readPoint(_ node: Node, _ what: String) {
    guard let reader = MappingReader(node, what, findings) else { return }
    defer { reader.finish() }
    if let device = reader.required("dev") { readReference(device, "'dev' of \(what)") }
    let hasAttribute = reader.optionalText("attr") != nil
    if reader.has("reg") {
      _ = reader.integer("reg", in: 0...Int(Int32.max))
      if hasAttribute { findings.error("DEV07", at: reader.keyPosition("attr"), "\(what) has both 'reg' and 'attr'; expected one") }
    }
    if reader.has("bit") { _ = reader.integer("bit", in: 0...31) }
    for key in ["mask", "value", "after"] where reader.has(key) { _ = reader.integer(key, in: 0...Int(UInt32.max)) }
    if reader.has("bit"), reader.has("mask") {
      findings.error("DEV07", at: reader.keyPosition("mask"), "\(what) has both 'bit' and 'mask'; expected one")
    }
    if let range = reader.list("range") { checkRange(range, reader, "range", at: reader.position("range")) }
    _ = reader.bool("invert", default: false)
    if let scale = reader.optional("scale") { _ = decimal(scale, "scale", reader) }
  }

  /// Two ascending numbers.
  func checkRange(_ list: [Node], _ reader: MappingReader, _ name: String, at place: SourcePosition) {
    let values = list.map { decimal($0, name, reader) }
    guard values.count == 2, let low = values.first, let high = values.last else {
      findings.error("TYP01", at: place, "'\(name)' of \(reader.what) has \(list.count) numbers; expected two")
      return
    }
    if let low, let high, low > high {
      findings.error("FAN01", at: place, "'\(name)' of \(reader.what) falls; expected [low, high]")
    }
  }

  /// A number that need not be whole.
  func decimal(_ node: Node, _ name: String, _ reader: MappingReader) -> Double? {
    guard let node = reader.number(node, name) else { return nil }
    if case .scalar(let text, isQuoted: false) = node.content {
      if let value = Quantity.integer(text) { return Double(value) }
      if let value = Double(text), value.isFinite { return value }
    }
    let found = node.text.map { "'\($0.prefix(40))'" } ?? node.kindName
    findings.error("TYP01", at: node.position, "'\(name)' of \(reader.what) is \(found); expected a number")
    return nil
  }
}
