public import DeviceAccess
import Foundation
public import SwitchPlatform

/// What is known of a host but for PCI, as a JSON file; PCI functions are in a file as `lspci` prints them, beside it.
///
///     { "schema": "switch-evidence/1", "dmi": { "product_name": "…" }, "compatible": [ "…" ], "model": "…", "onie": "…",
///       "i2c": [ { "number": 0, "name": "…" } ],
///       "usb": [ { "port": "1-2", "descriptors": "1201…", "manufacturer": "…", "product": "…" } ] }
///
/// A key that is absent says that nobody could look. Serial numbers are not kept.
public enum Evidence {
  public static let schema = "switch-evidence/1"
  /// The files of a folder of evidence.
  public static let lspciName = "lspci.txt"
  public static let factsName = "evidence.json"

  // MARK: Writing

  private struct Record: Encodable {
    struct Adapter: Encodable {
      var number: Int
      var name: String
    }
    struct Device: Encodable {
      var port: String
      var id: String
      var descriptors: String
      var manufacturer: String?
      var product: String?
    }
    var schema: String
    var dmi: [String: String]?
    var compatible: [String]?
    var model: String?
    var onie: String?
    var i2c: [Adapter]?
    var usb: [Device]?
  }

  public static func text(_ facts: MachineFacts) -> String {
    let record = Record(
      schema: schema, dmi: facts.dmi, compatible: facts.compatible, model: facts.model, onie: facts.onie,
      i2c: facts.i2c?.map { .init(number: $0.number, name: $0.name) },
      usb: facts.usb?.map { device in
        .init(
          port: device.name, id: device.identity,
          descriptors: device.descriptors.bytes.map { Hexadecimal.text($0, digits: 2) }.joined(), manufacturer: device.manufacturer,
          product: device.product)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Texts and whole numbers always encode.
    guard let data = try? encoder.encode(record) else { return "{}\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  // MARK: Reading

  /// Bytes of a file that is read.
  public static let limit = 16 << 20

  /// - Returns: the facts, without those that are wrong, and what is wrong.
  public static func read(bytes: [UInt8], file: String) -> (facts: MachineFacts, diagnostics: [Diagnostic]) {
    let (node, faults) = JSONDocument.parse(bytes: bytes, file: file)
    let findings = Findings(file: file, diagnostics: faults)
    var facts = MachineFacts()
    guard let node, let root = MappingReader(node, "the evidence", findings) else { return (facts, findings.sorted) }
    if let found = root.text("schema"), found != schema {
      findings.error("EVI01", at: root.position("schema"), "'schema' is '\(found.prefix(40))'; expected \(schema)")
    }
    if let section = root.mapping("dmi") {
      facts.dmi = [:]
      for (key, _, value) in section.pairs {
        if let text = value.text {
          facts.dmi?[key] = text
        } else {
          findings.error("TYP01", at: value.position, "'\(key.prefix(40))' of 'dmi' is \(value.kindName); expected text")
        }
      }
    }
    facts.compatible = root.list("compatible")?.compactMap { node in
      if node.text == nil { findings.error("TYP01", at: node.position, "'compatible' holds \(node.kindName); expected text") }
      return node.text
    }
    facts.model = root.optionalText("model")
    facts.onie = root.optionalText("onie")
    facts.i2c = root.list("i2c")?.compactMap { adapter($0, findings) }
    facts.usb = root.list("usb")?.compactMap { device($0, findings) }
    root.finish()
    return (facts, findings.sorted)
  }

  private static func adapter(_ node: Node, _ findings: Findings) -> I2CAdapter? {
    guard let section = MappingReader(node, "an adapter of 'i2c'", findings) else { return nil }
    defer { section.finish() }
    let (number, name) = (section.integer("number", in: 0...65_535), section.text("name"))
    guard let number, let name else { return nil }
    return I2CAdapter(number: number, name: name)
  }

  private static func device(_ node: Node, _ findings: Findings) -> USBDevice? {
    guard let section = MappingReader(node, "a device of 'usb'", findings) else { return nil }
    defer { section.finish() }
    let id = section.optionalText("id")
    let (manufacturer, product) = (section.optionalText("manufacturer"), section.optionalText("product"))
    let (port, digits) = (section.text("port"), section.text("descriptors"))
    guard let port, let digits else { return nil }
    guard let place = USBDevice.place(port) else {
      findings.error("EVI02", at: section.position("port"), "'port' is '\(port.prefix(40))'; expected one such as 1-2.3, or usb1")
      return nil
    }
    guard let bytes = bytes(digits) else {
      findings.error("EVI03", at: section.position("descriptors"), "'descriptors' are not pairs of hexadecimal digits")
      return nil
    }
    do throws(USBDescriptors.Fault) {
      let descriptors = try USBDescriptors(bytes)
      let device = USBDevice(bus: place.bus, ports: place.ports, descriptors: descriptors, manufacturer: manufacturer, product: product)
      if let id, id.lowercased() != device.identity {
        findings.error("EVI04", at: section.position("id"), "'id' is '\(id.prefix(20))'; the descriptors say \(device.identity)")
      }
      return device
    } catch {
      findings.error("EVI03", at: section.position("descriptors"), "'descriptors' of \(port): \(error)")
      return nil
    }
  }

  private static func bytes(_ digits: String) -> [UInt8]? {
    let text = Array(digits.utf8)
    guard text.count % 2 == 0, text.count <= 2 * USBDescriptors.limit else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    for index in stride(from: 0, to: text.count, by: 2) {
      guard let high = Character(Unicode.Scalar(text[index])).hexDigitValue,
        let low = Character(Unicode.Scalar(text[index + 1])).hexDigitValue
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
