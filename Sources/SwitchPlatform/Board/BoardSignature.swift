/// How a running box is known to be a board: the parts of its file that can be held against what a host's buses and firmware say.
///
/// Read from the file as it stands, without its faults: those are `board check`'s.
public struct BoardSignature: Hashable, Sendable {
  /// The file's base name, and the folder it is in.
  public var name: String
  public var vendor: String
  public var product: String
  public var id: String
  /// The chip it names; the real one where that one only stands in for it.
  public var chip: String
  /// `platform.match`: names the box goes by.
  public var onie: [String] = []
  public var compatible: [String] = []
  public var model: [String] = []
  /// By sysfs' names: `product_name`.
  public var dmi: [String: String] = [:]
  public var pci: [Function] = []
  public var usb: [Port] = []
  /// What the names of I2C adapters begin with.
  public var adapters: [String] = []

  /// A function that the board must have on PCI.
  public struct Function: Hashable, Sendable {
    /// `01:00.0`; `nil`: anywhere.
    public var place: String?
    /// `14e4:b870`, any of these; empty: whatever is there.
    public var ids: [String]
    public var name: String?
    public var isOptional = false
    /// The forwarding ASIC.
    public var isASIC = false
    /// The board does not say its id: it is one that the chip is known by.
    public var isOfChip = false

    public init(
      place: String?, ids: [String], name: String? = nil, isOptional: Bool = false, isASIC: Bool = false, isOfChip: Bool = false
    ) {
      self.place = place
      self.ids = ids
      self.name = name
      self.isOptional = isOptional
      self.isASIC = isASIC
      self.isOfChip = isOfChip
    }
  }

  /// A device that the board must have on USB.
  public struct Port: Hashable, Sendable {
    /// `1-1.2`; `nil`: anywhere.
    public var place: String?
    public var id: String?
    public var name: String?
    public var isOptional = false

    public init(place: String?, id: String?, name: String? = nil, isOptional: Bool = false) {
      self.place = place
      self.id = id
      self.name = name
      self.isOptional = isOptional
    }
  }

  public init(name: String, vendor: String, product: String = "", id: String = "", chip: String = "") {
    self.name = name
    self.vendor = vendor
    self.product = product
    self.id = id
    self.chip = chip
  }

  /// - Parameter identities: The PCI ids of a chip, for boards that say which chip they have and not by what id it is known.
  public init(_ node: Node, name: String, vendor: String, identities: (String) -> [String] = { _ in [] }) {
    self.init(name: name, vendor: vendor)
    let platform = node["platform"]
    id = platform?["id"]?.text ?? ""
    product = platform?["product"]?.text ?? ""
    let match = platform?["match"]
    onie = Self.texts(match?["onie"])
    compatible = Self.texts(match?["compatible"])
    model = Self.texts(match?["model"])
    for pair in match?["dmi"]?.pairs ?? [] {
      if let key = pair.key.text, let value = pair.value.text { dmi[key] = value }
    }
    for pair in node["asics"]?.pairs ?? [] {
      let asic = pair.value
      let names = [asic["replaces"]?.text, asic["chip"]?.text].compactMap { $0 }
      if chip.isEmpty { chip = names.first ?? "" }
      let own = Self.texts(asic["pci"]?["id"])
      let ids = own.isEmpty ? names.lazy.map(identities).first { !$0.isEmpty } ?? [] : own
      let place = asic["pci"]?["bdf"]?.text
      if place != nil || !ids.isEmpty {
        pci.append(Function(place: place, ids: ids, name: pair.key.text, isASIC: true, isOfChip: own.isEmpty && !ids.isEmpty))
      }
    }
    for entry in node["pci"]?.elements ?? [] {
      let (place, ids) = (entry["bdf"]?.text, Self.texts(entry["id"]))
      // The ASIC often stands in both lists.
      guard place != nil || !ids.isEmpty, !pci.contains(where: { $0.isASIC && $0.place == place && $0.ids == ids }) else { continue }
      pci.append(Function(place: place, ids: ids, name: entry["name"]?.text, isOptional: entry["optional"]?.text == "true"))
    }
    for entry in node["usb"]?.elements ?? [] {
      let (place, id) = (entry["port"]?.text, entry["id"]?.text)
      guard place != nil || id != nil else { continue }
      usb.append(Port(place: place, id: id, name: entry["name"]?.text, isOptional: entry["optional"]?.text == "true"))
    }
    for pair in node["devices"]?.pairs ?? [] {
      let found = pair.value["match"]
      if pair.value["kind"]?.text == "i2c-adapter" { adapters += Self.texts(found?["name"]) }
      if pair.value["on"]?.text == "pci", let id = found?["id"]?.text {
        pci.append(Function(place: nil, ids: [id], name: pair.key.text))
      }
    }
  }

  /// A text, or a list of them.
  private static func texts(_ node: Node?) -> [String] {
    if let text = node?.text { return [text] }
    return (node?.elements ?? []).compactMap(\.text)
  }
}

extension Catalog {
  /// The signatures of all boards, whose chips' PCI ids are those of the inventory where the board says none.
  ///
  /// - Parameter fault: Takes what is wrong with files that cannot be read, which have no signature.
  public func signatures(fault: (CatalogError) -> Void = { _ in }) -> [BoardSignature] {
    let inventory = inventory
    return boards.compactMap { entry in
      do throws(CatalogError) {
        let (node, diagnostics) = YAMLDocument.parse(try Catalog.text(of: entry.path), file: entry.path)
        guard let node else { throw CatalogError(message: "\(entry.path) is passed over", diagnostics: diagnostics) }
        return BoardSignature(node, name: entry.name, vendor: entry.vendor) { inventory.chip(named: $0)?.pci ?? [] }
      } catch {
        fault(error)
        return nil
      }
    }
  }
}
