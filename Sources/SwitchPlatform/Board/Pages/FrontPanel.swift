/// Where cages are on a front panel: blocks of one kind side by side, in as few rows as fit a 19-inch box.
///
/// The order is the usual one, and not measured: position 1 top left, then down and on to the right.
struct FrontPanel {
  struct Place {
    var cage: Cage
    var x: Int
    var y: Int
    var width: Int
    var height: Int
  }

  private(set) var places: [Place] = []
  private(set) var width = 0
  private(set) var height = 0
  private(set) var rows = 0

  /// The panel of a 19-inch box.
  ///
  /// - Unit: pixels.
  static let fullWidth = 1040
  static let rowHeight = 42
  /// Left of the ports: name, lights, console.
  static let margin = 80
  private static let gap = 14

  init(_ cages: [Cage]) {
    let shown = cages.filter { ![.internal, .backplane, .recycle].contains($0.kind) }
    var blocks: [[Cage]] = []
    for cage in shown {
      if let last = blocks.last?.last, last.kind == cage.kind { blocks[blocks.count - 1].append(cage) } else { blocks.append([cage]) }
    }
    func total(_ rows: Int) -> Int {
      blocks.reduce(0) { sum, block in
        let columns = (block.count + rows - 1) / rows
        // Every six columns of a long block there is a gap.
        return sum + columns * FrontPanel.size(block[0].kind).width + FrontPanel.gap + (columns - 1) / 6 * 8
      }
    }
    let available = FrontPanel.fullWidth - FrontPanel.margin - 6
    let isSmall = shown.count <= 14
    rows = ([1, 2, 4, 8, 16].first { ($0 > 1 || isSmall) && total($0) <= available }) ?? 32
    var x = FrontPanel.margin
    for block in blocks {
      let size = FrontPanel.size(block[0].kind)
      for (index, cage) in block.enumerated() {
        let (column, row) = (index / rows, index % rows)
        places.append(
          Place(
            cage: cage, x: x + column * size.width + column / 6 * 8,
            y: 26 + row * FrontPanel.rowHeight + (FrontPanel.rowHeight - size.height) / 2, width: size.width - 4, height: size.height))
      }
      let columns = (block.count + rows - 1) / rows
      x += columns * size.width + (columns - 1) / 6 * 8 + FrontPanel.gap
    }
    // A desktop box is as wide as its ports.
    width = x + 20 <= 560 ? max(x + 20, 300) : max(FrontPanel.fullWidth, x + 20)
    height = max(26 + rows * FrontPanel.rowHeight + 10, 84)
  }

  /// The outline of a cage, the gap to its neighbour included.
  ///
  /// - Unit: pixels, two to a millimetre.
  static func size(_ kind: CageKind) -> (width: Int, height: Int) {
    switch kind {
    case .rj45: (30, 28)
    case .sfp, .sfp28, .sfp56, .sfpDD: (30, 24)
    case .qsfp, .qsfp28, .qsfp56, .qsfpDD: (40, 24)
    case .osfp, .osfpXD: (48, 30)
    case .cpo: (40, 20)
    case .backplane, .internal, .recycle: (20, 20)
    }
  }
}
