import BoardProbe
import DeviceAccess
import SwitchPlatform

/// What a probe found, as JSON.
struct ProbeReport: Encodable {
  struct Function: Encodable {
    var address: String
    var id: String
    var subsystem: String?
    /// Hexadecimal.
    var classCode: String
    /// The address of the bridge that it is behind.
    var bridge: String?
    var driver: String?
    var numaNode: Int?
    var iommuGroup: Int?
    var bars: [PCIBAR]
  }

  struct Device: Encodable {
    var port: String
    var id: String
    var product: String?
  }

  struct Fact: Encodable {
    var kind: String
    var expected: String
    var found: String?

    init(_ fact: BoardMatch.Fact) {
      kind = fact.kind.rawValue
      expected = fact.expected
      found = fact.found.isEmpty ? nil : fact.found
    }
  }

  struct Board: Encodable {
    var name: String
    var vendor: String
    var product: String
    var chip: String
    /// Per cent.
    var score: Int
    var isCertain: Bool
    var agrees: [Fact]
    var disagrees: [Fact]
    var unknown: [Fact]
  }

  var dmi: [String: String]?
  var compatible: [String]?
  var model: String?
  var onie: String?
  var pci: [Function]?
  var usb: [Device]?
  /// Names by number.
  var i2c: [String: String]?
  /// The closest first.
  var boards: [Board]

  init(_ facts: MachineFacts, _ matches: ArraySlice<BoardMatch>) {
    (dmi, compatible, model, onie) = (facts.dmi, facts.compatible, facts.model, facts.onie)
    pci = facts.pci.map { functions in
      let tree = PCITree(functions)
      return tree.devices.indices.map { index in
        let function = tree.devices[index]
        return Function(
          address: function.address.description, id: function.identity.text, subsystem: function.identity.subsystemText,
          classCode: Hexadecimal.text(function.classCode, digits: 6),
          bridge: tree.parents[index].map { tree.devices[$0].address.description },
          driver: function.driver, numaNode: function.numaNode, iommuGroup: function.iommuGroup, bars: function.bars)
      }
    }
    usb = facts.usb.map { $0.map { Device(port: $0.name, id: $0.identity, product: $0.product) } }
    i2c = facts.i2c.map { Dictionary($0.map { ("\($0.number)", $0.name) }) { first, _ in first } }
    boards = matches.map { match in
      Board(
        name: match.board.name, vendor: match.board.vendor, product: match.board.product, chip: match.board.chip, score: match.score,
        isCertain: match.isCertain, agrees: match.agreeing.map(Fact.init), disagrees: match.disagreeing.map(Fact.init),
        unknown: match.unknown.map(Fact.init))
    }
  }
}
